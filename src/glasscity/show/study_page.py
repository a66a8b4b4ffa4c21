"""A study as one HTML page: the finding, a picture of the variants with intervals, the table, what it hangs
on.

Like the report it loads nothing and runs no script, is light or dark as the reader's screen is, and
prints on A4.
"""

from __future__ import annotations

import math
from html import escape
from pathlib import Path

from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import A_SHARE, BY_NAME
from glasscity.ensemble.studies import SAME_DRAWS, Answer, Row, in_words, measures_in_words
from glasscity.folder import machine_errors, write_whole
from glasscity.show import palette
from glasscity.show.dots import draw_dot
from glasscity.show.english import sentence
from glasscity.show.figure import Figure, Table, in_two_widths
from glasscity.show.sheet import sections_html, sheet_html
from glasscity.show.study_text import cell, unit_in_words
from glasscity.show.svg import WIDE, Drawing
from glasscity.study.words import SYNTHETIC, listed

CATEGORY_COLOURS = 6
ROW, AXIS = 34, 14
PRINTED = '\n@page { @top-right { content: "glasscity, a study"; } }\n'


def write_study(answer: Answer, out: Path) -> Path:
    """Write a study as one HTML file and return its path."""
    with machine_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, page_html(answer).encode())
    return out


def page_html(answer: Answer) -> str:
    """Return a study as HTML."""
    sections = [
        ("finding", "What was found", _figures(answer)),
        ("hangs", "What it hangs on", _hangs(answer)),
    ]
    title = f"Study: {answer.question}"
    return sheet_html(title, _front(answer), *sections_html(sections), CATEGORY_COLOURS, printed=PRINTED)


def _front(answer: Answer) -> str:
    size = (
        f"{answer.scenario}: {answer.citizens:,} synthetic citizens, {answer.days:,} days, "
        f"{answer.lives:,} lives of each row, seed {answer.seed}; means with 95% intervals over lives."
    )
    is_not = (
        "It is a stylised model of invented people, not a measurement. The intervals say how much other "
        "lives would differ, not how wrong the assumptions are."
    )
    return (
        '<header class="masthead"><p class="kicker">A study</p>'
        f"<h1>{escape(answer.question)}</h1>"
        f'<p class="standfirst">{escape(answer.finding)}</p>'
        f'<aside class="is-not"><h2>What this is not</h2><p>{escape(is_not)}</p></aside>'
        f'<p class="meta">{escape(size)}</p></header>'
    )


def _figures(answer: Answer) -> str:
    counted = [name for name in answer.measures if any(row.found(name) is not None for row in answer.rows)]
    nowhere = [BY_NAME[name].label for name in answer.measures if name not in counted]
    figures = (figure_of(answer, measure).html(number) for number, measure in enumerate(counted, 1))
    left_out = f"<p>Nothing of the kind is counted in any of these: {escape(listed(nowhere))}.</p>"
    return "".join(figures) + (left_out if nowhere else "")


def figure_of(answer: Answer, measure: str) -> Figure:
    """Return the picture of one measure: the variants with their intervals, and the table behind it."""
    rows = [row for row in answer.rows if row.found(measure) is not None]
    others = [row.label for row in answer.rows if row not in rows]
    left_out = f" Nothing of the kind is counted in: {listed(others)}." if others else ""
    title = _title(answer, measure)
    label = BY_NAME[measure].label
    return Figure(
        measure.replace("_", "-"),
        title,
        f"{sentence(label)}, {unit_in_words(measure)}: mean over lives and its 95% interval",
        *in_two_widths(lambda width: _drawn(rows, measure, width), title, SYNTHETIC, CATEGORY_COLOURS),
        f"Coloured: differs from “{answer.first}”, life by life, with 95% confidence. "
        f"{SAME_DRAWS if answer.pairing == SAME_DRAWS else 'How lives are paired is said below.'}{left_out}",
        Table(["", label, f"“{answer.first}” less this"], [_cells(row, measure) for row in rows]),
    )


