"""What has to fit between the `[copies.*]` tables and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.errors import Problem
from glasscity.scenario.faults import unknown
from glasscity.scenario.model import Scenario


def copies_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield services that are not there, or that would answer by two copies."""
    holder_of: dict[str, str] = {}
    for name, holder in scenario.copies.items():
        place = f"copies.{name}.services"
        for service in holder.services:
            if service not in scenario.services:
                yield unknown(place, "service", service, scenario.services)
            elif service in holder_of:
                yield Problem(
                    place,
                    f"{service!r} answers by the copy of {holder_of[service]!r} already; a service answers "
                    "by one copy",
                )
            holder_of.setdefault(service, name)
