"""In which category everybody would be by their own file alone, without what contacts add."""

from __future__ import annotations

from operator import attrgetter

import polars as pl

from glasscity import tables
from glasscity.intervention import stages
from glasscity.results import Run, by_town


def categories_alone(run: Run) -> pl.LazyFrame:
    """Return `citizen`, `influence`, and the category at the end with contacts, `now`, and without, `alone`.

    Whoever has no category is left out.
    """
    last = stages(run.scenario)[-1].scenario
    worst = len(last.category_names) - 1
    lowest, highest = (by_town(last, "town", attrgetter(name)) for name in ("lowest", "highest"))
    total = pl.col("base").clip(lowest, highest)
    by_base = pl.lit(0, pl.Int32)
    for place in range(worst):
        bound = by_town(last, "town", lambda town, place=place: town.bounds[place])  # type: ignore[misc]
        by_base = by_base + (total < bound).cast(pl.Int32)
    citizens = run.table("citizens").select(
        *("citizen", "influence"), by_base=by_base, now=pl.col("category").to_physical().cast(pl.Int32)
    )
    return (
        citizens.join(_overridden(run), on="citizen", how="left", maintain_order="left")
        .with_columns(alone=pl.max_horizontal("by_base", pl.col("override").fill_null(0).cast(pl.Int32)))
        .with_columns(alone=pl.when(pl.col("influence") == 0).then("now").otherwise("alone"))
        .filter(pl.col("now") <= worst)
        .select("citizen", "influence", "now", "alone")
    )


def _overridden(run: Run) -> pl.LazyFrame:
    """Return the worst category that rules have set for a citizen at the end: `override`."""
    scenario = run.scenario
    category = {
        scenario.conduct[name].code: scenario.category_names.index(rule.override.category)
        for name, rule in scenario.rulebook.rules.items()
        if rule.override is not None
    }
    set_ = pl.col("kind") == tables.OVERRIDE
    ended = pl.col("kind").is_in(tables.UNDOING) & (pl.col("entry_lo") % 256 == tables.OVERRIDE)
    return (
        run.table("ledger")
        .filter(set_ | ended)
        .with_columns(
            override=pl.col("conduct").replace_strict(category, default=0, return_dtype=pl.UInt8),
            change=pl.when(set_).then(1).otherwise(-1),
        )
        .group_by("citizen", "override")
        .agg(pl.col("change").sum())
        .filter(pl.col("change") > 0)
        .group_by("citizen")
        .agg(pl.col("override").max())
    )
