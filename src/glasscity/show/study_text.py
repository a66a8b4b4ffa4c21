"""A study for a terminal: the finding, a table of the variants, and what it hangs on."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import A_SHARE, BY_NAME
from glasscity.ensemble.studies import AS_IT_IS, Answer, measures_in_words
from glasscity.show.safe import safe


def study_text(answer: Answer) -> RenderableType:
    """Return what a study came to."""
    size = f"{answer.citizens:,} citizens, {answer.days:,} days, {answer.lives:,} lives, seed {answer.seed}"
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    for label in measures_in_words(answer.measures):
        table.add_column(label, justify="right")
    for row in answer.rows:
        found = {one.measure: one for one in row.point.found}
        differs = {one.measure: one.difference.excludes_zero for one in row.effects}
        cells = [
            cell(found[name].here, found[name].unit) + ("*" if differs.get(name) else " ")
            if name in found
            else ""
            for name in answer.measures
        ]
        table.add_row(safe(row.label), *cells)
    return Group(
        Text(f"SYNTHETIC  {answer.question}", "bold"),
        Text(f"{answer.scenario}: {size}"),
        Text(f"\n{answer.finding}\n", "bold"),
        table,
        Text(f"* differs from the city {AS_IT_IS}, life by life (95%, each cell by itself)\n", "dim"),
        Text(f"What it hangs on: {answer.hangs_on}"),
    )


def cell(one: Interval, unit: str) -> str:
    """Return a mean with half the width of its interval."""
    if unit == A_SHARE:
        reach = "" if one.half_width is None else f" ± {100 * one.half_width:.1f}"
        return f"{100 * one.mean:.1f}{reach}%"
    digits = 1 if abs(one.mean) >= 10 else 2
    reach = "" if one.half_width is None else f" ± {one.half_width:,.{digits}f}"
    return f"{one.mean:,.{digits}f}{reach}"


def unit_in_words(measure: str) -> str:
    """Return the unit of a measure as a reader sees it."""
    unit = BY_NAME[measure].unit
    return "in 100" if unit == A_SHARE else unit
