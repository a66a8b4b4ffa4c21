"""What a lender lent, to which group, and what became of their categories by it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity.results import Run


@dataclass(frozen=True)
class LentTo:
    """One group of customers.

    Attributes
    ----------
    label : what a reader sees; asked, lent : applications, and those that were granted; repaid, defaulted :
        loans, the truth; chance_at_start, chance_at_end : probability that a customer drawn at random
        repays, by their categories on the first and on the last evening.
    """

    group: str
    label: str
    asked: int
    lent: int
    repaid: int
    defaulted: int
    chance_at_start: float
    chance_at_end: float


@dataclass(frozen=True)
class Lending:
    """What a lender did by its rule (that of the first day), group by group."""

    label: str
    policy: str
    groups: tuple[LentTo, ...]

    @property
    def gain(self) -> int:
        """Loans repaid less those not repaid."""
        return sum(one.repaid - one.defaulted for one in self.groups)


def lending_of(run: Run) -> Lending | None:
    """Return what a lender did; None where nobody lends by the file."""
    lending = run.scenario.lending
    if lending is None or not run.folder.names("lending_days"):
        return None
    sums = (
        run.table("lending_days")
        .group_by("group")
        .agg(
            pl.col("asked", "lent", "repaid", "defaulted").sum(),
            chance_at_start=pl.col("chance").sort_by("day").first(),
            chance_at_end=pl.col("chance").sort_by("day").last(),
        )
        .collect()
    )
    rows = {row["group"]: row for row in sums.to_dicts()}
    groups = sorted(lending.groups, key=lambda name: lending.groups[name].code)
    return Lending(
        run.scenario.organisations[lending.organisation].label,
        lending.policy,
        tuple(LentTo(label=lending.groups[name].label, **rows[name]) for name in groups),
    )
