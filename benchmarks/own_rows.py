"""How long it takes to read one citizen's own rows out of a finished ledger.

The ledger is made up, with the columns, the order (day, citizen, id), the cuts and the file settings of a
run's, and read as `explain` reads it: every file's SHA-256 is checked when a run is first read, and from then
on only the rows are looked for.

    python benchmarks/own_rows.py
    python benchmarks/own_rows.py --rows 70000000 --citizens 10000000
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.folder import FolderWriter
from glasscity.folder_reader import FolderReader
from glasscity.recorder import frame_of
from glasscity.rows import WAITING_AT_MOST

CONDUCTS, ORGANISATIONS, PARAMETERS = 30, 140, 160_000


def day_of_entries(random: np.random.Generator, day: int, rows: int, citizens: int) -> NDArray[np.void]:
    """Return one day's made-up entries in canonical order."""
    entries = np.zeros(rows, tables.ENTRY)
    actor = np.sort(random.integers(0, citizens, rows, dtype=np.uint64))
    made = np.maximum(day - random.integers(1, 15, rows), 0).astype(np.uint64)
    conduct = random.integers(1, CONDUCTS + 1, rows, dtype=np.uint64)
    parameter = random.integers(0, PARAMETERS, rows, dtype=np.uint64)
    entries["day"], entries["citizen"] = day, actor
    entries["entry_hi"] = actor << np.uint64(32) | made << np.uint64(16) | conduct
    entries["entry_lo"] = parameter << np.uint64(32) | np.uint64(1 << 28 | 1 << 8)
    entries["cause_hi"], entries["cause_lo"] = (
        entries["entry_hi"],
        parameter << np.uint64(32) | np.uint64(1 << 28),
    )
    entries["conduct_day"], entries["conduct"], entries["parameter"] = made, conduct, parameter
    entries["organisation"] = random.integers(1, ORGANISATIONS + 1, rows)
    entries["points"] = random.integers(-50, 20, rows) * 1000
    entries["kind"] = entries["counts"] = 1
    return entries


def write_ledger(path: Path, rows: int, citizens: int, days: int) -> None:
    """Write a run folder with nothing but a ledger."""
    random = np.random.default_rng(1)
    with FolderWriter(path) as folder:
        waiting: list[NDArray[np.void]] = []
        part = 0
        for day in range(days):
            waiting.append(day_of_entries(random, day, rows // days, citizens))
            if sum(some.nbytes for some in waiting) >= WAITING_AT_MOST or day == days - 1:
                folder.table(f"ledger/part-{part:05d}", frame_of(np.concatenate(waiting)))
                part, waiting = part + 1, []
        about = {"scenario": "made-up", "seed": 1, "life": 1, "citizens": citizens, "days": days}
        folder.finish({**about, "digest": "", "environment": {}, "seconds": {}})


def main() -> None:
    """Write the ledger, read some citizens' rows, and print how long it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--citizens", type=int, default=10_000_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="glasscity-own-rows-") as place:
        path = Path(place) / "run"
        write_ledger(path, asked.rows, asked.citizens, asked.days)
        size = sum(file.stat().st_size for file in (path / "ledger").iterdir())
        before = time.perf_counter()
        folder = FolderReader(path)
        folder.table("ledger")
        opening = time.perf_counter() - before
        seconds = []
        for citizen in np.random.default_rng(2).integers(0, asked.citizens, asked.times).tolist():
            before = time.perf_counter()
            folder.table("ledger").filter(pl.col("citizen") == citizen).collect()
            seconds.append(time.perf_counter() - before)
    print(f"{asked.rows:,} rows, {asked.citizens:,} citizens, {size / 2**20:,.0f} MiB")
    print(f"hashes checked, once a run is opened   {opening * 1e3:8.0f} ms")
    print(f"one citizen's rows, median of {asked.times:<3}       {median(seconds) * 1e3:8.0f} ms")
    print(f"one citizen's rows, slowest            {max(seconds) * 1e3:8.0f} ms")


if __name__ == "__main__":
    main()
