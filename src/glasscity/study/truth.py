"""What an entry says, held against what happened: whose deed it was, or whether there was any.

The id of a filing keeps the truth (who did what on which day, and how the filing came about), and the table
of denunciations says who told a lie. The authority reads neither of them.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from glasscity import draws, tables
from glasscity.authority.category import first_categories
from glasscity.results import Run
from glasscity.society import error

SOMEBODY_ELSE = "somebody else's deed"
LIE = "a lie"
MADE_UP = "never happened"
ANOTHER_CONDUCT = "another conduct"
TWICE = "filed twice"
AGAIN = "filed again"
MERGED = "in a merged file"
IMPORTED_TWICE = "imported twice"
CAME_BACK = "came back"
OTHER_POINTS = "points of another version"
OVERDUE = "kept too long"
BY_ORGANISATIONS = (SOMEBODY_ELSE, MADE_UP, ANOTHER_CONDUCT, TWICE, AGAIN)
BY_DATA_CENTRE = (MERGED, IMPORTED_TWICE, CAME_BACK, OTHER_POINTS, OVERDUE)
KINDS = (SOMEBODY_ELSE, LIE, MADE_UP, ANOTHER_CONDUCT, TWICE, AGAIN, *BY_DATA_CENTRE)
"""Why an entry is wrong; where several hold, the first of them, a merged file before all others."""
OF_MISHAP = {
    tables.MERGED_FILES: MERGED,
    tables.IMPORTED_TWICE: IMPORTED_TWICE,
    tables.CORRECTION_LOST: CAME_BACK,
    tables.WRONG_VERSION: OTHER_POINTS,
    tables.EXPIRY_MISSED: OVERDUE,
}

ABOUT_DEEDS = (tables.CONDUCT, tables.DENUNCIATION)
"""Kinds of entries that tell of a deed; the others follow from these, or undo them."""

ACTOR = pl.col("entry_hi") // 2**32
"""Whose deed it was, or whom an organisation made it up about."""
DONE = pl.col("entry_hi") % 2**16
"""What was done."""
COPY = pl.col("entry_lo") // 2**16 % tables.COPIES
"""How the filing came about, before the data centre got it."""


def keeps_true_record(run: Run) -> bool:
    """Return whether the file can be wrong in this city, so that the true record runs along."""
    return bool(run.folder.names("shadow_moves"))


def entries_about_deeds(run: Run, citizen: int | None = None) -> pl.LazyFrame:
    """Return entries that tell of a deed, with `wrong`: one of `KINDS`, null if they are right.

    Parameters
    ----------
    citizen : on whose file; everybody's if not given.
    """
    ledger = run.table("ledger").filter(pl.col("kind").is_in(ABOUT_DEEDS))
    denounced = run.table("denunciations") if run.folder.names("denunciations") else None
    if citizen is not None:
        ledger = ledger.filter(pl.col("citizen") == citizen)
        denounced = denounced.filter(pl.col("target") == citizen) if denounced is not None else None
    lies = pl.lit(False)
    if denounced is not None:
        told = told_entries(run, denounced).filter(pl.col("lie") > 0)
        ids = told.select("entry_hi", "entry_lo", lying=pl.lit(True))
        ledger = ledger.join(ids.lazy(), on=["entry_hi", "entry_lo"], how="left", maintain_order="left")
        lies = pl.col("lying").fill_null(False)
    ledger = _with_mishaps(run, ledger)
    by_organisation = pl.col("kind") == tables.CONDUCT
    wrong = (
        pl.when("merged")
        .then(pl.lit(MERGED))
        .when(by_organisation & (pl.col("citizen") != ACTOR))
        .then(pl.lit(SOMEBODY_ELSE))
        .when(lies)
        .then(pl.lit(LIE))
        .when(by_organisation & (COPY == error.INVENTED))
        .then(pl.lit(MADE_UP))
        .when(by_organisation & ((COPY == error.MISTAKEN) | (pl.col("conduct") != DONE)))
        .then(pl.lit(ANOTHER_CONDUCT))
        .when(by_organisation & COPY.is_in((error.DUPLICATE, error.FAILED)))
        .then(pl.lit(TWICE))
        .when(by_organisation & (COPY == error.STALE))
        .then(pl.lit(AGAIN))
        .otherwise(pl.col("mishap").replace_strict(OF_MISHAP, default=None, return_dtype=pl.String))
    )
    return ledger.with_columns(wrong=wrong).select(pl.exclude("lying", "merged", "mishap"))


def _with_mishaps(run: Run, ledger: pl.LazyFrame) -> pl.LazyFrame:
    """Add to entries `merged`, and `mishap`, the code of what else befell them, null for nothing."""
    if not run.folder.names("mishandled"):
        return ledger.with_columns(merged=pl.lit(False), mishap=pl.lit(None, pl.UInt8))
    kind = pl.col("kind")
    befallen = run.table("mishandled").group_by("entry_hi", "entry_lo")
    kinds = befallen.agg(
        merged=(kind == tables.MERGED_FILES).any(), mishap=kind.filter(kind != tables.MERGED_FILES).min()
    )
    both = ledger.join(kinds, on=["entry_hi", "entry_lo"], how="left", maintain_order="left")
    return both.with_columns(pl.col("merged").fill_null(False))


def told_entries(run: Run, told: pl.LazyFrame) -> pl.DataFrame:
    """Return denunciations that were filed, each with the id of the entry that it gave or will give.

    `told` are rows of the table of denunciations: all those that tell of a citizen on a day.
    """
    rules = run.scenario.denunciation
    filed = told.filter(pl.col("found_out") == 0).collect()
    if rules is None:
        return filed.with_columns(entry_hi=pl.lit(0, pl.UInt64), entry_lo=pl.lit(0, pl.UInt64)).clear()
    codes = {
        run.scenario.conduct[name].code: block
        for name, block in run.scenario.catalogue.blocks[rules.to].items()
    }
    key = np.uint64(int(run.manifest["life"]))
    parameters = []
    for day, informer, target, conduct in filed.select("day", "informer", "target", "conduct").iter_rows():
        word = int(draws.words(key, informer, day, draws.DENUNCIATION_CHECK, 1, target)[0])
        parameters.append(codes[conduct].first + (word * codes[conduct].count >> 32))
    high = [pl.col(name).cast(pl.UInt64) for name in ("target", "day", "conduct")]
    return (
        filed.with_columns(
            entry_hi=high[0] * 2**32 + high[1] * 2**16 + high[2],
            parameter=pl.Series(parameters, dtype=pl.UInt64),
        )
        .with_columns(copy=pl.int_range(pl.len(), dtype=pl.UInt64).over("entry_hi", "parameter"))
        .with_columns(
            entry_lo=pl.col("parameter") * 2**32
            + tables.DENUNCIATION * 2**28
            + pl.col("copy") * 2**16
            + tables.DENUNCIATION * 2**8
        )
        .drop("parameter", "copy")
    )


def true_categories_at_end(run: Run) -> pl.LazyFrame:
    """Return every citizen with `now` and `truly`: the category on file and on the true record, as codes."""
    without = len(run.scenario.category_names)
    last = run.table("shadow_moves").group_by("citizen").agg(truly=pl.col("after").sort_by("day").last())
    citizens, first = run.table("citizens"), first_categories(run.scenario)
    town = pl.col("home_town").to_physical() if run.scenario.towns else pl.lit(0, pl.UInt32)
    start = town.replace_strict(dict(enumerate(first.tolist())), return_dtype=pl.UInt8)
    return (
        citizens.select("citizen", "total", now=pl.col("category").to_physical().cast(pl.UInt8), start=start)
        .join(last, on="citizen", how="left", maintain_order="left")
        .with_columns(pl.col("truly").fill_null(pl.col("start")))
        .with_columns(truly=pl.when(pl.col("now") < without).then("truly").otherwise("now"))
        .drop("start")
    )
