"""Every town, counted every day: who lives there, how they stand, what is closed to them, who comes and goes.

Deviations from the start are added up on the scale of the national rulebook: scales of different towns meet
in no other way. Reads: files of the data centre, the day's relocations. Writes: counts, and nothing in the
city. Units: citizens, millipoints of the national scale.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import njit

from glasscity import tables
from glasscity.measure.day_rows import DayRows
from glasscity.scenario import Scenario
from glasscity.scenario.towns import SCALE_ONE, town_scales
from glasscity.world import Today, World

CITIZENS, DEVIATION, LISTED = range(3)
FIRST_CATEGORY = 3


class TownDays:
    """The towns of one run."""

    def __init__(self, scenario: Scenario) -> None:
        self._towns = [town.name for town in town_scales(scenario)]
        self._categories = scenario.category_names
        categories = [f"in_{name}" for name in self._categories]
        names = ["scored", "citizens", "deviation_mp", "listed", *categories, "restricted"]
        self._days = DayRows("day", "town", *names, "moved_in", "moved_out")

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        now, file = world.centre.regulations, world.file
        columns = FIRST_CATEGORY + len(self._categories)
        towns = len(self._towns)
        counted = world.workers.run(
            _count, len(file.base), file, world.centre.mask.until, today.day, towns, columns
        )
        numbers = np.sum(counted, axis=0)
        scale, start = now.formula.scale, now.formula.start
        away = numbers[:, DEVIATION] - start * numbers[:, FIRST_CATEGORY:].sum(axis=1)
        numbers[:, DEVIATION] = (2 * away * SCALE_ONE + scale) // (2 * scale)
        dearer = now.terms.refused | (now.terms.money > 0)
        closing = (dearer & ~now.terms.protected[:, None]).any(axis=0)
        restricted = numbers[:, FIRST_CATEGORY:] @ closing.astype(np.int64)
        moved = [
            np.bincount(today.relocations[name], minlength=towns).astype(np.int64)
            for name in ("after", "before")
        ]
        whose = [np.full(towns, today.day), np.arange(towns), now.formula.scored]
        self._days.add(np.column_stack([*whose, numbers, restricted, *moved]))

    def frame(self) -> pl.DataFrame:
        """Return one row per day and town."""
        return self._days.frame().with_columns(
            pl.col("day").cast(pl.Int32),
            pl.col("town").cast(pl.UInt32).cat.to(pl.Enum(self._towns)),
            pl.col("scored") > 0,
        )


@njit(cache=True, nogil=True)
def _count(lo, hi, file, listed_until, day, towns, columns):  # type: ignore[no-untyped-def]
    """Return counts by town; the deviations are sums of totals still, on the scales of the towns."""
    counted = np.zeros((towns, columns), np.int64)
    has_list = len(listed_until) > 0
    for citizen in range(lo, hi):
        town, category = file.town[citizen], file.category[citizen]
        counted[town, CITIZENS] += 1
        if has_list and listed_until[citizen] >= day:
            counted[town, LISTED] += 1
        if category != tables.NO_CATEGORY:
            counted[town, FIRST_CATEGORY + category] += 1
            counted[town, DEVIATION] += file.total[citizen]
    return counted
