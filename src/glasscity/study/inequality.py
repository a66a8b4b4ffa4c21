"""How unequally scores and closed doors are spread over the citizens.

Rule: Gini's coefficient and Lorenz's curve, as in `indices.inequality`. Scores count from the lowest total
that the rulebook knows. A citizen's restriction-days are the days on which a door is closed or dearer to
them, counted for each service, as in `harm`; but by the file alone, whatever an outdated copy of it says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.sanction import prepare_terms
from glasscity.indices.inequality import gini, lorenz
from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints

HARDEST_HIT = 0.01
"""The share of citizens with the most restriction-days whose part is told."""
CURVE_AT = (*(n / 20 for n in range(20)), 1 - HARDEST_HIT, 1.0)
"""Shares of the citizens at which Lorenz's curves are told: every twentieth, and all but one in a hundred."""


@dataclass(frozen=True)
class Inequality:
    """Gini's coefficients, and how few bear how much; None where there is nothing to spread.

    Attributes
    ----------
    scores : of totals at the end, counted from the lowest total.
    restriction_days : of days of closed or dearer doors, in all.
    ever_restricted : citizens with any such day.
    borne_by_hardest_hit : part of all restriction-days that the hardest hit one in a hundred bear.
    scores_curve, restriction_curve : Lorenz's curves of both at the shares `CURVE_AT`; empty where there is
        nothing to spread.
    """

    scores: float | None
    restriction_days: float | None
    ever_restricted: int
    borne_by_hardest_hit: float | None
    scores_curve: tuple[float, ...] = ()
    restriction_curve: tuple[float, ...] = ()


def inequality_of(run: Run) -> Inequality | None:
    """Return how unequally a run spreads scores and closed doors.

    None behind walls: there a category says nothing of the doors that are closed.
    """
    if any(stage.scenario.rulebook.walls for stage in stages(run.scenario)):
        return None
    totals = (
        run.table("citizens")
        .filter(pl.col("category") != "none")
        .select("total")
        .collect()["total"]
        .to_numpy()
        .astype(np.int64)
    )
    lowest = millipoints(run.scenario.rulebook.lowest_total)
    closed = restriction_days(run)
    hardest = max(1, round(len(closed) * HARDEST_HIT)) / len(closed)
    others = lorenz(closed, np.array([1 - hardest]))
    return Inequality(
        scores=gini(totals - lowest),
        restriction_days=gini(closed),
        ever_restricted=int((closed > 0).sum()),
        borne_by_hardest_hit=None if others is None else float(1 - others[0]),
        scores_curve=_curve(totals - lowest),
        restriction_curve=_curve(closed),
    )


def _curve(values: NDArray[np.int64]) -> tuple[float, ...]:
    curve = lorenz(values, np.array(CURVE_AT))
    return () if curve is None else tuple(curve.tolist())


def restriction_days(run: Run) -> NDArray[np.int64]:
    """Return int64 [citizens]: days of closed or dearer doors of every citizen, counted for each service."""
    spells = category_spells(run)
    days = np.zeros(run.citizens_number, np.int64)
    course = [*stages(run.scenario)]
    ends = [*(stage.day for stage in course[1:]), run.days_number]
    citizen, category = spells["citizen"].to_numpy(), spells["category"].to_numpy()
    for stage, end in zip(course, ends, strict=True):
        first = np.maximum(spells["first"].to_numpy(), stage.day)
        length = np.maximum(np.minimum(spells["end"].to_numpy(), end) - first, 0)
        np.add.at(days, citizen, length * doors_closed(stage.scenario)[category])
    return days


def doors_closed(scenario: Scenario) -> NDArray[np.int64]:
    """Return int64 [256]: how many services are closed or dearer in each category.

    Protected services are left out: what a rule closes of them does not show in the category alone.
    """
    closed = np.zeros(256, np.int64)
    if scenario.scoring.enabled:
        terms = prepare_terms(scenario)
        codes = [service.code for service in scenario.services.values()]
        shut = (terms.refused[codes] | (terms.money[codes] > 0)) & ~terms.protected[codes, np.newaxis]
        closed[: shut.shape[1]] = shut.sum(axis=0)
        closed[tables.NO_CATEGORY] = 0
    return closed


def category_spells(run: Run) -> pl.DataFrame:
    """Return (citizen, category, first, end): who was in which category from which day until before which."""
    place = pl.col("category").to_physical().cast(pl.UInt8)
    unscored = pl.when(place == len(run.scenario.category_names)).then(pl.lit(tables.NO_CATEGORY, pl.UInt8))
    everybody = run.table("citizens").select("citizen", category=unscored.otherwise(place))
    moves = run.table("moves").select("day", "citizen", "before", "after")
    first = moves.group_by("citizen").agg(pl.col("before").first())
    begin = everybody.join(first, on="citizen", how="left").select(
        "citizen",
        category=pl.col("before").fill_null(pl.col("category")),
        first=pl.lit(0, pl.Int32),
    )
    later = moves.select("citizen", category=pl.col("after"), first=pl.col("day"))
    return (
        pl.concat([begin, later])
        .sort("citizen", "first", maintain_order=True)
        .with_columns(end=pl.col("first").shift(-1).over("citizen").fill_null(run.days_number))
        .collect()
    )
