"""What a calibration came to: the best point, how it does with lives that it was not sought by, and what that
does not tell.

Rule: the best point is the trial with the smallest loss. It and the city as it is are then lived with fresh
lives; a target is met if the published number lies within the interval over these lives, widened by the
target's tolerance. A count that would be under five in all these lives together is too rare to tell.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from glasscity.calibration.determined import Determined, determined_by
from glasscity.calibration.question import Calibration
from glasscity.calibration.search import Progress, Tried, means_of, search
from glasscity.calibration.store import CalibrationStore
from glasscity.calibration.target import Target
from glasscity.ensemble.findings import outputs
from glasscity.ensemble.intervals import Interval, interval
from glasscity.ensemble.measures import COUNTED, EFFECTS, MEASURES
from glasscity.ensemble.plan import Point, plan_for
from glasscity.ensemble.store import Store
from glasscity.ensemble.work import live_all
from glasscity.errors import CheckFailed
from glasscity.folder import write_table

FEWEST_TO_TELL = 5
MET, MISSED, TOO_RARE, NOT_THERE = "met", "missed", "too rare to tell", "not measured"


@dataclass(frozen=True)
class Held:
    """A target beside what fresh lives came to.

    Attributes
    ----------
    as_it_is, calibrated : the mean over fresh lives, in the city as it is and at the best point.
    fitted : the mean over the lives that the point was sought by; None for what is held out.
    misfit : by how many tolerances the calibrated mean is off.
    verdict : `met`, `missed`, `too rare to tell`, `not measured`.
    """

    target: Target
    as_it_is: Interval | None
    calibrated: Interval | None
    fitted: float | None
    misfit: float | None
    verdict: str

    @property
    def near_when_found(self) -> bool:
        """Whether the lives that the point was sought by came within the tolerance."""
        return self.fitted is not None and abs(self.fitted - self.target.value) <= self.target.tolerance


@dataclass(frozen=True)
class Untargeted:
    """A measure that nothing was held against: its mean as the city is, and at the best point."""

    measure: str
    label: str
    unit: str
    as_it_is: Interval | None
    calibrated: Interval | None


@dataclass(frozen=True)
class Outcome:
    """All of it.

    Attributes
    ----------
    best : number of the best trial; settings : what it sets; loss : its loss on the lives it was sought by.
    failures : what went wrong in trials that came to nothing, one sentence each.
    """

    name: str
    title: str
    citizens: int
    days: int
    seed: int
    trials: int
    lives: int
    fresh: int
    best: int
    settings: tuple[str, ...]
    loss: float
    targets: tuple[Held, ...]
    held_out: tuple[Held, ...]
    determined: Determined
    untargeted: tuple[Untargeted, ...]
    failures: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        found = asdict(self)
        for one, plain in zip(self.determined.sought, found["determined"]["sought"], strict=True):
            plain["verdict"] = one.verdict
        return found


def calibrate(
    store: CalibrationStore, *, processes: int | None = None, progress: Progress | None = None
) -> Outcome:
    """Try what is missing, live the best point with fresh lives, and return what it came to.

    Raises `CheckFailed` where no trial came to anything.
    """
    asked = store.asked
    tried = search(store, processes=processes, progress=progress)
    _write_trials(store, tried)
    done = [one for one in tried if one.trial.loss is not None]
    failures = tuple(f"trial {one.number}: {one.trial.message}" for one in tried if one.trial.loss is None)
    if not done:
        raise CheckFailed(f"all {len(tried):,} trials failed; the first one: {failures[0]}")
    best = min(done, key=lambda one: (one.trial.loss, one.number))
    assert best.trial.loss is not None
    assert best.means is not None
    plan = plan_for(asked.question, (Point(), best.point), seed=asked.seed, lives=1, baseline=asked.baseline)
    fresh = store.fresh(replace(plan, lives=asked.fresh_lives))
    live_all(fresh, processes=processes, progress=_named(progress))
    failures += tuple(
        f"fresh life {row['life']}, {('as it is', 'calibrated')[row['point']]}: {row['message']}"
        for row in fresh.table("runs").filter(pl.col("failed_phase").is_not_null()).iter_rows(named=True)
    )
    fitted = {target.measure: one.mean for target, one in zip(asked.fitted, best.means, strict=True)}
    held = [_held(asked, target, fresh, fitted.get(target.measure)) for target in asked.targets]
    city = asked.question
    return Outcome(
        asked.name,
        city.title,
        city.population.citizens,
        city.time.days,
        asked.seed,
        asked.trials,
        asked.lives,
        asked.fresh,
        best.number,
        best.point.settings,
        best.trial.loss,
        tuple(one for one in held if not one.target.held_out),
        tuple(one for one in held if one.target.held_out),
        determined_by(asked, tried, best),
        tuple(_untargeted(asked, fresh)),
        failures,
    )


def _named(progress: Progress | None) -> Progress | None:
    """Return progress of its own name: how long trials took says nothing about these."""
    return None if progress is None else lambda what, done, total: progress("fresh lives", done, total)


def _held(asked: Calibration, target: Target, fresh: Store, fitted: float | None) -> Held:
    runs = fresh.table("runs")
    as_it_is, calibrated = means_of(runs, target.measure, 2, len(fresh.plan.lives))
    if calibrated is None:
        return Held(target, as_it_is, None, fitted, None, NOT_THERE)
    verdict = verdict_on(target, calibrated, asked.question.population.citizens)
    return Held(target, as_it_is, calibrated, fitted, target.misfit(calibrated.mean), verdict)


def verdict_on(target: Target, ours: Interval, citizens: int) -> str:
    """Return whether a target is met, missed, or too rare in a city of so many citizens."""
    expected = max(target.value, ours.mean) * citizens * ours.lives
    if target.measure in COUNTED and expected < FEWEST_TO_TELL:
        return TOO_RARE
    met = abs(ours.mean - target.value) <= target.tolerance + (ours.half_width or 0.0)
    return MET if met else MISSED


def _untargeted(asked: Calibration, fresh: Store) -> list[Untargeted]:
    runs, shape = fresh.table("runs"), (2, len(fresh.plan.lives))
    targeted = {target.measure for target in asked.targets}
    found = []
    for measure in MEASURES:
        if measure.name in targeted or (measure.name in EFFECTS and not asked.baseline):
            continue
        values = outputs(runs, measure.name, *shape)
        as_it_is, calibrated = interval(values[0]), interval(values[1])
        if calibrated is not None or as_it_is is not None:
            found.append(Untargeted(measure.name, measure.label, measure.unit, as_it_is, calibrated))
    return found


def _write_trials(store: CalibrationStore, tried: list[Tried]) -> None:
    """Write every trial as a row: its point, its loss, and for each target the mean and its half-width."""
    asked = store.asked
    columns: dict[str, list[Any]] = {
        "trial": [one.number for one in tried],
        "loss": [one.trial.loss for one in tried],
        "message": [one.trial.message or None for one in tried],
    }
    for place, factor in enumerate(asked.factors):
        columns[factor.path] = [
            float(one.trial.values[place]) if factor.is_range else one.trial.values[place] for one in tried
        ]
    for place, target in enumerate(asked.fitted):
        means = [None if one.means is None else one.means[place] for one in tried]
        columns[target.measure] = [np.nan if one is None else one.mean for one in means]
        columns[f"{target.measure}_half_width"] = [None if one is None else one.half_width for one in means]
    write_table(store.path / "trials.parquet", pl.DataFrame(columns, strict=False))
