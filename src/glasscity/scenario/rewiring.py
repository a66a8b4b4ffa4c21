"""How ties end and form: the `[rewiring]` table."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Days, Factor, Probability, Record, Sourced

LARGEST_FACTOR = Decimal("1.99")
"""What bears on conduct is kept in 128ths, in one byte."""
LONGEST_DELAY = 1000

Bands = Annotated[int, Field(strict=True, ge=0, le=100)]
Between = tuple[Days, Days]


class Drop(Record):
    """Who drops whom because of the score."""

    per_week: Probability = Field(description="probability that somebody looks for a contact to drop")
    bands_below: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(
        description="a contact is dropped who is at least so many categories below oneself"
    )
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factor for levels of an attribute of who drops"
    )


class Seek(Record):
    """Who looks for a new contact, and whom they take."""

    per_week: Probability = Field(
        description="probability that somebody with a free place looks for a new contact"
    )
    prefers_higher: bool = Field(True, description="whether those in a better category go first")
    bands_tolerated: Bands = Field(
        description="by how many categories a new contact may be below oneself; the other one asks the same"
    )
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factor for levels of an attribute of who looks"
    )


class Filed(Record):
    """When the companies file that a tie has formed or ended."""

    formed_after_days: Between = Field(description="shortest and longest time until a new tie is on file")
    ended_after_days: Between = Field(description="shortest and longest time until an end is on file")
    never_ended: Probability = Field(
        description="share of ends that no company notices: the tie stays on file"
    )

    @model_validator(mode="after")
    def _tomorrow_at_the_earliest(self) -> Filed:
        for name in ("formed_after_days", "ended_after_days"):
            shortest, longest = getattr(self, name)
            if not 1 <= shortest <= longest:
                raise ValueError(f"{name} {shortest}, {longest}: at least 1 day, shortest first")
            if longest > LONGEST_DELAY:
                raise ValueError(f"{name} reaches beyond {LONGEST_DELAY} days")
        return self


class Support(Sourced):
    """What people do when many of those who helped them are gone."""

    share_left: Probability = Field(
        description="somebody is isolated who has less than this share of their first contacts"
    )
    conduct: dict[str, Factor] = Field(
        min_length=1, max_length=20, description="factor on how often the isolated do something"
    )

    @model_validator(mode="after")
    def _kept_in_a_byte(self) -> Support:
        for name, factor in self.conduct.items():
            if factor > LARGEST_FACTOR:
                raise ValueError(f"conduct.{name}: factor {factor} is above {LARGEST_FACTOR}, the largest")
        return self


class Rewiring(Sourced):
    """Who drops whom, who takes up whom, and what the authority hears of it. Ties never change without it."""

    enabled: bool = True
    layers: list[str] = Field(
        min_length=1, description="kinds of ties that may end; one that is a household's as well never does"
    )
    forms: str = Field(description="kind of tie that a new one is")
    knows: Probability = Field(description="probability that somebody knows another's category")
    lose_touch: Probability = Field(
        Decimal(0), description="probability a week that somebody loses a contact, whatever the score"
    )
    drop: Drop
    seek: Seek
    filed: Filed
    support: Support | None = Field(None, description="what isolation does; nothing if not given")

    @model_validator(mode="after")
    def _nobody_takes_up_whom_they_would_drop(self) -> Rewiring:
        if self.seek.bands_tolerated >= self.drop.bands_below:
            raise ValueError(
                f"seek.bands_tolerated {self.seek.bands_tolerated} reaches drop.bands_below "
                f"{self.drop.bands_below}: people would take up whom they drop; tolerate fewer"
            )
        return self
