"""What each mechanism changes: paired runs of the essay's city with and without it.

    python verification/mechanisms.py [--lives 20] [--citizens 2000] [--days 250] [--kept FILE]

Every mechanism is switched in turn; the same city lives the same lives (same seeds, same draws), and the
differences of some measures are taken life by life. The intervals are 95 % t-intervals over lives; a star
marks those that still exclude 0 after Holm's correction for all comparisons. Lives are kept in a file as they
end, so that an interrupted comparison goes on where it was. They are known by their whole scenario, not by
the program: remove the file when the program has changed. Writes docs/mechanisms.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
from mechanism_lives import EVERY, HEADLINES, Frozen, city_of, lived
from mechanism_rows import ROWS, Change, switch
from scipy import stats

KEPT = Path(tempfile.gettempdir()) / "glasscity-mechanisms.jsonl"
PAGE = Path(__file__).parent.parent / "docs" / "mechanisms.md"
TIMES = {"thirty-cities": 4}
"""How many times as many citizens a city has: few are refused anything in the towns."""
City = tuple[str, tuple[Change, ...]]
Job = tuple[str, str, tuple[Change, ...], int, int, int]
Cells = dict[tuple[str, str], np.ndarray]


def cities() -> dict[str, City]:
    """Return every city that is lived in, by the mechanism and whether it has it."""
    found: dict[str, City] = {}
    for row in ROWS:
        found[f"{row.name}: with"] = (row.base, row.added)
        found[f"{row.name}: without"] = (row.base, row.without)
    return found


def measured(job: Job) -> tuple[str, int, dict[str, float]]:
    """Return the measures of one life of one city."""
    key, base, changes, citizens, days, life = job
    return key, life, lived(base, changes, citizens, days, life)


def live(lives: int, citizens: int, days: int, kept: Path) -> dict[str, list[dict[str, float]]]:
    """Return the measures of every life of every city; those that are kept are not lived anew."""
    keys, jobs = {}, {}
    for name, (base, changes) in cities().items():
        people = citizens * TIMES.get(base, 1)
        scenario = city_of(base, Frozen(changes), people, days)
        keys[name] = sha256(scenario.to_toml().encode()).hexdigest()[:16]
        jobs[keys[name]] = (base, changes, people)
    found = _kept(kept)
    wanted = [
        (key, *jobs[key], days, life)
        for life in range(1, lives + 1)
        for key in jobs
        if (key, life) not in found
    ]
    with ProcessPoolExecutor(2) as pool, kept.open("a", encoding="utf-8") as file:
        for number, (key, life, values) in enumerate(pool.map(measured, wanted)):
            found[key, life] = values
            file.write(json.dumps([key, life, values]) + "\n")
            file.flush()
            if number % 20 == 0:
                print(f"{number} of {len(wanted)} lives", flush=True)
    return {name: [found[key, life] for life in range(1, lives + 1)] for name, key in keys.items()}


def _kept(kept: Path) -> dict[tuple[str, int], dict[str, float]]:
    if not kept.exists():
        return {}
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    return {(key, life): values for key, life, values in lines}


def differences(found: dict[str, list[dict[str, float]]]) -> Cells:
    """Return, by mechanism and measure, with less without, life by life; what a city has not is left out."""
    cells: Cells = {}
    for row in ROWS:
        for measure in (*HEADLINES, *([row.own] if row.own else [])):
            here, there = (
                np.array([one.get(measure, np.nan) for one in found[f"{row.name}: {which}"]])
                for which in ("with", "without")
            )
            if not np.isnan(here - there).any():
                cells[row.name, measure] = here - there
    return cells


def starred(cells: Cells) -> set[tuple[str, str]]:
    """Return the comparisons that exclude 0 after Holm's correction."""
    ranked = []
    for place, values in cells.items():
        same = np.ptp(values) == 0
        ranked.append((float(values[0] == 0) if same else stats.ttest_1samp(values, 0).pvalue, place))
    ranked.sort()
    stars = set()
    for rank, (p, place) in enumerate(ranked):
        if p > 0.05 / (len(ranked) - rank):
            break
        stars.add(place)
    return stars


def cell(values: np.ndarray | None, star: bool) -> str:
    """Return a difference with its interval, in as many digits as the interval bears."""
    if values is None:
        return "–"
    reach = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    if reach == 0 and values.mean() == 0:
        return "0"
    digits = max(0, 1 - int(np.floor(np.log10(reach)))) if reach else 2
    return f"{values.mean():+,.{digits}f} ± {reach:,.{digits}f}" + (" \\*" if star else "")


