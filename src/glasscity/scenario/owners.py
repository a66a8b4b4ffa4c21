"""Who owns the companies, whom they know by name, and what the score takes for what: owners and proxies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from glasscity.scenario.quantities import Code16, Factor, PerYear, Probability, Sourced

MOST_ACCOUNTS = 32
"""Services with accounts in one city: each is a bit of what is known of a citizen."""


class Accounts(Sourced):
    """Who has an account under their real name: a service sees the conduct of nobody else."""

    share: Probability = Field(description="probability that a citizen has an account here")
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict,
        max_length=4,
        description="factor on the share for levels of an attribute; a level not named has 1",
    )


class Failure(Sourced):
    """An owner's services fail together: what becomes of what they file during those days."""

    per_year: PerYear = Field(description="how often a failure begins; at most once a day")
    days: Annotated[int, Field(strict=True, ge=1, le=365)] = Field(description="how many days it lasts")
    lost: Probability = Field(Decimal(0), description="share of filings that are lost")
    duplicated: Probability = Field(Decimal(0), description="share of filings that are filed twice")
    wrong_person: Probability = Field(
        Decimal(0), description="share of filings that name a namesake, or somebody next door"
    )
    namesake: Probability = Field(
        Decimal("0.8"), description="share of wrong persons who are namesakes; the rest live next door"
    )


class Owner(Sourced):
    """One owner of several services."""

    code: Code16
    label: str
    linked: bool = Field(
        False, description="whether an account at one service makes a person known at all of this owner's"
    )
    failure: Failure | None = Field(None, description="how the services fail; never if not given")


class Proxy(Sourced):
    """Conduct that is taken for a trait: what the points of a rule are meant to reward or punish.

    A statement of intent: nothing in the city reads it. The report says how often it is right.
    """

    label: str = Field(description="what the conduct is taken for, in words")
    conduct: str
    attribute: str
    levels: list[str] = Field(min_length=1, description="levels of the attribute that the conduct stands for")
