"""What many runs came to, for a terminal: means with intervals, and where findings turn round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.ensemble.findings import AtPoint, Findings, Found
from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import A_SHARE, BY_NAME
from glasscity.ensemble.sensitivity import Sensitivity
from glasscity.show.safe import safe

MOST_POINTS = 40
"""Points shown; the tables on disk have all."""
MOST_FAILURES = 5
SHOWN = ("mean_total", "in_worst", "wrongly_worse", "restricted", "unlawful_by_score")
"""Measures that a table of points shows if none are asked for."""
SMALL = 0.1


def findings_text(findings: Findings, measures: list[str]) -> RenderableType:
    """Return a table: of all measures where there is one point, of a few of them where there are more."""
    first = findings.points[0]
    head = (
        f"SYNTHETIC  {findings.name}: {findings.lives:,} lives of the city with seed {findings.seed}"
        + (f", at {len(findings.points):,} points" if len(findings.points) > 1 else "")
        + "; means with 95% intervals over lives"
    )
    parts: list[RenderableType] = [Text(head, "bold")]
    if len(findings.points) == 1:
        parts.append(_measures(first, measures))
    else:
        parts.append(Text(f"varied: {_varied(findings)}"))
        parts.append(_points(findings, measures or [name for name in SHOWN if _has(findings, name)]))
        parts += _turns(findings)
    parts += [Text(f"FAILED  {one}", "red") for one in findings.failures[:MOST_FAILURES]]
    more = len(findings.failures) - MOST_FAILURES
    parts += [Text(f"FAILED  {more} more; see the table `runs`", "red")] if more > 0 else []
    return Group(*parts)


def sensitivity_text(found: list[Sensitivity]) -> RenderableType:
    """Return a table for each measure: how much of its variance each factor accounts for."""
    parts: list[RenderableType] = [
        Text("How much of each measure's variance a factor accounts for (Sobol; ± 95%, bootstrap)", "bold")
    ]
    for one in found:
        measure = BY_NAME.get(one.measure)
        label = measure.label if measure is not None else one.measure
        noise = "" if one.noise is None else f"; {one.noise:.0%} of it is chance between lives"
        table = _table(f"{label}{noise}", "alone", "±", "with all it takes part in", "±")
        for index in sorted(one.indices, key=lambda index: -index.total):
            numbers = (index.first, index.first_interval, index.total, index.total_interval)
            table.add_row(safe(index.factor), *(f"{number:.2f}" for number in numbers))
        parts.append(table)
    return Group(*parts)


def _has(findings: Findings, measure: str) -> bool:
    return any(one.measure == measure for point in findings.points for one in point.found)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for place, name in enumerate(columns):
        table.add_column(safe(name), justify="right" if place else "left")
    return table


def _measures(point: AtPoint, measures: Sequence[str]) -> Table:
    table = _table("", "mean", "±", "lives", "unit")
    table.columns[-1].justify = "left"
    for one in point.found:
        if not measures or one.measure in measures:
            unit = "" if one.unit == A_SHARE else one.unit
            table.add_row(safe(one.label), *numbers(one.here, one.unit), f"{one.here.lives:,}", unit)
    return table


def _points(findings: Findings, measures: Sequence[str]) -> Table:
    table = _table("", *(BY_NAME[name].label for name in measures))
    table.columns[0].no_wrap = True
    for point in findings.points[:MOST_POINTS]:
        found = {one.measure: one for one in point.found}
        table.add_row(safe(_short(point.label)), *(_cell(found.get(name)) for name in measures))
    if len(findings.points) > MOST_POINTS:
        table.add_row(
            f"… and {len(findings.points) - MOST_POINTS:,} more in the tables", *[""] * len(measures)
        )
    return table


def _short(label: str) -> str:
    """Return settings without the tables that their paths lead through: a sweep varies few, told above."""
    return ", ".join(f"{path.rpartition('.')[2]}{rest}" for path, rest in map(_path, label.split(", ")))


def _path(setting: str) -> tuple[str, str]:
    path, equals, value = setting.partition("=")
    return path, equals + value


def _varied(findings: Findings) -> str:
    """Return the paths that are varied."""
    settings = (one for point in findings.points[1:] for one in point.label.split(", "))
    return ", ".join(dict.fromkeys(_path(one)[0] for one in settings if "=" in one))


def _cell(found: Found | None) -> str:
    """Return a mean with its interval, starred where it differs from the first point's, life by life."""
    if found is None:
        return ""
    mean, reach = numbers(found.here, found.unit)
    star = "*" if found.less_the_first is not None and found.less_the_first.excludes_zero else " "
    return f"{mean} ± {reach}{star}" if reach else f"{mean}{star}"


def numbers(one: Interval, unit: str) -> tuple[str, str]:
    """Return a mean and half the width of its interval as text; shares in per cent."""
    if unit == A_SHARE:
        digits = 1 if abs(one.mean) >= SMALL else 2
        reach = "" if one.half_width is None else f"{one.half_width:.{digits}%}"
        return f"{one.mean:.{digits}%}", reach
    digits = 1 if abs(one.mean) >= 100 else 2 if abs(one.mean) >= 1 else 3
    reach = "" if one.half_width is None else f"{one.half_width:,.{digits}f}"
    return f"{one.mean:,.{digits}f}", reach


def _turns(findings: Findings) -> Iterable[Text]:
    star = "* differs from the first row, life by life, with 95% confidence (each cell by itself)"
    yield Text(star, "dim")
    for turn in findings.turns:
        unit = BY_NAME[turn.measure].unit
        there, first = ("{} ± {}".format(*numbers(one, unit)) for one in (turn.there, turn.first))
        yield Text(f"TURNS ROUND  {turn.label}: {first} as it is, {there} with {turn.point}")
