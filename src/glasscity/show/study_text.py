"""A study for a terminal: the finding, a table of the variants, and what it hangs on."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import A_SHARE, BY_NAME
from glasscity.ensemble.studies import SAME_DRAWS, Answer, Row, measures_in_words
from glasscity.show.safe import safe

NARROW = 0.0005
"""Half an interval of a share that is told with two decimals, lest it look like none."""


def study_text(answer: Answer) -> RenderableType:
    """Return what a study came to; the table has a line for whatever there are more of, measures or rows."""
    size = f"{answer.citizens:,} citizens, {answer.days:,} days, {answer.lives:,} lives, seed {answer.seed}"
    columns, lines = [row.label for row in answer.rows], measures_in_words(answer.measures)
    cells = [[_marked(row, name) for row in answer.rows] for name in answer.measures]
    if len(columns) >= len(lines):
        columns, lines, cells = lines, columns, [list(line) for line in zip(*cells, strict=True)]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    for label in columns:
        table.add_column(safe(label), justify="right")
    for label, line in zip(lines, cells, strict=True):
        table.add_row(safe(label), *line)
    return Group(
        Text(f"SYNTHETIC  {answer.question}", "bold"),
        Text(f"{answer.scenario}: {size}"),
        Text(f"\n{answer.finding}\n", "bold"),
        table,
        Text(f"* differs from {answer.first!r}, life by life (95%, each cell by itself)\n", "dim"),
        Text(f"What it hangs on: {answer.hangs_on}"),
        *([] if answer.pairing == SAME_DRAWS else [Text(f"\nHow lives are paired: {answer.pairing}")]),
    )


def _marked(row: Row, measure: str) -> str:
    """Return one cell of the table, with a star where it surely differs from the first city."""
    found, effect = row.found(measure), row.effect(measure)
    if found is None:
        return "– "
    return cell(found.here, found.unit) + ("*" if effect and effect.difference.excludes_zero else " ")


def cell(one: Interval, unit: str) -> str:
    """Return a mean with half the width of its interval."""
    if unit == A_SHARE:
        digits = 2 if one.half_width is not None and 0 < one.half_width < NARROW else 1
        reach = "" if one.half_width is None else f" ± {100 * one.half_width:.{digits}f}"
        return f"{100 * one.mean:.{digits}f}{reach}%"
    digits = 1 if abs(one.mean) >= 10 else 2
    reach = "" if one.half_width is None else f" ± {one.half_width:,.{digits}f}"
    return f"{one.mean:,.{digits}f}{reach}"


def unit_in_words(measure: str) -> str:
    """Return the unit of a measure as a reader sees it."""
    unit = BY_NAME[measure].unit
    return "in 100" if unit == A_SHARE else unit
