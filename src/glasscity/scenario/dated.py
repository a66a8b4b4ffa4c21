"""Dated changes: the `[[interventions]]` of a scenario."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from glasscity.scenario.quantities import Sourced

Plain = bool | int | Decimal | str
"""What stands behind a key of a scenario, apart from tables and lists."""
MAY_CHANGE = (
    *("scoring", "rulebook", "courts", "response", "denunciation", "appeals"),
    *("organisations", "conduct", "services", "catalogue"),
)
"""What a change may begin with: people, ties, days and what is measured are settled before day 0."""
FROZEN = (
    *("code", "count", "bound_per_year", "invented_bound_per_year", "asked_by", "sees_ties", "blocks"),
    *("domain", "context", "name", "start", "caps"),
)
"""What no path may lead to."""


class Intervention(Sourced):
    """From the morning of `day` on, the place `path` of the scenario says `to`."""

    day: Annotated[int, Field(strict=True, ge=0, le=36500)]
    path: str = Field(description="place in the scenario, such as rulebook.influence.weight")
    to: Plain | list[Plain] | dict[str, Plain] | list[dict[str, Plain]] = Field(
        description="what it says from then on"
    )
    label: str = Field("", description="what this is, in words")

    def sentence(self, before: Any) -> str:
        """Return the effect in one English sentence; `before` is what the place said until then."""
        what = f"{self.label}: " if self.label else ""
        was = "" if before is None else f" (it was {_shown(before)})"
        return f"{what}from day {self.day} on, {self.path} is {_shown(self.to)}{was}."


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
