"""Who watches, and through which parameter it is filed: `[organisations.*]` and `[catalogue]`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from glasscity.scenario.inspection import Inspection
from glasscity.scenario.owners import Accounts
from glasscity.scenario.quantities import (
    Code16,
    Code32,
    Days,
    PerYear,
    Points,
    Probability,
    Record,
    Sourced,
)

Kind = Literal["municipal", "judicial", "commercial", "other"]
Sight = Literal["purchases", "messages", "posts", "places", "contacts", "payments", "registration"]


class Errors(Sourced):
    """How an organisation garbles what it files. Each probability is for one filing."""

    missed: Probability = Field(Decimal(0), description="seen, but never filed")
    late: Probability = Field(Decimal(0), description="filed much later than usual")
    late_days: tuple[Days, Days] = Field((30, 180), description="how much later, shortest and longest")
    duplicated: Probability = Field(Decimal(0), description="filed twice")
    wrong_person: Probability = Field(
        Decimal(0), description="filed about a namesake, or about somebody next door"
    )
    namesake: Probability = Field(
        Decimal("0.8"), description="share of wrong persons who are namesakes; the rest live next door"
    )
    wrong_parameter: Probability = Field(
        Decimal(0), description="filed through a parameter of another conduct that it watches"
    )
    stale: Probability = Field(Decimal(0), description="filed once more long after, as if it were new")
    stale_days: tuple[Days, Days] = Field((180, 720), description="how long after, shortest and longest")
    invented_per_year: PerYear = Field(
        Decimal(0), description="filings about each citizen of something that never happened"
    )
    invented_bound_per_year: PerYear = Field(
        Decimal(0), description="highest that invented_per_year may reach; frozen: no change moves it"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Errors:
        for name in ("late_days", "stale_days"):
            shortest, longest = getattr(self, name)
            if longest < shortest or longest > 3650:
                raise ValueError(f"{name} {shortest}, {longest}: shortest first, and at most 3650 days")
        if self.invented_per_year > self.invented_bound_per_year:
            raise ValueError(
                f"invented_per_year {self.invented_per_year} is above its invented_bound_per_year of "
                f"{self.invented_bound_per_year}"
            )
        if self.invented_bound_per_year >= 365:
            raise ValueError(
                f"invented_bound_per_year {self.invented_bound_per_year} is once a day or more; at most one "
                "filing a day is invented about somebody, so the bound is below 365"
            )
        return self


class Organisation(Sourced):
    """One organisation, or a series of like ones that share the city between them.

    A series has `count` members with codes `code` … `code + count - 1`; every community of the city
    belongs to one member, which alone sees the conduct of the people there.
    """

    code: Code16
    label: str
    kind: Kind
    count: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1
    company: bool = Field(False, description="one of the companies that see purchases, messages, …")
    observes: list[Sight] = Field(default_factory=list, description="what a company sees")
    delay_days: tuple[Days, Days] = Field(
        (1, 1), description="shortest and longest time from act to filing; at least 1 day"
    )
    sees: dict[str, Probability] = Field(
        default_factory=dict, description="probability that it sees and files an act of a conduct"
    )
    sees_ties: dict[str, Probability] = Field(
        default_factory=dict, description="probability that it files a tie of a layer as a known contact"
    )
    errors: Errors | None = Field(None, description="how it errs; not at all if not given")
    inspection: Inspection | None = Field(
        None, description="where it looks for some conduct; everywhere alike if not given"
    )
    owner: str | None = Field(None, description="name of an entry of [owners]")
    accounts: Accounts | None = Field(None, description="whom it knows by name; everybody if not given")

    @model_validator(mode="after")
    def _consistent(self) -> Organisation:
        shortest, longest = self.delay_days
        if shortest < 1:
            raise ValueError("delay_days starts at 1: nothing is recorded on the day it happens")
        if longest < shortest:
            raise ValueError(f"delay_days {shortest}, {longest}: the longest is below the shortest")
        if longest > 1000:
            raise ValueError("delay_days reaches beyond 1000 days")
        if self.observes and not self.company:
            raise ValueError("`observes` is for companies: add `company = true`")
        if self.code + self.count - 1 > 65535:
            raise ValueError("the codes of this series pass 65535")
        return self


class Block(Record):
    """Parameters with codes `first` … through which an organisation files one conduct.

    For a series of organisations, each member has its own `count` parameters, one block after the other.
    The count is frozen: to drop parameters, list their codes in `dropped`; nothing else moves.
    """

    first: Code32
    count: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class ParameterException(Sourced):
    """A parameter whose points differ from those of its conduct's rule."""

    parameter: Code32
    label: str = ""
    points: Points


class Catalogue(Sourced):
    """All parameters that the data centre knows, by organisation and conduct."""

    blocks: dict[str, dict[str, Block]]
    exceptions: list[ParameterException] = Field(default_factory=list, max_length=10_000)
    dropped: list[Code32] = Field(default_factory=list, max_length=100_000)
