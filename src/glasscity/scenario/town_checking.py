"""What has to fit between `[towns]`, `[relocation]`, `[joint]` and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import prod

from glasscity.errors import Problem
from glasscity.scenario.conduct import MOST_COMBINATIONS
from glasscity.scenario.faults import level_problems, unknown, within_bound
from glasscity.scenario.model import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.scenario.towns import TownScale, town_scales

TOLERANCE = Decimal("0.000001")


def town_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield the faults of towns, of moves between them and of joint punishment."""
    if scenario.towns:
        yield from _towns(scenario)
    else:
        yield from _needs_towns(scenario)
    yield from _relocation(scenario)
    yield from _joint(scenario)


def largest_scale(scenario: Scenario) -> Decimal:
    """Return the most points of a town that one point of the national rulebook is worth."""
    scales: list[Decimal] = [town.scale for town in scenario.towns.values()]
    return max([Decimal(1), *scales])


def _needs_towns(scenario: Scenario) -> Iterator[Problem]:
    named = [(name, getattr(scenario, name)) for name in ("relocation", "joint")]
    for place, table in named:
        if table is not None:
            yield Problem(place, "there is only one town here: add tables [towns.NAME]")
    for name, service in scenario.services.items():
        if service.asked_elsewhere:
            yield Problem(f"services.{name}.asked_elsewhere", "there is only one town here: add [towns.NAME]")


def _towns(scenario: Scenario) -> Iterator[Problem]:
    total = sum(town.share for town in scenario.towns.values())
    if abs(total - 1) > TOLERANCE:
        yield Problem("towns", f"the shares sum to {total}, and shares sum to 1")
    if len(scenario.towns) < 2:
        yield Problem("towns", "one town is no more than the city itself: name at least two, or none")
    best = scenario.category_names[:-1]
    for name, town in scenario.towns.items():
        place = f"towns.{name}"
        for category in town.at_least:
            if category not in best:
                if category in scenario.category_names:
                    yield Problem(
                        f"{place}.at_least.{category}", "the last category takes everybody else: no bound"
                    )
                else:
                    yield unknown(f"{place}.at_least", "category", category, best)
        for conduct in town.rules:
            if conduct not in scenario.conduct:
                yield unknown(f"{place}.rules", "conduct", conduct, scenario.conduct)
            elif conduct not in scenario.rulebook.rules:
                said = f"add rulebook.rules.{conduct}: it says what else holds for it"
                yield Problem(f"{place}.rules.{conduct}", said)
    for scale in town_scales(scenario):
        yield from _scale(scale, scenario)


def _scale(scale: TownScale, scenario: Scenario) -> Iterator[Problem]:
    place, points = f"towns.{scale.name}", Decimal(MILLIPOINTS)
    names = scenario.category_names
    for (better, above), (worse, below) in pairwise(zip(names, scale.bounds, strict=False)):
        if above <= below:
            yield Problem(
                f"{place}.at_least",
                f"bounds out of order: {better!r} starts at {above / points}, not above {worse!r} at "
                f"{below / points}",
            )
    if not scale.lowest <= scale.start <= scale.highest:
        yield Problem(
            f"{place}.start",
            f"{scale.start / points} lies outside lowest_total {scale.lowest / points} … highest_total "
            f"{scale.highest / points}",
        )


def _relocation(scenario: Scenario) -> Iterator[Problem]:
    rules = scenario.relocation
    if rules is None:
        return
    levels = scenario.population.levels
    yield from level_problems(scenario, "relocation.depends", rules.depends.items())
    yield from within_bound("relocation", rules, levels)
    number = prod(len(levels.get(attribute, ())) for attribute in rules.depends)
    if number > MOST_COMBINATIONS:
        yield Problem("relocation.depends", f"{number} combinations of levels; at most {MOST_COMBINATIONS}")


def _joint(scenario: Scenario) -> Iterator[Problem]:
    rules = scenario.joint
    if rules is None:
        return
    for category in rules.categories:
        if category not in scenario.category_names:
            yield unknown("joint.categories", "category", category, scenario.category_names)
    for service in rules.services:
        if service not in scenario.services:
            yield unknown("joint.services", "service", service, scenario.services)
