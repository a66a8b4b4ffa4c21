"""Copies of the file that are out of date, counted every day for every service that answers by one.

Rule: a copy *differs* if the category in it, or the worst one set by a rule, is not that on file today. Such
a copy closes a door (or makes it dearer) that the file would leave open, or opens one that the file would
close, or does neither. A door that it closes is closed *after a correction* if an entry of that citizen was
corrected or repaired since the copy was taken.
Reads: the file and the copies, as services read them today. Writes: counts, and nothing in the city.
Units: citizens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numba import njit

from glasscity.authority.reading import NO_COPY
from glasscity.measure.day_rows import DayRows
from glasscity.measure.doors import (
    bands_alone,
    closed_by_copies,
    closed_on_file,
    doors_of,
    if_scored,
    of_each,
    set_in_context,
)
from glasscity.scenario import Scenario
from glasscity.world import Today, World

COUNTS = ("differ", "closed", "after_correction", "opened")
DIFFER, CLOSED, AFTER_CORRECTION, OPENED = range(4)


class CopyDays:
    """Counts outdated copies of one run."""

    def __init__(self, course: Sequence[Scenario]) -> None:
        self._holders = list(dict.fromkeys(name for one in course for name in one.copies))
        self._services = {service.code: name for one in course for name, service in one.services.items()}
        self._holder_of = {
            service.code: name
            for one in course
            for name, holder in one.copies.items()
            for service in map(one.services.__getitem__, holder.services)
        }
        self._rows = DayRows("day", "code", *COUNTS)

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        now, held = world.centre.regulations, world.centre.held
        on_file = now.terms.walls, now.bands, now.formula, world.file, world.centre.book
        copied = np.flatnonzero(held.row != NO_COPY).tolist()
        counted = [np.empty((len(COUNTS), 0), np.int64)]
        for doors in doors_of(now.terms, held, copied):
            found = world.workers.run(_count, len(world.file.category), doors, *on_file, held)
            counted.append(np.sum(found, axis=0))
        numbers = np.concatenate(counted, axis=1).T
        self._rows.add(np.column_stack([np.full(len(copied), today.day), copied, numbers]))

    def frame(self) -> pl.DataFrame:
        """Return one row per day and service that answers by a copy."""
        names = pl.Enum(list(dict.fromkeys(self._services.values())))
        holders = pl.Enum(self._holders)
        code = pl.col("code")
        return self._rows.frame().select(
            pl.col("day").cast(pl.Int32),
            code.replace_strict(self._holder_of, return_dtype=holders).alias("holder"),
            code.replace_strict(self._services, return_dtype=names).alias("service"),
            *COUNTS,
        )


@njit(cache=True, nogil=True)
def _count(lo, hi, doors, walls, bands, formula, file, book, held):  # type: ignore[no-untyped-def]
    """Count the outdated copies of citizens lo … hi: int64 [counts, services]."""
    number = doors.number
    counted = np.zeros((4, number), np.int64)
    citizens = np.arange(lo, hi).astype(np.uint32)
    differ = _differing(citizens, doors, walls, bands, formula, file, book, held)
    some = np.flatnonzero(differ)
    citizens, differ = citizens[some], differ[some]
    counted[DIFFER] = of_each(differ, number)
    now = closed_on_file(citizens, doors, walls, bands, formula, file, book)
    then = closed_by_copies(citizens, doors, held, file)
    closed = differ & then & ~now
    counted[CLOSED] = of_each(closed, number)
    counted[OPENED] = of_each(differ & now & ~then, number)
    for row in range(len(doors.by_copy)):
        corrected = held.corrected[row][citizens]
        counted[AFTER_CORRECTION] += of_each(closed[corrected] & doors.by_copy[row], number)
    return counted


@njit(cache=True, nogil=True)
def _differing(citizens, doors, walls, bands, formula, file, book, held):  # type: ignore[no-untyped-def]
    """Return, uint64 [citizens], the services whose copy is not what they would read on file today."""
    differ = np.zeros(len(citizens), np.uint64)
    for place in range(len(doors.context) if walls else 1):
        behind = ~np.uint64(0)
        category, override = file.category[citizens], file.override[citizens]
        if walls:
            behind = doors.behind[place]
            override = set_in_context(citizens, book, doors.context[place])
            alone = bands_alone(citizens, bands, formula, file.town, book.base[doors.context[place]])
            category = np.maximum(alone, override)
        for row in range(len(doors.by_copy)):
            services = doors.by_copy[row] & behind
            if services != 0:
                _mark(differ, services, citizens, category, override, held.category[row], held.override[row])
    return if_scored(citizens, file, differ)


@njit(cache=True, nogil=True)
def _mark(differ, services, citizens, category, override, then, then_set):  # type: ignore[no-untyped-def]
    for i in range(len(citizens)):
        citizen = citizens[i]
        if then[citizen] != category[i] or then_set[citizen] != override[i]:
            differ[i] |= services
