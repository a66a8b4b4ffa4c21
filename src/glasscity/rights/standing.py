"""What stands on everybody's file at the end of a run, for counting it again otherwise.

Reads: a run's ledger and citizens. Writes: nothing. Units: millipoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS


@dataclass(frozen=True)
class Standing:
    """Those whom their points alone put where they are.

    Attributes
    ----------
    citizen : their numbers; totals : int64 mp, as they are before they are read within bounds.
    standing : float64 mp [citizens, kinds of conduct], what each kind has added to the base.
    bounds : int64 mp, best first; lowest, highest : what a total is read as at least and at most.
    """

    citizen: NDArray[np.int64]
    totals: NDArray[np.int64]
    standing: NDArray[np.float64]
    bounds: NDArray[np.int64]
    lowest: int
    highest: int

    def bands(self, totals: NDArray[Any]) -> NDArray[np.int64]:
        """Return the place of the band of every total, 0 for the best."""
        return bands(np.clip(totals, self.lowest, self.highest), self.bounds)

    def worst(self, totals: NDArray[Any]) -> NDArray[np.bool_]:
        """Return who is in the worst category with such totals."""
        return np.equal(self.bands(totals), len(self.bounds))


def bands(totals: NDArray[Any], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the band of every total; bounds fall from the best to the worst."""
    return np.searchsorted(-bounds, -totals, side="left").astype(np.int64)


def bounds_of(scenario: Scenario) -> NDArray[np.int64]:
    """Return the bounds of the categories in millipoints, best first."""
    found = [band.at_least for band in scenario.rulebook.categories.bands if band.at_least is not None]
    return np.array([int(bound * MILLIPOINTS) for bound in found], np.int64)


def scored_by_points(run: Run, scenario: Scenario) -> Standing:
    """Return everybody who is scored and whom no rule has put into a category, with what stands on file."""
    book, names, bounds = scenario.rulebook, scenario.category_names, bounds_of(scenario)
    place = {name: index for index, name in enumerate(names)}
    people = (
        run.table("citizens")
        .select("citizen", "base", "influence", category=pl.col("category").cast(pl.String))
        .filter(pl.col("category").is_in(names))
        .with_columns(pl.col("category").replace_strict(place, return_dtype=pl.Int64))
        .sort("citizen")
        .collect()
    )
    totals = (people["base"].cast(pl.Int64) + people["influence"].cast(pl.Int64)).to_numpy()
    lowest, highest = int(book.lowest_total * MILLIPOINTS), int(book.highest_total * MILLIPOINTS)
    free = bands(np.clip(totals, lowest, highest), bounds) == people["category"].to_numpy()
    citizen = people["citizen"].to_numpy().astype(np.int64)[free]
    return Standing(citizen, totals[free], _standing(run, scenario, citizen), bounds, lowest, highest)


def _standing(run: Run, scenario: Scenario, citizen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what entries that count have added, by citizen and conduct; what was undone adds nothing."""
    codes = sorted(conduct.code for conduct in scenario.conduct.values())
    sums = (
        run.table("ledger")
        .filter(pl.col("counts") > 0)
        .group_by("citizen", "conduct")
        .agg(pl.col("points").cast(pl.Int64).sum())
        .filter(pl.col("conduct").is_in(codes))
        .collect()
    )
    row = np.full(run.citizens_number, -1, np.int64)
    row[citizen] = np.arange(len(citizen))
    mine, of = row[sums["citizen"].to_numpy()], np.searchsorted(codes, sums["conduct"].to_numpy())
    standing = np.zeros((len(citizen), len(codes)))
    standing[mine[mine >= 0], of[mine >= 0]] = sums["points"].to_numpy()[mine >= 0]
    return standing
