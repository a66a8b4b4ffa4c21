"""Errors and disputes beside those of credit files, a proxy. Writes the table of docs/errors.md.

The Federal Trade Commission (2012) let 1,001 people go through their credit files: 262 alleged a material
error, 206 had something changed, 129 got another score, 52 a better tier. This counts the same in two cities
over many lives of a year: the essay's as it ships, in which hardly anybody is told what is on file, and the
same with open offices (`open-appeals.toml`), in which everybody is. No municipal figures were found.

    python verification/credit_files.py [--lives 20]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from page_table import write_table
from three_years_findings import over_lives

import glasscity
from glasscity import Run, tables
from glasscity.study.truth import entries_about_deeds, true_categories_at_end

HERE = Path(__file__).parent
CITIES = {"as it ships": "essay", "offices open": str(HERE / "open-appeals.toml")}
CITIZENS, DAYS = 6000, 365
PUBLISHED = {
    "an error (published: alleged)": 262 / 1001,
    "something changed after a dispute": 206 / 1001,
    "another score after a dispute": 129 / 1001,
    "a better category after a dispute": 52 / 1001,
    "a category too low at the end": None,
}


def shares(run: Run) -> list[float]:
    """Return the shares of citizens in the order of `PUBLISHED`."""
    wrong = entries_about_deeds(run).filter(pl.col("wrong").is_not_null()).select("citizen").collect()
    heard = run.table("hearings").filter(pl.col("corrected") == 1).collect()
    names = ["citizen", pl.col("cause_hi").alias("entry_hi"), pl.col("cause_lo").alias("entry_lo")]
    undone = run.table("ledger").filter(pl.col("kind") == tables.CORRECTION).collect()
    undone = undone.select("day", "points", *names).join(
        heard.select("citizen", "entry_hi", "entry_lo"), on=["citizen", "entry_hi", "entry_lo"], how="semi"
    )
    rises = run.table("moves").filter(pl.col("after") < pl.col("before")).collect()
    rose = undone.filter(pl.col("points") != 0).join(rises, on=["citizen", "day"], how="semi")
    ended = true_categories_at_end(run).collect()
    groups = [
        wrong["citizen"],
        undone["citizen"],
        undone.filter(pl.col("points") != 0)["citizen"],
        rose["citizen"],
        ended.filter(pl.col("now") > pl.col("truly"))["citizen"],
    ]
    return [group.n_unique() / run.citizens_number for group in groups]


def lived(city: str, life: int, folder: Path) -> list[float]:
    """Return the shares of one life."""
    out = folder / f"life-{life}"
    run = glasscity.run(city, life=life, citizens=CITIZENS, days=DAYS, baseline=False, out=out, replace=True)
    return shares(run)


def main() -> int:
    """Live through both cities and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lives", type=int, default=20)
    asked = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, city in CITIES.items():
            found[name] = np.array([lived(city, 1 + n, Path(folder)) for n in range(asked.lives)]) * 100
    lines = [
        "| of 100 people | published | " + " | ".join(found) + " |",
        "|---|---:|" + "---:|" * len(found),
    ]
    for place, (name, published) in enumerate(PUBLISHED.items()):
        cells = [over_lives(values[:, place].tolist()).text(2, signed=False) for values in found.values()]
        said = "–" if published is None else f"{published * 100:.1f}"
        lines.append(f"| {name} | {said} | " + " | ".join(cells) + " |")
    print("\n".join(lines))
    write_table("errors.md", "credit_files.py", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
