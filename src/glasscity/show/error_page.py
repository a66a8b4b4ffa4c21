"""The study of one wrong record as one HTML page: the finding, how it lasts, how far it reaches."""

from __future__ import annotations

from html import escape
from pathlib import Path

from glasscity.folder import machine_errors, write_whole
from glasscity.show import palette
from glasscity.show.english import sentence
from glasscity.show.error_text import KIND_COLUMNS, kind_rows, rows_of, size_of
from glasscity.show.figure import Figure, Table, in_two_widths
from glasscity.show.sheet import sections_html, sheet_html
from glasscity.show.study_page import CATEGORY_COLOURS, PRINTED
from glasscity.show.svg import Drawing, Point, path_of
from glasscity.study.words import SYNTHETIC
from glasscity.twin.error_findings import ErrorAnswer, per_hundred, plus_minus

IS_NOT = (
    "It is a stylised model of an invented city, not a measurement. The intervals say how much other lives "
    "of this city would differ, not how wrong its assumptions are."
)


def write_error(answer: ErrorAnswer, out: Path) -> Path:
    """Write the study as one HTML file and return its path."""
    with machine_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, error_html(answer).encode())
    return out


def error_html(answer: ErrorAnswer) -> str:
    """Return the study as HTML."""
    numbers = Table(["", "Mean, with 95% interval"], [[sentence(row[0]), row[1]] for row in rows_of(answer)])
    kinds = Table([sentence(name) for name in KIND_COLUMNS], kind_rows(answer))
    found = (
        lasting(answer).html(1)
        + _reach(answer).html(2)
        + numbers.html("What was measured. SYNTHETIC.")
        + kinds.html("By what is wrong: means over filings. SYNTHETIC.")
    )
    hangs = f"<p>{escape(answer.hangs_on)}</p><footer>SYNTHETIC. Everybody here is made up.</footer>"
    sections = [("finding", "What was found", found), ("hangs", "What it hangs on", hangs)]
    front = (
        '<header class="masthead"><p class="kicker">A study</p>'
        f"<h1>{escape(answer.question)}</h1>"
        f'<p class="standfirst">{escape(answer.finding)}</p>'
        f'<aside class="is-not"><h2>What this is not</h2><p>{escape(IS_NOT)}</p></aside>'
        f'<p class="meta">{escape(answer.scenario)}: {escape(size_of(answer))}.</p></header>'
    )
    title = f"Study: {answer.question}"
    return sheet_html(title, front, *sections_html(sections), CATEGORY_COLOURS, printed=PRINTED)


def lasting(answer: ErrorAnswer) -> Figure:
    """Return the figure of what the subject is short of, by days since the wrong record came on file."""
    last, share = answer.curve[-1][1], answer.differing[-1][1]
    title = (
        f"After {answer.followed} days {plus_minus(last)} points are missing still, and "
        f"{per_hundred(share)} in 100 differ by a point or more"
    )
    rows = [[f"{day:,}", plus_minus(one)] for day, one in answer.curve]
    return Figure(
        "lasting",
        title,
        "Points that the subject is short of, by days since the wrong record came on file: mean over lives",
        *in_two_widths(lambda width: _curve(answer, width), title, SYNTHETIC, CATEGORY_COLOURS),
        "The line is the mean over lives, the band its 95% interval. A wrong record that faded would fall "
        "towards 0.",
        Table(["Days since", "Points short"], rows),
    )


def _curve(answer: ErrorAnswer, width: int) -> Drawing:
    height, top, left, right = 200.0, 10.0, 40.0, width - 14.0
    drawing = Drawing(width, top + height + 30)
    highest = max(one.high for _, one in answer.curve) * 1.08 or 1.0
    lowest = min(0.0, *(one.low for _, one in answer.curve))

    def place(day: int, points: float) -> Point:
        x = left + (right - left) * day / answer.followed
        return x, top + (highest - points) / (highest - lowest) * height

    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if highest / step <= 6)
    for tick in range(0, int(highest) + 1, step):
        y = place(0, tick)[1]
        drawing.line((left, y), (right, y), palette.GRID.light)
        drawing.text(left - 7, y + 4, f"{tick}", palette.MUTED.light, 12, "end")
    for day in range(0, answer.followed + 1, 30):
        drawing.text(place(day, 0)[0], top + height + 20, f"{day}", palette.MUTED.light, 12, "middle")
    upper = [place(day, one.high) for day, one in answer.curve]
    lower = [place(day, one.low) for day, one in answer.curve]
    drawing.path(path_of([*upper, *reversed(lower)]) + "Z", fill=palette.LOSS.light, fill_opacity="0.2")
    middle = path_of(place(day, one.mean) for day, one in answer.curve)
    drawing.path(middle, fill="none", stroke=palette.LOSS.light, stroke_width=2.4, stroke_linejoin="round")
    return drawing


def _reach(answer: ErrorAnswer) -> Figure:
    nobody = answer.each_reached.count(0)
    title = (
        f"{nobody:,} of {answer.filings:,} wrong records moved nobody else by a point; one moved "
        f"{answer.most_reached:,}"
    )
    rows = [
        [f"{number:,}", f"{answer.each_reached.count(number):,}"]
        for number in sorted(set(answer.each_reached))
    ]
    return Figure(
        "reach",
        title,
        "Other citizens whose score ever differed by a point or more, for each wrong record",
        *in_two_widths(lambda width: _bars(answer, width), title, SYNTHETIC, CATEGORY_COLOURS),
        f"A column is one wrong record. The farthest of those moved is {answer.farthest:,} ties away. By "
        f"less than a point {plus_minus(answer.touched)} others differ at some time.",
        Table(["Others moved", "Wrong records"], rows, words=0),
    )


def _bars(answer: ErrorAnswer, width: int) -> Drawing:
    height, top, left, right = 150.0, 20.0, 40.0, width - 10.0
    drawing = Drawing(width, top + height + 10)
    most = max(answer.most_reached, 1)
    across = (right - left) / len(answer.each_reached)
    drawing.line((left, top + height), (right, top + height), palette.FAINT.light)
    drawing.text(left - 7, top + height + 4, "0", palette.MUTED.light, 12, "end")
    drawing.text(left - 7, top + 4, f"{most:,}", palette.MUTED.light, 12, "end")
    for place, number in enumerate(answer.each_reached):
        size = max(height * number / most, 1.5)
        drawing.rect(
            left + place * across,
            top + height - size,
            max(across - 1.5, 0.5),
            size,
            palette.LOSS.light if number else palette.FAINT.light,
            tip=f"{number:,} others",
        )
    return drawing
