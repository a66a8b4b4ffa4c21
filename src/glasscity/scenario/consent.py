"""Who is scored only if they agree: the `[scoring.consent]` table."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from glasscity.scenario.quantities import Factor, PerYear, Probability, Sourced


class Consent(Sourced):
    """Nobody is scored who does not consent; what others do is recorded all the same."""

    enabled: bool = True
    share: Probability = Field(description="share of citizens who consent when they are asked")
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict,
        max_length=4,
        description="factor on the share for levels of an attribute; a level not named has 1",
    )
    joining_per_year: PerYear = Field(
        Decimal(0), description="how often somebody without consent comes to give it"
    )
    withdrawing_per_year: PerYear = Field(
        Decimal(0), description="how often somebody who has given it withdraws it"
    )
