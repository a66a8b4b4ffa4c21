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


class Tally:
    """What came of all scenarios so far; says what differs at once, and now and then how long it takes."""

    def __init__(self, seed: int, number: int) -> None:
        self.seed, self.number = seed, number
        self.occurred: Counter[str] = Counter()
        self.differing: list[int] = []
        self.done, self.refused, self.seconds = 0, 0, 0.0
        self.began = self.said = monotonic()

    def take_in(self, found: Found) -> None:
        """Take in what came of one more."""
        self.done += 1
        self.occurred.update(found.occurred)
        self.refused += found.refused
        self.seconds += found.seconds
        if found.difference is not None:
            self.differing.append(found.number)
            print(f"seed {self.seed}, scenario {found.number} differs: {found.difference}", flush=True)
        if monotonic() - self.said > SAID_EVERY:
            self.said = monotonic()
            left = (self.said - self.began) / self.done * (self.number - self.done)
            so_far = f"{self.done} of {self.number}, {len(self.differing)} differ"
            print(f"{so_far}, about {left / 60:.0f} minutes left", file=sys.stderr, flush=True)

    def summary(self) -> str:
        """Return in how many scenarios each thing occurred, and how many differ."""
        return (
            f"{table_of_occurrences(self.occurred)}\n"
            f"{self.done} scenarios, seed {self.seed}: {len(self.differing)} differ; {self.refused} drawn "
            f"ones were not valid; {self.seconds / max(self.done, 1):.1f} s each"
        )


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
    numbers = range(asked.first, asked.first + asked.scenarios)
    tally = Tally(asked.seed, asked.scenarios)
    try:
        for found in all_compared(asked.seed, numbers, asked.processes):
            tally.take_in(found)
            if found.difference is not None and asked.keep:
                print(f"  kept as {keep(asked.seed, found)}", flush=True)
    except KeyboardInterrupt:
        print("stopped")
    print(tally.summary())
    return 1 if tally.differing else 0


if __name__ == "__main__":
    sys.exit(main())
