"""Citizens who file about their contacts: the `[denunciation]` table."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Factor, PerYear, Probability, Sourced

MOST_TRUTHS = 4
"""Motives that tell the truth: each is decided by one word of the same draw."""


class Motive(Sourced):
    """Why somebody denounces. A true denunciation tells of an act; a false one makes it up."""

    code: Annotated[int, Field(strict=True, ge=1, le=255)]
    label: str
    tells: Literal["the truth", "a lie"]
    each_act: Probability = Field(
        Decimal(0), description="for the truth: probability that a contact tells of one act"
    )
    per_year: PerYear = Field(Decimal(0), description="for a lie: how often one citizen tells one")
    bound_per_year: PerYear = Field(
        Decimal(0), description="highest that per_year may reach for anybody; frozen: no change moves it"
    )
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factor for levels of an attribute of the informer"
    )

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Motive:
        if self.tells == "the truth" and (self.per_year or self.bound_per_year):
            raise ValueError("the truth is told of acts: give `each_act`, not `per_year`")
        if self.tells == "a lie" and self.each_act:
            raise ValueError("a lie needs no act: give `per_year` and `bound_per_year`, not `each_act`")
        if self.bound_per_year >= 365:
            raise ValueError(
                f"bound_per_year {self.bound_per_year} is once a day or more; nobody denounces twice a day, "
                "so the bound is below 365"
            )
        return self


class Denunciation(Sourced):
    """Who is told of, to whom, and what becomes of it."""

    enabled: bool = True
    to: str = Field(description="organisation that takes denunciations; it files them the next day")
    about: list[str] = Field(min_length=1, description="conduct that is told of")
    layers: list[str] = Field(min_length=1, description="kinds of ties through which one knows somebody")
    reward: str | None = Field(
        None,
        description="conduct whose rule gives the informer points; while denunciation is enabled, it "
        "happens by denouncing and in no other way",
    )
    checked: Probability = Field(description="share of denunciations that are looked into")
    lie_found: Probability = Field(description="probability that looking into a lie finds it out")
    secret: bool = Field(True, description="whether the person denounced never learns who it was")
    motives: dict[str, Motive] = Field(min_length=1)

    @model_validator(mode="after")
    def _told_apart(self) -> Denunciation:
        seen: dict[int, str] = {}
        for name, motive in self.motives.items():
            if motive.code in seen:
                raise ValueError(
                    f"motives.{name}.code: {motive.code} is already the code of {seen[motive.code]!r}"
                )
            seen[motive.code] = name
        truths = sum(motive.tells == "the truth" for motive in self.motives.values())
        if truths > MOST_TRUTHS:
            raise ValueError(f"{truths} motives tell the truth; at most {MOST_TRUTHS}")
        return self
