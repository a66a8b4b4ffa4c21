"""A run's folder is whole or absent, and its tables say what they are."""

from __future__ import annotations

import os
import subprocess
import sys

import polars as pl
import pytest

import glasscity
from cities import starter
from glasscity import folder
from glasscity.errors import BadInput, CheckFailed, MachineFailed
from glasscity.folder_reader import FolderReader


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return glasscity.run(starter(citizens=300, days=10), out=tmp_path_factory.mktemp("folder") / "run")


def test_every_table_bears_the_word_synthetic(run):
    tables = [name for name in run.folder.all_names() if name.endswith(".parquet")]
    assert len(tables) >= 10
    for name in tables:
        assert "SYNTHETIC" in pl.read_parquet_metadata(run.path / name)["glasscity"]
    assert "SYNTHETIC" in run.manifest["synthetic"]
    assert "SYNTHETIC" in repr(run)


def test_names_and_points_for_people(run):
    ledger = run.ledger.collect()
    assert set(ledger["conduct"].cast(pl.String)) <= set(run.scenario.conduct)
    assert ledger["points"].abs().max() < 1000
    assert ledger["date"].min() >= run.scenario.time.start
    assert run.citizens["total"].mean() == pytest.approx(run.days["mean_total"][-1])


def test_the_scenario_of_a_run_is_a_scenario(run):
    assert glasscity.load(run.path / "scenario.toml") == run.scenario
    with pytest.raises(BadInput, match="fewer than 10"):
        glasscity.load(run.path / "scenario.toml", settings=["population.sex.shares=[0.9999, 0.0001]"])


def test_to_pandas(run):
    frame = run.to_pandas("ledger")
    assert len(frame) == run.ledger.select(pl.len()).collect().item()
    assert list(frame.columns) == run.ledger.collect_schema().names()


def test_daily_aggregates_are_those_of_the_ledger_and_the_acts(run):
    conduct = run.table("conduct_days").sum().collect()
    entries = run.ledger.collect()
    assert conduct["acts"].item() == run.table("acts").select(pl.len()).collect().item()
    assert conduct["entries"].item() == (entries["kind"] == "conduct").sum()
    assert conduct["gained_mp"].item() / 1000 == pytest.approx(entries["points"].clip(lower_bound=0).sum())
    last = run.days.row(-1, named=True)
    names = run.scenario.category_names
    counts = dict(run.citizens["category"].cast(pl.String).value_counts().iter_rows())
    assert {name: last[f"in_{name}"] for name in names} == {name: counts.get(name, 0) for name in names}


def test_a_run_that_is_there_is_left_alone(run):
    before = (run.path / "manifest.json").read_bytes()
    with pytest.raises(BadInput, match="something already"):
        glasscity.run(starter(citizens=300, days=10), out=run.path)
    assert (run.path / "manifest.json").read_bytes() == before


def test_a_failing_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "fsync", full)
    with pytest.raises(MachineFailed, match="disk is full"):
        glasscity.run(starter(citizens=300, days=5), out=tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_is_needed(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="a folder is needed there"):
        glasscity.run(starter(citizens=300, days=5), out=tmp_path / "file" / "run")


def test_what_a_killed_run_began_is_removed_and_a_living_one_stays(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f".run.{dead.pid}.partial"
    left.mkdir()
    living = tmp_path / f".run.{os.getppid()}.partial"
    living.mkdir()
    glasscity.run(starter(citizens=300, days=5), out=tmp_path / "run")
    assert not left.exists()
    assert living.exists()


def test_a_manifest_that_names_a_file_outside_is_refused(run, tmp_path):
    reader = FolderReader(run.path)
    reader._files["../../outside"] = {"sha256": "", "bytes": 0}
    with pytest.raises(CheckFailed, match="outside"):
        reader.content("../../outside")
