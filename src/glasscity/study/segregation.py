"""How far the ties of a run sort by score: those at the end, those of the first day, and by own files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.indices.mixing import category_assortativity, score_assortativity
from glasscity.measure.ties import count_ends
from glasscity.results import Run
from glasscity.scenario.quantities import millipoints


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
    one, other = ties["citizen"].to_numpy(), ties["contact"].to_numpy()
    layers = ties["layers"].to_numpy()
    number = np.bincount(one, minlength=citizens) + np.bincount(other, minlength=citizens)
    start = np.concatenate([[0], np.cumsum(number)])
    return start, *_both_ways(one, other, layers, start[:-1].copy())


@njit(cache=True)
def _both_ways(one, other, layers, free):  # type: ignore[no-untyped-def]
    contact, kinds = np.empty(2 * len(one), np.uint32), np.empty(2 * len(one), np.uint8)
    for tie in range(len(one)):
        for a, b in ((one[tie], other[tie]), (other[tie], one[tie])):
            contact[free[a]], kinds[free[a]] = b, layers[tie]
            free[a] += 1
    return contact, kinds


@dataclass(frozen=True)
class TieSummary:
    """What became of the ties of a run.

    Attributes
    ----------
    at_start, at_end : ties; dropped : ended for too low a category; lost_touch : ended whatever the score;
        formed : new ones. most_dropped : the most contacts that dropped one citizen.
    stale : ties on file at the end that are no more; unknown : ties that last, will be filed, and are not
        on file yet.
    isolated : citizens who had lost too many at the end.
    sorting : how far the ties at the end sort; first_ties : how far those of the first day do, by what
        people are at the end.
    """

    at_start: int
    at_end: int
    dropped: int
    lost_touch: int
    formed: int
    most_dropped: int
    stale: int
    unknown: int
    isolated: int
    sorting: Sorting
    first_ties: Sorting


def ties_of(run: Run) -> TieSummary | None:
    """Return what became of the ties; None where none ever changes."""
    if not run.folder.names("tie_days"):
        return None
    weeks, changes = run.table("tie_days").collect(), run.table("tie_changes").collect()
    low = changes.filter(pl.col("why") == tables.FELL_TOO_LOW).group_by("contact").len()
    filed = run.table("ties").filter((pl.col("until_day") < 0) & (pl.col("filed_by") > 0))
    lasting = filed.select(pl.len()).collect().item()
    pair = [
        pl.min_horizontal("citizen", "contact").alias("citizen"),
        pl.max_horizontal("citizen", "contact").alias("contact"),
    ]
    late = changes.filter((pl.col("formed") > 0) & (pl.col("on_file") >= run.days_number))
    late = late.select(*pair, since_day="day")
    unknown = filed.collect().join(late, on=["citizen", "contact", "since_day"]).height
    on_file = int(run.table("citizens").select(pl.col("known_contacts").sum()).collect().item()) // 2
    return TieSummary(
        at_start=int(weeks["ties"][0]),
        at_end=int(weeks["ties"][-1]),
        dropped=int(weeks["dropped"].sum()),
        lost_touch=int(weeks["lost_touch"].sum()),
        formed=int(weeks["formed"].sum()),
        most_dropped=max(low["len"].to_list(), default=0),
        stale=max(on_file - (lasting - unknown), 0),
        unknown=unknown,
        isolated=int(weeks["isolated"][-1]),
        sorting=segregation(run),
        first_ties=segregation_of_first_ties(run),
    )
