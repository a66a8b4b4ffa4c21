"""What the data centre makes of filings: the `[rulebook]`, `[courts]` and `[scoring]` tables."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from glasscity.scenario.consent import Consent
from glasscity.scenario.quantities import (
    Accountable,
    Days,
    Money,
    Points,
    Probability,
    Record,
    Sourced,
    Weight,
)
from glasscity.scenario.repair import Amnesty


class Override(Record):
    """To a category at once, whatever the score, for some days: the worse of both holds."""

    category: str
    days: Annotated[int, Field(strict=True, ge=1, le=36500)]


class Rule(Sourced, Accountable):
    """Points for one conduct."""

    points: Points | None = Field(None, description="points of every parameter of this conduct")
    points_from: Points | None = Field(
        None, description="with points_to: every parameter has its own whole points in this range"
    )
    points_to: Points | None = None
    expires_after_days: Annotated[int, Field(strict=True, ge=1, le=36500)] | None = None
    override: Override | None = None
    cap: str | None = Field(None, description="name of an entry of [rulebook.caps]")
    text: str = Field("", description="the rule in the words of its source, translated or shortened")

    @property
    def mean_points(self) -> Decimal:
        """The points, or the middle of their range."""
        if self.points is not None:
            return Decimal(self.points)
        assert self.points_from is not None
        assert self.points_to is not None
        return Decimal(self.points_from + self.points_to) / 2

    @model_validator(mode="after")
    def _points(self) -> Rule:
        ranged = self.points_from is not None or self.points_to is not None
        if (self.points is None) == (not ranged):
            raise ValueError("give `points`, or `points_from` with `points_to`")
        if ranged:
            if self.points_from is None or self.points_to is None:
                raise ValueError("`points_from` and `points_to` belong together")
            if self.points_from > self.points_to:
                raise ValueError("points_from is above points_to")
            if self.points_from % 1 or self.points_to % 1:
                raise ValueError("points_from and points_to are whole points")
        return self


class Cap(Sourced):
    """A bound on what the rules that name it can add to, or take from, one citizen's base.

    `year`: on the points gained and lost since New Year; points that expire give no room back.
    `standing`: on the sum of the entries that count at present.
    """

    code: Annotated[int, Field(strict=True, ge=1, le=16)]
    label: str = ""
    window: Literal["year", "standing"]
    most_gained: Annotated[Points, Field(ge=0)] | None = None
    most_lost: Annotated[Points, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _bounds_something(self) -> Cap:
        if self.most_gained is None and self.most_lost is None:
            raise ValueError("give `most_gained` or `most_lost`")
        return self


class Influence(Sourced):
    """What known contacts' scores add to one's own.

    `level`: weight × (mean of contacts' totals − start). `drift`: each time, influence changes by
    weight × (mean of contacts' totals − own total). `off`: nobody's score depends on anybody else.
    """

    kind: Literal["off", "level", "drift"]
    weight: Weight
    every_days: Annotated[int, Field(strict=True, ge=1, le=366)] = Field(
        1, description="how often it is worked out"
    )


class Category(Record):
    """A band of totals, from its lower bound up to the bound of the next better one."""

    name: Annotated[str, Field(min_length=1, max_length=12)]
    at_least: Points | None = Field(None, description="lower bound; the worst category has none")
    sureness: Literal["H", "M", "L"] | None = None


class Categories(Sourced):
    """The bands, best first."""

    bands: list[Category] = Field(min_length=2, max_length=16)

    @model_validator(mode="after")
    def _ordered(self) -> Categories:
        names = [band.name for band in self.bands]
        if len(set(names)) != len(names):
            raise ValueError("two categories have the same name")
        if self.bands[-1].at_least is not None:
            raise ValueError(f"the last category, {names[-1]!r}, takes everybody else: it has no `at_least`")
        for band in self.bands[:-1]:
            if band.at_least is None:
                raise ValueError(f"{band.name!r} needs `at_least`: every category but the last has one")
        for better, worse in pairwise(self.bands[:-1]):
            assert better.at_least is not None
            assert worse.at_least is not None
            if better.at_least <= worse.at_least:
                raise ValueError(
                    f"bounds out of order: {better.name!r} starts at {better.at_least}, "
                    f"not above {worse.name!r} at {worse.at_least}"
                )
        return self


class Rulebook(Sourced, Accountable):
    """The rules of one data centre; who answers for it answers for every rule that names nobody else."""

    start: Points = Field(description="points that everybody starts with")
    lowest_total: Points = Field(description="the total is read as at least this")
    highest_total: Points = Field(description="the total is read as at most this")
    recalculated: Literal["daily", "monthly"] = Field(
        "daily", description="when totals are worked out: every day, or on the first day of a month"
    )
    criteria_published: bool = Field(
        True, description="whether the rules and everybody's own score can be known"
    )
    walls: bool = Field(
        False, description="walls between contexts: a service reads only what arose in its own, no contacts"
    )
    categories: Categories
    influence: Influence
    caps: dict[str, Cap] = Field(default_factory=dict, max_length=16)
    rules: dict[str, Rule] = Field(min_length=1)
    amnesty: Amnesty | None = Field(None, description="set by an intervention: on its day, these are undone")

    @model_validator(mode="after")
    def _start_in_range(self) -> Rulebook:
        if not self.lowest_total <= self.start <= self.highest_total:
            raise ValueError(
                f"start {self.start} lies outside lowest_total {self.lowest_total} … "
                f"highest_total {self.highest_total}"
            )
        if self.recalculated == "monthly" and self.influence.kind != "off":
            raise ValueError("recalculated 'monthly' needs influence.kind 'off': contacts count daily")
        return self


class Courts(Sourced):
    """Fines that the law sets whether or not anybody is scored: one for each deed that is filed."""

    fines: dict[str, Money]


class Harm(Sourced):
    """What counts as in proportion, for the measure of harm."""

    points_per_gravity: Annotated[Points, Field(ge=0)] = Field(
        description="points that may be lost for each step of gravity before it is out of proportion"
    )


class Scoring(Record):
    """Whether anybody is scored at all. Off: courts and fines only, the baseline beside every city."""

    enabled: bool = True
    basic_protected: bool = Field(
        False, description="whether a low score alone never refuses a basic service, nor makes it dearer"
    )
    consent: Consent | None = Field(None, description="who consents; everybody is scored if not given")


SAMPLE = Decimal("0.01")
"""The share of citizens whose rows a sample keeps, where none is given."""


class Recording(Record):
    """Which tables a run keeps, and whose rows."""

    ledger: Literal["all", "sample", "aggregates"] = Field(
        "all", description="whose rows are kept: everybody's, those of a sample of citizens, or nobody's"
    )
    sample: Annotated[Probability, Field(gt=0, lt=1)] | None = Field(
        None, description="with ledger 'sample': the share of citizens whose rows are kept, 0.01 if not given"
    )
    acts: bool = Field(True, description="every act, the truth; without it stories tell only the file")
    influence: bool = Field(True, description="every change of influence, with its day")
    true_record: bool = Field(
        True,
        description="a second score on the true record, which says what is erroneous, where anything is",
    )

    @property
    def share_kept(self) -> Decimal:
        """The share of citizens whose rows are kept."""
        if self.ledger == "sample":
            return SAMPLE if self.sample is None else Decimal(self.sample)
        return Decimal(self.ledger == "all")

    @model_validator(mode="after")
    def _of_a_sample(self) -> Recording:
        if self.sample is not None and self.ledger != "sample":
            raise ValueError(f"`sample` goes with ledger = 'sample', and ledger is {self.ledger!r}")
        return self


__all__ = [
    "Cap",
    "Categories",
    "Category",
    "Courts",
    "Days",
    "Influence",
    "Override",
    "Recording",
    "Rule",
    "Rulebook",
    "Scoring",
]
