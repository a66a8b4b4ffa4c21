"""Do ties sort by score? Counted in whole numbers, at the start, after every week, and at the end.

Rule: the *assortativity* of ties is the correlation between their two ends, by category and by total; see
`indices.mixing`. Each tie is counted from both ends.
Reads: ties, categories, totals, all of the evening. Writes: counts, and nothing in the city.
Units: totals as whole points from the start; correlations from -1 to 1.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.score import deviations
from glasscity.indices.mixing import category_assortativity, score_assortativity
from glasscity.parallel import Workers
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.world import Today, World

WEEK = 7
COLUMNS = (
    *("day", "ties", "dropped", "lost_touch", "formed", "isolated"),
    *("with_categories", "alike", "ends_squared", "sum_points", "sum_squares", "sum_products"),
)


class TieDays:
    """Counts the ties of one run."""

    def __init__(self, world: World) -> None:
        self._rows: list[tuple[int, ...]] = []
        self._last = world.contacts.days - 1
        self._changes = np.zeros(len(tables.TIE_REASONS) + 1, np.int64)

    def measure(self, world: World, today: Today) -> None:
        """Take in one day; count at the end of the first, of each week's, and of the last."""
        self._changes += np.bincount(today.tie_changes["why"], minlength=len(self._changes))
        if today.day % WEEK and today.day != self._last:
            return
        rewiring = world.rewiring
        assert rewiring is not None
        ties, by_why = world.city.ties, self._changes
        counted = count_ends(
            *(ties.start, ties.contact, ties.layers, world.file.category),
            *(deviations(world.centre.regulations.formula, world.file), 0, world.workers),
        )
        dropped, lost = by_why[tables.FELL_TOO_LOW], by_why[tables.LOST_TOUCH]
        formed = by_why[tables.HIGHER] + by_why[tables.THROUGH_CONTACTS]
        isolated = int(rewiring.support.isolated.sum())
        row = (today.day, counted[0] // 2, dropped, lost, formed, isolated, *counted[1:])
        self._rows.append(tuple(int(number) for number in row))
        self._changes[:] = 0

    def frame(self) -> pl.DataFrame:
        """Return the table `tie_days`: the counts, and the two correlations that follow from them."""
        counts = pl.DataFrame(np.array(self._rows, np.int64), schema=list(COLUMNS), orient="row")
        ends, numbers = 2 * counts["ties"], counts.rows(named=True)
        by_category = [
            category_assortativity(row["with_categories"], row["alike"], row["ends_squared"])
            for row in numbers
        ]
        by_score = [
            score_assortativity(end, row["sum_points"], row["sum_squares"], row["sum_products"])
            for end, row in zip(ends.to_list(), numbers, strict=True)
        ]
        return counts.with_columns(
            pl.Series("by_category", by_category, pl.Float64), pl.Series("by_score", by_score, pl.Float64)
        )


def count_ends(
    start: NDArray[np.int64],
    contact: NDArray[np.uint32],
    layers: NDArray[np.uint8],
    category: NDArray[np.uint8],
    total: NDArray[np.int64],
    zero: int,
    workers: Workers | None = None,
) -> tuple[int, ...]:
    """Return ends of ties, those with categories at both, those alike, Σ ends², and the sums of scores.

    Parameters
    ----------
    start, contact, layers : the ties in rows; places without a layer are free.
    category, total : of every citizen; total in millipoints, counted in whole points from `zero`.
    workers : threads to share the work, if there are any.
    """
    points = ((total - zero) // MILLIPOINTS).astype(np.int32)
    citizens, rows = len(start) - 1, (start, contact, layers, category, points)
    found = workers.run(_count_ends, citizens, *rows) if workers else [_count_ends(0, citizens, *rows)]
    ends, scored, alike, *sums = (int(number) for number in sum(one[0] for one in found))
    by_category = sum(one[1] for one in found)
    ends_squared = sum(int(number) ** 2 for number in by_category)
    return ends, scored, alike, ends_squared, *sums


@njit(cache=True, nogil=True)
def _count_ends(lo, hi, start, contact, layers, category, points):  # type: ignore[no-untyped-def]
    """Return (ends, with categories, alike, three sums of scores) and the ends in each category."""
    counts = np.zeros(6, np.int64)
    by_category = np.zeros(256, np.int64)
    for citizen in range(lo, hi):
        own, one = np.int64(points[citizen]), category[citizen]
        ends = scored = alike = others = np.int64(0)
        for row in range(np.uint64(start[citizen]), np.uint64(start[citizen + 1])):
            taken, other = layers[row] > 0, contact[row]
            two = category[other]
            ends += taken
            others += np.int64(points[other]) * taken
            scored += taken & (two != tables.NO_CATEGORY)
            alike += taken & (two == one)
        counts[0] += ends
        counts[3] += ends * own
        counts[4] += ends * own * own
        counts[5] += others * own
        if one != tables.NO_CATEGORY:
            counts[1] += scored
            counts[2] += alike
            by_category[one] += scored
    return counts, by_category