def lines_of(base: str, found: dict[str, list[dict[str, float]]], cells: Cells) -> list[str]:
    """Return the table of effects for the mechanisms of one city."""
    rows, stars = [row for row in ROWS if row.base == base], starred(cells)
    whole = next(row for row in rows if not row.added)
    means = [np.mean([one[m] for one in found[f"{whole.name}: with"]]) for m in HEADLINES]
    lines = [
        "| " + " | ".join(["mechanism", *HEADLINES, "a measure of its own"]) + " |",
        "|---" * (len(HEADLINES) + 2) + "|",
        "| *the city itself* | "
        + " | ".join("–" if np.isnan(mean) else f"{mean:,.4g}" for mean in means)
        + " | |",
    ]
    for row in rows:
        shown = [cell(cells.get((row.name, m)), (row.name, m) in stars) for m in HEADLINES]
        own = cells.get((row.name, row.own))
        said = f"{row.own}: {cell(own, (row.name, row.own) in stars)}" if own is not None else ""
        lines.append(f"| {row.name} | " + " | ".join([*shown, said]) + " |")
    return lines


def switches(cells: Cells) -> list[str]:
    """Return the table of switches, pages and tests, with how many measures differ for certain."""
    stars = starred(cells)
    lines = ["| mechanism | switch | page | test that fails without it | stars |", "|---" * 5 + "|"]
    for row in ROWS:
        number = sum(name == row.name for name, _ in stars)
        of = sum(name == row.name for name, _ in cells)
        page, test = f"[{row.page.removesuffix('.md')}]({row.page})", f"`{row.test}`"
        lines.append(f"| {row.name} | {switch(row)} | {page} | {test} | {number} of {of} |")
    return lines


def without_star(cells: Cells) -> str:
    """Return in words which mechanisms have no star, and why."""
    stars = {name for name, _ in starred(cells)}
    bare = [row for row in ROWS if row.name not in stars]
    if not bare:
        return "Every mechanism has at least one star."
    return "\n".join(f"- **No star: {row.name}.** {row.why_none}".rstrip() for row in bare)


def page(found: dict[str, list[dict[str, float]]], lives: int, citizens: int, days: int) -> str:
    """Return docs/mechanisms.md."""
    cells = differences(found)
    essay, towns = ("\n".join(lines_of(base, found, cells)) for base in ("essay", "thirty-cities"))
    where, bare = "\n".join(switches(cells)), without_star(cells)
    return f"""# What each mechanism changes

<!-- Written by `python verification/mechanisms.py`: change that, not this. -->

SYNTHETIC. The city `essay` with {citizens:,} citizens and the city `thirty-cities` with
{citizens * TIMES["thirty-cities"]:,}, {days} days, {lives} lives of one seed. Each row says what a mechanism
adds: the mean difference between the same lives with it and without it, with a 95 % interval over the
{lives} pairs. A star: it still excludes 0 after Holm's correction for all {len(cells)} comparisons on this
page. Nearly all numbers behind this are assumed: it says what follows from the assumptions, not what happens
anywhere. A mechanism that concerns few people moves a headline little; some have a measure of their own.

## In the city of the essay

The city has all of these mechanisms but walls and consent, which are added to it; the consent that is added
is in `verification/additions.toml`. Two rows put one rule in the place of another, and say what the rule
named first makes of it. Without secret criteria means that all criteria are seen.

{essay}

## In the thirty towns

{towns}

## Where each is switched, described and tested

The tests are in `tests/`. The last column: how many comparisons of the row have a star.

{where}

{bare}

## How it is measured

- *Worst category*, *below the start's category* and *mean score* are those of the last day. Whoever is not
  scored is in no category.
- *Unlawful acts* are acts against the law, whoever sees them. *Critical acts* are those that `[voice]` names.
- A *restriction-day* is a day on which a citizen's category closes a service or makes it dearer, counted once
  for each service. It is counted every {EVERY} days, for the days before. The national list is not in it.
- A *wrong entry* says what did not happen so: somebody else's deed, another conduct, a copy, an invention, a
  lie that was believed, or what a mishap of the data centre touched.
- *In a category not theirs*: the category on file is not that of the true record.
- The intervals are over lives of one city with one seed. Another seed makes other people, and other numbers.
"""


def main() -> None:
    """Compare, and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lives", type=int, default=20)
    parser.add_argument("--citizens", type=int, default=2000)
    parser.add_argument("--days", type=int, default=250)
    parser.add_argument(
        "--kept", type=Path, default=Path(tempfile.gettempdir()) / "glasscity-mechanisms.jsonl"
    )
    asked = parser.parse_args()
    found = live(asked.lives, asked.citizens, asked.days, asked.kept)
    text = page(found, asked.lives, asked.citizens, asked.days)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
