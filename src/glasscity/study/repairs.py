"""Entries that were struck out: on application or by an amnesty, counted."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity import tables
from glasscity.results import Run
from glasscity.study.truth import ABOUT_DEEDS


@dataclass(frozen=True)
class Repairs:
    """What became of applications to strike out an entry, and what amnesties undid.

    Attributes
    ----------
    decided : applications decided; granted : those granted.
    gone : refused, as the entry stood no more; not_clean : as there was a new entry against the citizen;
    unmet : as the conditions were not met; each counts where the ones before do not hold.
    days : for how long an entry that was struck out on application had stood, the middle one; None if none.
    pardoned : entries that amnesties undid; citizens : on how many files.
    """

    decided: int
    granted: int
    gone: int
    not_clean: int
    unmet: int
    days: float | None
    pardoned: int
    citizens: int


def repairs_of(run: Run) -> Repairs | None:
    """Return what was struck out; None where nothing could be."""
    ledger = run.table("ledger")
    undone_kind = pl.col("entry_lo") % 256
    struck_out = ledger.filter((pl.col("kind") == tables.REPAIR) & undone_kind.is_in(ABOUT_DEEDS)).select(
        "day", "citizen", entry_hi="cause_hi", entry_lo="cause_lo"
    )
    if run.folder.names("repairs"):
        decided = run.table("repairs").collect()
    else:
        decided = pl.DataFrame(schema=dict.fromkeys(("stood", "clean", "met", "granted"), pl.UInt8))
    ids = ["entry_hi", "entry_lo"]
    granted = decided.filter(pl.col("granted") > 0)
    rows = struck_out.collect()
    pardoned = rows.join(granted.select(ids), on=ids, how="anti") if granted.height else rows
    if not (run.folder.names("repairs") or pardoned.height):
        return None
    days = None
    if granted.height:
        recorded = ledger.select(*ids, recorded="day").collect()
        stood = granted.join(recorded, on=ids).select((pl.col("day") - pl.col("recorded")).median()).item()
        days = float(stood)
    refused = decided.filter(pl.col("granted") == 0)
    stands, clean = pl.col("stood") > 0, pl.col("clean") > 0
    return Repairs(
        decided=decided.height,
        granted=granted.height,
        gone=refused.filter(~stands).height,
        not_clean=refused.filter(stands & ~clean).height,
        unmet=refused.filter(stands & clean).height,
        days=days,
        pardoned=pardoned.height,
        citizens=pardoned["citizen"].n_unique(),
    )
