"""Who lives in which town, and who moves to another.

Rule: towns are ranges of citizens, cut between communities, each with its share. Moving is an occasion at a
yearly rate; the town is another one, chosen by its share of citizens times its attraction. Whoever moves
today lives there from tomorrow on. Ties, household and home on the map stay as they are.
Reads: attribute levels. Writes: the town of every citizen; relocations. Draws: RELOCATION_CANDIDATE,
RELOCATION_KEPT, RELOCATION_TOWN. Units: moves per 365 days.
Leaves out: households that move together, ties that break, moves because of a score.

Exactly:
- Moving is an occasion with the code 0 and the draws RELOCATION_CANDIDATE and RELOCATION_KEPT. With weights
  floor(share × attraction × 2^20) of all other towns, in the order of their codes, the town is the first up
  to which the weights add up to more than their sum × w0 / 2^32 (rounded down), w0 of
  RELOCATION_TOWN(citizen, day, 0, 0). Whoever moves today lives there from the same phase of tomorrow on.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.draws import Life
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.towns import Town
from glasscity.society.occasions import Chances, Occasion, happen, prepare_chances
from glasscity.society.population import Population

WEIGHT_ONE = 1 << 20
"""Weights of towns are whole numbers: a share times an attraction of 1 is this at most."""


def ordered_towns(scenario: Scenario) -> list[Town]:
    """Return the towns in the order of their codes: their numbers are their places."""
    return sorted(scenario.towns.values(), key=lambda town: town.code)


def home_towns(scenario: Scenario) -> NDArray[np.uint8]:
    """Return the town of every citizen on the first day, uint8 [citizens]; 0 where there is one city only."""
    people, size = scenario.population, scenario.network.community
    home = np.zeros(people.everybody, np.uint8)
    if not scenario.towns:
        return home
    communities = -(-people.citizens // size)
    shares = accumulate(town.share for town in ordered_towns(scenario))
    ends = [int(share * communities + Decimal("0.5")) * size for share in shares]
    ends[-1] = len(home)
    first = 0
    for number, end in enumerate(ends):
        home[first:end] = number
        first = end
    return home


class Residents:
    """Where everybody lives now, and who is on the way.

    Attributes
    ----------
    town : uint8 [citizens], number of the town in the order of the towns' codes.
    """

    def __init__(self, scenario: Scenario, home: NDArray[np.uint8], life: Life) -> None:
        self.town = home.copy()
        self._life = life
        self._leaving = np.empty(0, tables.RELOCATION)
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Move as `scenario` says from this morning on."""
        rules = scenario.relocation
        self._chances: Chances | None = None
        if rules is None or not rules.enabled:
            return
        occasion = Occasion(0, rules.per_year, rules.bound_per_year, rules.depends, {})
        streams = draws.RELOCATION_CANDIDATE, draws.RELOCATION_KEPT
        self._chances = prepare_chances(scenario.population.levels, [occasion], *streams)
        self._weights = _weights(ordered_towns(scenario))

    def arrive(self) -> NDArray[np.void]:
        """Let those who moved yesterday live where they went; return who they are."""
        arriving, self._leaving = self._leaving, np.empty(0, tables.RELOCATION)
        self.town[arriving["citizen"]] = arriving["after"]
        return arriving

    def leave(self, population: Population, day: int, workers: Workers) -> None:
        """Decide who moves today, and where to; they live there from tomorrow on."""
        if self._chances is None:
            return
        moving = happen(self._chances, population.levels, self._life.key, day, workers)["citizen"]
        self._leaving = _choose(np.ascontiguousarray(moving), self.town, self._weights, self._life.key, day)


def _weights(towns: Sequence[Town]) -> NDArray[np.uint64]:
    """Return share × attraction of every town, frozen, in whole numbers."""
    return np.array([int(town.share * town.attraction * WEIGHT_ONE) for town in towns], np.uint64)


@njit(cache=True, nogil=True)
def _choose(moving, town, weights, key, day):  # type: ignore[no-untyped-def]
    """Return where each of `moving` goes: to another town, by the weights; nowhere if no other has any."""
    rows = np.empty(len(moving), tables.RELOCATION)
    total, number = weights.sum(), 0
    for citizen in moving:
        here = town[citizen]
        left = total - weights[here]
        if left == 0:
            continue
        w = draws.draw(key, citizen, day, draws.RELOCATION_TOWN, 0, 0)
        place = np.uint64(draws.high_product(w[0], left))
        there = 0
        while there == here or place >= weights[there]:
            if there != here:
                place -= weights[there]
            there += 1
        row = rows[number]
        row.day, row.citizen, row.before, row.after = day + 1, citizen, here, there
        number += 1
    return rows[:number]
