"""The study of one wrong record for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.show.safe import safe
from glasscity.study.words import counted
from glasscity.twin.error_findings import ErrorAnswer, per_hundred, plus_minus


def error_text(answer: ErrorAnswer) -> RenderableType:
    """Return what the study came to."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for row in rows_of(answer):
        table.add_row(*row)
    return Group(
        Text(f"SYNTHETIC  {answer.question}", "bold"),
        Text(f"{answer.scenario}: {size_of(answer)}"),
        Text(f"\n{answer.finding}\n", "bold"),
        table,
        Text(),
        _kinds(answer),
        Text(f"\nWhat it hangs on: {answer.hangs_on}"),
    )


def size_of(answer: ErrorAnswer) -> str:
    """Return how large the study is, in words."""
    return (
        f"{counted(answer.filings, 'wrong filing')} that took points, each taken out of "
        f"{answer.citizens:,} synthetic citizens' city by itself and followed for {answer.followed} days; "
        f"{counted(answer.lives, 'life', 'lives')}, seed {answer.seed}; means with 95% intervals over lives"
    )


def rows_of(answer: ErrorAnswer) -> list[list[str]]:
    """Return what was measured, in words, with its interval."""
    curve = dict(answer.curve)
    rows = [["points that it took", plus_minus(answer.points)]]
    rows += [
        [f"points short after {day} days", plus_minus(curve[day])]
        for day, _ in answer.differing
        if day in curve
    ]
    rows += [
        [f"still short of a point or more after {day} days, in 100", per_hundred(share)]
        for day, share in answer.differing
    ]
    middle = f", {answer.corrected_after:.0f} days after (the middle one)" if answer.corrected_after else ""
    return [
        *rows,
        ["ever in a worse category for it, in 100", per_hundred(answer.ever_worse)],
        [f"days in a worse category, of {answer.followed}", plus_minus(answer.worse_days)],
        ["other citizens whose score ever differs at all", plus_minus(answer.touched)],
        ["other citizens ever moved by a point or more", plus_minus(answer.reached)],
        ["the most of them, of one filing", f"{answer.most_reached:,}"],
        ["ties to the farthest of them", f"{answer.farthest:,}"],
        [f"corrected, in 100{middle}", per_hundred(answer.corrected)],
        ["gone from the file in any way (also expired, struck out), in 100", per_hundred(answer.gone)],
    ]


def _kinds(answer: ErrorAnswer) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in KIND_COLUMNS:
        table.add_column(name, justify="right" if table.columns else "left")
    for row in kind_rows(answer):
        table.add_row(safe(row[0]), *row[1:])
    return table


KIND_COLUMNS = ("what is wrong", "filings", "points", "short at the end", "days worse", "gone")


def kind_rows(answer: ErrorAnswer) -> list[list[str]]:
    """Return a row for each kind of wrong filing: means over the filings."""
    return [
        [
            one.kind,
            f"{one.filings:,}",
            f"{one.points:.1f}",
            f"{one.lost_at_end:.1f}",
            f"{one.worse_days:.0f}",
            f"{one.gone:,}",
        ]
        for one in answer.kinds
    ]
