"""A run of a city as anybody would start it, seen from outside: wall time, memory, disk, seconds by phase."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from child import start

NOT_DAILY = ("founding", "baseline")
MIB = 2**20


@dataclass
class Measured:
    """One run, or the median of several: what it was, and what it took."""

    city: str
    citizens: int
    days: int
    threads: int
    baseline: bool
    wall_seconds: float
    peak_bytes: int
    processor_seconds: float
    disk_bytes: int = 0
    ties: float = 0.0
    digest: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    refused: str = ""
    state: dict[str, float] = field(default_factory=dict)
    """Mean score, share in the worst category and Gini coefficient at the end, where they were asked for."""

    @property
    def citizen_days(self) -> int:
        return self.citizens * self.days

    @property
    def daily_seconds(self) -> float:
        """Seconds of the daily loop, founding and baseline left out."""
        return sum(taken for phase, taken in self.seconds.items() if phase not in NOT_DAILY)

    @property
    def per_citizen_day(self) -> float:
        """Nanoseconds per citizen-day in the daily loop."""
        return self.daily_seconds * 1e9 / self.citizen_days

    @property
    def phases(self) -> dict[str, float]:
        """Nanoseconds per citizen-day by phase; phases that took nothing are left out."""
        daily = {name: taken for name, taken in self.seconds.items() if name not in NOT_DAILY and taken}
        return {name: taken * 1e9 / self.citizen_days for name, taken in daily.items()}


def measure(
    city: str,
    *,
    threads: int,
    citizens: int = 0,
    days: int = 0,
    seed: int = 1,
    baseline: bool = False,
    settings: Sequence[str] = (),
    pinned: bool = False,
    patience: float = 0.0,
    state: bool = False,
) -> Measured:
    """Run a city in a new process and say what it took; the folder of the run is removed."""
    with tempfile.TemporaryDirectory(prefix="glasscity-benchmark-") as folder:
        out = Path(folder) / "run"
        command = [sys.executable, "-m", "glasscity", "run", city, "--seed", str(seed), "--json"]
        command += ["--threads", str(threads), "--out", str(out)]
        command += ["--baseline" if baseline else "--no-baseline"]
        command += ["--citizens", str(citizens)] if citizens else []
        command += ["--days", str(days)] if days else []
        for setting in settings:
            command += ["--set", setting]
        done = start(command, cores=threads if pinned else 0, patience=patience)
        name = Path(city).stem
        took = (done.wall_seconds, done.peak_bytes, done.processor_seconds)
        if done.refused:
            return Measured(name, citizens, days, threads, baseline, *took, refused=done.refused)
        manifest = json.loads((out / "manifest.json").read_bytes())
        found = ask(out, state)
        return Measured(
            manifest["scenario"],
            manifest["citizens"],
            manifest["days"],
            threads,
            baseline,
            *took,
            sum(file["bytes"] for file in manifest["files"].values()),
            found.pop("contacts", 0.0),
            manifest["digest"],
            manifest["seconds"],
            state=found,
        )


QUESTION = """
import json, sys
import polars as p
columns = ["contacts", "total", "category"] if sys.argv[2] else ["contacts"]
citizens = p.read_parquet(sys.argv[1], columns=columns)
answer = {"contacts": citizens["contacts"].mean()}
if sys.argv[2]:
    totals = citizens["total"].sort().cast(p.Float64)
    number = len(totals)
    ranks = p.int_range(1, number + 1, eager=True)
    answer["mean"] = totals.mean() / 1000
    answer["worst"] = (citizens["category"] == sys.argv[2]).mean()
    answer["gini"] = 2 * (ranks * totals).sum() / (number * totals.sum()) - (number + 1) / number
print(json.dumps(answer))
"""


def ask(run: Path, state: bool) -> dict[str, float]:
    """Return how many contacts a citizen has, and the state at the end if it is asked for.

    Asked in another process, so that this one stays small (see child.py).
    """
    citizens = run / "citizens.parquet"
    if not citizens.exists():
        return {}
    answer = start([sys.executable, "-c", QUESTION, str(citizens), "D" if state else ""])
    if answer.refused:
        raise RuntimeError(answer.refused)
    found: dict[str, float] = json.loads(answer.printed)
    return found


def median(city: str, repeat: int, **options: Any) -> Measured:
    """Measure several times; the run with the median wall time stands for all, with the highest peak."""
    runs = []
    for number in range(repeat):
        runs.append(measure(city, **options))
        one = runs[-1]
        print(
            f"{city} {one.citizens:,} x {one.days}, {one.threads} threads, run {number + 1} of {repeat}: "
            f"{one.wall_seconds:.1f} s, {one.processor_seconds:.1f} s of processors, "
            f"{one.peak_bytes / MIB:,.0f} MiB {one.refused}",
            file=sys.stderr,
        )
        if one.refused:
            return one
    middle = statistics.median_low(run.wall_seconds for run in runs)
    chosen = next(run for run in runs if run.wall_seconds == middle)
    chosen.peak_bytes = max(run.peak_bytes for run in runs)
    return chosen
