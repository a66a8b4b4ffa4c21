"""Four kinds of harm, counted every day, for every citizen and every door that is closed or dearer to them.

A *restriction-day* is a day on which the category that a service reads of a citizen closes it to them, or
makes it dearer. It is

- *erroneous* if the true record of today would not close it (the shadow's category would not);
- *unrelated* if what arose in the service's own context alone would not close it: points, and categories set
  by a rule;
- *disproportionate* if one's own points in proportion to the gravity of one's conduct would not close it;
- *by association* if one's own file alone, without contacts, would not close it.

The last three ask why the *file* closes it: a door that only an outdated copy of the file closes is none of
them. Points are what a filing gave after its cap. A day may be of several kinds, or of none: then it is harm
that is right by the rules, and harm all the same.
Reads: files of the data centre and its shadow, the day's entries. Writes: counts, and nothing in the city.
Units: restriction-days. Source of the kinds: AI Act, Art. 5(1)(c), for the second and third.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.context_book import Book, ContextBook, read_anew, set_in
from glasscity.authority.reading import NO_COPY, as_read, band_alone, standing, what_is_closed
from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints
from glasscity.scenario.towns import SCALE_ONE
from glasscity.world import Today, World

KINDS = ("all", "erroneous", "unrelated", "disproportionate", "by association")
ALL, ERRONEOUS, UNRELATED, DISPROPORTIONATE, BY_ASSOCIATION = range(5)


class Doors(NamedTuple):
    """code, context : int64 [services]; closed : bool [services, categories, categories], whether a category,
    with the worst one that a rule has set, closes a service or makes it dearer."""

    code: NDArray[np.int64]
    closed: NDArray[np.bool_]
    context: NDArray[np.int64]


class Walled(NamedTuple):
    """The books that services behind walls read: of the data centre, and of its shadow."""

    here: Book
    truly: Book


class Harm:
    """Counts restriction-days of one run."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        assert scenario.harm is not None
        contexts = list(scenario.contexts)
        self._services = list(scenario.services)
        services = [scenario.services[name] for name in self._services]
        self._codes = np.array([service.code for service in services], np.int64)
        self._behind = np.array([contexts.index(service.context) for service in services], np.int64)
        self._fair_loss = np.zeros(1 + max(c.code for c in scenario.conduct.values()), np.int64)
        for conduct in scenario.conduct.values():
            self._fair_loss[conduct.code] = millipoints(scenario.harm.points_per_gravity) * conduct.gravity
        formula = world.centre.regulations.formula
        self._fair = formula.start[world.city.town].astype(np.int32)
        course = [stage.scenario for stage in stages(scenario)]
        self._contexts = ContextBook(course, world.city.town, formula)
        self._days: list[NDArray[np.int64]] = []
        self._waiting: list[NDArray[np.void]] = []

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        now = world.centre.regulations
        _move(today.relocations, self._fair, now.formula, now.carries)
        worked_out = world.centre.worked_out
        self._contexts.take_in(today.relocations, today.entries, now.formula, now.carries, worked_out)
        entries = today.entries[(today.entries["counts"] > 0) & (today.entries["kind"] != tables.TRANSFER)]
        self._waiting.append(entries)
        if worked_out:
            for some in self._waiting:
                self._take_in_proportion(some, now.formula.scale[world.file.town[some["citizen"]]])
            self._waiting = []
        terms, truly = now.terms, world.shadow if world.shadow is not None else world.centre
        categories = terms.refused.shape[1]
        closed = np.zeros((len(self._codes), categories, categories), np.bool_)
        for place, code in enumerate(self._codes):
            closed[place] = what_is_closed(terms, code)
        counted = world.workers.run(
            _count,
            len(self._fair),
            world.file,
            truly.file,
            Doors(self._codes, closed, self._behind),
            self._contexts.book,
            Walled(world.centre.book, truly.book),
            world.centre.held,
            self._fair,
            now.formula,
            now.bands,
            terms,
        )
        self._days.append(np.sum(counted, axis=0))

    def _take_in_proportion(self, entries: NDArray[np.void], scale: NDArray[np.int64]) -> None:
        """Add the points that would be in proportion: a filing's loss is bounded by gravity, undone as made.

        What a filing gave is its points and those of its cap entry; both are recorded, and undone, together.
        """
        if not len(entries):
            return
        filing = entries["entry_lo"] >> np.uint64(16)
        same = (entries["entry_hi"][1:] == entries["entry_hi"][:-1]) & (filing[1:] == filing[:-1])
        first = np.flatnonzero(np.concatenate([[True], ~same]))
        points, some = np.add.reduceat(entries["points"].astype(np.int64), first), entries[first]
        bound = (self._fair_loss[some["conduct"]] * scale[first] + SCALE_ONE // 2) // SCALE_ONE
        undoing = np.isin(some["kind"], tables.UNDOING)
        fair = np.where(undoing, np.minimum(points, bound), np.maximum(points, -bound))
        np.add.at(self._fair, some["citizen"], fair.astype(np.int32))

    def frame(self) -> pl.DataFrame:
        """Return one row per day, service and kind: how many citizens were restricted."""
        days, services, kinds = len(self._days), len(self._services), len(KINDS)
        numbers = np.array(self._days, np.int64).reshape(days, services, kinds)
        day, service, kind = (axis.ravel() for axis in np.indices(numbers.shape))
        return pl.DataFrame(
            {
                "day": day.astype(np.int32),
                "service": pl.Series(service.astype(np.uint32)).cat.to(pl.Enum(self._services)),
                "kind": pl.Series(kind.astype(np.uint32)).cat.to(pl.Enum(KINDS)),
                "citizens": numbers.ravel(),
            }
        ).filter(pl.col("citizens") > 0)


def restrictions(scenario: Scenario, world: World) -> tuple[int, int]:
    """Return how many services are closed or dearer to citizens today, and how many by old copies alone."""
    now, centre = world.centre.regulations, world.centre
    codes = np.array([service.code for service in scenario.services.values()], np.int64)
    if not len(codes):
        return 0, 0
    shut = np.stack([what_is_closed(now.terms, code) for code in codes])
    number, by_copy = _restrictions(
        codes, shut, world.file, centre.book, centre.held, now.formula, now.bands, now.terms
    )
    return int(number), int(by_copy)


@njit(cache=True, nogil=True)
def _restrictions(codes, shut, file, book, held, formula, bands, terms):  # type: ignore[no-untyped-def]
    number = by_copy = 0
    for citizen in range(len(file.category)):
        if file.category[citizen] == tables.NO_CATEGORY:
            continue
        for place in range(len(codes)):
            service = codes[place]
            category, override = as_read(terms, bands, formula, file, book, held, citizen, service)
            if category == tables.NO_CATEGORY or not shut[place, category, override]:
                continue
            number += 1
            if held.row[service] != NO_COPY:
                category, override = standing(terms, bands, formula, file, book, citizen, service)
                by_copy += not shut[place, category, override]
    return number, by_copy


@njit(cache=True, nogil=True)
def _count(lo, hi, file, shadow, doors, book, walled, held, fair, formula, bands, terms):  # type: ignore[no-untyped-def]
    services = len(doors.code)
    counted = np.zeros((services, 5), np.int64)
    closing = np.zeros(256, np.bool_)
    for category in range(doors.closed.shape[1]):
        by_score, by_rule = doors.closed[:, category, 0], doors.closed[:, category, category]
        closing[category] = by_score.any() or by_rule.any()
    for citizen in range(lo, hi):
        town = file.town[citizen]
        if file.category[citizen] == tables.NO_CATEGORY:
            continue
        somewhere = closing[file.category[citizen]] or closing[file.override[citizen]]
        for row in range(len(held.category)):
            somewhere |= closing[held.category[row, citizen]] or closing[held.override[row, citizen]]
        if not somewhere and not terms.walls:
            continue
        in_proportion = band_alone(bands, formula, town, fair[citizen])
        by_base = band_alone(bands, formula, town, file.base[citizen])
        moved = file.influence[citizen] != 0 and not terms.walls
        for service in range(services):
            code, closed = doors.code[service], doors.closed[service]
            category, override = as_read(terms, bands, formula, file, walled.here, held, citizen, code)
            if category == tables.NO_CATEGORY or not closed[category, override]:
                continue
            counted[service, ALL] += 1
            true, true_override = standing(terms, bands, formula, shadow, walled.truly, citizen, code)
            if true == tables.NO_CATEGORY or not closed[true, true_override]:
                counted[service, ERRONEOUS] += 1
            if held.row[code] != NO_COPY:
                category, override = standing(terms, bands, formula, file, walled.here, citizen, code)
                if not closed[category, override]:
                    continue
            context = doors.context[service]
            set_here = set_in(book, context, citizen)
            alone = max(band_alone(bands, formula, town, book.base[context, citizen]), set_here)
            if not closed[alone, set_here]:
                counted[service, UNRELATED] += 1
            if not closed[max(in_proportion, override), override]:
                counted[service, DISPROPORTIONATE] += 1
            if moved and not closed[max(by_base, override), override]:
                counted[service, BY_ASSOCIATION] += 1
    return counted


@njit(cache=True, nogil=True)
def _move(relocations, fair, formula, carries):  # type: ignore[no-untyped-def]
    """Read what those who moved have on the scale of their new town, as their base is."""
    for i in range(len(relocations)):
        citizen, here, there = relocations[i].citizen, relocations[i].before, relocations[i].after
        fair[citizen] = read_anew(formula, carries, here, there, fair[citizen])
