"""What became of the ties of a city, for a terminal: one short table."""

from __future__ import annotations

from rich.table import Table

from glasscity.study.segregation import TieSummary


def ties_table(ties: TieSummary) -> Table:
    """Return how many ties ended and formed, what of it is on file, and how far ties sort."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    columns = {
        "ties": f"{ties.at_end:,}",
        "dropped": f"{ties.dropped:,}",
        "lost": f"{ties.lost_touch:,}",
        "formed": f"{ties.formed:,}",
        "stale on file": f"{ties.stale:,}",
        "sorted by category": correlation(ties.sorting.by_category),
        "by score": correlation(ties.sorting.by_score),
    }
    for name in columns:
        table.add_column(name, justify="right")
    table.add_row(*columns.values())
    return table


def correlation(number: float | None) -> str:
    """Return a correlation with two decimals, or that there is none."""
    return "–" if number is None else f"{number:.2f}".replace("-", "−")
