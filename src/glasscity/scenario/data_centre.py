"""How the data centre itself errs: the `[data_centre]` table."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from glasscity.scenario.quantities import PerYear, Points, Probability, Record, Sourced

DaysOrMore = Annotated[int, Field(strict=True, ge=1, le=3650, description="days, at least 1")]


class Mishap(Sourced):
    """Something that befalls the data centre as a whole, at a yearly rate, and many files at once."""

    per_year: PerYear = Field(description="how often it befalls the data centre; at most once a day")

    @model_validator(mode="after")
    def _at_most_daily(self) -> Mishap:
        if self.per_year > 365:
            raise ValueError(f"per_year {self.per_year} is more than once a day; at most 365")
        return self


class WrongVersion(Mishap):
    """For some days, filings get the points of another version of the rules."""

    days: DaysOrMore
    points: dict[str, Points] = Field(min_length=1, description="points of a conduct in the other version")


class MergedFiles(Mishap):
    """For some days, what is filed about a share of citizens goes to the file of a namesake."""

    days: DaysOrMore = Field(description="days until it is found")
    share: Probability = Field(description="share of citizens whose file is merged with a namesake's")
    undone: Probability = Field(description="share of the entries that are moved back when it is found")


class ImportedTwice(Mishap):
    """What some organisations filed over the last days is imported a second time."""

    days: DaysOrMore = Field(description="the filings of so many days before are imported again")
    share: Probability = Field(description="share of organisations whose filings they are")


class ExpiryMissed(Mishap):
    """For some days, nothing expires."""

    days: DaysOrMore
    found_after_days: DaysOrMore | None = Field(
        None, description="entries expire so many days late; never, if not given"
    )


class CorrectionLost(Mishap):
    """An old copy is imported: entries that were corrected in the last days are back."""

    days_back: DaysOrMore


class DataCentreErrors(Record):
    """What befalls the data centre. Each kind is a table of its own; one that is not there never happens."""

    enabled: bool = True
    wrong_version: WrongVersion | None = None
    merged_files: MergedFiles | None = None
    imported_twice: ImportedTwice | None = None
    expiry_missed: ExpiryMissed | None = None
    correction_lost: CorrectionLost | None = None

    @property
    def happens(self) -> bool:
        """Whether any mishap is possible."""
        kinds = (
            self.wrong_version,
            self.merged_files,
            self.imported_twice,
            self.expiry_missed,
            self.correction_lost,
        )
        return self.enabled and any(kind is not None for kind in kinds)
