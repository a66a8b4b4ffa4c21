"""Several towns with their own rulebooks: the `[towns]`, `[relocation]` and `[joint]` tables."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from glasscity.scenario.quantities import (
    Code16,
    Days,
    Factor,
    PerYear,
    Points,
    Probability,
    Record,
    Sourced,
    millipoints,
)

if TYPE_CHECKING:
    from glasscity.scenario.model import Scenario

MOST_TOWNS = 200
SCALE_ONE = 1000
"""Scales are whole thousandths: one point of the town for one point of the national rulebook."""


class Town(Sourced):
    """One town: who lives there, whether it is scored yet, and what it makes of the national rulebook.

    What is not given is the national rulebook's, on the scale of the town: a bound that lies so many points
    from the start there lies `scale` times as many from the start here.
    """

    code: Code16
    label: str
    share: Probability = Field(description="share of the citizens who live here on the first day")
    scored: bool = Field(True, description="whether the town scores; before, it knows courts and fines only")
    start: Points | None = Field(None, description="points that everybody starts with")
    scale: Annotated[Points, Field(gt=0)] = Field(
        Decimal(1), description="points here that one point of the national rulebook is worth"
    )
    lowest_total: Points | None = None
    highest_total: Points | None = None
    at_least: dict[str, Points] = Field(
        default_factory=dict, description="lower bounds of categories, in points of the town"
    )
    rules: dict[str, Points] = Field(
        default_factory=dict, description="points that a conduct gives here, in points of the town"
    )
    hearings_per_day: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] | None = Field(
        None, description="hearings a day here for every 100,000 citizens; those of [appeals] if not given"
    )
    attraction: Factor = Field(Decimal(1), description="factor on the share of those who move that come here")


class Relocation(Sourced):
    """Who moves to another town, what is carried over, and who hears their appeals.

    The town is chosen by its share of citizens times its attraction. Nobody's ties change.
    """

    enabled: bool = True
    per_year: PerYear = Field(description="how often one citizen moves")
    bound_per_year: PerYear = Field(
        description="highest that per_year may reach for anybody; frozen: no change moves it"
    )
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=4, description="factor on the rate for levels of an attribute"
    )
    rule: Literal["origin", "destination"] = Field(
        description="origin: the distance from the start comes along, on the scale of the new town; "
        "destination: one starts there like everybody else"
    )
    appeals_heard_by: Literal["origin", "destination"] = Field(
        description="the town in which an entry was recorded, or the one where one lives when one appeals"
    )

    @model_validator(mode="after")
    def _seldom(self) -> Relocation:
        if self.bound_per_year >= 365:
            raise ValueError("bound_per_year is once a day or more; at most one move a day happens")
        return self


class Joint(Sourced):
    """Joint punishment: whoever is in one of these categories in one town is refused in every town."""

    enabled: bool = True
    categories: list[str] = Field(min_length=1, description="categories that put one on the national list")
    services: list[str] = Field(min_length=1, description="services closed everywhere to whoever is listed")
    stays_days: Days = Field(description="how long one stays listed after leaving these categories")


class TownScale(Record):
    """How one town reads points: everything resolved, in millipoints; `scale` in thousandths."""

    name: str
    label: str
    scored: bool
    scale: int
    start: int
    lowest: int
    highest: int
    bounds: tuple[int, ...]
    rules: dict[str, int]

    def from_national(self, points: int) -> int:
        """Return points (mp) of the national rulebook in points of the town, halves rounded up."""
        return rescaled(points, self.scale, SCALE_ONE)

    def deviation(self, base: int) -> float:
        """Return how far a base (mp) lies from the start, in points of the national scale."""
        return (base - self.start) / self.scale


@dataclass(frozen=True)
class _National:
    start: int
    lowest: int
    highest: int
    bounds: tuple[int, ...]


def rescaled(points: int, to: int, of: int) -> int:
    """Return `points` on the scale `of` on the scale `to`, halves rounded up."""
    return (2 * points * to + of) // (2 * of)


def town_scales(scenario: Scenario) -> list[TownScale]:
    """Return how every town reads points, in the order of their codes; a city without towns is one town."""
    rulebook, scored = scenario.rulebook, scenario.scoring.enabled
    bands = rulebook.categories.bands[:-1]
    national = _National(
        millipoints(rulebook.start),
        millipoints(rulebook.lowest_total),
        millipoints(rulebook.highest_total),
        tuple(millipoints(band.at_least) for band in bands if band.at_least is not None),
    )
    if not scenario.towns:
        return [
            TownScale(name="", label="", scored=scored, scale=SCALE_ONE, rules={}, **vars(national)),
        ]
    names = [band.name for band in bands]
    ordered = sorted(scenario.towns.items(), key=lambda item: item[1].code)
    return [_resolved(name, town, national, names, scored) for name, town in ordered]


def _resolved(name: str, town: Town, national: _National, names: list[str], scored: bool) -> TownScale:
    scale = millipoints(town.scale)
    start = national.start if town.start is None else millipoints(town.start)

    def own(given: Decimal | None, there: int) -> int:
        if given is not None:
            return millipoints(given)
        return start + rescaled(there - national.start, scale, SCALE_ONE)

    return TownScale(
        name=name,
        label=town.label,
        scored=scored and town.scored,
        scale=scale,
        start=start,
        lowest=own(town.lowest_total, national.lowest),
        highest=own(town.highest_total, national.highest),
        bounds=tuple(
            own(town.at_least.get(category), bound)
            for category, bound in zip(names, national.bounds, strict=True)
        ),
        rules={conduct: millipoints(points) for conduct, points in town.rules.items()},
    )
