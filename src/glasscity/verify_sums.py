"""The sums that a thinned run keeps of what it left out, held against the rows that it kept."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity.results import Run

KEYS = ("day", "organisation", "conduct", "kind", "counts", "sign")


@dataclass
class Check:
    """One question asked of a run, how many things it looked at, and what it found wrong."""

    name: str
    looked_at: int
    what: str
    differences: int = 0
    first: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return self.differences == 0


def kept_rows(subject: Run) -> Check:
    """For every day and kind of entry, as many rows, with as many points, are there as the sums say."""
    points = pl.col("points").cast(pl.Int64)
    if subject.kept == "sample":
        ledger = subject.table("ledger").with_columns(sign=points.sign().cast(pl.Int8))
    else:
        ledger = subject.table("ledger_days").select(KEYS, points="kept_points").clear()
    rows = ledger.group_by(KEYS).agg(rows=pl.len(), row_points=points.sum())
    both = subject.table("ledger_days").join(rows, on=KEYS, how="full", coalesce=True)
    numbers = ("entries", "points", "kept", "kept_points", "rows", "row_points")
    filled = both.with_columns(pl.col(numbers).fill_null(0))
    is_wrong = (pl.col("kept") != pl.col("rows")) | (pl.col("kept_points") != pl.col("row_points"))
    wrong = filled.filter(is_wrong | (pl.col("kept") > pl.col("entries"))).sort(KEYS).collect()
    looked_at = int(ledger.select(pl.len()).collect().item())
    check = Check("kept rows", looked_at, "ledger rows that were kept add up to the sums of days", len(wrong))
    if len(wrong):
        row = wrong.row(0, named=True)
        check.first = f"day {row['day']}: {row['kept']} entries should be kept, {row['rows']} are there"
    return check


def days_of_entries(subject: Run) -> Check:
    """The entries of every day, before any were left out, are as many as the table of days says."""
    days = subject.table("days").select(pl.col("day").cast(pl.Int64), said="entries")
    sums = subject.table("ledger_days").group_by(pl.col("day").cast(pl.Int64)).agg(pl.col("entries").sum())
    both = days.join(sums, on="day", how="full", coalesce=True).with_columns(pl.col("entries").fill_null(0))
    wrong = both.filter(pl.col("said").ne_missing(pl.col("entries"))).sort("day").collect()
    check = Check("entries", subject.days_number, "days have as many entries as their sums say", len(wrong))
    if len(wrong):
        row = wrong.row(0, named=True)
        check.first = f"day {row['day']}: {row['said']} entries, the sums have {row['entries']}"
    return check


def points_of_everybody(subject: Run) -> Check:
    """Start + Σ points of all entries that count, kept or not, = Σ base at the end."""
    counting = pl.col("points").filter(pl.col("counts") == 1).sum()
    points = int(subject.table("ledger_days").select(counting).collect().item())
    ends = subject.table("category_sums").select("at_end", "start_mp", "base_mp").sum().collect()
    people, start, base = ends.row(0)
    wrong = int(start + points != base) + int(people != subject.citizens_number)
    said = (
        f"{people} citizens; start {start} + entries {points}, base {base} (in thousandths of a point)"
        if wrong
        else ""
    )
    what = "citizens' points, kept or not, add up to the base of all"
    return Check("points of all", subject.citizens_number, what, wrong, said)
