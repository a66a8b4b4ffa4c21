"""A long run takes no more memory in its last year than in its third.

    python verification/flat_memory.py [--scenario essay] [--citizens 50000] [--years 5]

Every thirty days the memory of the process is read, once what nobody holds is let go. The first two years are
left out: until then acts are remembered, entries have not expired and the tables of the day grow to the size
that they keep. Exit code 1: the median of the last year is more than `--most` per cent above the third's.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

import glasscity

EVERY = 30
YEAR = 365
MIB = 2**20


def resident() -> float:
    """Return the memory of this process that is in use, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def lived(scenario: str, citizens: int, days: int, folder: Path) -> dict[int, float]:
    """Live a city, and return the memory in use by day."""
    found: dict[int, float] = {}

    def look(what: str, done: int, _: int) -> None:
        if what == "days" and done % EVERY == 0:
            gc.collect()
            found[done] = resident()

    glasscity.run(
        scenario, citizens=citizens, days=days, out=folder / "run", baseline=False, threads=1, progress=look
    )
    return found


def main() -> int:
    """Live, and say how much memory each year took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenario", default="essay")
    parser.add_argument("--citizens", type=int, default=50_000)
    parser.add_argument("--years", type=int, default=5, help="at least 4")
    parser.add_argument("--most", type=float, default=3.0, help="per cent")
    asked = parser.parse_args()
    if asked.years < 4:
        parser.error("--years: at least 4, the first two are left out")
    with tempfile.TemporaryDirectory() as folder:
        found = lived(asked.scenario, asked.citizens, asked.years * YEAR, Path(folder))
    years = [
        median(memory for day, memory in found.items() if year * YEAR < day <= (year + 1) * YEAR)
        for year in range(asked.years)
    ]
    for number, memory in enumerate(years, 1):
        print(f"year {number}: {memory:,.0f} MiB")
    grown = (years[-1] / years[2] - 1) * 100
    print(f"year {asked.years} against year 3: {grown:+.1f} per cent (at most {asked.most:+.1f})")
    return 1 if grown > asked.most else 0


if __name__ == "__main__":
    sys.exit(main())
