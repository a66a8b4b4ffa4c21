"""How long and how much: whole runs of the shipped cities, timed from outside, as processes of their own.

Example: python benchmarks/rongcheng.py --repeat 3

Measures the full Rongcheng of 2016 (740,000 citizens, 365 days, ledger and aggregates on disk), the same with
every mechanism and the shadow score (rongcheng-all.toml), the essay's city, and the growth from 10,000 to
10,000,000 citizens. It goes into benchmarks/results/full-cities.json; benchmarks/pages.py writes the page.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import kept
from city_run import Measured, measure, median

CITY = "rongcheng-2016"
EVERYTHING = str(Path(__file__).parent / "rongcheng-all.toml")
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def warm() -> None:
    """Compile the kernels."""
    for baseline in (False, True):
        measure(CITY, threads=2, citizens=2000, days=3, baseline=baseline)
        measure(EVERYTHING, threads=2, citizens=2000, days=40, baseline=baseline)
        measure("essay", threads=2, citizens=2000, days=40, baseline=baseline)


def whole_runs(threads: list[int], repeat: int, days: int) -> list[Measured]:
    """Measure whole cities, with each number of threads, and with the baseline as well."""
    runs = []
    for city in (CITY, EVERYTHING, "essay"):
        runs += [median(city, repeat, threads=number, days=days) for number in threads]
        runs += [median(city, repeat, threads=threads[-1], days=days, baseline=True)]
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("--repeat", type=int, default=3, help="whole runs per row; the median counts")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="citizens, for the growth")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="numbers of threads")
    parser.add_argument("--days", type=int, default=0, help="days instead of the city's")
    parser.add_argument("--json", type=Path, default=kept.FULL_CITIES, metavar="FILE", help="where it goes")
    given = parser.parse_args()
    warm()
    whole = whole_runs(given.threads, given.repeat, given.days)
    growth = [
        median(CITY, given.repeat, threads=given.threads[-1], citizens=size, days=given.days)
        for size in given.sizes
    ]
    found = {"machine": kept.machine(), "repeat": given.repeat}
    kept.write(given.json, {**found, "whole": list(map(asdict, whole)), "growth": list(map(asdict, growth))})


if __name__ == "__main__":
    main()
