"""How long it takes to come back from a low category, what brings people back, and what they have lost.

Rule: a *fall* is a move into one of the two worst categories (the worst, where there are at most three)
from a better one. It is over when the citizen is back in the category before the fall, or a better one.
Falls by lot (see `experiment`) are left out. Falls not over by the end of the run are censored: shares and
the median are Kaplan and Meier's (1958), and where the run is too short to tell, nothing is said. What
ended a fall is what gave most points back between the two days: entries that expired, good deeds (less what
a cap took), corrections, contacts; or the end of a category set by a rule, if it ended on that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from glasscity import tables
from glasscity.indices.survival import Survival
from glasscity.results import Run
from glasscity.scenario.quantities import MILLIPOINTS

DAYS_AFTER = (90, 180, 365)
ENDINGS = ("expiry", "good deeds", "correction", "contacts", "end of a set category", "other")
YEAR = 365
UNDONE_KIND = pl.col("cause_lo") // 256 % 256


@dataclass(frozen=True)
class Grade:
    """Falls into one category.

    Attributes
    ----------
    falls : how many; recovered : those over by the end of the run.
    median_days : days until half are back; None where fewer than half ever were, as far as the run can tell.
    back_after : share back after so many days; None where no fall was watched for so long.
    ended_by : recovered falls by what ended them, one of `ENDINGS`.
    points_lost : mean points lost by their deeds in the year up to the fall.
    """

    category: str
    falls: int
    recovered: int
    median_days: int | None
    back_after: dict[str, float | None]
    ended_by: dict[str, int]
    points_lost: float


@dataclass(frozen=True)
class Recovery:
    """Ways back.

    Attributes
    ----------
    grades : by the category fallen into, worst last.
    gained_a_year : points that good deeds gave one citizen a year, caps taken off; gained_by_busiest : what
        the
        busiest tenth got at least.
    """

    grades: tuple[Grade, ...]
    gained_a_year: float
    gained_by_busiest: float


def recovery_of(run: Run) -> Recovery | None:
    """Return how long falls lasted; None where nobody fell."""
    names = run.scenario.category_names
    low = len(names) - (2 if len(names) > 3 else 1)
    falls = _falls(run, low)
    if falls.is_empty():
        return None
    falls = falls.with_row_index("fall")
    endings, lost = _endings(run, falls), _points_lost(run, falls)
    grades = []
    for category in range(low, len(names)):
        mine = falls.filter(pl.col("after") == category)
        if mine.is_empty():
            continue
        over = mine["back"].is_not_null().to_numpy()
        days = mine.select(pl.col("back").fill_null(run.days_number - 1) - pl.col("day")).to_series()
        survival = Survival(days.to_numpy(), over)
        ended = endings.filter(pl.col("fall").is_in(mine["fall"].to_list()))["ending"].value_counts()
        numbers = dict(ended.iter_rows())
        grades.append(
            Grade(
                names[category],
                len(mine),
                int(over.sum()),
                survival.median,
                {f"{after} days": survival.over_by(after) for after in DAYS_AFTER},
                {ending: numbers[ending] for ending in ENDINGS if ending in numbers},
                float(lost.filter(pl.col("fall").is_in(mine["fall"].to_list()))["lost"].sum()) / len(mine),
            )
        )
    return Recovery(tuple(grades), *_gains(run))


def _falls(run: Run, low: int) -> pl.DataFrame:
    """Return falls (day, citizen, before, after), with `back`, the day on which each was over, or null."""
    moves = run.table("moves").collect().sort("day", "citizen")
    into = (pl.col("after") >= low) & (pl.col("after") > pl.col("before"))
    falls = moves.filter(into & (pl.col("after") != tables.NO_CATEGORY))
    if run.folder.names("assigned"):
        lots = run.table("assigned").filter(pl.col("treated") > 0).select("day", "citizen").collect()
        falls = falls.join(lots, on=["day", "citizen"], how="anti", maintain_order="left")
    parts = []
    for before in falls["before"].unique().sort():
        there = moves.filter(pl.col("after") <= before).select("citizen", "day", back="day")
        mine = falls.filter(pl.col("before") == before)
        parts.append(
            mine.join_asof(there, on="day", by="citizen", strategy="forward", check_sortedness=False)
        )
    found = pl.concat(parts) if parts else falls.with_columns(back=pl.lit(None, pl.Int32))
    return found.sort("day", "citizen")


def _between(run: Run, falls: pl.DataFrame) -> pl.DataFrame:
    """Return the entries of those who fell, each with the fall it may belong to."""
    ledger = run.table("ledger").filter(pl.col("counts") > 0)
    mine = ledger.join(falls.lazy().select("fall", "citizen", "back", fell="day"), on="citizen", how="inner")
    return mine.with_columns(points=pl.col("points").cast(pl.Int64)).collect()


def _endings(run: Run, falls: pl.DataFrame) -> pl.DataFrame:
    """Return for each fall that is over what ended it."""
    over = falls.filter(pl.col("back").is_not_null())
    entries = _between(run, over).filter((pl.col("day") > pl.col("fell")) & (pl.col("day") <= pl.col("back")))
    kind, points = pl.col("kind"), pl.col("points")
    deed = kind.is_in([tables.CONDUCT, tables.DENUNCIATION, tables.REPAIR])
    good = (deed & (points > 0)) | ((kind == tables.CAP) & (points < 0))
    undone = kind.is_in([tables.EXPIRY, tables.CORRECTION])
    ended_rule = undone & (UNDONE_KIND == tables.OVERRIDE) & (pl.col("day") == pl.col("back"))
    sums = entries.group_by("fall").agg(
        points.filter((kind == tables.EXPIRY) & (points > 0)).sum().alias("expiry"),
        points.filter(good).sum().alias("good deeds"),
        points.filter((kind == tables.CORRECTION) & (points > 0)).sum().alias("correction"),
        ended_rule.any().alias("rule"),
    )
    found = (
        over.select("fall")
        .join(sums, on="fall", how="left")
        .join(_contacts(run, over), on="fall", how="left")
    )
    found = found.with_columns(pl.col("rule").fill_null(False), pl.col(list(ENDINGS[:4])).fill_null(0))
    most = pl.max_horizontal(ENDINGS[:4])
    ending = pl.lit(ENDINGS[5])
    for name in reversed(ENDINGS[:4]):
        ending = pl.when((pl.col(name) == most) & (most > 0)).then(pl.lit(name)).otherwise(ending)
    ending = pl.when(pl.col("rule")).then(pl.lit(ENDINGS[4])).otherwise(ending)
    return found.select("fall", ending=ending)


def _contacts(run: Run, over: pl.DataFrame) -> pl.DataFrame:
    """Return what contacts added between a fall and its end, where the run kept that."""
    if not run.folder.names("influence"):
        return over.select("fall", contacts=pl.lit(0, pl.Int64))
    fell = over.lazy().select("citizen").unique()
    changes = run.table("influence").join(fell, on="citizen", how="semi").collect().sort("day")
    values = over.select("fall", "citizen", "day", "back")
    for name, column in (("then", "day"), ("now", "back")):
        known = changes.select("citizen", pl.col("day").alias(column), pl.col("influence").alias(name))
        values = values.sort(column).join_asof(known, on=column, by="citizen", check_sortedness=False)
    added = pl.col("now").fill_null(0).cast(pl.Int64) - pl.col("then").fill_null(0).cast(pl.Int64)
    return values.select("fall", contacts=added)


def _points_lost(run: Run, falls: pl.DataFrame) -> pl.DataFrame:
    """Return the points that deeds cost in the year up to each fall, as a positive number of points."""
    entries = _between(run, falls)
    year = (pl.col("day") <= pl.col("fell")) & (pl.col("day") > pl.col("fell") - YEAR)
    deed = pl.col("kind").is_in([tables.CONDUCT, tables.DENUNCIATION])
    taken = entries.filter(year & deed & (pl.col("points") < 0))
    return taken.group_by("fall").agg(lost=-pl.col("points").sum() / MILLIPOINTS)


def _gains(run: Run) -> tuple[float, float]:
    """Return the points that good deeds give a citizen a year, in the mean and for the busiest tenth."""
    points = pl.col("points").cast(pl.Int64)
    deed = pl.col("kind").is_in([tables.CONDUCT, tables.DENUNCIATION]) & (points > 0)
    capped = (pl.col("kind") == tables.CAP) & (points < 0)
    gained = (
        run.table("ledger")
        .filter((pl.col("counts") > 0) & (deed | capped))
        .group_by("citizen")
        .agg(points.sum())
        .collect()["points"]
        .to_numpy()
    )
    each = np.zeros(run.citizens_number)
    each[: len(gained)] = gained / MILLIPOINTS * YEAR / run.days_number
    return float(each.mean()), float(np.quantile(each, 0.9))
