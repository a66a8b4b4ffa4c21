"""What an ensemble came to: measures at every point with intervals, and where a finding turns round."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.ensemble.intervals import Interval, interval, paired
from glasscity.ensemble.measures import BY_NAME, EFFECTS, MEASURES
from glasscity.ensemble.store import Store


@dataclass(frozen=True)
class Found:
    """One measure at one point: over the lives, and less the first point, life by life."""

    measure: str
    label: str
    unit: str
    here: Interval
    less_the_first: Interval | None


@dataclass(frozen=True)
class AtPoint:
    """A point with what was found there, and how many of its runs failed."""

    number: int
    label: str
    failed: int
    found: tuple[Found, ...]


@dataclass(frozen=True)
class TurnsRound:
    """A finding whose sign is another one at some points than at the first: both intervals leave 0 out."""

    measure: str
    label: str
    first: Interval
    point: str
    there: Interval


@dataclass(frozen=True)
class Findings:
    """All of it; `failures` are sentences."""

    name: str
    seed: int
    lives: int
    points: tuple[AtPoint, ...]
    turns: tuple[TurnsRound, ...]
    failures: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return asdict(self)


def outputs(runs: pl.DataFrame, measure: str, points: int, lives: int) -> NDArray[np.float64]:
    """Return float [points, lives]: one measure of every run, NaN where a run failed or has none."""
    values = np.full((points, lives), np.nan)
    values[runs["point"].to_numpy(), runs["life"].to_numpy()] = runs[measure].to_numpy()
    return values


def findings_of(store: Store) -> Findings:
    """Return what the runs came to that are done."""
    plan, runs = store.plan, store.table("runs")
    shape = len(plan.points), len(plan.lives)
    by_measure = {one.name: outputs(runs, one.name, *shape) for one in MEASURES}
    failed = runs.filter(pl.col("failed_phase").is_not_null())
    counts = np.bincount(failed["point"].to_numpy(), minlength=shape[0])
    points = tuple(
        AtPoint(number, point.label, int(counts[number]), tuple(_found(by_measure, number)))
        for number, point in enumerate(plan.points)
    )
    failures = tuple(
        f"point {row['point']} ({plan.points[row['point']].label}), life {row['life']}: failed in "
        f"{row['failed_phase']}: {row['message']}"
        for row in failed.iter_rows(named=True)
    )
    return Findings(plan.name, plan.seed, len(plan.lives), points, tuple(_turns(points)), failures)


def _found(by_measure: dict[str, NDArray[np.float64]], number: int) -> list[Found]:
    found = []
    for name, values in by_measure.items():
        here = interval(values[number])
        if here is not None:
            measure = BY_NAME[name]
            less = paired(values[number], values[0]) if number else None
            found.append(Found(name, measure.label, measure.unit, here, less))
    return found


def _turns(points: tuple[AtPoint, ...]) -> list[TurnsRound]:
    """Return where the sign of an effect is surely another one than at the first point."""
    first = {one.measure: one for one in points[0].found if one.measure in EFFECTS}
    return [
        TurnsRound(one.measure, one.label, first[one.measure].here, point.label, one.here)
        for point in points[1:]
        for one in point.found
        if one.measure in first
        and one.here.excludes_zero
        and first[one.measure].here.excludes_zero
        and (one.here.mean > 0) != (first[one.measure].here.mean > 0)
    ]
