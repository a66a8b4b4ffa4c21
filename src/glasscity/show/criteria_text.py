"""What outsiders can recover of a secret rulebook, for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.show.english import decimal, percent, sentence, signed
from glasscity.show.safe import clean, safe
from glasscity.study.criteria.findings import Criteria, Recovery, RuleFound, Spread
from glasscity.study.criteria.points import Interval
from glasscity.study.words import SYNTHETIC, counted

NOTHING = ""
SHORT = {"recovered": "yes", "rightly left out": "left out"}
"""Verdicts, in the narrow column of a terminal."""
GRID = (
    "Rules recovered, of 100; then right names, of 100; the mean of some samples. An empty cell: this run is "
    "too small."
)
COLUMNS = (
    "Points per filed act and the share of acts that come on file, as outsiders find them (95% interval), "
    "beside the rulebook and what was filed in the whole city."
)


def criteria_text(found: Criteria) -> RenderableType:
    """Return the answer: the finding, every conduct, the grid, other volunteers, what it hangs on."""
    return Group(
        Text(f"{SYNTHETIC}  {found.scenario}: what outsiders recover of its rules", "bold"),
        Text(),
        Text(found.finding, "bold"),
        Text(),
        Text(f"One sample of {found.volunteers:,}, {counted(found.months, 'month')}. {COLUMNS}"),
        _conducts(found.found),
        Text(how_chosen(found)),
        Text(),
        Text(f"Volunteers and months. {GRID}"),
        _grid(found),
        Text(f"For {aim_text(found)}: {needed_text(found)}.\n"),
        Text("Who volunteers"),
        _kinds(found),
        Text(),
        Text("What it hangs on", "bold"),
        *(Text(f"- {line}") for line in found.hangs_on),
    )


def points_cell(points: Interval | None) -> str:
    """Return points with their interval."""
    return NOTHING if points is None else _with_interval(points, lambda number: signed(number, 1))


def share_cell(share: Interval | None) -> str:
    """Return a share with its interval, in per cent; more than all where an act is filed more than once."""
    return NOTHING if share is None else _with_interval(share, lambda number: f"{number * 100:.0f}%")


def _with_interval(one: Interval, said: Callable[[float], str]) -> str:
    text = said(one.value)
    if one.low is None or one.high is None or said(one.low) == said(one.high) == text:
        return text
    return f"{text} ({said(one.low)} to {said(one.high)})"


def of_hundred(spread: Spread | None) -> str:
    """Return the mean of shares, of 100."""
    return "-" if spread is None else f"{spread.mean * 100:.0f}"


def how_chosen(found: Criteria) -> str:
    """Return in words what was named, and how many idle conducts and decoys among it."""
    right = sum(row.verdict == "recovered" for row in found.found)
    named = sum(row.named for row in found.found)
    if not named and not found.idle:
        return "Nothing is named: nothing is steadier than the decoys."
    return (
        f"Named: {counted(named, 'conduct')}, {right} rightly; of {found.conducts} idle ones (out of other "
        f"people's diaries) {found.idle}. Threshold: taken in {percent(found.threshold)} of the halves of "
        f"the volunteers, which {counted(found.decoys, 'decoy')} of {2 * found.conducts} reached."
    )


def aim_text(found: Criteria) -> str:
    """Return in words what an audit wants."""
    return f"{percent(found.recall)} of the rules, {percent(found.precision)} of the names right"


def needed_text(found: Criteria) -> str:
    """Return the sample that an audit needs, for every number of months."""
    return "; ".join(
        f"{counted(one.months, 'month')}: "
        + (f"{one.volunteers:,} volunteers" if one.volunteers else "not reached")
        for one in found.needed
    )


def _conducts(rows: Sequence[RuleFound]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("conduct", max_width=34)
    table.add_column("found")
    for name in ("points found", "rule", "seen, found", "true", "acts"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            safe(row.label),
            Text(
                SHORT.get(row.verdict, row.verdict),
                "" if row.verdict in ("recovered", "rightly left out") else "bold",
            ),
            points_cell(row.per_filed),
            "none" if row.true_points is None else signed(row.true_points, 1),
            share_cell(row.seen),
            NOTHING if row.true_seen is None else f"{row.true_seen * 100:.0f}%",
            f"{row.done:,}",
        )
    return table


def grid_rows(grid: Sequence[Recovery]) -> tuple[list[int], list[list[str]]]:
    """Return the months, and a row for each number of volunteers."""
    months = sorted({one.months for one in grid})
    cells = {(one.volunteers, one.months): one for one in grid}
    rows = []
    for volunteers in sorted({one.volunteers for one in grid}):
        there = [cells.get((volunteers, month)) for month in months]
        said = [
            f"{of_hundred(one.recall)} / {of_hundred(one.precision)}" if one else NOTHING for one in there
        ]
        rows.append([f"{volunteers:,}", *said])
    return months, rows


def _grid(found: Criteria) -> Table:
    months, rows = grid_rows(found.grid)
    table = Table(box=None, pad_edge=False)
    for name in ("volunteers", *(counted(month, "month") for month in months)):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def kind_rows(found: Criteria) -> list[list[str]]:
    """Return a row for every kind of volunteers."""
    return [
        [
            sentence(clean(one.who)),
            f"{one.recovery.volunteers:,} of {one.people:,}",
            decimal(one.recovery.recovered.mean, 1),
            of_hundred(one.recovery.precision),
            NOTHING if one.recovery.point_error is None else decimal(one.recovery.point_error, 1),
            NOTHING if one.per_act_kept is None else percent(one.per_act_kept),
        ]
        for one in found.biased
    ]


KIND_COLUMNS = (
    "Volunteers",
    "how many",
    "rules",
    "right names, of 100",
    "points off by",
    "per act, of the city's",
)


def _kinds(found: Criteria) -> Table:
    table = Table(box=None, pad_edge=False)
    for index, name in enumerate(KIND_COLUMNS):
        table.add_column(name.lower(), justify="right" if index else "left")
    for row in kind_rows(found):
        table.add_row(*row)
    return table
