"""The page docs/mechanisms.md: tables of effects by city, and where each mechanism is switched and tested."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from mechanism_cities import City
from mechanism_lives import EVERY, HEADLINES
from mechanism_rows import Row
from scipy import stats
from switches import Verdict

Lives = dict[tuple[str, str], list[dict[str, float]]]
"""The measures of every life, by mechanism and `with` or `without`."""
Cells = dict[tuple[str, str], np.ndarray]


def differences(rows: Sequence[Row], found: Lives) -> Cells:
    """Return, by mechanism and measure, with less without, life by life; what a city has not is left out."""
    cells: Cells = {}
    for row in rows:
        for measure in (*HEADLINES, *([row.own] if row.own else [])):
            here, there = (
                np.array([one.get(measure, np.nan) for one in found[row.name, which]])
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


def section(city: City, rows: Sequence[Row], found: Lives, cells: Cells, stars: set[tuple[str, str]]) -> str:
    """Return the section of one city: what it is, and the table of effects of its mechanisms."""
    here = [row for row in rows if row.city == city]
    whole = next((row for row in here if not row.added), None)
    lines = [
        "| " + " | ".join(["mechanism", *HEADLINES, "a measure of its own"]) + " |",
        "|---" * (len(HEADLINES) + 2) + "|",
    ]
    if whole is not None:
        means = [np.mean([one[measure] for one in found[whole.name, "with"]]) for measure in HEADLINES]
        levels = " | ".join("–" if np.isnan(mean) else f"{mean:,.4g}" for mean in means)
        lines.append(f"| *the city itself* | {levels} | |")
    for row in here:
        shown = [cell(cells.get((row.name, m)), (row.name, m) in stars) for m in HEADLINES]
        own = cells.get((row.name, row.own))
        said = f"{row.own}: {cell(own, (row.name, row.own) in stars)}" if own is not None else ""
        lines.append(f"| {row.name} | " + " | ".join([*shown, said]) + " |")
    numbers = f"{city.citizens:,} citizens, {city.days} days, {city.lives} lives"
    return f"## {city.heading}\n\n`{city.name}`: {numbers}. {city.why}\n\n" + "\n".join(lines)


def switches(rows: Sequence[Row], cells: Cells, stars: set[tuple[str, str]], tested: list[Verdict]) -> str:
    """Return the table of switches, pages, tests and how they end, with how many measures have a star."""
    heads = ("mechanism", "switch", "page", "test", "the test", "stars", "of them headlines")
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for row, verdict in zip(rows, tested, strict=True):
        number = [measure for name, measure in stars if name == row.name]
        of = sum(name == row.name for name, _ in cells)
        heading = sum(measure in HEADLINES for measure in number)
        page = f"[{row.page.removesuffix('.md')}]({row.page})"
        parts = (row.name, row.switch, page, f"`{row.test}`", verdict.said, f"{len(number)} of {of}")
        lines.append("| " + " | ".join((*parts, str(heading))) + " |")
    return "\n".join(lines)


def without_star(rows: Sequence[Row], stars: set[tuple[str, str]]) -> str:
    """Return in words which mechanisms have no star, or none on a headline, and why."""
    any_star = {name for name, _ in stars}
    headline = {name for name, measure in stars if measure in HEADLINES}
    lines = []
    for row in rows:
        if row.name not in any_star:
            lines.append(f"- **No star: {row.name}.** {row.why_none}".rstrip())
        elif row.name not in headline:
            lines.append(f"- **No star on a headline: {row.name}.** {row.why_none}".rstrip())
    return "\n".join(lines) or "Every mechanism has a star on at least one headline."


def page(rows: Sequence[Row], found: Lives, tested: list[Verdict]) -> str:
    """Return docs/mechanisms.md."""
    cells = differences(rows, found)
    stars = starred(cells)
    cities = list(dict.fromkeys(row.city for row in rows))
    sections = "\n\n".join(section(city, rows, found, cells, stars) for city in cities)
    return f"""# What each mechanism changes

<!-- Written by `python verification/mechanisms.py`: change that, not this. -->

SYNTHETIC. Each row says what a mechanism adds: the mean difference between the same lives with it and without
it, with a 95 % interval over the pairs. A star: it still excludes 0 after Holm's correction for all
{len(cells)} comparisons on this page. Each mechanism is compared in a city where it concerns people; every
table says in which, with how many citizens, for how many days, in how many lives of one seed. Nearly all
numbers behind this are assumed: it says what follows from the assumptions, not what happens anywhere. A
mechanism that concerns few people moves a headline little; some have a measure of their own.

{sections}

## Where each is switched, described and tested

The tests are in `tests/`. Each was run twice: as it stands, and with the mechanism taken out of every
scenario that it reads (`python verification/switches.py`). The last two columns: how many comparisons of the
row have a star, and how many of those are headlines.

{switches(rows, cells, stars, tested)}

{without_star(rows, stars)}

## How it is measured

- *Worst category*, *below the start's category* and *mean score* are those of the last day. Whoever is not
  scored is in no category.
- *Unlawful acts* are acts against the law, whoever sees them. *Critical acts* are those that `[voice]` names.
- A *restriction-day* is a day on which a citizen's category closes a service or makes it dearer, counted once
  for each service. It is counted every {EVERY} days, for the days before. The national list is not in it.
- A *wrong entry* says what did not happen so: somebody else's deed, another conduct, a copy, an invention, a
  lie that was believed, or what a mishap of the data centre touched.
- *In a category not theirs*: the category on file is not that of the true record.
- *Moved with points on file*: people who moved to another town while their points were not those of the
  start.
- The intervals are over lives of one city with one seed. Another seed makes other people, and other numbers.
"""
