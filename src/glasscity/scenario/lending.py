"""A lender who goes by the file: the `[lending]` table."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from glasscity.scenario.quantities import Code16, Probability, Record, Sourced

CHANCES = 10_000
"""Chances of repaying are whole 1/10,000: what a lender works out of them is exact."""
EQUAL_OPPORTUNITY = "equal opportunity"
Policy = Literal["max utility", "equal opportunity"]


def _whole_chances(chance: Decimal) -> Decimal:
    if chance * CHANCES % 1:
        raise ValueError(f"expected at most four decimals, got {chance}")
    return chance


Chance = Annotated[Probability, AfterValidator(_whole_chances)]
Customers = Annotated[int, Field(strict=True, ge=0, le=10_000)]


class CustomerGroup(Record):
    """One of the two groups that a lender tells apart; nothing else in the city does."""

    code: Code16
    label: str
    customers: Annotated[int, Field(strict=True, ge=1, le=10_000)] = Field(
        description="citizens of this group at every branch"
    )
    at_start: dict[str, Customers] = Field(
        default_factory=dict,
        description="customers whom the lender put into each category before day 0; the others begin with "
        "the starting score",
    )


class Lending(Sourced):
    """Loans to some of the lender's customers every day, who repay or not by their category.

    The citizens in the order of their numbers are the customers of one branch after another, the groups in
    the order of their codes; those who do not fill a branch are customers of none. A branch goes by its own
    customers alone, so that a city of many branches is as many lives of a city of one.
    """

    enabled: bool = True
    service: str = Field(description="what is lent: a service that nobody asks for in any other way")
    organisation: str = Field(description="the lender, who files what came of a loan")
    repaid: str = Field(description="conduct: a loan repaid")
    defaulted: str = Field(description="conduct: a loan not repaid")
    opening: str | None = Field(
        None,
        description="conduct that stands for what was before day 0, with a parameter for each category; "
        "needed where a group has `at_start`",
    )
    policy: Policy = Field(description="whom it lends to")
    applicants: Annotated[int, Field(strict=True, ge=1, le=1000)] = Field(
        1, description="draws of an applicant a day at every branch: a group by a fair coin, then one of it"
    )
    repays: dict[str, Chance] = Field(
        description="probability that somebody in a category repays, at most four decimals; the lender goes "
        "by it, too"
    )
    groups: dict[str, CustomerGroup] = Field(min_length=2, max_length=2)

    @property
    def in_order(self) -> list[CustomerGroup]:
        """The groups in the order of their codes."""
        return sorted(self.groups.values(), key=lambda group: group.code)

    @property
    def branch(self) -> int:
        """How many customers a branch has."""
        return sum(group.customers for group in self.groups.values())
