"""Published patterns beside what cities show, for a terminal and for a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.show.validation_text import numbered
from glasscity.validation.patterns.pattern import Verdict
from glasscity.validation.patterns.published import NOWHERE
from glasscity.validation.patterns.table import CityPatterns

HEAD = ("published", "ours (over seeds)", "shown if", "asked", "verdict")
WIDTHS = (28, 26, 22, 18, 8, 14)
PAGE = "docs/patterns.md"
QUIET = {Verdict.SHOWN: "", Verdict.CALIBRATED: "dim", Verdict.UNDECIDED: "bold"}


def patterns_text(found: CityPatterns) -> RenderableType:
    """Return the table of one city, with what is to be known of each row."""
    title = Text(f"SYNTHETIC  {found.city}", "bold")
    if not found.rows:
        return Group(title, Text(f"{found.nothing}\n"))
    table = Table(box=None, pad_edge=False, title_justify="left", collapse_padding=True)
    for name, width in zip(("pattern", *HEAD), WIDTHS, strict=True):
        table.add_column(name, max_width=width)
    notes: list[str] = []
    for cells, verdict in _cells(found, notes):
        table.add_row(*cells[:-1], Text(cells[-1], QUIET.get(verdict, "bold red")))
    return Group(title, Text(how_lived(found)), table, *map(Text, numbered(notes)), Text(""))


def how_lived(found: CityPatterns) -> str:
    """Return with how many people, and over how many seeds, a city was lived."""
    return f"{found.citizens:,} people, a year, {found.lives} seeds"


def _cells(found: CityPatterns, notes: list[str]) -> Iterator[tuple[tuple[str, ...], Verdict]]:
    """Yield the cells of every row, and its verdict; notes are added where they are new."""
    for row in found.rows:
        if row.because and row.because not in notes:
            notes.append(row.because)
        mark = f" ({notes.index(row.because) + 1})" if row.because else ""
        published = f"{row.published}, {row.source}"
        ours = f"{row.ours} ({row.interval})" if row.interval else row.ours
        yield (row.pattern, published, ours, row.judged, row.asked, f"{row.verdict}{mark}"), row.verdict


def patterns_markdown(found: CityPatterns) -> list[str]:
    """Return the table of one city as Markdown, under a heading."""
    lines = [f"### {found.city}", ""]
    if not found.rows:
        return [*lines, found.nothing[0].upper() + found.nothing[1:] + ".", ""]
    lines += [how_lived(found) + ".", "", f"| pattern | {' | '.join(HEAD)} |", f"|---{'|---' * len(HEAD)}|"]
    notes: list[str] = []
    lines += [f"| {' | '.join(cells)} |" for cells, _ in _cells(found, notes)]
    return [*lines, "", *(f"{note}.  " for note in numbered(notes)), ""]


def nowhere_markdown() -> list[str]:
    """Return the table of what no city is asked as Markdown."""
    rows = [f"| {one.what} | {one.source} | {one.because} |" for one in NOWHERE]
    return ["| published | who says so | why no city is asked |", "|---|---|---|", *rows]
