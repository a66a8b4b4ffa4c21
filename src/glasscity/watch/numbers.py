"""The numbers of a day that the page shows beside the map, and what they are called.

Units: citizens, requests, entries and restriction-days are counts; the mean score is in points.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from glasscity import tables
from glasscity.measure.daily import Measures
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.society.voice.rules import CRITICAL, MIDDLE
from glasscity.twin.branches import refused_by_category
from glasscity.world import Today, World

IN_CATEGORY = "in_"
Row = dict[str, float]


class Series(NamedTuple):
    """One number of every day: its key in a row, what a reader sees, its unit, and its chart."""

    name: str
    label: str
    help: str
    unit: str
    group: str


HARM = {
    "all": Series(
        *(
            "harm",
            "Doors closed or dearer",
            "Services closed or dearer to somebody, by the category they read",
        ),
        *("restriction-days", "harm"),
    ),
    "erroneous": Series(
        *("harm_erroneous", "… in error", "The true record would not close it"),
        *("restriction-days", "harm"),
    ),
    "by association": Series(
        *("harm_by_association", "… because of contacts", "One's own file alone would not close it"),
        *("restriction-days", "harm"),
    ),
    "unrelated": Series(
        *("harm_unrelated", "… for something unrelated", "What arose in its own context would not close it"),
        *("restriction-days", "harm"),
    ),
    "disproportionate": Series(
        *(
            "harm_disproportionate",
            "… out of proportion",
            "Points in proportion to gravity would not close it",
        ),
        *("restriction-days", "harm"),
    ),
}
"""The four kinds of harm and their sum, by their name in `measure.harm`; a day may be of several kinds."""


def series_of(scenario: Scenario, world: World, measures: Measures) -> list[Series]:
    """Return the numbers that a city has, by the mechanisms that are on."""
    found = []
    if world.scored:
        found += [
            Series(f"{IN_CATEGORY}{name}", name, f"Citizens in category {name}", "citizens", "categories")
            for name in scenario.category_names
        ]
        found.append(Series("mean", "Mean score", "Of everybody who is scored", "points", "score"))
        found.append(
            Series("fell", "Fell today", "Moved to a worse category", "citizens", "categories_moved")
        )
        found.append(
            Series("rose", "Rose today", "Moved to a better category", "citizens", "categories_moved")
        )
    refused = "Requests refused because of the score, not as anybody may be refused"
    found.append(Series("refusals", "Refused because of the score", refused, "requests", "doors"))
    found.append(Series("entries", "Entries", "What the data centre put on file today", "entries", "filings"))
    if scenario.denounces:
        told = "Citizens who told of somebody today"
        found.append(Series("denunciations", "Denunciations", told, "denunciations", "filings"))
    if world.voice is not None:
        found.append(Series("critical", "Speak critically", "Say aloud what they think", "citizens", "voice"))
        silent = "Disapprove, and say nothing or the opposite"
        found.append(Series("silenced", "Disapprove in silence", silent, "citizens", "voice"))
    if measures.harm is not None:
        found += HARM.values()
    return found


class Numbers:
    """A row of numbers for every day."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self._names = scenario.category_names
        self.rows: list[Row] = []

    def back_to(self, day: int) -> None:
        """Forget all days after this one."""
        del self.rows[day + 1 :]

    def take_in(self, world: World, measures: Measures, today: Today) -> None:
        """Add the row of a day."""
        row: Row = {"day": today.day}
        if world.scored:
            row |= self._categories(world, today)
        row["refusals"] = int(refused_by_category(today.decisions).sum())
        row["entries"] = len(today.entries)
        row["denunciations"] = len(today.denunciations)
        if world.voice is not None:
            row |= _voice(world)
        if measures.harm is not None:
            row |= {HARM[kind].name: number for kind, number in measures.harm.of_last_day().items()}
        self.rows.append(row)

    def _categories(self, world: World, today: Today) -> Row:
        category = world.file.category
        counts = np.bincount(category, minlength=tables.NO_CATEGORY + 1)
        scored = int(counts[: len(self._names)].sum())
        whole = int(world.file.total.sum(dtype=np.int64, where=category != tables.NO_CATEGORY))
        moves = today.moves[(today.moves["after"] != tables.NO_CATEGORY)]
        return {
            **{f"{IN_CATEGORY}{name}": int(counts[place]) for place, name in enumerate(self._names)},
            "mean": round(whole / max(scored, 1) / MILLIPOINTS, 3),
            "fell": int((moves["after"] > moves["before"]).sum()),
            "rose": int((moves["after"] < moves["before"]).sum()),
        }


def _voice(world: World) -> Row:
    """Return how people stand."""
    assert world.voice is not None
    state = world.voice.state
    critical = state.expressed == CRITICAL
    return {
        "critical": int(critical.sum()),
        "silenced": int(((state.private < MIDDLE) & ~critical).sum()),
    }
