"""Whose doing is it? The harm of a city shared out among seven, and what each could have prevented alone.

Rule: as in `responsibility.together`, with fewer players, so that every coalition can be lived and no order
has to be drawn by lot: in every life the parts are Shapley values, exactly. And what is left of the harm if
one of them alone does otherwise is that of the coalition of all others.
Units: days on which a door is closed or dearer to somebody; unlawful acts; entries on file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from glasscity.measure.harm import KINDS, Harm
from glasscity.parallel import Workers
from glasscity.responsibility.groups import SANCTIONER, groups_of
from glasscity.responsibility.shapley import shares_exact
from glasscity.scenario import Scenario, parse
from glasscity.scenario.without import Tables
from glasscity.step import pass_day
from glasscity.tour.variations import city_of
from glasscity.world import found_city, open_world

ALL = KINDS[0]
RESTRICTED, UNLAWFUL, ENTRIES = range(3)


@dataclass(frozen=True)
class Player:
    """One of those among whom the harm is shared out: the groups of `responsibility.groups` that it takes in.

    Attributes
    ----------
    label : what a reader sees; otherwise : what it would take of them.
    """

    name: str
    label: str
    otherwise: str
    groups: tuple[str, ...]


PLAYERS = (
    Player("reporters", "all who report: offices, courts, banks, companies", "report nothing",
           ("municipal", "judicial", "commercial", "other", "companies")),
    Player("informers", "citizens who inform on others", "tell on nobody", ("informers",)),
    Player("mistakes", "those who make mistakes, at offices and at the data centre", "make no mistakes",
           ("errors", "data_centre")),
    Player("friends-rule", "the author of the rule that friends count", "leave friends out", ("contacts",)),
    Player("lawful-rule", "the author of rules against what is lawful", "punish nothing lawful", ("author",)),
    Player("no-way-back", "those who opened no office to appeal, and let no points expire",
           "hear appeals, and let points expire", ("no_way_back",)),
    Player("doors", "those who close doors by category", "close no door", (SANCTIONER,)),
)  # fmt: skip
REPORT = ("reporters", "informers")
"""Without both of them nothing is on file; who closes doors has nothing to go by."""
CLOSE = "doors"


def edits_of(scenario: Scenario) -> list[Callable[[Tables], None]]:
    """Return for every player what takes out of a scenario what they do."""
    found = {group.name: group.edit for group in groups_of(scenario)}

    def edit_of(player: Player) -> Callable[[Tables], None]:
        def edit(tables: Tables) -> None:
            for name in player.groups:
                found[name](tables)

        return edit

    return [edit_of(player) for player in PLAYERS]


@dataclass(frozen=True)
class Blame:
    """One life, in which the harm is to be shared out."""

    citizens: int
    days: int
    seed: int
    life: int

    def work(self) -> Shares:
        """Live the cities of all coalitions that can bring about any harm, on one thread."""
        everybody = (1 << len(PLAYERS)) - 1
        found = {one: self.live(one) for one in range(everybody + 1) if can_harm(one)}
        values = np.zeros(everybody + 1, np.int64)
        for coalition, outcome in found.items():
            values[coalition] = outcome[RESTRICTED]
        but_one = [everybody & ~(1 << place) for place in range(len(PLAYERS))]
        return Shares(
            shares_exact(values) / factorial(len(PLAYERS)),
            found[everybody],
            np.array([found[one] if one in found else self.live(one) for one in but_one]),
        )

    def live(self, coalition: int) -> NDArray[np.int64]:
        """Live a city in which only a coalition does what it does: int64 [outcomes]."""
        city_as_it_is = city_of("as-it-is", self.citizens, self.days)
        scenario = without_others(city_as_it_is, coalition)
        unlawful = [one.code for one in city_as_it_is.conduct.values() if not one.lawful]
        outcome = np.zeros(3, np.int64)
        with Workers(1) as workers:
            city = found_city(scenario, self.seed, workers)
            world = open_world(scenario, city, self.seed, self.life, workers, true_record=False)
            harm = Harm(scenario, world)
            for day in range(self.days):
                today = pass_day(world, day)
                harm.measure(world, today)
                acts = int(np.isin(today.acts["conduct"], unlawful).sum())
                outcome += [harm.of_last_day()[ALL], acts, len(today.entries)]
        return outcome


def can_harm(coalition: int) -> bool:
    """Return whether a coalition can close a door: somebody reports, and somebody goes by it."""
    names = [player.name for place, player in enumerate(PLAYERS) if coalition >> place & 1]
    return CLOSE in names and any(one in names for one in REPORT)


def without_others(scenario: Scenario, coalition: int) -> Scenario:
    """Return the scenario in which only the players of a coalition do what they do."""
    tables = scenario.to_dict()
    for place, edit in enumerate(edits_of(scenario)):
        if not coalition >> place & 1:
            edit(tables)
    return parse(tables, scenario.name)


@dataclass(frozen=True)
class Shares:
    """What one life came to.

    Attributes
    ----------
    shares : float64 [players], of `everybody[RESTRICTED]`, to which they add up.
    everybody : int64 [outcomes], all doing what they do; but_one : int64 [players, outcomes], all but one.
    """

    shares: NDArray[np.float64]
    everybody: NDArray[np.int64]
    but_one: NDArray[np.int64]
