"""Having bad entries struck out after a time: the `[repair]` table, and amnesties."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Days, Probability, Record, Sourced


class Waiting(Record):
    """How long an entry has to stand before it can be repaired, by the gravity of its conduct."""

    gravity: Annotated[int, Field(strict=True, ge=0, le=10, description="from this gravity on")]
    days: Annotated[int, Field(strict=True, ge=1, le=36500)]


class Repair(Sourced):
    """Who applies for repair, when, on which conditions, and how soon it is decided."""

    enabled: bool = True
    waiting: list[Waiting] = Field(
        min_length=1, description="shortest time by gravity, the lowest gravity first; from 0 on"
    )
    applies: Probability = Field(description="share of entries whose citizens apply when the time has come")
    within_days: Days = Field(description="they apply so many days after that at most, evenly spread")
    conditions_met: Probability = Field(
        description="share of applicants who have done what is asked: fine paid, course taken, pledge signed"
    )
    clean_days: Days = Field(description="no new entry against them in so many days before the decision")
    decided_after_days: tuple[Days, Days] = Field(
        description="from the application to the decision; at least 1 day"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Repair:
        shortest, longest = self.decided_after_days
        if shortest < 1 or longest < shortest:
            raise ValueError(
                f"decided_after_days {shortest}, {longest}: at least 1 day, and the shortest first"
            )
        if self.waiting[0].gravity != 0:
            raise ValueError(f"waiting starts at gravity {self.waiting[0].gravity}; it starts at 0")
        for lower, higher in pairwise(self.waiting):
            if higher.gravity <= lower.gravity:
                raise ValueError(f"waiting: gravity {higher.gravity} comes after {lower.gravity}")
        return self

    def days_of(self, gravity: int) -> int:
        """Return how long an entry of conduct of some gravity has to stand."""
        return next(step.days for step in reversed(self.waiting) if step.gravity <= gravity)


class Amnesty(Sourced):
    """On the day on which this is set, every entry of these kinds of conduct that still stands is undone."""

    conduct: list[str] = Field(min_length=1)
