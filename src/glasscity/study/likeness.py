"""How many citizens have a story like somebody's, by a stated rule."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import polars as pl

from glasscity import tables
from glasscity.results import Run
from glasscity.study.truth import ABOUT_DEEDS

_FALLS = (
    (0, "never fell to a worse category"),
    (1, "fell to a worse category once"),
    (3, "fell to a worse category two or three times"),
    (7, "fell to a worse category four to seven times"),
    (10**9, "fell to a worse category eight times or more"),
)
"""Classes of the number of falls, each with the most that belong to it."""

_NOTHING_LOST = ""
_known: WeakKeyDictionary[Run, pl.DataFrame] = WeakKeyDictionary()


class Likeness(NamedTuple):
    """How many others are alike, and by which rule."""

    number: int
    rule: str


NOT_COUNTED = Likeness(0, "")


def like_them(run: Run, citizen: int) -> Likeness:
    """Return how many other citizens have a story like this one's.

    Rule: the same category at the end, the same class of number of falls (0, 1, 2 to 3, 4 to 7, 8 or more),
    and the most points lost, by the rules of conduct, in the same domain. They are counted among those whose
    rows the run kept.
    """
    shapes = _shapes(run)
    mine = shapes.row(by_predicate=pl.col("citizen") == citizen, named=True)
    shapes = shapes.drop("citizen")
    same = shapes.filter(pl.all_horizontal(pl.col(name) == mine[name] for name in shapes.columns))
    domain = run.scenario.domains[mine["domain"]].label if mine["domain"] else ""
    lost = f"lost the most points in “{domain}”" if domain else "lost no points"
    ended = f"ended in category {mine['category']}" if mine["category"] != "none" else "had no category"
    rule = f"{ended}, {_FALLS[mine['falls']][1]}, and {lost}"
    return Likeness(same.height - 1, rule)


def _shapes(run: Run) -> pl.DataFrame:
    """Return citizen, category, class of falls and main domain of points lost, one row per citizen."""
    if run not in _known:
        _known[run] = pl.concat(
            [
                run.table("citizens").select("citizen", "category").collect(),
                _falls(run).select("falls"),
                _main_domain(run).select("domain"),
            ],
            how="horizontal",
        )
    return _known[run]


def _everybody(run: Run) -> pl.LazyFrame:
    return run.table("citizens").select("citizen")


def _falls(run: Run) -> pl.DataFrame:
    fell = (pl.col("after") > pl.col("before")) & (pl.col("after") != tables.NO_CATEGORY)
    down = run.table("moves").filter(fell).group_by("citizen").len("downs")
    most = [bound for bound, _ in _FALLS[:-1]]
    falls = sum((pl.col("downs") > bound).cast(pl.UInt8) for bound in most)
    found = _everybody(run).join(down, on="citizen", how="left", maintain_order="left")
    return found.with_columns(pl.col("downs").fill_null(0)).with_columns(falls=falls).collect()


def _main_domain(run: Run) -> pl.DataFrame:
    """Return the domain in which each citizen lost the most points; of equals, the first in the scenario."""
    place = {name: number for number, name in enumerate(run.scenario.domains)}
    domain_of = {conduct.code: place[conduct.domain] for conduct in run.scenario.conduct.values()}
    lost = (
        run.table("ledger")
        .filter(pl.col("kind").is_in(ABOUT_DEEDS) & (pl.col("counts") == 1) & (pl.col("points") < 0))
        .group_by("citizen", "conduct")
        .agg(pl.col("points").sum())
        .with_columns(place=pl.col("conduct").replace_strict(domain_of, return_dtype=pl.UInt8))
        .group_by("citizen", "place")
        .agg(pl.col("points").sum())
        .group_by("citizen")
        .agg(place=pl.col("place").sort_by("points", "place").first())
    )
    names = {number: name for name, number in place.items()}
    return (
        _everybody(run)
        .join(lost, on="citizen", how="left", maintain_order="left")
        .with_columns(
            domain=pl.col("place").replace_strict(names, default=_NOTHING_LOST, return_dtype=pl.String)
        )
        .collect()
    )
