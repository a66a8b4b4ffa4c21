"""Dated changes: the `[[interventions]]` of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Factor, Sourced

Plain = bool | int | Decimal | str
"""What stands behind a key of a scenario, apart from tables and lists."""
MAY_CHANGE = (
    *("scoring", "rulebook", "courts", "response", "voice", "rewiring", "denunciation", "appeals"),
    *("circumstances", "data_centre", "repair", "organisations", "owners", "conduct", "services"),
    *("catalogue", "towns", "relocation", "joint", "copies", "propensity", "lending"),
)
"""What a change may begin with: people, ties, days and what is measured are settled before day 0."""
FROZEN = (
    *("code", "count", "bound_per_year", "invented_bound_per_year", "asked_by", "sees_ties", "blocks"),
    *("domain", "context", "name", "start", "caps", "lasts_days"),
    *("among", "inspects", "at_start", "owner"),
    *("opinion", "reluctance", "speaking_at_start"),
    *("lowest", "highest", "raises", "lowers", "customers", "opening"),
)
"""What no path may lead to."""


class Intervention(Sourced):
    """From the morning of `day` on, the place `path` says something else: one of `to`, `times` and `drop`.

    A `*` in the path stands for every key there: `organisations.*.errors.wrong_person`.
    """

    day: Annotated[int, Field(strict=True, ge=0, le=36500)]
    path: str = Field(description="place in the scenario, such as rulebook.influence.weight")
    to: Plain | list[Plain] | dict[str, Plain | list[Plain]] | list[dict[str, Plain]] | None = Field(
        None, description="what it says from then on"
    )
    times: Factor | None = Field(None, description="what the number that stands there is multiplied by")
    drop: bool = Field(False, description="whether what stands there no longer holds")
    label: str = Field("", description="what this is, in words")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Intervention:
        if (self.to is not None) + (self.times is not None) + self.drop != 1:
            raise ValueError("give one of `to` (a value), `times` (a factor) and `drop` (true)")
        return self

    @property
    def key(self) -> str:
        """Which of `to`, `times` and `drop` it gives."""
        return "drop" if self.drop else "times" if self.times is not None else "to"

    def sets(self, path: str) -> bool:
        """Return whether what stands at `path`, or somewhere in it, is another one from then on."""
        return f"{self.path}.".startswith(f"{path}.") or f"{path}.".startswith(f"{self.path}.")

    def sentence(self, before: Sequence[Any]) -> str:
        """Return the effect in one English sentence; `before` is what its places said until then."""
        what = f"{self.label}: " if self.label else ""
        if self.path == "rulebook.amnesty" and isinstance(self.to, dict):
            named = self.to.get("conduct", [])
            names = ", ".join(map(str, named)) if isinstance(named, list) else str(named)
            return f"{what}on day {self.day}, an amnesty undoes every entry for {names} that still stands."
        if self.drop:
            effect = "no longer holds"
        elif self.times is not None:
            effect = f"is multiplied by {_shown(self.times)}"
        else:
            effect = f"is {_shown(self.to)}"
        was = "" if before[0] is None or isinstance(before[0], dict) else f" (it was {_shown(before[0])})"
        if "*" in self.path.split("."):
            was = f" (in {len(before)} place{'' if len(before) == 1 else 's'})"
        return f"{what}from day {self.day} on, {self.path} {effect}{was}."


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
