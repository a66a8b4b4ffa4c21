"""Random scenarios, lived by the engine and by the slow reference: every row, the end, and the digest.

    python verification/reference.py --scenarios 1000 --processes 2 [--seed 1] [--from 0] [--keep]

Every scenario follows from the seed and its number alone, so that one that differs is found again by its
number (`--from NUMBER --scenarios 1`). At the end stands in how many scenarios each mechanism and each kind
of entry occurred. `--keep` writes those that differ into tests/cases/random/. Exit code 1: there was one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from glasscity.processes import processes  # noqa: E402
from reference.comparison import held_against_the_engine, in_force, table_of_occurrences  # noqa: E402
from reference.random_scenarios import case_text, scenario_of  # noqa: E402

KEPT = ROOT / "tests" / "cases" / "random"
SAID_EVERY = 15


class Found(NamedTuple):
    """What came of one scenario: how long it took, what occurred, and the difference if there is one."""

    number: int
    refused: int
    seconds: float
    occurred: set[str]
    difference: str | None


def compared(seed: int, number: int) -> Found:
    """Draw one scenario, and hold the engine against the reference."""
    began = monotonic()
    lived, refused = scenario_of(seed, number)
    held = held_against_the_engine(*lived)
    occurred = {name for name, times in held.met.items() if times} | in_force(lived.scenario)
    return Found(number, refused, monotonic() - began, occurred, held.difference)


def all_compared(seed: int, numbers: range, number_of_processes: int) -> Iterator[Found]:
    """Yield what came of each scenario, in their order."""
    work = partial(compared, seed)
    if number_of_processes == 1:
        yield from map(work, numbers)
        return
    with processes(number_of_processes) as pool:
        yield from pool.map(work, numbers)


def keep(seed: int, found: Found) -> Path:
    """Write a scenario that differs as a case, and return where it lies."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"seed-{seed}-number-{found.number}.toml"
    lived, _ = scenario_of(seed, found.number)
    path.write_text(case_text(lived, found.difference or ""), encoding="utf-8")
    return path


def main() -> int:
    """Compare, and say what differs and what occurred."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenarios", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", type=int, default=0, dest="first", help="number of the first scenario")
    parser.add_argument("--keep", action="store_true", help="keep those that differ in tests/cases/random/")
    asked = parser.parse_args()
    occurred: Counter[str] = Counter()
    differing: list[int] = []
    refused, seconds, began, said = 0, 0.0, monotonic(), monotonic()
    numbers = range(asked.first, asked.first + asked.scenarios)
    for done, found in enumerate(all_compared(asked.seed, numbers, asked.processes), 1):
        occurred.update(found.occurred)
        refused += found.refused
        seconds += found.seconds
        if found.difference is not None:
            differing.append(found.number)
            print(f"seed {asked.seed}, scenario {found.number} differs: {found.difference}", flush=True)
            if asked.keep:
                print(f"  kept as {keep(asked.seed, found)}", flush=True)
        if monotonic() - said > SAID_EVERY:
            said = monotonic()
            left = (said - began) / done * (asked.scenarios - done)
            say = f"{done} of {asked.scenarios}, {len(differing)} differ, about {left / 60:.0f} minutes left"
            print(say, file=sys.stderr, flush=True)
    print(table_of_occurrences(occurred))
    print(
        f"{asked.scenarios} scenarios, seed {asked.seed}: {len(differing)} differ; {refused} drawn ones were "
        f"not valid; {seconds / max(asked.scenarios, 1):.1f} s each"
    )
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
