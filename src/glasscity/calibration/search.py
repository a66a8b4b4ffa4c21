"""The search: points are tried in batches, and what they came to says where to try next.

Rule: the first trials are Sobol's sequence over the ranges (scrambled by the seed). Then a tree-structured
Parzen estimator (optuna, multivariate) proposes all trials of a batch but the last, which is where a surface
through the trials meets the targets best (`surface.py`). Trial n is proposed with the seed (seed, n) from the
trials of earlier batches and the points asked for before it in its own; so the trials are the same for any
number of processes, and after a kill. Every trial is lived with the same lives, so that points differ by
their settings only.
Loss: the weighted mean, over the targets that are fitted, of (mean over lives - published)² in tolerances².
Source: Bergstra et al. 2011 (Parzen estimators); Owen 1998 (scrambling).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from glasscity.calibration.journal import Journal, Trial, distributions, frozen, optuna, setting
from glasscity.calibration.question import BATCH, Calibration
from glasscity.calibration.store import CalibrationStore
from glasscity.calibration.surface import best_place, in_the_cube, surfaces_of
from glasscity.calibration.target import Target
from glasscity.ensemble.design import SOBOL, at, places
from glasscity.ensemble.findings import outputs
from glasscity.ensemble.intervals import Interval, interval
from glasscity.ensemble.plan import Plan, Point, plan_for
from glasscity.ensemble.store import Store
from glasscity.ensemble.work import live_all
from glasscity.errors import BadInput
from glasscity.scenario import load

Progress = Callable[[str, int, int], None]


class Tried:
    """A trial with what its runs came to: the mean of every fitted target, or None where it failed."""

    def __init__(self, number: int, point: Point, trial: Trial, means: tuple[Interval, ...] | None) -> None:
        self.number, self.point, self.trial, self.means = number, point, trial, means


def search(
    store: CalibrationStore, *, processes: int | None = None, progress: Progress | None = None
) -> list[Tried]:
    """Try what is missing, and return all trials in their order.

    Raises `BadInput` where the journal is damaged, or where a target is no measure of this city.
    """
    asked = store.asked
    tried: list[Tried] = []
    with store.journal() as journal:
        while len(tried) < asked.trials:
            first = len(tried)
            points = _points(asked, journal, [one.trial for one in tried])
            found = _try(store, first, points, journal, processes, _counted(progress, asked, first))
            _check_measured(asked, tried + found)
            for one in found:
                journal.put(one.number, one.trial)
            tried += found
    return tried


def point_of(asked: Calibration, values: tuple[str, ...]) -> Point:
    """Return the point at which each factor has its value."""
    return Point(tuple(f"{one.path}={value}" for one, value in zip(asked.factors, values, strict=True)))


def loss_of(targets: tuple[Target, ...], means: tuple[float, ...]) -> float:
    """Return the weighted mean of squared misfits, in tolerances."""
    weights = [target.weight for target in targets]
    squares = [target.misfit(mean) ** 2 for target, mean in zip(targets, means, strict=True)]
    return math.fsum(w * s for w, s in zip(weights, squares, strict=True)) / math.fsum(weights)


def means_of(runs: pl.DataFrame, measure: str, points: int, lives: int) -> list[Interval | None]:
    """Return a measure at every point, over its lives; None where a run has none."""
    values = outputs(runs, measure, points, lives)
    return [interval(row) if not np.isnan(row).any() else None for row in values]


def _counted(progress: Progress | None, asked: Calibration, first: int) -> Progress | None:
    """Return progress that counts the runs of all trials."""
    if progress is None:
        return None
    before, all_of_them = first * asked.lives, asked.trials * asked.lives
    return lambda what, done, total: progress("runs", before + done, all_of_them)


def _points(asked: Calibration, journal: Journal, before: list[Trial]) -> list[Point]:
    """Return the points of the next batch: those of the journal if it has all of them."""
    first, number = len(before), BATCH if before else asked.start
    there = journal.trials[first : first + number]
    if len(there) == number:
        return [point_of(asked, trial.values) for trial in there]
    if not before:
        evenly = places(SOBOL, len(asked.factors), number, asked.seed)
        return [at(asked.factors, place) for place in evenly]
    return _proposed(asked, before, number)


def _by_the_surface(asked: Calibration, before: list[Trial], place: int) -> Point | None:
    """Return the point where surfaces through the trials meet the targets best; None where there are none."""
    done = [one for one in before if one.means]
    x = np.array([in_the_cube(asked.factors, one.values) for one in done])
    surfaces = surfaces_of(asked.factors, x, np.array([one.means for one in done])) if done else []
    return at(asked.factors, best_place(surfaces, asked.fitted, asked.seed + place)) if surfaces else None


def _proposed(asked: Calibration, before: list[Trial], number: int) -> list[Point]:
    library = optuna()
    study = library.create_study()
    study.add_trials([frozen(asked, trial) for trial in before])
    points = []
    for place in range(len(before), len(before) + number):
        seed = np.random.SeedSequence([asked.seed, place]).generate_state(1)[0]
        if place == len(before) + number - 1 and (point := _by_the_surface(asked, before, place)):
            points.append(point)
            break
        study.sampler = library.samplers.TPESampler(n_startup_trials=1, multivariate=True, seed=int(seed))
        parameters = study.ask(distributions(asked)).params
        values = tuple(setting(factor, parameters[factor.path]) for factor in asked.factors)
        points.append(point_of(asked, values))
    return points


def _try(
    store: CalibrationStore,
    first: int,
    points: list[Point],
    journal: Journal,
    processes: int | None,
    progress: Progress | None,
) -> list[Tried]:
    """Live the points of a batch, and return what became of each."""
    asked, city = store.asked, store.asked.question
    refused: dict[int, str] = {}
    for place, point in enumerate(points):
        try:
            load(city, settings=point.settings)
        except BadInput as error:
            refused[place] = str(error)
    lived = [point for place, point in enumerate(points) if place not in refused]
    tried = []
    if lived:
        plan = replace(
            plan_for(city, tuple(lived), seed=asked.seed, lives=asked.lives, baseline=asked.baseline),
            lives=asked.fitting_lives,
        )
        runs = store.batch(first, plan, journal)
        live_all(runs, processes=processes, progress=progress)
        tried = _came_to(asked, runs)
    came = iter(tried)
    found = []
    for place, point in enumerate(points):
        means, message = (None, refused[place]) if place in refused else next(came)
        numbers = () if means is None else tuple(one.mean for one in means)
        loss = None if means is None else loss_of(asked.fitted, numbers)
        values = tuple(point.values[factor.path] for factor in asked.factors)
        found.append(Tried(first + place, point, Trial(values, loss, numbers, message), means))
    return found


NOT_MEASURED = "this city has no measure "


def _came_to(asked: Calibration, store: Store) -> list[tuple[tuple[Interval, ...] | None, str]]:
    """Return, for each point of a batch, the mean of every fitted target, or why there is none."""
    plan: Plan = store.plan
    runs = store.table("runs")
    shape = len(plan.points), len(plan.lives)
    columns = [means_of(runs, target.measure, *shape) for target in asked.fitted]
    failed: dict[int, str] = {}
    for row in runs.filter(pl.col("failed_phase").is_not_null()).iter_rows(named=True):
        failed.setdefault(row["point"], f"life {row['life']}: {row['failed_phase']}: {row['message']}")
    found: list[tuple[tuple[Interval, ...] | None, str]] = []
    for number in range(shape[0]):
        here = [column[number] for column in columns]
        if number in failed:
            found.append((None, failed[number]))
        elif None in here:
            found.append((None, NOT_MEASURED + asked.fitted[here.index(None)].measure))
        else:
            found.append((tuple(one for one in here if one is not None), ""))
    return found


def _check_measured(asked: Calibration, tried: list[Tried]) -> None:
    """Refuse a target that no trial has: the city has nothing of the kind."""
    for target in asked.fitted:
        if all(one.trial.message == NOT_MEASURED + target.measure for one in tried):
            raise BadInput(
                f"targets: {target.measure}: no run of {asked.name} has this measure: there is nothing of "
                "the kind in this city, so it cannot be calibrated to it"
            )
