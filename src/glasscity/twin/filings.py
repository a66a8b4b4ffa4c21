"""The filings about one citizen that came on file, with ids by which a twin can be without one of them."""

from __future__ import annotations

import polars as pl

from glasscity import tables
from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.twin.change import REFUSAL, filing_id

KINDS_OF_ENTRIES = 1 << 16
"""Entries of one filing have ids that differ below this."""


def filings_of(run: Run, citizen: int) -> pl.DataFrame:
    """Return the filings about a citizen: day recorded, conduct, organisation, points, id."""
    if not 0 <= citizen < run.citizens_number:
        raise BadInput(f"{run.path}: citizen {citizen} is not there; they are 0 to {run.citizens_number - 1}")
    kinds = [tables.ENTRY_KINDS[kind] for kind in (tables.CONDUCT, tables.DENUNCIATION)]
    rows = run.ledger.filter((pl.col("citizen") == citizen) & pl.col("kind").cast(pl.String).is_in(kinds))
    wanted = ["day", "conduct", "organisation", "kind", "points", "cause_hi", "cause_lo"]
    found = rows.select(wanted).sort("day").collect()
    ids = [tables.filing_text(*pair) for pair in found.select("cause_hi", "cause_lo").iter_rows()]
    return found.drop("cause_hi", "cause_lo").with_columns(filing=pl.Series(ids, dtype=pl.String))


def check_filing(run: Run, text: str) -> None:
    """Raise `BadInput` where a filing never came on file in a run."""
    high, low = filing_id(text)
    there = run.table("ledger").filter((pl.col("cause_hi") == high) & (pl.col("cause_lo") == low))
    if there.select(pl.len()).collect().item() == 0:
        raise BadInput(
            f"{run.path}: there is no filing {text} in this run; "
            f"`glasscity twin {run.path} --filings-about CITIZEN` lists those about a citizen"
        )


def check_refusal(run: Run, text: str) -> int:
    """Return the day on which the appeal against a filing was heard and refused, or raise `BadInput`."""
    high, low = filing_id(text, REFUSAL)
    if not run.folder.names("hearings"):
        raise BadInput(f"{run.path}: nobody is heard in this city")
    same = (pl.col("entry_hi") == high) & (pl.col("entry_lo") // KINDS_OF_ENTRIES == low // KINDS_OF_ENTRIES)
    heard = run.table("hearings").filter(same & (pl.col("corrected") == 0)).collect()
    if not heard.height:
        raise BadInput(f"{run.path}: no appeal against filing {text} was heard and refused in this run")
    return int(heard["heard"][0])
