"""A mistake in the file: one wrong record on somebody, the same life without it, and many such records.

Rule: which record it is says `RULE`. The city is lived with it and without it, and every evening both are
compared.
Reads: a run, and the truth about its filings. Writes: nothing. Units: points, days, citizens.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.errors import CheckFailed
from glasscity.parallel import Workers
from glasscity.rows import of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.simulation import run
from glasscity.society.response.minds import WEEK
from glasscity.study.names import Names
from glasscity.study.truth import MADE_UP, SOMEBODY_ELSE
from glasscity.tables import filing_text
from glasscity.tour.variations import city_of
from glasscity.twin.change import change, filing_id
from glasscity.twin.filings import KINDS_OF_ENTRIES
from glasscity.twin.lockstep import live_side_by_side
from glasscity.twin.one_error import UNDONE, ErrorPlan, Traced, live_errors, wrong_filings
from glasscity.world import Today, World

RULE = (
    "It is a record of something that somebody else did, or that never happened. It took 20 points or "
    "more in the first third of the year, and in the same life of the city it is put right if everybody "
    "is told and heard. Of all such records it is the one about the person who did least that is "
    "unlawful, then the first."
)
PRICE = -20
INNOCENT = (SOMEBODY_ELSE, MADE_UP)
VARIATIONS = ("as-it-is", "no-appeals", "open-appeals")
OPEN = VARIATIONS[-1]


@dataclass(frozen=True)
class Record:
    """A wrong record as it came on file."""

    citizen: int
    day: int
    filing: str
    points: float
    conduct: str
    organisation: str
    wrong: str


@dataclass(frozen=True)
class Mistake:
    """One wrong record, to be lived with and without, whatever becomes of appeals."""

    citizens: int
    days: int
    seed: int
    life: int

    def work(self) -> dict[str, Beside]:
        """Live every variation of the city with the record and without it, on one thread."""
        record = self.record()
        return {
            one: _beside(city_of(one, self.citizens, self.days), record, self.seed, self.life)
            for one in VARIATIONS
        }

    def record(self) -> Record:
        """Return the record that the chapter is about, see `RULE`."""
        here, corrected = self._wrong(VARIATIONS[0]), self._wrong(OPEN)
        put_right = {one.filing for one, undone in corrected.items() if undone}
        there = [one for one in here if one.filing in put_right]
        if not there:
            raise CheckFailed("tour: this city has no wrong record of the kind that the chapter is about")
        return min(there, key=lambda one: (here[one], one.day, one.filing))

    def _wrong(self, variation: str) -> dict[Record, int]:
        """Return the wrong records of a city: in the open one with whether they were corrected, elsewhere
        with how much unlawful the person did."""
        scenario = city_of(variation, self.citizens, self.days)
        with TemporaryDirectory(prefix="glasscity-") as folder:
            out = Path(folder) / "run"
            done = run(scenario, seed=self.seed, life=self.life, out=out, baseline=False, threads=1)
            early = (pl.col("day") <= self.days // 3) & (pl.col("counted") <= PRICE * MILLIPOINTS)
            found = wrong_filings(done).filter(pl.col("wrong").is_in(INNOCENT) & early)
            unlawful = [one.code for one in scenario.conduct.values() if not one.lawful]
            acts = done.table("acts").filter(pl.col("conduct").is_in(unlawful)).collect()
            number = np.bincount(acts["citizen"].to_numpy(), minlength=self.citizens)
            undoing = pl.col("kind") == tables.CORRECTION
            undone = done.table("ledger").filter(undoing).select("cause_hi", "cause_lo").collect().rows()
            organisations = Names(done).organisation_label
        label = {one.code: one.label for one in scenario.conduct.values()}
        corrected = {(high, low // KINDS_OF_ENTRIES) for high, low in undone}
        return {
            Record(
                row["citizen"],
                row["day"],
                filing_text(row["cause_hi"], row["cause_lo"]),
                row["counted"] / MILLIPOINTS,
                label[row["conduct"]],
                organisations[row["organisation"]],
                row["wrong"],
            ): int((row["cause_hi"], row["cause_lo"] // KINDS_OF_ENTRIES) in corrected)
            if variation == OPEN
            else int(number[row["citizen"]])
            for row in found.iter_rows(named=True)
        }


@dataclass(frozen=True)
class Beside:
    """Two lives of one person, and everybody else in both cities.

    Attributes
    ----------
    with_it, without_it : points at the end of every day; category_with, category_without : the category.
    undone, undone_after : how the record went from the file, and after how many days; "" and -1 if never.
    others : float64 [weeks, citizens], points that everybody else is short of, at the end of every week.
    """

    record: Record
    with_it: tuple[float, ...]
    without_it: tuple[float, ...]
    category_with: tuple[int, ...]
    category_without: tuple[int, ...]
    undone: str
    undone_after: int
    touched: int
    reached: int
    others: NDArray[np.float64]


def _beside(scenario: Scenario, record: Record, seed: int, life: int) -> Beside:
    found: list[tuple[int, int, int, int]] = []
    weeks: list[NDArray[np.float64]] = []
    undone: list[tuple[str, int]] = []
    high, low = filing_id(record.filing)

    def watch(there: Today, without: Today, parent: World, twin: World) -> None:
        ours, theirs = parent.file, twin.file
        one = record.citizen
        found.append((int(ours.total[one]), int(theirs.total[one]), int(ours.category[one]),
                      int(theirs.category[one])))  # fmt: skip
        mine = there.entries[there.entries["citizen"] == one]
        for entry in mine[of_kind(mine, UNDONE)]:
            if _undoes(entry, high, low):
                undone.append((UNDONE[int(entry["kind"])], there.day - record.day))
        if there.day % WEEK == WEEK - 1:
            weeks.append((theirs.total.astype(np.int64) - ours.total) / MILLIPOINTS)

    with Workers(1) as workers:
        twins = live_side_by_side(
            scenario, change(scenario, f"filing:{record.filing}"), seed, life, workers, watch=watch
        )
    differs = twins.differences
    others = np.ones(len(differs.since), np.bool_)
    others[record.citizen] = False
    with_it, without_it, category_with, category_without = zip(*found, strict=True)
    return Beside(
        record,
        tuple(points / MILLIPOINTS for points in with_it),
        tuple(points / MILLIPOINTS for points in without_it),
        category_with,
        category_without,
        *(undone[0] if undone else ("", -1)),
        int(((differs.since >= 0) & others).sum()),
        int(((np.abs(differs.largest) >= MILLIPOINTS) & others).sum()),
        np.array(weeks),
    )


def _undoes(entry: Any, high: int, low: int) -> bool:
    """Return whether an entry undoes what a filing put on file: their ids differ in the last bytes only."""
    return (
        int(entry["cause_hi"]) == high
        and int(entry["cause_lo"]) // KINDS_OF_ENTRIES == low // KINDS_OF_ENTRIES
    )


@dataclass(frozen=True)
class Errors:
    """One life of one variation, in which some wrong records are to be followed."""

    variation: str
    citizens: int
    days: int
    seed: int
    lives: tuple[int, ...]
    place: int
    filings: int

    def work(self) -> tuple[Traced, ...]:
        """Follow them, each in a twin of its own."""
        scenario = city_of(self.variation, self.citizens, self.days)
        plan = ErrorPlan(scenario.name, scenario.to_toml(), self.seed, self.lives, self.filings)
        return tuple(Traced(**row) for row in live_errors(plan, self.place))
