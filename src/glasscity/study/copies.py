"""What copies of the file did that were out of date, counted."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity.results import Run


@dataclass(frozen=True)
class CopyRead:
    """What one service's outdated copies did.

    Attributes
    ----------
    differ : how many copies differed from the file, on the average day.
    closed : days of citizens on which only the copy closed the service or made it dearer;
    after_correction : of these, since the file of that citizen had been corrected or repaired.
    opened : days on which only the copy left open what the file would have closed.
    """

    holder: str
    holder_label: str
    service: str
    label: str
    differ: float
    closed: int
    after_correction: int
    opened: int


@dataclass(frozen=True)
class Copies:
    """The same of all services that answer by a copy, and added up."""

    read: tuple[CopyRead, ...]
    closed: int
    after_correction: int
    opened: int


def copies_of(run: Run) -> Copies | None:
    """Return what outdated copies did; None where every service reads the file."""
    if not run.folder.names("copy_days"):
        return None
    scenario = run.scenario
    counts = ("closed", "after_correction", "opened")
    rows = (
        run.table("copy_days")
        .group_by("holder", "service")
        .agg(pl.col("differ").mean(), pl.col(counts).sum())
        .sort("holder", "service")
        .collect()
        .to_dicts()
    )
    labels = {name: holder.label for name, holder in scenario.copies.items()}
    services = {name: service.label for name, service in scenario.services.items()}
    read = tuple(
        CopyRead(
            holder_label=labels.get(row["holder"], row["holder"]),
            label=services.get(row["service"], row["service"]),
            **row,
        )
        for row in rows
    )
    return Copies(read, **{name: sum(row[name] for row in rows) for name in counts})
