"""Score city: ours beside NumPy and SciPy, Polars, Mesa, mesa-frames, Starsim, and a program fused by hand.

Example: python benchmarks/score_city.py --sizes 10000 100000 --rounds 2

Every contender runs as a process of its own, pinned to one core (some to two), all in turn, round after
round. What is measured goes into benchmarks/results/score-city.json; benchmarks/pages.py writes the page.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import kept
from child import start
from city_run import measure
from contenders import CONTENDERS, NAMED, SCENARIO, Contender, plan
from rivals.check import interpreter

HERE = Path(__file__).parent
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
WARM = 2
"""Days of ours that are not measured: in the first the kernels are read."""


@dataclass
class Sample:
    """One contender at one size in one round."""

    day_seconds: float = 0.0
    peak_bytes: int = 0
    wall_seconds: float = 0.0
    digest: str = ""
    mean: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    """Ours only: seconds of one day, by phase."""
    refused: str = ""


def of_rival(contender: Contender, citizens: int, days: int, seed: int, patience: float) -> Sample:
    """Let a rival live for some days more than its first, and take the median day."""
    program = interpreter(contender.rival)
    if not program:
        return Sample(refused="not installed")
    command = [program, str(HERE / "rivals" / "live.py"), contender.rival, "--seed", str(seed)]
    command += ["--citizens", str(citizens), "--days", str(days + 1), "--threads", str(contender.cores)]
    done = start(command, cores=contender.cores, patience=patience)
    if done.refused:
        return Sample(refused=done.refused)
    said = json.loads(done.printed)
    day = statistics.median(said["day_seconds"][1:])
    return Sample(day, done.peak_bytes, done.wall_seconds, mean=said["mean"])


def of_ours(contender: Contender, citizens: int, days: int, seed: int, patience: float) -> Sample:
    """Run the city twice, once for a few days and once for more: the difference is days and nothing else."""
    options: dict[str, Any] = {
        "threads": contender.cores,
        "citizens": citizens,
        "seed": seed,
        "settings": contender.settings,
        "pinned": True,
        "patience": patience,
    }
    short = measure(str(SCENARIO), days=WARM, **options)
    if short.refused:
        return Sample(refused=short.refused)
    long = measure(str(SCENARIO), days=WARM + days, **options)
    if long.refused:
        return Sample(refused=long.refused)
    seconds = {phase: (taken - short.seconds.get(phase, 0.0)) / days for phase, taken in long.seconds.items()}
    day = (long.daily_seconds - short.daily_seconds) / days
    seconds.pop("founding", None)
    return Sample(day, long.peak_bytes, long.wall_seconds, long.digest, seconds=seconds)


def sample(contender: Contender, citizens: int, days: int, seed: int, patience: float) -> Sample:
    taken = of_rival if contender.rival else of_ours
    return taken(contender, citizens, days, seed, patience)


def summary(contender: Contender, citizens: int, days: int, samples: list[Sample]) -> dict[str, Any]:
    """Return one row: medians over the rounds, the highest peak, and what happened in each round."""
    good = [one for one in samples if not one.refused]
    row: dict[str, Any] = {
        "contender": contender.name,
        "citizens": citizens,
        "days": days,
        "rounds": len(good),
        "refused": next((one.refused for one in samples if one.refused), "") if not good else "",
        "each": [asdict(one) for one in samples],
    }
    if good:
        row["day_seconds"] = statistics.median(one.day_seconds for one in good)
        row["peak_bytes"] = max(one.peak_bytes for one in good)
        middle = statistics.median_low(one.day_seconds for one in good)
        chosen = next(one for one in good if one.day_seconds == middle)
        row["seconds"], row["digest"] = chosen.seconds, chosen.digest
    return row


def compare(
    contenders: Iterable[Contender], citizens: int, rounds: int, patience: float
) -> list[dict[str, Any]]:
    """Measure all contenders at one size, in turn, round after round."""
    plans = {one: plan(one, citizens, rounds) for one in contenders}
    samples: dict[Contender, list[Sample]] = {one: [] for one in plans}
    for number in range(rounds):
        for one, planned in plans.items():
            hopeless = any(earlier.refused for earlier in samples[one])
            if number >= planned.rounds or hopeless:
                continue
            taken = sample(one, citizens, planned.days, 1 + number, patience)
            samples[one].append(taken)
            said = taken.refused or f"{taken.day_seconds:.5f} s a day, {taken.peak_bytes / 2**20:,.0f} MiB"
            say(f"{citizens:,} citizens, round {number + 1} of {planned.rounds}, {one.label}: {said}")
    rows = []
    for one, planned in plans.items():
        row = summary(one, citizens, planned.days, samples[one])
        if not planned.rounds:
            row["refused"] = "left out: a day takes too long"
        rows.append(row)
    return rows


def warm(contenders: Iterable[Contender]) -> None:
    """Compile what has to be compiled, at a size where nothing else takes long."""
    for one in contenders:
        say(f"warming up {one.label}")
        sample(one, 2000, 2, 1, 600)


def bandwidths() -> dict[str, float]:
    """Return bytes a second that a copy moves on one core and on two."""
    found = {}
    for cores in (1, 2):
        script = str(HERE / "copy_bandwidth.py")
        done = start([sys.executable, script, "--threads", str(cores)], cores=cores)
        if not done.refused:
            found[str(cores)] = float(json.loads(done.printed)["bytes_per_second"])
            say(f"copying on {cores} cores: {found[str(cores)] / 1e9:.1f} GB/s")
    return found


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of citizens")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the slowest get fewer at large sizes")
    parser.add_argument("--contenders", nargs="+", choices=list(NAMED), default=[c.name for c in CONTENDERS])
    parser.add_argument(
        "--patience", type=float, default=900, help="seconds after which a process is stopped"
    )
    parser.add_argument("--json", type=Path, default=kept.SCORE_CITY, metavar="FILE", help="where rows go")
    given = parser.parse_args()
    chosen = [NAMED[name] for name in given.contenders]
    warm(chosen)
    session = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    found: dict[str, Any] = {"machine": kept.machine(), "bandwidth": bandwidths(), "rows": []}
    for citizens in given.sizes:
        for row in compare(chosen, citizens, given.rounds, given.patience):
            found["rows"].append({"session": session, **row})
        kept.add(given.json, found)


if __name__ == "__main__":
    main()
