"""How readily each citizen does what is done well or ill, as one fine number: the `[propensity]` table."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Change, Probability, Sourced

THOUSANDTHS = 1000


class Propensity(Sourced):
    """Everybody has a propensity p, drawn evenly; what one does goes with p or against it."""

    enabled: bool = True
    lowest: Probability = Decimal("0.001")
    highest: Probability = Decimal("0.999")
    raises: list[str] = Field(description="conduct whose rate is multiplied by 2 p")
    lowers: list[str] = Field(description="conduct whose rate is multiplied by 2 (1 - p)")
    daily: dict[str, Change] = Field(
        default_factory=dict, description="change of p on every day that one begins in a category"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Propensity:
        if self.lowest >= self.highest:
            raise ValueError(f"lowest is {self.lowest} and highest {self.highest}; lowest is below highest")
        for place, value in (("lowest", self.lowest), ("highest", self.highest), *self.daily.items()):
            if value * THOUSANDTHS % 1:
                raise ValueError(f"{place}: expected at most three decimals, got {value}")
        both = set(self.raises) & set(self.lowers)
        if both:
            raise ValueError(f"{min(both)!r} stands in `raises` and in `lowers`; it goes one way")
        return self


def in_thousandths(value: Decimal) -> int:
    """Return a propensity, or a change of it, in thousandths."""
    return int(value * THOUSANDTHS)


__all__ = ["Propensity", "in_thousandths"]
