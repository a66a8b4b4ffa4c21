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

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.context_book import Book, ContextBook, read_anew
from glasscity.intervention import stages
from glasscity.measure.day_rows import DayRows
from glasscity.measure.doors import (
    bands_alone,
    closed_at_best,
    closed_by_copies,
    closed_in_context,
    closed_on_file,
    doors_of,
    of_each,
    set_in_context,
)
from glasscity.rows import of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints
from glasscity.scenario.towns import SCALE_ONE
from glasscity.world import Today, World

KINDS = ("all", "erroneous", "unrelated", "disproportionate", "by association")
ALL, ERRONEOUS, UNRELATED, DISPROPORTIONATE, BY_ASSOCIATION = range(5)


class Walled(NamedTuple):
    """The books that services behind walls read: of the data centre, and of its shadow."""

    here: Book
    truly: Book


class Restricted(NamedTuple):
    """Who is restricted on a day, and where.

    citizens : uint32, in order; services : uint64 [kinds, citizens], a bit for each closed or dearer one.
    """

    citizens: NDArray[np.uint32]
    services: NDArray[np.uint64]


class Harm:
    """Counts restriction-days of one run."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        assert scenario.harm is not None
        self._services = list(scenario.services)
        self._codes = [service.code for service in scenario.services.values()]
        self._fair_loss = np.zeros(1 + max(c.code for c in scenario.conduct.values()), np.int64)
        for conduct in scenario.conduct.values():
            self._fair_loss[conduct.code] = millipoints(scenario.harm.points_per_gravity) * conduct.gravity
        formula = world.centre.regulations.formula
        self._fair = formula.start[world.city.town].astype(np.int32)
        course = [stage.scenario for stage in stages(scenario)]
        self._contexts = ContextBook(course, world.city.town, formula)
        self._days = DayRows("day", "service", "kind", "citizens")
        self._last_day = np.zeros(len(KINDS), np.int64)
        self._waiting: list[NDArray[np.void]] = []

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        now = world.centre.regulations
        _move(today.relocations, self._fair, now.formula, now.carries)
        worked_out = world.centre.worked_out
        self._contexts.take_in(today.relocations, today.entries, now.formula, now.carries, worked_out)
        entries = today.entries.compress(
            (today.entries["counts"] > 0) & (today.entries["kind"] != tables.TRANSFER)
        )
        self._waiting.append(entries)
        if worked_out:
            for some in self._waiting:
                self._take_in_proportion(some, now.formula.scale[world.file.town[some["citizen"]]])
            self._waiting = []
        counted = [np.empty((len(KINDS), 0), np.int64)]
        for doors in doors_of(now.terms, world.centre.held, self._codes):
            found = world.workers.run(_count, len(self._fair), doors, *self._read(world))
            counted.append(np.sum(found, axis=0))
        of_services = np.concatenate(counted, axis=1).T
        service, kind = np.nonzero(of_services)
        number = of_services[service, kind]
        self._days.add(np.column_stack([np.full(len(number), today.day), service, kind, number]))
        self._last_day = of_services.sum(axis=0)

    def of_last_day(self) -> dict[str, int]:
        """Return the restriction-days of the last day, kind by kind."""
        return dict(zip(KINDS, self._last_day.tolist(), strict=True))

    def _read(self, world: World) -> tuple[Any, ...]:
        """Return what the kinds are told by."""
        now, centre = world.centre.regulations, world.centre
        truly = world.shadow if world.shadow is not None else centre
        walled = Walled(centre.book, truly.book)
        books = world.file, truly.file, self._contexts.book, walled, centre.held
        return *books, self._fair, now.formula, now.bands, now.terms.walls

    def restricted(self, world: World) -> list[Restricted]:
        """Return who is restricted today, once the day has been measured; up to 64 services at a time."""
        doors = doors_of(world.centre.regulations.terms, world.centre.held, self._codes)
        number = len(self._fair)
        return [Restricted(*_restricted(0, number, one, *self._read(world))) for one in doors]

    def _take_in_proportion(self, entries: NDArray[np.void], scale: NDArray[np.int64]) -> None:
        """Add the points that would be in proportion: a filing's loss is bounded by gravity, undone as made.

        What a filing gave is its points and those of its cap entry; both are recorded, and undone, together.
        """
        if not len(entries):
            return
        filing = entries["entry_lo"] >> np.uint64(16)
        same = (entries["entry_hi"][1:] == entries["entry_hi"][:-1]) & (filing[1:] == filing[:-1])
        first = np.flatnonzero(np.concatenate([[True], ~same]))
        points, some = np.add.reduceat(entries["points"].astype(np.int64), first), entries.take(first)
        bound = (self._fair_loss[some["conduct"]] * scale[first] + SCALE_ONE // 2) // SCALE_ONE
        undoing = of_kind(some, tables.UNDOING)
        fair = np.where(undoing, np.minimum(points, bound), np.maximum(points, -bound))
        np.add.at(self._fair, some["citizen"], fair.astype(np.int32))

    def frame(self) -> pl.DataFrame:
        """Return one row per day, service and kind: how many citizens were restricted."""
        return self._days.frame().with_columns(
            pl.col("day").cast(pl.Int32),
            pl.col("service").cast(pl.UInt32).cat.to(pl.Enum(self._services)),
            pl.col("kind").cast(pl.UInt32).cat.to(pl.Enum(KINDS)),
        )


def restrictions(scenario: Scenario, world: World) -> tuple[int, int]:
    """Return how many services are closed or dearer to citizens today, and how many by old copies alone."""
    now, centre = world.centre.regulations, world.centre
    everybody = np.arange(len(world.file.category), dtype=np.uint32)
    number = by_copy = 0
    for doors in doors_of(now.terms, centre.held, [one.code for one in scenario.services.values()]):
        book = now.terms.walls, now.bands, now.formula, world.file, centre.book
        on_file = closed_on_file(everybody, doors, *book)
        copied = closed_by_copies(everybody, doors, centre.held, world.file)
        number += int(of_each(on_file & doors.on_file | copied, doors.number).sum())
        by_copy += int(of_each(copied & ~on_file, doors.number).sum())
    return number, by_copy


@njit(cache=True, nogil=True)
def _count(lo, hi, doors, file, shadow, book, walled, held, fair, formula, bands, walls):  # type: ignore[no-untyped-def]
    """Count the restriction-days of citizens lo … hi: int64 [kinds, services]."""
    _, services = _restricted(lo, hi, doors, file, shadow, book, walled, held, fair, formula, bands, walls)
    counted = np.zeros((len(services), doors.number), np.int64)
    for kind in range(len(services)):
        counted[kind] = of_each(services[kind], doors.number)
    return counted


@njit(cache=True, nogil=True)
def _restricted(lo, hi, doors, file, shadow, book, walled, held, fair, formula, bands, walls):  # type: ignore[no-untyped-def]
    """Return which of citizens lo … hi are restricted, and by kind the services, uint64 [kinds, those]."""
    influence, citizens = file.influence, np.arange(lo, hi).astype(np.uint32)
    on_file = closed_on_file(citizens, doors, walls, bands, formula, file, walled.here)
    read = (on_file & doors.on_file) | closed_by_copies(citizens, doors, held, file)
    some = np.flatnonzero(read)
    citizens, on_file, read = citizens[some], on_file[some], read[some]
    found = np.zeros((5, len(citizens)), np.uint64)
    found[ALL] = read
    truly = closed_on_file(citizens, doors, walls, bands, formula, shadow, walled.truly)
    found[ERRONEOUS] = read & ~truly
    closed = read & on_file
    in_context = closed_in_context(citizens, doors, bands, formula, file, book)
    found[UNRELATED] = closed & ~in_context
    in_proportion = bands_alone(citizens, bands, formula, file.town, fair)
    if walls:
        fairly = np.zeros(len(citizens), np.uint64)
        for place in range(len(doors.context)):
            override = set_in_context(citizens, walled.here, doors.context[place])
            fairly |= closed_at_best(doors, in_proportion, override) & doors.behind[place]
    else:
        override = file.override[citizens]
        fairly = closed_at_best(doors, in_proportion, override)
        by_base = bands_alone(citizens, bands, formula, file.town, file.base)
        alone = closed_at_best(doors, by_base, override)
        linked = np.where(influence[citizens] != 0, closed, np.uint64(0))
        found[BY_ASSOCIATION] = linked & ~alone
    found[DISPROPORTIONATE] = closed & ~fairly
    return citizens, found


@njit(cache=True, nogil=True)
def _move(relocations, fair, formula, carries):  # type: ignore[no-untyped-def]
    """Read what those who moved have on the scale of their new town, as their base is."""
    for i in range(len(relocations)):
        citizen, here, there = relocations[i].citizen, relocations[i].before, relocations[i].after
        fair[citizen] = read_anew(formula, carries, here, there, fair[citizen])
