"""The kinds of number that a scenario may hold, and the rule that each says where it comes from.

Decimals of a scenario file are read as `decimal.Decimal`, never as binary floats, so that a probability of
.1 is exactly one tenth when its 32-bit threshold is worked out, on every machine.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

MILLIPOINTS = 1000
"""Scores are kept in millipoints: 1 point = 1000."""
SMALLEST = Decimal("1e-50")


def _number(value: Any) -> Any:
    """Refuse everything but finite numbers of a sane length: text, truth values, NaN and infinities."""
    if isinstance(value, str):
        raise ValueError(f"expected a plain number, got the text {value!r:.60}; the key names the unit")
    if isinstance(value, bool):
        raise ValueError(f"expected a number, got {str(value).lower()}")
    if isinstance(value, float):
        value = Decimal(repr(value))
    if not isinstance(value, int | Decimal):
        kinds = {"dict": "table", "list": "list", "date": "date", "datetime": "date", "time": "time"}
        kind = kinds.get(type(value).__name__, type(value).__name__)
        raise ValueError(f"expected a number, got a {kind}")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("expected a finite number")
        if 0 < abs(value) < SMALLEST:
            raise ValueError(f"expected 0 or at least {SMALLEST}, got {value}")
        if not value:
            return Decimal(0)
    return value


def _whole_millipoints(points: Decimal) -> Decimal:
    if points * MILLIPOINTS % 1:
        raise ValueError(f"expected at most three decimals, got {points}")
    return points


def _decimal(description: str, *checks: Any, **bounds: Any) -> Any:
    """Return an annotated `Decimal` whose JSON Schema is a plain number with the same bounds."""
    names = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
    schema: dict[str, Any] = {"type": "number", "description": description}
    schema |= {names[bound]: float(limit) for bound, limit in bounds.items()}
    return Annotated[Decimal, Field(**bounds), BeforeValidator(_number), *checks, WithJsonSchema(schema)]


Probability = _decimal("probability, from 0 to 1", ge=0, le=1)
Change = _decimal("change a day, from -1 to 1", ge=-1, le=1)
Weight = _decimal("weight of contacts' scores, from 0 to less than 1", ge=0, lt=1)
PerYear = _decimal("times a year (365 days), for one citizen", ge=0, le=36500)
Factor = _decimal("factor, 1 changes nothing", ge=0, le=1000)
Encouragement = _decimal("factor, 1 changes nothing; from 1 to 1.99", ge=1, le=1.99)
Bearing = _decimal("factor on a rate while it lasts, 1 changes nothing; at most 3.9", ge=0, le=3.9)
UpToHalf = _decimal("share, above 0 and at most one half", gt=0, le=0.5)
Points = _decimal(
    "points, at most three decimals", AfterValidator(_whole_millipoints), ge=-1_000_000, le=1_000_000
)
Hours = _decimal("hours", ge=0, le=100_000)
Money = _decimal("money in the scenario's currency", ge=0, le=1_000_000_000)
Percent = _decimal("per cent, 4.9 means 4.9 %", ge=0, le=1000)
Whole = Annotated[int, Field(strict=True)]
Code16 = Annotated[
    int,
    Field(strict=True, ge=1, le=65535, description="number that stands for it in the tables; never reused"),
]
Code32 = Annotated[
    int,
    Field(
        strict=True, ge=1, le=4294967295, description="number that stands for it in the tables; never reused"
    ),
]
Aggregate = _decimal("one number about many people: a share, a rate or a mean")
AboveZero = _decimal("above 0", gt=0)
Days = Annotated[int, Field(strict=True, ge=0, le=36500, description="days")]


class Record(BaseModel):
    """A frozen table of a scenario; unknown keys are refused, and so is what would need reinterpreting."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=False)

    @field_validator("*", mode="before")
    @classmethod
    def _as_written(cls, value: Any, about: ValidationInfo) -> Any:
        """Refuse text and numbers where pydantic would read a truth value or a date into them."""
        kind = cls.model_fields[about.field_name or ""].annotation
        if kind is bool and not isinstance(value, bool):
            raise ValueError(f"expected true or false, without quotes, got {value!r:.60}")
        if kind is date and type(value) is not date and about.mode == "python":
            raise ValueError(f"expected a day such as 2018-01-01, without quotes, got {str(value)!r:.60}")
        return value


class Sourced(Record):
    """A table with numbers: it names its `source`, or says what is `assumed`, or both."""

    source: str | None = Field(None, description="name of an entry of [sources]: where the numbers come from")
    assumed: str | None = Field(None, min_length=3, description="which numbers are assumed, and why so")
    sureness: str | None = Field(
        None, pattern="^[HML]$", description="H official or first-hand, M press or secondary, L weak"
    )

    @model_validator(mode="after")
    def _says_where_from(self) -> Sourced:
        if self.source is None and self.assumed is None:
            raise ValueError("every number says where it comes from: add `source` or `assumed`")
        return self


class Accountable(Record):
    """Who answers for a rule or a door, as far as anybody is named; no run reads it."""

    author: str | None = Field(
        None, min_length=3, description="office or body that wrote it; no person's name"
    )
    legal_basis: str | None = Field(None, min_length=3, description="law or measure that it rests on")
    human_review: str | None = Field(
        None, min_length=3, description="office in which somebody looks before or after it takes effect"
    )


def millipoints(points: Decimal) -> int:
    """Return `points` in whole millipoints, halves rounded up."""
    return int((points * MILLIPOINTS + Decimal("0.5")).__floor__())


def threshold32(probability: Decimal) -> int:
    """Return the 32-bit threshold of `probability`: a uniform 32-bit draw below it decides yes.

    0 gives 0 (never) and 1 gives 2**32 (always), so thresholds are held in 64 bits.
    """
    return int((probability * (1 << 32) + Decimal("0.5")).__floor__())
