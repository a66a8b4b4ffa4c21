"""The towns of a run, beside each other: on one scale, as deviation ÷ scale of the town."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import polars as pl

from glasscity.intervention import stages
from glasscity.results import Run, by_town
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS, millipoints
from glasscity.scenario.towns import SCALE_ONE, town_scales


@dataclass(frozen=True)
class TownFound:
    """What a town came to.

    Attributes
    ----------
    start, scale : points that everybody starts with, and points here for one of the national rulebook.
    scored_since : first day on which the town scores, or None.
    citizens : who lives there at the end; mean_deviation : their mean distance from the start in points of
        the national scale, of those who have a category; None where nobody has.
    shares : share of those with a category in each category, at the end.
    restriction_days : days on which a citizen's category there closed a service, or made it dearer.
    listed : on the national list at the end; moved_in, moved_out : over the whole run.
    """

    town: str
    label: str
    start: float
    scale: float
    scored_since: int | None
    citizens: int
    mean_deviation: float | None
    shares: dict[str, float]
    restriction_days: int
    listed: int
    moved_in: int
    moved_out: int


def towns_of(run: Run) -> tuple[TownFound, ...]:
    """Return the towns of a run in the order of their codes; none where there is one city, or no score."""
    if not run.folder.names("town_days"):
        return ()
    days, names = run.table("town_days").collect(), run.scenario.category_names
    since, found = _scored_since(run.scenario), []
    whole = days.group_by("town").agg(pl.col("restricted", "moved_in", "moved_out").sum())
    sums = {row["town"]: row for row in whole.to_dicts()}
    last = days.filter(pl.col("day") == run.days_number - 1)
    for row, town in zip(last.to_dicts(), town_scales(run.scenario), strict=True):
        in_category = {name: row[f"in_{name}"] for name in names}
        scored, over = sum(in_category.values()), sums[town.name]
        found.append(
            TownFound(
                town=town.name,
                label=town.label,
                start=town.start / MILLIPOINTS,
                scale=town.scale / SCALE_ONE,
                scored_since=since[town.name],
                citizens=row["citizens"],
                mean_deviation=row["deviation_mp"] / scored / MILLIPOINTS if scored else None,
                shares={name: number / scored if scored else 0.0 for name, number in in_category.items()},
                restriction_days=over["restricted"],
                listed=row["listed"],
                moved_in=over["moved_in"],
                moved_out=over["moved_out"],
            )
        )
    return tuple(found)


def national_total(run: Run) -> pl.Expr:
    """Return the total of everybody in the table of citizens on the scale of the national rulebook, in mp."""
    last = stages(run.scenario)[-1].scenario
    if not last.towns:
        return pl.col("total")
    start, scale = (by_town(last, "town", attrgetter(name)) for name in ("start", "scale"))
    return millipoints(last.rulebook.start) + (pl.col("total") - start) * SCALE_ONE / scale


def _scored_since(scenario: Scenario) -> dict[str, int | None]:
    """Return the first day on which each town scores."""
    since: dict[str, int | None] = dict.fromkeys(scenario.towns)
    for stage in stages(scenario):
        for town in town_scales(stage.scenario):
            if town.scored and since[town.name] is None:
                since[town.name] = stage.day
    return since
