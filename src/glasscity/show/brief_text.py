"""What matters first of a run, for a terminal: one screen, before the sections that `summary_text` has."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasscity.show.fitted import Fitted
from glasscity.show.safe import clean, safe
from glasscity.show.summary_text import WIDE, heading, sentences_text
from glasscity.study.headlines import findings, first_of_all
from glasscity.study.outcome import Beside, Summary

MOST_CATEGORIES = 8
"""Where there are more categories, those that hold nobody are left out."""


def brief_text(summary: Summary) -> RenderableType:
    """Return the most important of a summary: categories, what a score changes, errors, harm, findings."""
    return Fitted(WIDE, Group(*_parts(summary, wide=True)), Group(*_parts(summary, wide=False)))


def _parts(summary: Summary, *, wide: bool) -> Iterator[RenderableType]:
    yield heading(summary)
    tables = [_categories(summary), _compared(summary)] if summary.categories else [_compared(summary)]
    if wide:
        row = Table.grid(padding=(0, 4))
        row.add_row(*tables)
        yield row
    else:
        yield from (Padding(table, (0, 0, place < len(tables), 0)) for place, table in enumerate(tables, 1))
    yield Text()
    yield sentences_text([*first_of_all(summary), *findings(summary)])


def _categories(summary: Summary) -> Table:
    table = _table("category", "at the start", "at the end", "share")
    rows = summary.categories
    if len(rows) > MOST_CATEGORIES:
        rows = tuple(row for row in rows if row.at_start or row.at_end)
    for row in rows:
        share = f"{row.at_end / summary.citizens:.1%}"
        table.add_row(safe(row.category), f"{row.at_start:,}", f"{row.at_end:,}", share)
    return table


def _compared(summary: Summary) -> Table:
    """Return what is different from the city without a score, where that was run."""
    without = summary.acts.without_score is not None and summary.scored
    table = _table("", "here", *(["without a score", "change"] if without else []))
    bare = summary.acts.without_score, summary.unlawful_acts.without_score
    lawful = None if None in bare else (bare[0] or 0) - (bare[1] or 0)
    refused = [service.refused for service in summary.services]
    known = [one.without_score for one in refused if one.without_score is not None]
    rows = {
        "lawful acts": Beside(summary.acts.here - summary.unlawful_acts.here, lawful),
        "unlawful acts": summary.unlawful_acts,
        "entries on file": summary.entries,
        "requests refused": Beside(
            sum(one.here for one in refused), sum(known) if len(known) == len(refused) else None
        ),
        f"fines in {clean(summary.currency)}": summary.fines.money,
    }
    if not refused:
        del rows["requests refused"]
    for name, number in rows.items():
        beside = [_number(number.without_score), _change(number)] if without else []
        table.add_row(safe(name), f"{number.here:,.0f}", *beside)
    return table


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"


def _change(number: Beside) -> str:
    """Return how much more or less there is here; how many times as much, from twice on."""
    if not number.without_score:
        return ""
    times = number.here / number.without_score
    if times >= 2:
        return f"× {times:.1f}"
    if number.here == number.without_score:
        return "none"
    return f"{100 * (times - 1):+.1f}%".replace("-", "−")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for place, name in enumerate(columns):
        table.add_column(safe(name), justify="right" if place else "left", no_wrap=bool(place))
    return table
