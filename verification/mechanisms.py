"""What each mechanism changes: paired runs of cities with and without it.

    python verification/mechanisms.py [--kept FILE] [--only NAME ...] [--out PAGE]
    python verification/mechanisms.py --citizens 1000 --days 250 --lives 3 --out look.md    # a quick look

Every mechanism is switched in turn; the same city lives the same lives (same seeds, same draws), and the
differences of some measures are taken life by life. The intervals are 95 % t-intervals over lives; a star
marks those that still exclude 0 after Holm's correction for all comparisons. Every mechanism's test runs with
it and without it as well (`switches.py`). Lives are kept in a file as they end, so that an interrupted
comparison goes on where it was. They are known by their whole scenario, not by the program: remove the file
when the program has changed. Writes docs/mechanisms.md. Exit code 1: the test of a mechanism does not fail
without it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from changes import Changes
from mechanism_cities import City
from mechanism_lives import Frozen, lived, scenario_of
from mechanism_page import Lives, page
from mechanism_rows import ROWS, Row
from switches import verdicts

from glasscity.cli.terminal import progress_bar

KEPT = Path(tempfile.gettempdir()) / "glasscity-mechanisms.jsonl"
PAGE = Path(__file__).parent.parent / "docs" / "mechanisms.md"
Job = tuple[str, City, Changes, int]


def measured(job: Job) -> tuple[str, int, dict[str, float]]:
    """Return the measures of one life of one city."""
    key, city, changes, life = job
    return key, life, lived(city, changes, life)


def key_of(city: City, changes: Changes) -> str:
    """Return by what a city's lives are known."""
    return sha256(scenario_of(city, Frozen(changes)).to_toml().encode()).hexdigest()[:16]


def live(rows: list[Row], kept: Path) -> Lives:
    """Return the measures of every life, with each mechanism and without; those kept are not lived anew."""
    keys = {
        (row.name, which): (key_of(row.city, changes), row.city, changes)
        for row in rows
        for which, changes in (("with", row.added), ("without", row.without))
    }
    found = _kept(kept)
    # The lives of a city stand together, so that few cities are in memory at once.
    jobs: dict[tuple[str, int], Job] = {}
    for city in dict.fromkeys(row.city for row in rows):
        for life in range(1, city.lives + 1):
            for key, home, changes in keys.values():
                if home == city and (key, life) not in found:
                    jobs[key, life] = (key, city, changes, life)
    with (
        ProcessPoolExecutor(2) as pool,
        kept.open("a", encoding="utf-8") as file,
        progress_bar() as progress,
    ):
        for number, (key, life, values) in enumerate(pool.map(measured, jobs.values()), 1):
            found[key, life] = values
            file.write(json.dumps([key, life, values]) + "\n")
            file.flush()
            progress("lives", number, len(jobs))
    return {
        place: [found[key, life] for life in range(1, city.lives + 1)]
        for place, (key, city, _) in keys.items()
    }


def _kept(kept: Path) -> dict[tuple[str, int], dict[str, float]]:
    if not kept.exists():
        return {}
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    return {(key, life): values for key, life, values in lines}


def main() -> int:
    """Compare, and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lives", type=int, help="in every city, instead of its own number")
    parser.add_argument("--citizens", type=int, help="of every city, instead of its own number")
    parser.add_argument("--days", type=int, help="in every city, instead of its own number")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="names of mechanisms")
    parser.add_argument("--kept", type=Path, default=KEPT)
    parser.add_argument("--out", type=Path, default=PAGE)
    asked = parser.parse_args()
    rows = [
        replace(row, city=row.city.smaller(asked.citizens, asked.days, asked.lives))
        for row in ROWS
        if asked.only is None or row.name in asked.only
    ]
    found = live(rows, asked.kept)
    tested = verdicts(rows)
    asked.out.write_text(page(rows, found, tested), encoding="utf-8")
    print(asked.out)
    return 0 if all(one.good for one in tested) else 1


if __name__ == "__main__":
    sys.exit(main())
