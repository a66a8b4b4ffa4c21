"""Faults that several checks look for: unknown names, unknown levels, rates above their bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import prod

from glasscity.errors import Problem, did_you_mean
from glasscity.scenario.conduct import MOST_COMBINATIONS, Occasion
from glasscity.scenario.denunciation import Motive
from glasscity.scenario.model import Scenario
from glasscity.scenario.towns import Relocation

ONE = Decimal(1)


def unknown(place: str, kind: str, name: str, known: Iterable[str]) -> Problem:
    """Return the fault that a name does not exist, with the nearest one that does."""
    return Problem(place, f"there is no {kind} {name!r}{did_you_mean(name, known)}")


def level_problems(
    scenario: Scenario, place: str, by_attribute: Iterable[tuple[str, Iterable[str]]]
) -> Iterator[Problem]:
    """Yield the attributes and levels named that the population does not have."""
    known = scenario.population.levels
    for attribute, levels in by_attribute:
        if attribute not in known:
            yield unknown(f"{place}.{attribute}", "attribute", attribute, known)
            continue
        for level in levels:
            if level not in known[attribute]:
                yield unknown(f"{place}.{attribute}", f"level of {attribute}", level, known[attribute])


def combination_problems(scenario: Scenario, place: str, attributes: Iterable[str]) -> Iterator[Problem]:
    """Yield a fault if there are too many combinations of the levels of some attributes."""
    levels = scenario.population.levels
    number = prod(len(levels.get(attribute, ())) for attribute in attributes)
    if number > MOST_COMBINATIONS:
        yield Problem(place, f"{number} combinations of levels; at most {MOST_COMBINATIONS}")


def within_bound(
    place: str, occasion: Occasion | Motive | Relocation, levels: dict[str, list[str]], most: Decimal = ONE
) -> Iterator[Problem]:
    """Yield a fault if a rate, multiplied by `most`, passes its frozen bound for somebody."""
    highest = occasion.per_year * most
    for attribute, factors in occasion.depends.items():
        highest *= max(factors.get(level, Decimal(1)) for level in levels.get(attribute, ["?"]))
    if highest > occasion.bound_per_year:
        yield Problem(
            f"{place}.per_year",
            f"the rate reaches {highest.normalize():f} a year for some citizens, above its bound_per_year "
            f"of {occasion.bound_per_year}; lower the rate or its factors",
        )
