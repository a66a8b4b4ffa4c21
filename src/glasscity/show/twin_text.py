"""A twin beside its parent, and the filings about a citizen, for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.results import Run
from glasscity.show.safe import safe
from glasscity.study.words import counted, share
from glasscity.twin.filings import filings_of
from glasscity.twin.findings import TwinFound


def twin_text(name: str, found: TwinFound) -> RenderableType:
    """Return what the change makes of the city: sentences, and a table of the paths."""
    head = Text(f"SYNTHETIC  {name} and its twin without {found.label}, {counted(found.days, 'day')}", "bold")
    if found.same:
        return Group(head, Text("Nothing differs: both have the same digest."))
    parts: list[RenderableType] = [head, Text(_who(found)), Text(_categories(found))]
    parts += [Text(_points(found)), _paths(found)] if found.ever else []
    parts.append(Text(f"Acts: {found.acts:,}; without {found.label}: {found.acts_without:,}."))
    return Group(*parts)


def _who(found: TwinFound) -> str:
    if not found.ever:
        return "No score ever differs; what differs is on file, in acts or in ties."
    return (
        f"{counted(found.ever, 'citizen')} ({share(found.ever, found.citizens)}) ever had another score, the "
        f"first on day {found.first_day}; {found.at_end:,} still had on the last day."
    )


def _categories(found: TwinFound) -> str:
    sign = "more" if found.category_days >= 0 else "fewer"
    return (
        f"On the last day {found.worse:,} were in a worse category than without {found.label}, "
        f"{found.better:,} in a better one; over all days and citizens, {abs(found.category_days):,} {sign} "
        "days in a worse category."
    )


def _points(found: TwinFound) -> str:
    whole = f"Without {found.label} the scores of the last day add up to {found.points:+,.1f} points"
    if found.mechanical is None:
        return f"{whole}."
    return (
        f"{whole}: {found.mechanical:+,.1f} by itself, with everybody's conduct as it was, and "
        f"{found.feedback:+,.1f} through what people did differently and what became of their lives."
    )


def _paths(found: TwinFound) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("came to differ through")
    for name in ("citizens", "points, where they differed most (mean)"):
        table.add_column(name, justify="right")
    for path in found.paths:
        table.add_row(path.path, f"{path.citizens:,}", f"{path.mean_largest:+,.1f}")
    return table


def filings_text(run: Run, citizen: int) -> RenderableType:
    """Return a table of the filings about a citizen."""
    filings = filings_of(run, citizen)
    head = Text(f"SYNTHETIC  filings about citizen {citizen} that came on file", "bold")
    if not filings.height:
        return Group(head, Text("None."))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("day", "conduct", "by", "points", "filing"):
        table.add_column(
            name, justify="right" if name in ("day", "points") else "left", no_wrap=name == "filing"
        )
    for row in filings.iter_rows(named=True):
        kind = " (denounced)" if row["kind"] == "denunciation" else ""
        conduct = safe(f"{row['conduct']}{kind}")
        cells = (f"{row['day']:,}", conduct, safe(row["organisation"]), f"{row['points']:+g}", row["filing"])
        table.add_row(*cells)
    return Group(head, table)
