"""At which size the headline measures stop changing: the same city at several sizes, with several seeds.

Example: python benchmarks/headlines.py --sizes 1000 10000 --seeds 3

The measures are the mean score, the share in the worst category and the Gini coefficient of scores, at the
end of the run. What is measured goes into benchmarks/results/headlines.json.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kept
from city_run import measure

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MEASURES = ("mean", "worst", "gini")
CLOSE = 2.0
"""A mean over seeds counts as the largest city's if it is within so many standard errors of it."""


def over_sizes(city: str, sizes: Sequence[int], seeds: int, days: int, threads: int) -> list[dict[str, Any]]:
    """Run a city at every size with every seed; return each measure's mean and deviation over the seeds."""
    rows = []
    for citizens in sizes:
        states = []
        for seed in range(1, seeds + 1):
            run = measure(city, threads=threads, citizens=citizens, days=days, seed=seed, state=True)
            if run.refused:
                raise SystemExit(run.refused)
            states.append(run.state)
            print(f"{run.city} {citizens:,} citizens, seed {seed}: {run.state}", file=sys.stderr)
        row: dict[str, Any] = {"city": run.city, "citizens": citizens, "days": run.days, "seeds": seeds}
        for name in MEASURES:
            values = [state[name] for state in states]
            spread = statistics.stdev(values) if seeds > 1 else 0.0
            row[name] = {"mean": statistics.mean(values), "deviation": spread}
        rows.append(row)
    return rows


def settled(rows: list[dict[str, Any]], name: str) -> int:
    """Return the smallest size from which on a measure is the largest city's, up to chance."""
    largest = rows[-1]
    found = int(largest["citizens"])
    for row in reversed(rows[:-1]):
        errors = [one[name]["deviation"] ** 2 / one["seeds"] for one in (row, largest)]
        if abs(row[name]["mean"] - largest[name]["mean"]) > CLOSE * sum(errors) ** 0.5:
            break
        found = int(row["citizens"])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("--cities", nargs="+", default=["rongcheng-2016", "essay"], help="scenarios")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of citizens")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds at every size")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, default=kept.HEADLINES, metavar="FILE", help="where it goes")
    given = parser.parse_args()
    rows = []
    for city in given.cities:
        rows += over_sizes(city, sorted(given.sizes), given.seeds, given.days, given.threads)
        kept.write(given.json, {"machine": kept.machine(), "rows": rows})


if __name__ == "__main__":
    main()
