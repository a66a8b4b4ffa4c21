"""How far the ties of a run sort by score: those at the end, those of the first day, and by own files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.results import Run
from glasscity.scenario.quantities import millipoints
from glasscity.segregation import category_assortativity, count_ends, score_assortativity


@dataclass(frozen=True)
class Sorting:
    """Correlations between the two ends of ties, or None where everybody is alike.

    Attributes
    ----------
    by_category, by_score : of categories, and of totals; by_own_file : of bases, without what contacts add.
    """

    by_category: float | None
    by_score: float | None
    by_own_file: float | None


def segregation(run: Run) -> Sorting:
    """Return how far the ties at the end sort by what people are at the end."""
    return _sorting(run, run.table("ties").filter(pl.col("until_day") < 0).collect())


def segregation_of_first_ties(run: Run) -> Sorting:
    """Return how far the ties of the first day sort by what people are at the end: nobody chose by it."""
    return _sorting(run, run.table("ties").filter(pl.col("since_day") == 0).collect())


def _sorting(run: Run, ties: pl.DataFrame) -> Sorting:
    citizens = run.table("citizens").sort("citizen").collect()
    names = [*run.scenario.category_names, "none"]
    places = citizens["category"].cast(pl.String).replace_strict(names, list(range(len(names)))).to_numpy()
    category = np.where(places == len(names) - 1, tables.NO_CATEGORY, places).astype(np.uint8)
    rows = _rows(ties, len(citizens))
    start = millipoints(run.scenario.rulebook.start)
    ends, scored, alike, squared, *sums = count_ends(*rows, category, citizens["total"].to_numpy(), start)
    _, _, _, _, *own = count_ends(*rows, category, citizens["base"].to_numpy(), start)
    return Sorting(
        category_assortativity(scored, alike, squared),
        score_assortativity(ends, *sums),
        score_assortativity(ends, *own),
    )


def _rows(
    ties: pl.DataFrame, citizens: int
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint8]]:
    """Return ties both ways, in compact rows: where each begins, the contact, the layers."""
    a, b = ties["citizen"].to_numpy(), ties["contact"].to_numpy()
    one, other = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.argsort(one, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=citizens))]).astype(np.int64)
    return start, other[order].astype(np.uint32), np.tile(ties["layers"].to_numpy(), 2)[order]
