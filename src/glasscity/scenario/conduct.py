"""What people do and ask for: the `[conduct.*]` and `[services.*]` tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from glasscity.scenario.quantities import (
    Accountable,
    Code16,
    Factor,
    Money,
    Percent,
    PerYear,
    Probability,
    Record,
    Sourced,
)

MOST_COMBINATIONS = 4096
"""A rate may depend on attributes with at most this many combinations of levels."""


class Occasion(Sourced):
    """Something that happens to a citizen on a day, at a yearly rate that may depend on who they are.

    The bound is frozen: it fixes the draw that picks the day's candidates, and a twin of the scenario
    inherits it, so that changing one rate leaves every other occasion where it was.
    """

    code: Code16
    label: str
    context: str = Field(
        description="name of an entry of [contexts]: where the data arise or a refusal hurts"
    )
    per_year: PerYear
    bound_per_year: PerYear = Field(
        description="highest that the rate may reach for anybody; frozen: no change moves it"
    )
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict,
        max_length=4,
        description="factor on the rate for levels of an attribute; a level not named has 1",
    )


class Conduct(Occasion):
    """A kind of act. Its lawfulness and gravity are stated apart from what a rulebook makes of it."""

    domain: str = Field(description="name of an entry of [domains]")
    lawful: bool
    gravity: Annotated[int, Field(strict=True, ge=0, le=10)] = Field(
        description="harm to others on a scale from 0 (none) to 10"
    )


class Term(Record):
    """What one category changes about a service: refused, dearer, cheaper, or served first."""

    refused: bool = False
    first: bool = Field(False, description="served first: the ordinary refusal is skipped")
    interest_percent: Percent | None = None
    price: Money | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Term:
        if self.refused and (self.first or self.interest_percent is not None or self.price is not None):
            raise ValueError("a refused service has no price and no priority")
        if self.interest_percent is not None and self.price is not None:
            raise ValueError("give `interest_percent` or `price`, not both")
        return self


class Service(Occasion, Accountable):
    """Something that citizens apply for: a loan, a school place, a doctor, a ticket, a licence, a job."""

    asked_by: dict[str, list[str]] = Field(
        default_factory=dict, description="levels of attributes of those who ask at all"
    )
    basic: bool = Field(
        False, description="a basic service, which a low score alone may not touch where that is protected"
    )
    asked_elsewhere: Probability = Field(
        Decimal(0), description="share of requests that are made in another town, which looks at no category"
    )
    ordinary_refusal: Probability = Field(
        description="probability of a refusal that has nothing to do with any score"
    )
    price: Money | None = Field(None, description="ordinary price")
    amount: Money | None = Field(None, description="size of a loan")
    interest_percent: Percent | None = Field(None, description="ordinary yearly interest of a loan")
    terms: dict[str, Term] = Field(default_factory=dict, description="what a category changes")
    terms_source: str | None = Field(None, description="source of the terms, where it is not the table's own")
    terms_sureness: Literal["H", "M", "L"] | None = None

    @model_validator(mode="after")
    def _priced(self) -> Service:
        if (self.amount is None) != (self.interest_percent is None):
            raise ValueError("`amount` and `interest_percent` belong together")
        if self.amount is not None and self.price is not None:
            raise ValueError("give `price`, or `amount` with `interest_percent`, not both")
        for category, term in self.terms.items():
            if term.interest_percent is not None and self.amount is None:
                raise ValueError(f"terms.{category}.interest_percent: this service has no `amount`")
            if term.price is not None and self.price is None:
                raise ValueError(f"terms.{category}.price: this service has no ordinary `price`")
        return self
