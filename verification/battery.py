"""The battery of tests for random words, tried on generators that are known to be bad, and on good ones.

    python verification/battery.py [--seed 1] [--words 24] [--page]

`--words` says how many words, as a power of two. Exit code 1: a bad generator passed, or a good one
did not.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from numpy.typing import NDArray
from page_table import write_table
from statistical_checks.battery import TESTS, tried
from statistical_checks.battery_words import BAD, GOOD
from statistical_checks.held import LEVEL, in_words


def alarms(words: NDArray[np.uint32]) -> dict[str, float]:
    """Return the tests that alarm, with their p-values, the surest first."""
    found = {name: tried(name, words).p for name in TESTS}
    return dict(sorted(((name, p) for name, p in found.items() if p < LEVEL), key=lambda item: item[1]))


def main() -> int:
    """Try all generators and say what found them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=24, help="number of words, as a power of two")
    parser.add_argument("--page", action="store_true", help="write the table into docs/statistics.md")
    asked = parser.parse_args()
    lines = [f"| generator | of {len(TESTS)} tests, how many alarm | the surest |", "|---|---|---|"]
    wrong = 0
    for name, make in (BAD | GOOD).items():
        found = alarms(make(asked.seed, 1 << asked.words))
        wrong += bool(found) == (name in GOOD)
        surest = next(iter(found.items()), None)
        said = f"{surest[0]}, p = {in_words(surest[1])}" if surest else ""
        lines.append(f"| {name} | {len(found) or 'none'} | {said} |")
        print(lines[-1], flush=True)
    if asked.page:
        write_table("statistics.md", "battery.py", lines)
    print(f"\n{len(BAD)} bad and {len(GOOD)} good generators, 2^{asked.words} words: {wrong} judged wrongly")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