def _title(answer: Answer, measure: str) -> str:
    """Return the largest sure difference, or where most is, in a sentence without a full stop."""
    if answer.ranked:
        here = [(row.label, one.here) for row in answer.rows if (one := row.found(measure)) is not None]
        label, most = max(here, key=lambda pair: pair[1].mean)
        unit = BY_NAME[measure].unit
        return f"{sentence(BY_NAME[measure].label)}: most in {label}, {in_words(most, unit)}"
    sure = [
        (row, effect)
        for row in answer.rows
        for effect in row.effects
        if effect.measure == measure and effect.difference.excludes_zero
    ]
    label = sentence(BY_NAME[measure].label)
    if not sure:
        return f"{label}: no variant differs beyond chance"
    row, effect = max(sure, key=lambda pair: abs(pair[1].difference.mean))
    way = "less" if effect.difference.mean > 0 else "more"
    return f"{label}: {row.label}, {in_words(effect.difference, effect.unit)} {way}"


def _cells(row: Row, measure: str) -> list[str]:
    found, effect = row.found(measure), row.effect(measure)
    assert found is not None
    return [row.label, cell(found.here, found.unit), cell(effect.difference, effect.unit) if effect else ""]


def _drawn(rows: list[Row], measure: str, width: int) -> Drawing:
    """Return the picture: a dot and its interval for each variant."""
    is_narrow = width < WIDE
    left, right = (6.0, width - 84.0) if is_narrow else (250.0, width - 110.0)
    row_height = 48 if is_narrow else ROW
    drawing = Drawing(width, 8 + row_height * len(rows) + AXIS)
    found = [next(one for one in row.point.found if one.measure == measure).here for row in rows]
    marks = axis(min(one.low for one in found), max(one.high for one in found), from_zero=all_positive(found))
    lowest, scale = marks[0], (right - left) / (marks[-1] - marks[0])
    bottom = drawing.height - AXIS - 2
    for mark in marks:
        x = left + (mark - lowest) * scale
        drawing.line((x, 2), (x, bottom), palette.GRID.light)
        said = f"{100 * mark:.6g}%" if BY_NAME[measure].unit == A_SHARE else f"{mark:,.6g}"
        drawing.text(x, drawing.height - 3, said, palette.MUTED.light, 11, "middle")
    for number, (row, here) in enumerate(zip(rows, found, strict=True)):
        y = 8 + number * row_height + (32 if is_narrow else 14)
        sure = any(one.measure == measure and one.difference.excludes_zero for one in row.effects)
        words = sentence(row.label), cell(here, BY_NAME[measure].unit)
        draw_dot(drawing, y, words, here, (left, right), (lowest, scale), sure=sure)
    return drawing


def all_positive(found: list[Interval]) -> bool:
    """Say whether the picture may begin at zero: nothing is below it, and not all of it is far above."""
    lowest, highest = min(one.low for one in found), max(one.high for one in found)
    return min(one.mean for one in found) >= 0 and lowest < highest / 2


def axis(lowest: float, highest: float, *, from_zero: bool) -> list[float]:
    """Return four to eight round numbers that hold the interval between them."""
    lowest = 0.0 if from_zero else lowest
    rough = (highest - lowest) / 4 or 1.0
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough * 0.999)
    first, last = math.floor(lowest / step + 1e-9), math.ceil(highest / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _hangs(answer: Answer) -> str:
    share = [name for name in answer.measures if BY_NAME[name].unit == A_SHARE]
    shares = f"Shares ({', '.join(measures_in_words(tuple(share)))}) are per hundred. " if share else ""
    paired = "" if answer.pairing == SAME_DRAWS else f"<p>{escape(answer.pairing)}</p>"
    return (
        f"<p>{escape(answer.hangs_on)}</p>{paired}<p>{escape(shares)}How much each assumption moves a "
        "finding can be tried with the commands sweep and sensitivity.</p>"
        "<footer>SYNTHETIC. Everybody here is made up.</footer>"
    )
