"""Where inspectors look: the `[organisations.NAME.inspection]` tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Days, Factor, Probability, Sourced

Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
MOST_VISITS = 10_000


class Inspection(Sourced):
    """What an organisation finds by looking, and where it looks.

    `among` says what the looking goes by: visits to districts, or attention to people by their category or
    by their own records.
    """

    enabled: bool = True
    among: Literal["districts", "categories", "records"]
    inspects: list[str] = Field(min_length=1, description="conduct that the organisation finds by looking")
    visits: Annotated[int, Field(strict=True, ge=1, le=MOST_VISITS)] = Field(
        1, description="among districts: visits a day"
    )
    follows: Probability = Field(
        Decimal(1),
        description="among districts: part of the visits that follow records; the rest follow population",
    )
    at_start: dict[str, Count] = Field(
        default_factory=dict, description="among districts: incidents on record before day 0"
    )
    remembered_days: Days | None = Field(
        None, description="among districts: records older than this no longer count; all count if not given"
    )
    corrected: bool = Field(
        False,
        description="among districts: a discovery is recorded only with probability 1 - the share of "
        "visits that its district may expect",
    )
    of_category: dict[str, Factor] = Field(
        default_factory=dict, description="among categories: factor on `sees` for people of a category"
    )
    each_entry: Factor = Field(
        Decimal(0),
        description="among records: added to the factor on `sees`, which is 1, for each record of one's own",
    )
    most: Factor = Field(Decimal(10), description="among records: the largest factor that records can reach")

    @model_validator(mode="after")
    def _of_one_kind(self) -> Inspection:
        kinds = {
            "districts": ("visits", "follows", "at_start", "remembered_days", "corrected"),
            "categories": ("of_category",),
            "records": ("each_entry", "most"),
        }
        given = self.model_fields_set
        for kind, keys in kinds.items():
            for key in keys:
                if key in given and kind != self.among and getattr(self, key) != self.default_of(key):
                    raise ValueError(
                        f"`{key}` is for inspections among {kind}, and this is among {self.among}"
                    )
        if self.remembered_days == 0:
            raise ValueError("remembered_days is 0: give at least 1 day, or leave it out to remember all")
        if len(set(self.inspects)) != len(self.inspects):
            raise ValueError("`inspects` names the same conduct twice")
        return self

    @classmethod
    def default_of(cls, key: str) -> object:
        """Return what a key is if it is not given."""
        return cls.model_fields[key].get_default(call_default_factory=True)
