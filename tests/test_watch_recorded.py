"""A run as one page: what is in it is what the run was."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path

import numpy as np
import pytest

from glasscity.results import Run
from glasscity.watch.recorded import MOVE, recorded


def unpacked(text: str, dtype: object) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype)


@pytest.fixture(scope="module")
def told(small_run: Path) -> dict:
    return recorded(Run(small_run), threads=1)


def test_it_ends_with_the_runs_own_digest(told: dict, small_run: Path):
    assert told["digest"] == Run(small_run).digest
    assert told["city"]["synthetic"].startswith("SYNTHETIC")
    assert told["city"]["controls"] == []


def test_categories_day_by_day_are_those_of_the_run(told: dict, small_run: Path):
    run = Run(small_run)
    category = unpacked(told["start"], np.uint8).copy()
    moves, first = unpacked(told["moves"], MOVE), 0
    for day, number in zip(run.days.iter_rows(named=True), told["moves_a_day"], strict=True):
        some = moves[first : first + number]
        category[some["citizen"]] = some["after"]
        first += number
        for place, name in enumerate(run.scenario.category_names):
            assert (category == place).sum() == day[f"in_{name}"]
    assert first == len(moves)


def test_every_kind_of_life_is_told_and_some_without_a_filing(told: dict):
    everybody = {str(citizen) for some in told["finds"].values() for citizen in some}
    assert everybody == set(told["citizens"]) == set(told["such"])
    assert set(told["city"]["finds"]) == set(told["finds"])
    assert told["what_if"]
    for key, without in told["what_if"].items():
        citizen, words = key.split(" ")
        assert without["citizen"] == int(citizen)
        filings = {f"filing:{one['filing']}" for one in told["citizens"][citizen]["events"] if one["filing"]}
        assert filings == {words}


def test_the_command_writes_one_whole_file(program, small_run: Path, tmp_path: Path):
    page = tmp_path / "city.html"
    answer = program("report", small_run, "--interactive", "--out", page)
    assert answer.code == 0
    assert answer.out.strip() == str(page)
    text = page.read_text(encoding="utf-8")
    assert "SYNTHETIC" in text
    assert not re.search(r"""(src|href)=["'](?!data:)""", text.split("<script")[0])
    data = re.search(r'id="data">(.*?)</script>', text)
    assert data is not None
    assert json.loads(data.group(1))["city"]["scenario"] == "essay"
    again = program("report", small_run, "--interactive", "--out", tmp_path / "again.html")
    assert again.code == 0
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_wrong_places_are_refused_before_anything_is_lived(program, small_run: Path, tmp_path: Path):
    assert program("report", small_run, "--interactive", "--out", tmp_path / "city.txt").code == 2
    assert program("report", small_run, "--interactive", "--out", tmp_path / "no" / "city.html").code == 2
    assert program("report", small_run, "--interactive", "--text", "all").code == 2
