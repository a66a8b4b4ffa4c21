"""What has to fit between the table `[response]` and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from glasscity.errors import Problem
from glasscity.scenario.faults import level_problems, unknown
from glasscity.scenario.model import Scenario
from glasscity.scenario.response import Defiance, Response


def response_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield the faults of the table `[response]`."""
    response = scenario.response
    if response is None:
        return
    if response.criteria is None and not scenario.rulebook.criteria_published:
        yield Problem(
            "response.criteria",
            "rulebook.criteria_published is false, so this table has to say what people believe to count",
        )
    if response.defiance is not None:
        yield from _defiance(scenario, response.defiance)
    if response.crowding_out is not None:
        for domain in response.crowding_out.domains:
            if domain not in scenario.domains:
                yield unknown("response.crowding_out.domains", "domain", domain, scenario.domains)
    for conduct in response.tokens:
        if conduct not in scenario.conduct:
            yield unknown("response.tokens", "conduct", conduct, scenario.conduct)
        elif not scenario.rewards(conduct):
            yield Problem("response.tokens", f"{conduct!r} earns no points, so it is no token deed")


def _defiance(scenario: Scenario, defiance: Defiance) -> Iterator[Problem]:
    yield from level_problems(scenario, "response.defiance.depends", defiance.depends.items())
    highest = defiance.illegitimate
    for factors in defiance.depends.values():
        highest *= max([Decimal(1), *factors.values()])
    if highest > 1:
        yield Problem(
            "response.defiance.illegitimate",
            f"the share reaches {highest.normalize():f} for some citizens; a share is at most 1",
        )


def largest_answer(scenario: Scenario, conduct: str) -> Decimal:
    """Return the largest factor that people's answer can put on the rate of a conduct."""
    response = scenario.response
    if response is None or not response.enabled:
        return Decimal(1)
    near = response.near_bounds
    more = max(Decimal(1), near.about_to_fall, near.about_to_rise) if near is not None else Decimal(1)
    against = response.defiance.against if response.defiance is not None else Decimal(0)
    rewarded = scenario.rewards(conduct)
    if rewarded:
        crowded_out = against * _crowded_out(scenario, response, conduct)
        return Decimal(1 + more * max(response.leaning.reward, crowded_out))
    if rewarded is None and scenario.transparency == 1:
        return Decimal(1)
    given_up = min(response.leaning.certainty + response.leaning.severity, Decimal(1))
    return Decimal(1 + against * min(more * given_up, Decimal(1)))


def _crowded_out(scenario: Scenario, response: Response, conduct: str) -> Decimal:
    crowding = response.crowding_out
    found = crowding is not None and scenario.conduct[conduct].domain in crowding.domains
    return crowding.share if crowding is not None and found else Decimal(0)
