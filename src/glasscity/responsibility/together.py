"""What groups bring about together, everything that follows included: cities lived for coalitions of them.

Rule: in every life two orders of the groups are drawn by lot, one the other backwards. The groups come in
that order, and with each coalition a city is lived from the same seeds; what a group adds when it comes is
its share. Averaged over lives this is the Shapley value, Owen's where a group is looked into. And for every
group the city is lived in which they alone do otherwise.
Units: restriction-days by kind, unlawful acts, entries on file; all of a whole city.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.behaviour import behaviour_of
from glasscity.days import simulate
from glasscity.ensemble.plan import lives_of
from glasscity.ensemble.spread import check_processes, spread
from glasscity.errors import BadInput
from glasscity.measure.harm import KINDS
from glasscity.parallel import Workers
from glasscity.responsibility.groups import SANCTIONER, Group, groups_of, scenario_of
from glasscity.responsibility.shapley import coalitions_of, orders_by_lot, shares_of_order
from glasscity.scenario import Scenario, parse
from glasscity.world import found_city

Progress = Callable[[str, int, int], None]
UNLAWFUL_ACTS, ENTRIES = len(KINDS), len(KINDS) + 1
OUTCOMES = (*KINDS, "unlawful acts", "entries")
"""What a city comes to, in this order."""
ORDERS = 2
"""Orders in each life."""


@dataclass(frozen=True)
class Together:
    """What lives came to.

    Attributes
    ----------
    shares : int64 [lives, groups, kinds], sums over the orders of a life; they add up to
        `ORDERS` × (everybody − nobody), exactly.
    everybody, nobody : int64 [lives, outcomes], all groups doing what they do, and none.
    but_one : int64 [lives, groups, outcomes], all but one.
    """

    groups: tuple[Group, ...]
    lives: tuple[int, ...]
    shares: NDArray[np.int64]
    everybody: NDArray[np.int64]
    nobody: NDArray[np.int64]
    but_one: NDArray[np.int64]


@dataclass(frozen=True)
class City:
    """What every run has in common, as it goes to another process."""

    scenario: str
    name: str
    seed: int
    into: str | None
    behaviour: Path | None


def live_together(
    scenario: Scenario,
    *,
    seed: int,
    lives: int,
    into: str | None = None,
    behaviour: Path | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Together:
    """Live the coalitions that come about, and share out what they came to.

    Parameters
    ----------
    into : a group of organisations to look into.
    """
    if not lives >= 1:
        raise BadInput(f"lives: {lives} is not a number of lives; expected 1 or more")
    check_processes(processes)
    groups = groups_of(scenario, into)
    seeds = lives_of(seed, lives)
    everybody = (1 << len(groups)) - 1
    but_one = [everybody & ~(1 << place) for place in range(len(groups))]
    orders = orders_by_lot(tuple(group.union for group in groups), ORDERS * lives, seed)
    wanted = {
        (seeds[number // ORDERS], coalition)
        for number, order in enumerate(orders)
        for coalition in coalitions_of(order)
    }
    wanted |= {(life, coalition) for life in seeds for coalition in (0, *but_one)}
    city = City(scenario.to_toml(), scenario.name, seed, into, behaviour)
    sanctioner = next(place for place, group in enumerate(groups) if group.name == SANCTIONER)
    found = _live_all(city, wanted, frozenset((0, *but_one)), sanctioner, processes, progress)
    shares = np.zeros((lives, len(groups), len(KINDS)), np.int64)
    for number, order in enumerate(orders):
        life = seeds[number // ORDERS]
        values = {coalition: found[life, coalition][: len(KINDS)] for coalition in coalitions_of(order)}
        shares[number // ORDERS] += shares_of_order(order, values)
    return Together(
        groups,
        seeds,
        shares,
        np.array([found[life, everybody] for life in seeds]),
        np.array([found[life, 0] for life in seeds]),
        np.array([[found[life, one] for one in but_one] for life in seeds]),
    )


def _live_all(
    city: City,
    wanted: set[tuple[int, int]],
    whole: frozenset[int],
    sanctioner: int,
    processes: int | None,
    progress: Progress | None,
) -> dict[tuple[int, int], NDArray[np.int64]]:
    """Live every life with its coalitions. Where no door is closed there is no restriction: only `whole`
    coalitions, of which other outcomes are asked for too, are lived then."""
    nothing = np.zeros(len(OUTCOMES), np.int64)
    found = {one: nothing for one in wanted if not one[1] >> sanctioner & 1 and one[1] not in whole}
    # The longest ones first, so that no process is left with one at the end.
    missing = sorted(wanted - found.keys(), key=lambda one: (-one[1].bit_count(), one))
    each = spread(partial(_outcome_at, city, missing), range(len(missing)), processes)
    for done, (place, outcome) in enumerate(each, 1):
        found[missing[place]] = outcome
        if progress is not None:
            progress("cities", done, len(missing))
    return found


def _outcome_at(city: City, wanted: list[tuple[int, int]], place: int) -> NDArray[np.int64]:
    return outcome(city, *wanted[place])


def outcome(city: City, life: int, coalition: int) -> NDArray[np.int64]:
    """Return what a city comes to in which only a coalition does what it does: int64 [outcomes]."""
    scenario, groups = _read(city)
    changed = scenario_of(scenario, groups, coalition)
    with behaviour_of(city.behaviour), Workers(1) as workers:
        founded = found_city(changed, city.seed, workers)
        tables = simulate(changed, founded, city.seed, life, workers).measures
    days = tables["harm_days"].group_by("kind").agg(pl.col("citizens").sum())
    by_kind = dict(zip(days["kind"].cast(pl.String), days["citizens"], strict=True))
    unlawful = [name for name, conduct in scenario.conduct.items() if not conduct.lawful]
    acts = tables["conduct_days"].filter(pl.col("conduct").cast(pl.String).is_in(unlawful))["acts"].sum()
    entries = tables["days"]["entries"].sum()
    return np.array([*(by_kind.get(kind, 0) for kind in KINDS), acts, entries], np.int64)


@lru_cache(1)
def _read(city: City) -> tuple[Scenario, tuple[Group, ...]]:
    scenario = parse(tomllib.loads(city.scenario, parse_float=Decimal), city.name)
    return scenario, groups_of(scenario, city.into)
