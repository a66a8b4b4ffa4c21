"""What has to fit between circumstances, the experiment, and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from math import prod

from glasscity.errors import Problem
from glasscity.scenario.circumstances import Circumstance
from glasscity.scenario.conduct import MOST_COMBINATIONS
from glasscity.scenario.faults import level_problems, unknown
from glasscity.scenario.model import Scenario

YEAR = Decimal(365)


def circumstance_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield names that do not exist, and rates that chance cannot keep up with."""
    if scenario.circumstances is None:
        return
    kinds = scenario.circumstances.kinds
    for name, kind in kinds.items():
        place = f"circumstances.kinds.{name}"
        named: list[tuple[str, str, Iterable[str], Mapping[str, object]]] = [
            ("begins_when_refused", "service", kind.begins_when_refused, scenario.services),
            ("begins_when_dearer", "service", kind.begins_when_dearer, scenario.services),
            ("ends_when_granted", "service", kind.ends_when_granted, scenario.services),
            ("services", "service", kind.services, scenario.services),
            ("conduct", "conduct", kind.conduct, scenario.conduct),
            ("domains", "domain", kind.domains, scenario.domains),
            ("raises", "circumstance", kind.raises, kinds),
        ]
        for key, what, names, known in named:
            for one in names:
                if one not in known:
                    yield unknown(f"{place}.{key}", what, one, known)
        if name in kind.raises:
            yield Problem(f"{place}.raises.{name}", "what somebody is in does not begin: take it out")
        for key, by_attribute in (("depends", kind.depends), ("ends_depends", kind.ends_depends)):
            yield from level_problems(scenario, f"{place}.{key}", by_attribute.items())
            levels = scenario.population.levels
            number = prod(len(levels.get(attribute, ())) for attribute in by_attribute)
            if number > MOST_COMBINATIONS:
                yield Problem(
                    f"{place}.{key}", f"{number} combinations of levels; at most {MOST_COMBINATIONS}"
                )
        yield from _rates(scenario, place, name, kind)


def _rates(scenario: Scenario, place: str, name: str, kind: Circumstance) -> Iterator[Problem]:
    """Yield rates that for somebody come out above one in a look, and a start above everybody."""
    assert scenario.circumstances is not None
    every = scenario.circumstances.every_days
    raised = Decimal(1)
    for other in scenario.circumstances.kinds.values():
        raised *= max(other.raises.get(name, Decimal(1)), Decimal(1))
    for key, rate, by_attribute in (
        ("begins_per_year", kind.begins_per_year * raised, kind.depends),
        ("ends_per_year", kind.ends_per_year, kind.ends_depends),
    ):
        highest = rate * _highest(scenario, by_attribute)
        if highest * every > YEAR:
            yield Problem(
                f"{place}.{key}",
                f"the rate reaches {highest.normalize():f} a year for some citizens, and chance looks at "
                f"each only once in {every} days; lower the rate or its factors, or every_days",
            )
    start = kind.at_start * _highest(scenario, kind.depends)
    if start > 1:
        yield Problem(
            f"{place}.at_start",
            f"the probability reaches {start.normalize():f} for some citizens; lower it or its factors",
        )


def _highest(scenario: Scenario, by_attribute: dict[str, dict[str, Decimal]]) -> Decimal:
    """Return the largest product of factors that anybody has."""
    highest = Decimal(1)
    for attribute, factors in by_attribute.items():
        levels = scenario.population.levels.get(attribute, ["?"])
        highest *= max(factors.get(level, Decimal(1)) for level in levels)
    return highest


def experiment_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield what an experiment names that cannot assign a category."""
    rules = scenario.experiment
    if rules is None:
        return
    if rules.day >= scenario.time.days:
        yield Problem(
            "experiment.day", f"day {rules.day} is after the last day of the run, {scenario.time.days - 1}"
        )
    if rules.by not in scenario.organisations:
        yield unknown("experiment.by", "organisation", rules.by, scenario.organisations)
        return
    if rules.conduct not in scenario.conduct:
        yield unknown("experiment.conduct", "conduct", rules.conduct, scenario.conduct)
        return
    if rules.conduct not in scenario.catalogue.blocks.get(rules.by, {}):
        yield Problem(
            "experiment.conduct",
            f"{rules.conduct!r} needs a parameter: add catalogue.blocks.{rules.by}.{rules.conduct}",
        )
    if scenario.conduct[rules.conduct].per_year:
        yield Problem(
            "experiment.conduct",
            f"{rules.conduct!r} happens in other ways as well: set its per_year to 0",
        )
    rule = scenario.rulebook.rules.get(rules.conduct)
    if rule is None or rule.override is None or rule.points != 0:
        yield Problem(
            "experiment.conduct",
            f"{rules.conduct!r} needs a rule with points = 0 and an override: add "
            f"rulebook.rules.{rules.conduct}",
        )
    elif rule.override.category == scenario.category_names[0]:
        yield Problem(
            "experiment.conduct",
            f"rulebook.rules.{rules.conduct} sets the best category: nobody in a better one can be drawn",
        )
