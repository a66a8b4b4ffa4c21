"""Contesting what is on file: the `[appeals]` table."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Days, Encouragement, Factor, Hours, Money, Probability, Sourced


class Cost(Sourced):
    """What it takes to contest one entry; it is counted, and puts nobody off by itself."""

    hours: Hours = Field(description="hours of one's time, for each entry contested")
    money: Money = Field(description="money, for each entry contested")


class Learning(Sourced):
    """What one's own appeals teach: factors on contesting from the day after each answer on."""

    after_refusal: Probability = Field(description="factor for each appeal refused, at most 1")
    after_success: Encouragement = Field(description="factor for each appeal granted, at least 1")


class Helpers(Sourced):
    """Who has somebody to turn to, and what that changes."""

    share: Probability = Field(description="share of citizens who have help with appeals")
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factor on the share, for levels of an attribute"
    )
    contests: Factor = Field(description="factor on contesting an entry, wrong or right")
    corrected: Factor = Field(description="factor on being granted once somebody listens, wrong or right")


class Appeals(Sourced):
    """Who learns of an entry against them, who contests it, who is heard, and who gets it corrected."""

    enabled: bool = True
    notified: Probability = Field(description="share of entries against somebody that they are told of")
    if_wrong: Probability = Field(
        description="probability of contesting an entry about something one did not do"
    )
    if_right: Probability = Field(description="probability of contesting an entry about something one did")
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factor on both, for levels of an attribute"
    )
    after_days: tuple[Days, Days] = Field(description="from being told to the appeal; at least 1 day")
    hearings_per_day: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = Field(
        description="hearings a day for every 100,000 citizens; whoever is not heard waits, first come first"
    )
    answer_days: tuple[Days, Days] = Field(description="from the hearing to the answer; at least 1 day")
    corrected_if_wrong: Probability = Field(description="probability that a wrong entry is corrected")
    corrected_if_right: Probability = Field(description="probability that a right one is corrected")
    machine_believed: Probability = Field(
        description="automation bias: share of hearings that follow the file whatever is said"
    )

    cost: Cost | None = None
    learning: Learning | None = None
    helpers: Helpers | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Appeals:
        for name in ("after_days", "answer_days"):
            shortest, longest = getattr(self, name)
            if shortest < 1 or longest < shortest:
                raise ValueError(f"{name} {shortest}, {longest}: at least 1 day, shortest first")
        return self
