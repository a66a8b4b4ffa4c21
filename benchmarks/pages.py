"""Write docs/performance.md and its pictures from what was measured and kept in benchmarks/results.

Example: python benchmarks/pages.py
"""

from __future__ import annotations

import argparse
from pathlib import Path

import full_city_section
import kept
import page_section
import pictures
import score_city_section

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
TRIED = HERE / "tried.md"


def page(results: Path = kept.RESULTS, tried: Path = TRIED) -> str:
    """Return the text of the page; a section for which nothing is kept is left out."""
    score_city = kept.read(results / kept.SCORE_CITY.name)
    cities = kept.read(results / kept.FULL_CITIES.name)
    before = kept.read(results / kept.BEFORE.name)
    measures = kept.read(results / kept.HEADLINES.name)
    parts = [
        "# How fast, and how large",
        "<!-- Written by `python benchmarks/pages.py`: change that, not this. -->",
        full_city_section.opening(cities),
        score_city_section.section(score_city),
        score_city_section.growth(score_city),
        full_city_section.stable(measures),
        full_city_section.whole_runs(cities),
        full_city_section.phases(cities, before),
        full_city_section.growth(cities),
        page_section.section(kept.read(results / kept.PAGE.name)),
        included(tried),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def included(tried: Path) -> str:
    """Return what was tried and did not help, without the file's comments."""
    text = tried.read_text(encoding="utf-8") if tried.exists() else ""
    lines = [line for line in text.splitlines() if not line.startswith("<!--")]
    words = "\n".join(lines).strip()
    return f"## What was tried and did not help\n\n{words}" if words else ""


def write(results: Path = kept.RESULTS, docs: Path = DOCS, tried: Path = TRIED) -> None:
    """Write the page and the pictures for which there are results."""
    images = docs / "images"
    images.mkdir(parents=True, exist_ok=True)
    score_city = kept.read(results / kept.SCORE_CITY.name)
    if score_city.get("rows"):
        (images / "score-city.svg").write_text(pictures.score_city(score_city), encoding="utf-8")
    runs = full_city_section.runs_of(kept.read(results / kept.FULL_CITIES.name), "growth")
    if any(not run.refused for run in runs):
        (images / "growth.svg").write_text(pictures.growth(runs), encoding="utf-8")
    (docs / "performance.md").write_text(page(results, tried), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("--results", type=Path, default=kept.RESULTS, help="where the results lie")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page goes")
    given = parser.parse_args()
    write(given.results, given.docs)


if __name__ == "__main__":
    main()
