"""The fit of a scenario's rates to published counts, for a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.study.fit import FitResult


def fit_text(result: FitResult) -> RenderableType:
    """Return the published counts beside ours, and per conduct what counts cannot tell apart."""
    return Group(
        Text(f"SYNTHETIC  {result.scenario}: records per subject in {result.window_days} days", "bold"),
        _targets(result),
        Text(" ".join(result.statement.split()) + "\n"),
        Text("What counts cannot tell apart", "bold"),
        Text(
            f"The same records come about if organisations file from {result.detection_from:.0%} to "
            f"{result.detection_to:.0%} of all acts, and people act as often as the last two columns say."
        ),
        _conducts(result),
        Text(f"Assumed: {result.assumed}"),
        Text("Left out: " + "; ".join(result.leaves_out)),
    )


def _targets(result: FitResult) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("records")
    for name in ("published", "expected here", "rates × this would hit it"):
        table.add_column(name, justify="right")
    table.add_column("source")
    for target in result.targets:
        scale = "none" if target.scale is None else f"{target.scale:.3f}"
        source = Text(f"{target.source} ({target.sureness})" if target.source else "assumed")
        row = (f"{target.published:g}", f"{target.expected:.4f}", scale)
        table.add_row(Text(target.sign), *row, source)
    return table


def _conducts(result: FitResult) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("conduct", max_width=44)
    for name in ("points", "acts a year", "records a year", "acts, from", "to"):
        table.add_column(name, justify="right")
    for conduct in result.conducts:
        bounds = (conduct.acts_per_year_from, conduct.acts_per_year_to)
        table.add_row(
            Text(conduct.label),
            f"{conduct.points:+g}",
            f"{conduct.acts_per_year:.4f}",
            f"{conduct.records_per_year:.4f}",
            *("" if bound is None else f"{bound:.4f}" for bound in bounds),
        )
    return table
