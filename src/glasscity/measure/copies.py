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

from glasscity import tables
from glasscity.authority.reading import NO_COPY, standing, what_is_closed
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
        self._rows: list[tuple[int, ...]] = []

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        now, held = world.centre.regulations, world.centre.held
        for service in np.flatnonzero(held.row != NO_COPY).tolist():
            counted = world.workers.run(
                _count,
                len(world.file.category),
                service,
                now.terms,
                now.bands,
                now.formula,
                world.file,
                world.centre.book,
                held,
            )
            self._rows.append((today.day, service, *np.sum(counted, axis=0).tolist()))

    def frame(self) -> pl.DataFrame:
        """Return one row per day and service that answers by a copy."""
        frame = pl.DataFrame(self._rows, dict.fromkeys(("day", "code", *COUNTS), pl.Int64), orient="row")
        names = pl.Enum(list(dict.fromkeys(self._services.values())))
        holders = pl.Enum(self._holders)
        code = pl.col("code")
        return frame.select(
            pl.col("day").cast(pl.Int32),
            code.replace_strict(self._holder_of, return_dtype=holders).alias("holder"),
            code.replace_strict(self._services, return_dtype=names).alias("service"),
            *COUNTS,
        )


@njit(cache=True, nogil=True)
def _count(lo, hi, service, terms, bands, formula, file, book, held):  # type: ignore[no-untyped-def]
    counted = np.zeros(4, np.int64)
    row, shut = held.row[service], what_is_closed(terms, service)
    for citizen in range(lo, hi):
        now, now_set = np.int64(file.category[citizen]), np.int64(file.override[citizen])
        if now == tables.NO_CATEGORY:
            continue
        if terms.walls:
            now, now_set = standing(terms, bands, formula, file, book, citizen, service)
        then, then_set = held.category[row, citizen], held.override[row, citizen]
        if then == now and then_set == now_set:
            continue
        counted[DIFFER] += 1
        closed = then != tables.NO_CATEGORY and shut[then, then_set]
        if closed == shut[now, now_set]:
            continue
        if closed:
            counted[CLOSED] += 1
            counted[AFTER_CORRECTION] += held.corrected[row, citizen]
        else:
            counted[OPENED] += 1
    return counted
