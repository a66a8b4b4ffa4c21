"""A category given by lot to some, and to others not: the `[experiment]` table."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glasscity.scenario.quantities import Sourced, UpToHalf


class Experiment(Sourced):
    """Some citizens, drawn by lot, are put into a category; as many, drawn likewise, are not."""

    enabled: bool = True
    day: Annotated[int, Field(strict=True, ge=1, le=36500)] = Field(
        description="morning on which the lots are drawn; the category holds from that day"
    )
    share: UpToHalf = Field(
        description="share of those who may be drawn that is assigned, and share of controls"
    )
    by: str = Field(description="organisation that files the lots")
    conduct: str = Field(
        description="what is filed: conduct that nobody does, whose rule gives no points and sets the "
        "category for some days"
    )
    after_days: list[Annotated[int, Field(strict=True, ge=0, le=3650)]] = Field(
        default=[1, 30, 90, 180],
        min_length=1,
        max_length=12,
        description="days after the category ends at which both groups are compared",
    )
