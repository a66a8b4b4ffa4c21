"""Copies of the file that others took, and go by: the `[copies.*]` tables."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glasscity.scenario.quantities import Code16, Probability, Sourced


class Holder(Sourced):
    """Somebody who took a copy of the file: some services answer by the copy, and not by the file."""

    code: Code16
    label: str
    enabled: bool = True
    services: list[str] = Field(min_length=1, description="services that answer by this copy")
    renewed_after_days: Annotated[int, Field(strict=True, ge=1, le=36500)] = Field(
        description="every copy of a citizen's file is taken anew after so many days"
    )
    passes_on: Probability = Field(
        description="probability that the holder is told of a correction or a repair, and takes a new copy"
    )
