"""One run of many, in a process of its own: lived, summed up, and put on disk as a few small tables.

The run's own folder is temporary. What stays are rows of `runs` (one), `days`, `groups` and, where the
plan asks for it, `citizens`; each with the number of the point and of the life. A run that fails leaves
its row too, with the phase it failed in and the message.
"""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from glasscity.ensemble.measures import MEASURES, measures_of
from glasscity.ensemble.plan import Plan
from glasscity.results import Run
from glasscity.simulation import run

KEYS = {"point": pl.UInt32, "life": pl.UInt32}
SUMMING_UP = "summing up"
PREPARING = "reading the scenario"


@dataclass(frozen=True)
class Lived:
    """What a task leaves: its tables by name. `failed` is the message where the run failed."""

    tables: dict[str, pl.DataFrame]
    failed: str = ""


def live(plan: Plan, number: int, folder: Path) -> Lived:
    """Live one task of a plan; `folder` is where the run may lie meanwhile."""
    point, life = plan.task(number)
    keys = {"point": point, "life": life, "seed": plan.seed, "life_seed": plan.lives[life]}
    began, phase = time.perf_counter(), PREPARING
    try:
        question = plan.lived_at(point)
        phase = "days"
        with TemporaryDirectory(dir=folder, prefix=".run-") as place:
            done = run(
                question,
                seed=plan.seed,
                life=plan.lives[life],
                out=Path(place) / "run",
                baseline=plan.baseline,
                threads=1,
            )
            phase = SUMMING_UP
            found: dict[str, Any] = {"digest": done.digest, **measures_of(done)}
            tables = {"days": _days(done), "groups": _groups(done)}
            if plan.each_citizen:
                tables["citizens"] = _citizens(done)
    except Exception as error:
        notes = getattr(error, "__notes__", [])
        return _failed(keys, notes[0] if notes else phase, error, time.perf_counter() - began)
    row = _row(keys, found, time.perf_counter() - began)
    return Lived({"runs": row} | {name: _with_keys(frame, keys) for name, frame in tables.items()})


def _failed(keys: dict[str, int], phase: str, error: Exception, seconds: float) -> Lived:
    where = traceback.extract_tb(error.__traceback__)[-1]
    message = f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
    return failed_row(keys, phase, message, seconds)


def failed_row(keys: dict[str, int], phase: str, message: str, seconds: float) -> Lived:
    """Return the row of a run that failed."""
    found = {"failed_phase": phase, "message": message}
    return Lived({"runs": _row(keys, found, seconds)}, failed=f"{phase}: {message}")


def _row(keys: dict[str, int], found: dict[str, Any], seconds: float) -> pl.DataFrame:
    """Return one row of `runs`: every column is there in every row, of the same kind."""
    columns: dict[str, tuple[Any, Any]] = {
        **{name: (pl.String, found.get(name)) for name in ("digest", "failed_phase", "message")},
        "seconds": (pl.Float64, round(seconds, 3)),
        **{one.name: (pl.Float64, found.get(one.name)) for one in MEASURES},
    }
    seeds = {"seed": pl.UInt64, "life_seed": pl.UInt64}
    series = [pl.Series(name, [keys[name]], kind) for name, kind in (KEYS | seeds).items()]
    return pl.DataFrame(series + [pl.Series(name, [value], kind) for name, (kind, value) in columns.items()])


def _with_keys(frame: pl.DataFrame, keys: dict[str, int]) -> pl.DataFrame:
    return frame.select(*(pl.lit(keys[name], kind).alias(name) for name, kind in KEYS.items()), pl.all())


def _days(done: Run) -> pl.DataFrame:
    return done.days.with_columns(pl.selectors.integer().cast(pl.Int64))


def _groups(done: Run) -> pl.DataFrame:
    """Return one row per level of every attribute: how many, their mean score, how many in which category."""
    scenario, citizens = done.scenario, done.citizens
    frames = []
    for attribute in scenario.population.levels:
        one = pl.col(attribute).cast(pl.String).alias("level")
        columns = [pl.len().cast(pl.Int64).alias("citizens")]
        if scenario.scoring.enabled:
            scored = pl.col("category").cast(pl.String) != "none"
            columns.append(pl.col("total").filter(scored).mean().alias("mean_total"))
            columns += [
                (pl.col("category").cast(pl.String) == name).sum().cast(pl.Int64).alias(f"in_{name}")
                for name in scenario.category_names
            ]
        found = citizens.group_by(one).agg(columns).sort("level")
        frames.append(found.select(pl.lit(attribute).alias("attribute"), pl.all()))
    return pl.concat(frames)


def _citizens(done: Run) -> pl.DataFrame:
    """Return what became of everybody: the score and the category at the end."""
    wanted = [name for name in ("citizen", "total", "category") if name in done.citizens.columns]
    return done.citizens.select(wanted).with_columns(pl.selectors.categorical().cast(pl.String))
