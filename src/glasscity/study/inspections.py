"""Where inspectors looked and what they found: what is on record held against what was done."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity.results import Run
from glasscity.study.words import counted

LAST_DAYS = 30
"""Visits at the end are counted over so many days."""


@dataclass(frozen=True)
class Looked:
    """One district, category or number of own records, as an organisation looked at it.

    Attributes
    ----------
    label : what a reader sees; visits_at_end : of the last 30 days; known : records that visits go by after
        the last day, those from before day 0 included; acts : what was done; discovered : what the
        organisation found of it; recorded : entries recorded during the run, by whomever.
    """

    group: str
    label: str
    visits: int
    visits_at_end: int
    known: int
    acts: int
    discovered: int
    recorded: int


@dataclass(frozen=True)
class Inspected:
    """What one organisation found by looking; `among` is districts, categories or records."""

    organisation: str
    label: str
    among: str
    groups: tuple[Looked, ...]

    @property
    def most_overrated(self) -> Looked:
        """The district whose share of the records is furthest above its share of the acts."""
        return max(self.groups, key=lambda one: self.share(one, "known") - self.share(one, "acts"))

    def share(self, one: Looked, of: str) -> float:
        """Return the share of one group in all visits, records, acts, …"""
        whole = sum(getattr(group, of) for group in self.groups)
        return getattr(one, of) / whole if whole else 0.0


def inspections_of(run: Run) -> tuple[Inspected, ...]:
    """Return what every organisation that inspects found; nothing where none does."""
    if not run.folder.names("inspection_days"):
        return ()
    last = run.days_number - 1
    at_end = pl.col("day") > last - LAST_DAYS
    counts = (
        run.table("inspection_days")
        .group_by("organisation", "group")
        .agg(
            pl.col("visits", "acts", "discovered", "recorded").sum(),
            visits_at_end=pl.col("visits").filter(at_end).sum(),
            known=(pl.col("known") + pl.col("recorded")).sort_by("day").last(),
        )
        .collect()
    )
    rows = {(row.pop("organisation"), row.pop("group")): row for row in counts.to_dicts()}
    found = []
    for name, organisation in run.scenario.organisations.items():
        if organisation.inspection is None:
            continue
        among = organisation.inspection.among
        groups = tuple(
            Looked(group=group, label=_label(run, among, group), **rows[name, group])
            for group in _groups(run, among, [group for filer, group in rows if filer == name])
        )
        if groups:
            found.append(Inspected(name, organisation.label, among, groups))
    return tuple(found)


def _groups(run: Run, among: str, there: list[str]) -> list[str]:
    """Return the groups that anything is known of, in their order."""
    scenario = run.scenario
    if among == "records":
        return sorted(there, key=int)
    order = scenario.population.levels["district"] if among == "districts" else scenario.category_names
    return [name for name in (*order, "none") if name in there]


def _label(run: Run, among: str, group: str) -> str:
    if among == "districts":
        return run.scenario.population.districts[group].label
    if among == "categories":
        return f"in category {group}" if group != "none" else "not scored"
    return "with no record" if group == "0" else f"with {counted(int(group), 'record')}"
