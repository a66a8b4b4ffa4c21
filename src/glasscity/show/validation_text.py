"""Published results beside ours, for a terminal and for a page of the documentation."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.validation.result import Row, Validated

HEAD = ("published", "ours", "95 % interval", "tolerance", "met")


def validation_text(found: Validated) -> RenderableType:
    """Return the table of one publication, with what is to be known of each row."""
    section = found.section
    table = Table(box=None, pad_edge=False, title_justify="left", collapse_padding=True)
    table.add_column("what", max_width=40)
    for name in HEAD:
        table.add_column(name, max_width=26)
    notes: list[str] = []
    for row in found.rows:
        table.add_row(row.what, row.published, row.ours, row.interval, row.tolerance, _met(row, notes))
    lines = [Text(f"SYNTHETIC  {section.title}", "bold"), Text(" ".join((section.source, section.address)))]
    return Group(*lines, table, *map(Text, numbered(notes)), Text(f"told in {section.page}\n"))


def _met(row: Row, notes: list[str]) -> Text:
    """Return whether a row is met, with the number of its note."""
    return Text(met_and_note(row, notes), "" if row.met else "bold red")


def met_and_note(row: Row, notes: list[str]) -> str:
    """Return whether a row is met, with the number of its note, which is added where it is new."""
    if row.note and row.note not in notes:
        notes.append(row.note)
    mark = f" ({notes.index(row.note) + 1})" if row.note else ""
    return f"yes{mark}" if row.met else f"NO{mark}"


def numbered(notes: list[str]) -> list[str]:
    """Return notes with their numbers."""
    return [f"({number}) {note}" for number, note in enumerate(notes, 1)]


def summary_line(all_found: tuple[Validated, ...]) -> str:
    """Return how many results are met, which are missed for a known reason, and which are not as told."""
    rows = [(found.section.name, row) for found in all_found for row in found.rows]
    parts = [f"{sum(row.met for _, row in rows)} of {len(rows)} published results are met"]
    for said, which in (
        ("missed, and told why", [one for one in rows if not one[1].met and one[1].explained]),
        ("not met", [one for one in rows if not one[1].met and not one[1].explained]),
        ("met, though told to be missed", [one for one in rows if one[1].met and one[1].explained]),
    ):
        if which:
            parts.append(f"{said}: {', '.join(f'{name}: {row.what}' for name, row in which)}")
    return "; ".join(parts)
