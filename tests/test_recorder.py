"""Rows wait for their file within a bound, however many days there are; where files begin changes nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from polars.testing import assert_frame_equal

import glasscity
from glasscity import recorder
from glasscity.verify import verify
from test_resume import SMALL, Stopped, files, stop_at

MOST = 30_000
WAYS = {"all": (), "sampled": ("recording.ledger=sample", "recording.sample=0.5")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Runs whose rows all wait until the end."""
    folder = tmp_path_factory.mktemp("whole")
    return {
        name: glasscity.run("essay", **SMALL, settings=settings, out=folder / name)
        for name, settings in WAYS.items()
    }


@pytest.fixture
def little(monkeypatch):
    """Little that may wait; return what waited on each evening: by table, and in the arrays' memory."""
    evenings: list[tuple[dict[str, int], int]] = []
    record = recorder.Recorder.record

    def look(self: recorder.Recorder, today: Any) -> None:
        record(self, today)
        waiting = {name: sum(some.nbytes for some in rows) for name, rows in self._waiting.items()}
        evenings.append((waiting, sum(held(some) for rows in self._waiting.values() for some in rows)))

    monkeypatch.setattr(recorder, "WAITING_AT_MOST", MOST)
    monkeypatch.setattr(recorder.Recorder, "record", look)
    return evenings


def held(rows: NDArray[Any]) -> int:
    """Return the bytes that stay in memory for some rows: those of the array of which they are a part."""
    while isinstance(rows.base, np.ndarray):
        rows = rows.base
    return rows.nbytes


@pytest.mark.parametrize("name", WAYS)
def test_rows_wait_within_a_bound_and_every_table_is_what_it_would_be_in_one_file(
    name, whole, little, tmp_path
):
    run = glasscity.run("essay", **SMALL, settings=WAYS[name], out=tmp_path / "run")
    assert run.digest == whole[name].digest
    assert len(little) == SMALL["days"]
    assert all(sum(waiting.values()) < MOST for waiting, _ in little)
    assert all(memory == sum(waiting.values()) for waiting, memory in little)
    tables = {path.parent.name for path in whole[name].path.glob("*/part-*.parquet")}
    assert {path.parent.name for path in run.path.glob("*/part-*.parquet")} == tables
    for table in tables:
        one, other = (pl.read_parquet(at.path / table / "*.parquet") for at in (whole[name], run))
        assert_frame_equal(one, other)
    numbers = {table: len(list((run.path / table).iterdir())) for table in tables}
    assert all(check.passed for check in verify(run.path, quick=True).checks)
    assert numbers["ledger"] > math.log2(SMALL["days"]) > numbers["repairs"] == 1


def test_a_stopped_run_begins_its_files_where_it_would_have(little, tmp_path):
    at_once = glasscity.run("essay", **SMALL, out=tmp_path / "at-once", threads=1)
    with pytest.raises(Stopped):
        glasscity.run(
            "essay", **SMALL, out=tmp_path / "run", checkpoint_every=9, progress=stop_at("days", 33)
        )
    glasscity.resume(tmp_path / "run", threads=2)
    assert files(tmp_path / "run") == files(at_once.path)
