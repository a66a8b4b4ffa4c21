"""Responsibility for a terminal: whose filings, whose errors, which groups, who could have prevented it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.responsibility.findings import ALL, Responsibility
from glasscity.show.harm_figure import KINDS as HARMS
from glasscity.show.responsibility_words import (
    ERRONEOUS,
    HOW_ERRED,
    HOW_FILED,
    HOW_GROUPS,
    NOT_YET,
    costs,
    erred,
    filings_share,
    finding,
    in_per_cent,
    part_of,
    size,
)
from glasscity.show.safe import safe
from glasscity.study.words import share

SHOWN = 14


def responsibility_text(found: Responsibility) -> RenderableType:
    """Return what was found."""
    parts: list[RenderableType] = [
        Text("SYNTHETIC  Whose doing is it?", "bold"),
        safe(size(found)),
        safe(f"\n{finding(found)}\n", "bold"),
    ]
    if found.restricted[ALL]:
        parts += [_filed(found), safe(f"{HOW_FILED}\n", "dim")]
    if found.restricted[ERRONEOUS]:
        parts += [_erred(found), safe(f"{HOW_ERRED}\n", "dim")]
    if found.groups:
        parts += [_groups(found), safe(f"{HOW_GROUPS}\n", "dim")]
    return Group(*parts, safe(NOT_YET))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left")
    return table


def _filed(found: Responsibility) -> Table:
    kinds = list(found.restricted)
    table = _table("who filed", "filings", "days", "of all", *(HARMS[kind][0] for kind in kinds[1:]))
    for part in found.filed[:SHOWN]:
        filings = filings_share(part, found)
        cells = [f"{part.days[ALL]:,.1f}", *(part_of(part, found, kind) for kind in kinds)]
        table.add_row(safe(part.label), "" if filings is None else share(filings, 1), *cells)
    rest = found.filed[SHOWN:]
    if rest:
        summed = sum(part.days[ALL] for part in rest)
        table.add_row(f"{len(rest)} more, together", "", f"{summed:,.1f}", "")
    return table


def _erred(found: Responsibility) -> Table:
    table = _table("who erred", "days in error", "of these")
    for part in erred(found)[:SHOWN]:
        table.add_row(safe(part.label), f"{part.days[ERRONEOUS]:,.1f}", part_of(part, found, ERRONEOUS))
    return table


def _groups(found: Responsibility) -> Table:
    table = _table("group", "part", "prevented alone", "if they", "and then")
    for group in found.groups:
        table.add_row(
            safe(group.label),
            in_per_cent(group.part[ALL]),
            in_per_cent(group.prevented),
            safe(group.otherwise),
            costs(group),
        )
    for column in table.columns[3:]:
        column.justify = "left"
    return table
