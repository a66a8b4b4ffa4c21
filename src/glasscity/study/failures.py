"""What owners' failures did: on how many days, and what became of the filings made then."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity.results import Run


@dataclass(frozen=True)
class OwnerFailed:
    """The failures of one owner's services: days, filings made on them, and what became of those."""

    owner: str
    label: str
    services: tuple[str, ...]
    days: int
    filings: int
    lost: int
    duplicated: int
    wrong_person: int


def failures_of(run: Run) -> tuple[OwnerFailed, ...]:
    """Return what the failures of every owner came to; nothing where none may fail."""
    if not run.folder.names("failure_days"):
        return ()
    sums = run.table("failure_days").group_by("owner").agg(pl.len().alias("days"), pl.exclude("day").sum())
    rows = {row.pop("owner"): row for row in sums.collect().to_dicts()}
    nothing = dict.fromkeys(("days", "filings", "lost", "duplicated", "wrong_person"), 0)
    scenario = run.scenario
    return tuple(
        OwnerFailed(
            name,
            owner.label,
            tuple(one.label for one in scenario.organisations.values() if one.owner == name),
            **rows.get(name, nothing),
        )
        for name, owner in scenario.owners.items()
        if owner.failure is not None or name in rows
    )
