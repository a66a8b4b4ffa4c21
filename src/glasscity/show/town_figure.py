"""The towns of a run beside each other: a bar for each, and a table, on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table as TextTable

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import decimal, percent, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean, safe
from glasscity.study.towns import TownFound
from glasscity.study.words import counted

ABOUT = (
    "Towns score on scales of their own. They can be compared in one way only: how far somebody is from the "
    "start, divided by what one point of the common table is worth there. Restriction-days are days on "
    "which a citizen's category closed a service in that town, or made it dearer; what the national list "
    "closes comes on top."
)

TOWNS_CAPTION = (
    "from start: mean deviation ÷ the town's scale; low: in the worse half of the categories; "
    "restricted: restriction-days; listed: on the national list; in, out: moved"
)


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figure of the towns; none where there is one city."""
    return [towns(facts)] if facts.summary.towns else []


def towns(facts: Facts) -> Figure:
    """Return the figure of how far the people of every town are from the start, with the table of towns."""
    found = facts.summary.towns
    bars = []
    for town in found:
        mean = town.mean_deviation or 0.0
        said = _mean(town)
        below, above = (
            Part(-min(mean, 0), palette.LOSS.light, said),
            Part(max(mean, 0), palette.GAIN.light, said),
        )
        text = f"{said}; {percent(_low(town))} low" if town.mean_deviation is not None else "nobody is scored"
        bars.append(
            Bar(sentence(clean(town.label)), _joined(town), left=[below], right=[above], right_text=text)
        )
    moves = f"{counted(_moved(found), 'move')} between them"
    categories = list(found[0].shares)
    columns = ["Town", "people", "scored since", "mean deviation", *categories]
    rows = [
        [
            *(sentence(clean(town.label)), whole(town.citizens), _since(town), _mean(town)),
            *(percent(town.shares[name]) if town.scored_since is not None else "" for name in categories),
            *(whole(town.restriction_days), whole(town.listed), whole(town.moved_in), whole(town.moved_out)),
        ]
        for town in found
    ]
    title = _title(found)
    return Figure(
        "towns",
        title,
        f"Mean distance from the start at the end, in points of the common table, in {len(found)} towns with "
        f"{moves}; “low”: the share in the worse half of the categories",
        *pictures(facts, lambda width: draw_bars(bars, width), title),
        ABOUT,
        Table([*columns, "restriction-days", "listed", "moved in", "moved out"], rows),
    )


def towns_table(found: Iterable[TownFound], wide: bool) -> TextTable:
    """Return the table of towns for a terminal."""
    table = TextTable(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("town")
    columns = ["people", "since day", "from start", "low", "restricted", "listed", "in", "out"]
    for name in columns if wide else ["people", "since day", "from start", "low"]:
        table.add_column(name, justify="right", no_wrap=True)
    for town in found:
        since = "" if town.scored_since is None else f"{town.scored_since}"
        low = "" if town.scored_since is None else f"{_low(town):.1%}"
        cells = [f"{town.citizens:,}", since, _mean(town), low]
        if wide:
            cells += [f"{town.restriction_days:,}", f"{town.listed:,}"]
            cells += [f"{town.moved_in:,}", f"{town.moved_out:,}"]
        table.add_row(safe(town.label), *cells)
    table.caption = TOWNS_CAPTION
    table.caption_justify = "left"
    return table


def _mean(town: TownFound) -> str:
    return "" if town.mean_deviation is None else decimal(town.mean_deviation, 1)


def _title(found: Sequence[TownFound]) -> str:
    """Return which towns are furthest apart."""
    scored = [town for town in found if town.mean_deviation is not None]
    if len(scored) < 2:
        return f"{len(scored)} of {counted(len(found), 'town')} score at the end"
    low, high = (pick(scored, key=lambda town: town.mean_deviation or 0.0) for pick in (min, max))
    apart = f"From {_mean(low)} points in {clean(low.label)} to {_mean(high)} in {clean(high.label)}"
    return f"{apart}: how far people are from the start"


def _joined(town: TownFound) -> str:
    """Return since when a town scores, if not from the start."""
    if town.scored_since == 0:
        return ""
    return "does not score" if town.scored_since is None else f"scores since day {town.scored_since}"


def _since(town: TownFound) -> str:
    return "not yet" if town.scored_since is None else f"day {town.scored_since}"


def _low(town: TownFound) -> float:
    """Return the share in the worse half of the categories."""
    shares = list(town.shares.values())
    return sum(shares[(len(shares) + 1) // 2 :])


def _moved(found: Iterable[TownFound]) -> int:
    return sum(town.moved_in for town in found)
