"""What people's lives are like, and what changes it: the `[circumstances]` table."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Bearing, Factor, PerYear, Probability, Record, Sourced

MOST_KINDS = 16
"""Kinds of circumstance: one bit of a citizen's state each."""


class Words(Record):
    """What a reader of one life is told."""

    begins: str = Field(min_length=3, max_length=80, description='such as "loses work"')
    ends: str = Field(min_length=3, max_length=80, description='such as "finds work"')


class Circumstance(Sourced):
    """Something that somebody is in or not: without work, in debt, without a flat, out of hope."""

    code: Annotated[
        int, Field(strict=True, ge=1, le=255, description="its number in the tables; never reused")
    ]
    label: str
    words: Words
    at_start: Probability = Field(
        Decimal(0), description="share of citizens who are in it on the first morning"
    )
    begins_per_year: PerYear = Field(Decimal(0), description="how often it begins for whoever is not in it")
    ends_per_year: PerYear = Field(Decimal(0), description="how often it ends for whoever is in it")
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factors on at_start and begins_per_year by level"
    )
    ends_depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factors on ends_per_year by level"
    )
    lasts_days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = Field(
        None, description="it ends after so many days, and in no other way"
    )
    begins_when_refused: dict[str, Probability] = Field(
        default_factory=dict, description="probability that a refused service makes it begin"
    )
    begins_when_dearer: dict[str, Probability] = Field(
        default_factory=dict, description="probability that a service granted dearer makes it begin"
    )
    ends_when_granted: dict[str, Probability] = Field(
        default_factory=dict, description="probability that a service granted, on any terms, ends it"
    )
    domains: dict[str, Bearing] = Field(
        default_factory=dict, description="factor on all conduct of a domain while it lasts"
    )
    conduct: dict[str, Bearing] = Field(
        default_factory=dict, description="factor on a conduct while it lasts, instead of its domain's"
    )
    services: dict[str, Bearing] = Field(
        default_factory=dict, description="factor on how often one asks while it lasts; 0: one has given up"
    )
    raises: dict[str, Factor] = Field(
        default_factory=dict, description="factor on begins_per_year of other circumstances while it lasts"
    )

    @model_validator(mode="after")
    def _ends_in_one_way(self) -> Circumstance:
        if self.lasts_days is not None and (self.at_start or self.ends_per_year or self.ends_when_granted):
            raise ValueError(
                "what lasts a number of days begins during the run and ends by time alone: leave out "
                "`lasts_days`, or `at_start`, `ends_per_year` and `ends_when_granted`"
            )
        return self


class Circumstances(Sourced):
    """The circumstances of a city. Without this table nobody's life changes by what is refused."""

    enabled: bool = True
    every_days: Annotated[int, Field(strict=True, ge=1, le=31)] = Field(
        7, description="how often chance looks at one citizen"
    )
    kinds: dict[str, Circumstance] = Field(min_length=1, max_length=MOST_KINDS)

    @model_validator(mode="after")
    def _told_apart(self) -> Circumstances:
        seen: dict[int, str] = {}
        for name, kind in self.kinds.items():
            if kind.code in seen:
                raise ValueError(f"kinds.{name}.code: {kind.code} is already the code of {seen[kind.code]!r}")
            seen[kind.code] = name
        return self
