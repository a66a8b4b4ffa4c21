"""One life of one city, measured: the headlines of docs/mechanisms.md, and measures of mechanisms' own."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
from mechanism_rows import Change, altered
from numba import njit

from glasscity import tables
from glasscity.authority.category import first_categories
from glasscity.authority.reading import NO_COPY, as_read, is_closed, standing
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.scenario.reading import parse
from glasscity.society import error
from glasscity.step import SCHEDULE
from glasscity.world import City, Today, World, found_city, open_world

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
INSPECTED = "littering"


@cache
def without_harm(base: str, citizens: int, days: int) -> dict[str, object]:
    """Return the nested tables of a city, without the measure of harm: it is counted here, more quickly."""
    found = load(base, citizens=citizens, days=days).to_dict()
    found.pop("harm", None)
    return found


@cache
def city_of(base: str, changes: tuple[Change, ...], citizens: int, days: int) -> Scenario:
    """Return a city with some changes."""
    return parse(altered(without_harm(base, citizens, days), changes), base)


@cache
def _workers() -> Workers:
    return Workers(1).__enter__()


@cache
def _founded(base: str, changes: tuple[Change, ...], citizens: int, days: int) -> City:
    return found_city(city_of(base, changes, citizens, days), SEED, _workers())


class Frozen(tuple):  # type: ignore[type-arg]
    """Changes as a key: by what they say."""

    def __hash__(self) -> int:
        return hash(repr(self))


def lived(base: str, changes: tuple[Change, ...], citizens: int, days: int, life: int) -> dict[str, float]:
    """Return the measures of one life."""
    key = Frozen(changes)
    scenario = city_of(base, key, citizens, days)
    world = open_world(scenario, _founded(base, key, citizens, days), SEED, life, _workers())
    counted = Counter[str]()
    for day in range(days):
        today = Today(day)
        for phase in SCHEDULE:
            phase.run(world, today)
        _count(scenario, world, today, counted)
    return _measures(scenario, world, counted)


def _count(scenario: Scenario, world: World, today: Today, counted: Counter[str]) -> None:
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
        restricted, by_copy = _restricted(scenario, world)
        counted["restricted"] += EVERY * restricted
        counted["by copies"] += EVERY * by_copy
    if INSPECTED in scenario.conduct:
        litter = filed["citizen"][filed["conduct"] == scenario.conduct[INSPECTED].code]
        districts = world.city.population.row("district")[litter]
        counted.update(f"litter {district}" for district in districts.tolist())


def _restricted(scenario: Scenario, world: World) -> tuple[int, int]:
    """Return how many doors are closed or dearer to citizens today, and how many by outdated copies alone."""
    now, centre = world.centre.regulations, world.centre
    codes = np.array([service.code for service in scenario.services.values()], np.int64)
    found = _closed(codes, world.file, centre.book, centre.held, now.formula, now.bands, now.terms)
    return int(found[0]), int(found[1])


@njit(cache=True, nogil=True)
def _closed(codes, file, book, held, formula, bands, terms):  # type: ignore[no-untyped-def]
    """Return the number of closed doors, and how many of them only an outdated copy closes."""
    number = by_copy = 0
    for citizen in range(len(file.category)):
        if file.category[citizen] == tables.NO_CATEGORY:
            continue
        for place in range(len(codes)):
            category, override = as_read(terms, bands, formula, file, book, held, citizen, codes[place])
            closed = is_closed(terms, codes[place], category, override)
            number += closed
            if closed and held.row[codes[place]] != NO_COPY:
                now, now_set = standing(terms, bands, formula, file, book, citizen, codes[place])
                by_copy += not is_closed(terms, codes[place], now, now_set)
    return number, by_copy


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
    }
    if world.shadow is not None:
        truly = world.shadow.file.category
        found["in a category not theirs, per 1,000"] = 1000 * float((file.category != truly).mean())
    litter = [number for name, number in counted.items() if name.startswith("litter ")]
    if litter:
        share = 100 * max(litter) / sum(litter)
        found["busiest district's share of recorded litter, per cent"] = share
    return found
