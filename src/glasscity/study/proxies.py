"""Is conduct that is taken for a trait a sign of it? Those filed for it, held against everybody."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity import tables
from glasscity.results import Run
from glasscity.scenario.owners import Proxy
from glasscity.study.words import attribute_label, level_text

BY = "income"
"""The attribute by which a proxy is looked at apart."""


@dataclass(frozen=True)
class Right:
    """How often a proxy is right in one group, or among all.

    Attributes
    ----------
    filed : citizens filed for the conduct; filed_with : those of them who have the trait.
    citizens : everybody; with_trait : everybody who has it.
    """

    group: str
    filed: int
    filed_with: int
    citizens: int
    with_trait: int

    @property
    def precision(self) -> float | None:
        """Share of those filed who have the trait; None where nobody was filed."""
        return self.filed_with / self.filed if self.filed else None

    @property
    def base_rate(self) -> float:
        """Share of everybody who has the trait: what one guesses right without looking."""
        return self.with_trait / self.citizens if self.citizens else 0.0

    @property
    def missed(self) -> float | None:
        """Share of those with the trait who were not filed; None where nobody has it."""
        return 1 - self.filed_with / self.with_trait if self.with_trait else None


@dataclass(frozen=True)
class ProxyFound:
    """One proxy: what is taken for what, and how often that is right, among all and by income."""

    proxy: str
    label: str
    conduct: str
    trait: str
    among_all: Right
    by_group: tuple[Right, ...]


def proxies_of(run: Run) -> tuple[ProxyFound, ...]:
    """Return how often every declared proxy is right."""
    return tuple(_found(run, name, proxy) for name, proxy in run.scenario.proxies.items())


def _found(run: Run, name: str, proxy: Proxy) -> ProxyFound:
    scenario = run.scenario
    conduct = scenario.conduct[proxy.conduct]
    filed = (
        run.table("ledger")
        .filter((pl.col("kind") == tables.CONDUCT) & (pl.col("conduct") == conduct.code))
        .select("citizen", filed=pl.lit(True))
        .unique()
    )
    people = (
        run.table("citizens")
        .select(
            "citizen",
            group=pl.col(BY).cast(pl.String),
            trait=pl.col(proxy.attribute).cast(pl.String).is_in(proxy.levels),
        )
        .join(filed, on="citizen", how="left")
        .with_columns(pl.col("filed").fill_null(False))
    )
    both = pl.col("filed") & pl.col("trait")
    counts = people.group_by("group").agg(
        pl.col("filed").sum(), filed_with=both.sum(), citizens=pl.len(), with_trait=pl.col("trait").sum()
    )
    rows = {row.pop("group"): row for row in counts.collect().to_dicts()}
    levels = [level for level in scenario.population.levels[BY] if level in rows]
    whole = {key: sum(row[key] for row in rows.values()) for key in next(iter(rows.values()))}
    named = " or ".join(level_text(level) for level in proxy.levels)
    return ProxyFound(
        name,
        proxy.label,
        conduct.label,
        f"{attribute_label(scenario, proxy.attribute)}: {named}",
        Right("all", **whole),
        tuple(Right(level_text(level), **rows[level]) for level in levels),
    )
