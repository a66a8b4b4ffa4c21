"""A deed is fined once: on the day on which it is first filed, which is told without keeping all deeds."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import glasscity
from glasscity import tables
from glasscity.measure import fines
from glasscity.measure.fines import CAME_BACK, FinedDeeds
from glasscity.scenario import load
from glasscity.society.memory import longest_wait
from glasscity.society.organisation import longest_way

DAYS = 300
STALE = [
    f"organisations.{name}.errors.{what}"
    for name, one in load("essay").organisations.items()
    if one.errors is not None and one.errors.stale
    for what in ("stale=0.3", "stale_days=[90, 150]")
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A year of the essay in which much is filed again from old copies."""
    path = tmp_path_factory.mktemp("fines") / "run"
    return glasscity.run("essay", citizens=800, days=DAYS, settings=STALE, baseline=False, out=path)


def filed(run: glasscity.Run) -> pl.DataFrame:
    """Return every time a deed is filed that the courts fine, in order."""
    codes = [run.scenario.conduct[name].code for name in run.scenario.courts.fines]
    entries = run.table("ledger").filter(kind=tables.CONDUCT).collect()
    deed = pl.col("entry_hi") // (1 << 16) * (1 << 16) + pl.col("conduct")
    return entries.filter(pl.col("conduct").is_in(codes)).select("day", "conduct", deed=deed)


def test_it_is_fined_when_it_is_first_filed_and_never_again(run):
    of_deeds = filed(run)
    first = of_deeds.unique("deed", keep="first", maintain_order=True)
    assert len(of_deeds) > 1.2 * len(first)
    names = {one.code: name for name, one in run.scenario.conduct.items()}
    expected = first.group_by("day", "conduct").agg(fined=pl.len().cast(pl.Int64))
    expected = expected.with_columns(pl.col("conduct").replace_strict(names, return_dtype=pl.String))
    measured = run.table("conduct_days").filter(pl.col("fined") > 0).collect()
    found = measured.select(pl.col("day").cast(pl.Int32), pl.col("conduct").cast(pl.String), "fined")
    assert found.sort("day", "conduct").equals(expected.sort("day", "conduct"))


def test_a_deed_is_remembered_for_as_long_as_it_may_be_filed_again_and_no_longer(monkeypatch):
    monkeypatch.setattr(fines, "FEWEST_LATELY", 0)
    scenario = load("rongcheng-2016")
    stalest = max(
        one.errors.stale_days[1] for one in scenario.organisations.values() if one.errors is not None
    )
    longest = longest_way(scenario) + longest_wait([scenario]) + stalest
    code = scenario.conduct[next(iter(scenario.courts.fines))].code
    deeds, held = FinedDeeds([scenario]), []
    for day in range(3 * longest):
        entries = np.zeros(2, tables.ENTRY)
        entries["kind"], entries["conduct"] = tables.CONDUCT, code
        days = np.array([day, max(day - longest, 0)], np.uint64)
        entries["entry_hi"] = days << np.uint64(16)
        assert deeds.count(entries, day).sum() == 1
        held.append(len(deeds._lately) + len(deeds._before))
    assert longest < held[-1] <= max(held) < 1.2 * longest


def test_what_came_back_was_fined_before():
    scenario = load("essay")
    entry = np.zeros(1, tables.ENTRY)
    entry["kind"], entry["conduct"] = tables.CONDUCT, scenario.conduct[next(iter(scenario.courts.fines))].code
    deeds = FinedDeeds([scenario])
    assert deeds.count(entry, 0).sum() == 1
    assert deeds.count(entry, 1).sum() == 0
    for times in range(1, tables.MOST_COME_BACK + 1):
        entry["entry_lo"] = times * tables.COME_BACK << 16
        assert entry["entry_lo"] & CAME_BACK
        assert deeds.count(entry, 5000).sum() == 0
    entry["entry_lo"] = tables.MOVED_BACK << 16
    assert not entry["entry_lo"] & CAME_BACK
