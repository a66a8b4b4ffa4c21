"""Let one rival live through score city, and print as JSON what it took and what came of it.

Example: python benchmarks/rivals/live.py numpy_scipy --citizens 100000 --days 8
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import sys
import time
from typing import Any, Protocol


class City(Protocol):
    """What every rival's `build(citizens, seed)` returns."""

    several_acts: int
    """Citizen-days with two or more acts, denunciations left out."""

    def day(self) -> None: ...
    def mean(self) -> float: ...
    def counts(self) -> dict[str, int]: ...


def live(rival: str, citizens: int, days: int, seed: int, threads: int = 1) -> dict[str, Any]:
    """Build a city, let it live, and return the seconds of every day and the state at the end."""
    began = time.perf_counter()
    build = importlib.import_module(rival).build
    options = {"threads": threads} if rival == "hand_fused" else {}
    loaded = time.perf_counter()
    city: City = build(citizens, seed, **options)
    built = time.perf_counter()
    seconds = []
    for _ in range(days):
        start = time.perf_counter()
        city.day()
        seconds.append(time.perf_counter() - start)
    return {
        "rival": rival,
        "citizens": citizens,
        "days": days,
        "threads": threads,
        "load_seconds": loaded - began,
        "build_seconds": built - loaded,
        "day_seconds": seconds,
        "mean": city.mean(),
        "counts": city.counts(),
        "several_acts": city.several_acts / (citizens * days),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit(),
    }


def unit() -> int:
    """Return in how many bytes the system counts a process's peak of memory."""
    return 1 if sys.platform == "darwin" else 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("rival", help="a module in this folder")
    parser.add_argument("--citizens", type=int, required=True)
    parser.add_argument("--days", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    json.dump(live(given.rival, given.citizens, given.days, given.seed, given.threads), sys.stdout)


if __name__ == "__main__":
    main()
