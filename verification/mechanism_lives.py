"""One life of one city, measured: the headlines of docs/mechanisms.md, and measures of mechanisms' own."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

import numpy as np
from changes import Changes, altered
from mechanism_cities import City
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.category import first_categories
from glasscity.measure.harm import restrictions
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.scenario.reading import parse
from glasscity.society import error
from glasscity.step import SCHEDULE
from glasscity.world import City as Founded
from glasscity.world import Today, World, found_city, open_world

SEED = 1
EVERY = 7
"""Restrictions are counted every so many days, and stand for all days: counting them daily takes longest."""
HEADLINES = (
    "in the worst category, per 1,000",
    "below the start's category, per 1,000",
    "refusals for the score, per 1,000",
    "mean score",
    "unlawful acts, per citizen",
    "critical acts, per citizen",
    "restriction-days, per citizen",
    "wrong entries, per citizen",
)


@cache
def without_harm(city: City) -> dict[str, object]:
    """Return the nested tables of a city, without the measure of harm: it is counted here, more quickly."""
    found = load(city.base, citizens=city.citizens, days=city.days).to_dict()
    found.pop("harm", None)
    return found


@cache
def scenario_of(city: City, changes: Frozen) -> Scenario:
    """Return a city with some changes."""
    return parse(altered(without_harm(city), changes), city.base)


@cache
def _workers() -> Workers:
    return Workers(1).__enter__()


@lru_cache(maxsize=80)
def _founded(city: City, changes: Frozen) -> Founded:
    return found_city(scenario_of(city, changes), SEED, _workers())


class Frozen(tuple):  # type: ignore[type-arg]
    """Changes as a key: by what they say."""

    def __hash__(self) -> int:
        return hash(repr(self))


def lived(city: City, changes: Changes, life: int) -> dict[str, float]:
    """Return the measures of one life."""
    key = Frozen(changes)
    scenario = scenario_of(city, key)
    world = open_world(scenario, _founded(city, key), SEED, life, _workers())
    counted = Counter[str]()
    brought = np.zeros(city.citizens, np.bool_)
    inspected = [scenario.conduct[name].code for name in _inspected(scenario)]
    for day in range(city.days):
        today = Today(day)
        for phase in SCHEDULE:
            phase.run(world, today)
        _count(scenario, world, today, inspected, counted)
        moved = today.relocations["citizen"]
        brought[moved[_own_points(world)[moved] != 0]] = True
    counted["brought"] = int(brought.sum())
    return _measures(scenario, world, counted)


def _inspected(scenario: Scenario) -> set[str]:
    """Return the conduct that inspectors look for by district."""
    looking = [one.inspection for one in scenario.organisations.values()]
    return {name for rules in looking if rules and rules.among == "districts" for name in rules.inspects}


def _own_points(world: World) -> NDArray[np.int64]:
    """Return how far everybody's base lies from the start of their town."""
    return world.file.base - world.centre.regulations.formula.start[world.file.town]


def _count(
    scenario: Scenario, world: World, today: Today, inspected: list[int], counted: Counter[str]
) -> None:
    """Count what a day brought."""
    acts = np.bincount(today.acts["conduct"])
    for code in np.flatnonzero(acts).tolist():
        counted[f"acts {code}"] += int(acts[code])
    asked = today.decisions
    refused = (asked["outcome"] == tables.REFUSED) & (asked["reason"] != tables.ORDINARY)
    counted["refused"] += int(refused.sum())
    counted["forgone"] += len(today.forgone)
    filed = today.entries[today.entries["kind"] == tables.CONDUCT]
    told = today.entries["kind"] == tables.DENUNCIATION
    actor, done = filed["entry_hi"] >> np.uint64(32), filed["entry_hi"] & np.uint64(0xFFFF)
    copy = filed["entry_lo"] >> np.uint64(16) & np.uint64(tables.COPIES - 1)
    somebody_elses = actor != filed["citizen"]
    wrong = somebody_elses | (copy != error.ORIGINAL) | (done != filed["conduct"])
    lies = (today.denunciations["lie"] > 0) & (today.denunciations["found_out"] == 0)
    counted["entries"] += len(filed) + int(told.sum())
    counted["wrong persons"] += int(somebody_elses.sum())
    counted["wrong"] += int(wrong.sum()) + int(lies.sum()) + len(today.mishandled)
    if today.day % EVERY == EVERY - 1:
        restricted, by_copy = restrictions(scenario, world)
        counted["restricted"] += EVERY * restricted
        counted["by copies"] += EVERY * by_copy
    counted["contested"] += int(today.appeals["contested"].sum())
    if inspected:
        where = world.city.population.row("district")[filed["citizen"][np.isin(filed["conduct"], inspected)]]
        counted.update(f"district {district}" for district in where.tolist())


def _measures(scenario: Scenario, world: World, counted: Counter[str]) -> dict[str, float]:
    file, citizens = world.file, len(world.file.base)
    scored = file.category != tables.NO_CATEGORY
    worst = len(scenario.category_names) - 1
    begins = first_categories(scenario)[file.town]
    unlawful = [name for name, conduct in scenario.conduct.items() if not conduct.lawful]
    good = [name for name in scenario.conduct if scenario.rewards(name)]
    critical = scenario.voice.critical if scenario.voice is not None else []

    def done(names: list[str]) -> float:
        return sum(counted[f"acts {scenario.conduct[name].code}"] for name in names) / citizens

    found = {
        HEADLINES[0]: 1000 * float((scored & (file.category == worst)).mean()),
        HEADLINES[1]: 1000 * float((scored & (file.category > begins)).mean()),
        HEADLINES[2]: 1000 * counted["refused"] / citizens,
        HEADLINES[3]: float(file.total[scored].mean()) / MILLIPOINTS,
        HEADLINES[4]: done(unlawful),
        HEADLINES[5]: done(critical) if critical else float("nan"),
        HEADLINES[6]: counted["restricted"] / citizens,
        HEADLINES[7]: counted["wrong"] / citizens,
        "entries on a wrong person's file, per 1,000": 1000 * counted["wrong persons"] / citizens,
        "entries, per citizen": counted["entries"] / citizens,
        "acts forgone, per citizen": counted["forgone"] / citizens,
        "good deeds, per citizen": done(good),
        "restriction-days by an outdated copy, per 1,000": 1000 * counted["by copies"] / citizens,
        "entries contested, per 1,000": 1000 * counted["contested"] / citizens,
        "moved with points on file, per 1,000": 1000 * counted["brought"] / citizens,
    }
    if world.shadow is not None:
        truly = world.shadow.file.category
        found["in a category not theirs, per 1,000"] = 1000 * float((file.category != truly).mean())
    districts = [number for name, number in counted.items() if name.startswith("district ")]
    if districts:
        found["busiest district's share of what is inspected and filed, per cent"] = (
            100 * max(districts) / sum(districts)
        )
    return found
