"""Hostile input that is too odd for the corpus: things that are no files, odd names, addresses."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import glasscity
from glasscity.errors import MOST_PROBLEMS, BadInput, CheckFailed
from glasscity.folder import MANIFEST, manifest_hash, write_whole
from glasscity.results import Run
from page_server import serving


@pytest.fixture
def altered(small_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_run, tmp_path / "altered"))


def say(folder: Path, **more: object) -> None:
    """Let a manifest say something else, with a hash that fits."""
    manifest = json.loads((folder / MANIFEST).read_text()) | more
    (folder / MANIFEST).write_text(json.dumps(manifest | {"manifest_sha256": manifest_hash(manifest)}))


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInput, match="no file"):
        write_whole(pipe, b"x")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("name", ["links.parquet", MANIFEST])
def test_a_pipe_in_a_run_is_not_waited_for(altered: Path, name: str):
    (altered / name).unlink()
    os.mkfifo(altered / name)
    with pytest.raises((BadInput, CheckFailed), match="no file"):
        Run(altered).table("links")


@pytest.mark.parametrize("name", ["links.parquet", MANIFEST])
def test_a_device_in_a_run_is_not_read_for_ever(altered: Path, name: str):
    (altered / name).unlink()
    (altered / name).symlink_to("/dev/zero")
    with pytest.raises((BadInput, CheckFailed), match="no file"):
        Run(altered).table("links")


@pytest.mark.parametrize(
    "said", [{"days": 39}, {"citizens": 2999}, {"seed": -1}, {"seed": True}, {"life": 2**64}]
)
def test_a_manifest_that_says_something_else_than_the_scenario_is_refused(
    altered: Path, said: dict[str, int]
):
    say(altered, **said)
    with pytest.raises(CheckFailed, match="damaged"):
        _ = Run(altered).scenario


def test_half_a_letter_in_a_manifest_is_damage(altered: Path):
    text = (altered / MANIFEST).read_text().replace('"seed"', '"\\ud800": 1, "seed"')
    (altered / MANIFEST).write_text(text)
    with pytest.raises(CheckFailed, match="not the manifest of a run"):
        Run(altered)


def test_a_command_that_makes_no_sense_of_a_table_has_the_run_checked(altered: Path, program):
    pl.read_parquet(altered / "days.parquet").select("day").write_parquet(altered / "days.parquet")
    data = (altered / "days.parquet").read_bytes()
    files = json.loads((altered / MANIFEST).read_text())["files"]
    files["days.parquet"] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    say(altered, files=files)
    answer = program("report", altered)
    assert answer.code == 1
    assert "not what it says it is: days: " in answer.err
    assert "Traceback" not in answer.err


def test_an_address_with_many_fields_is_refused_like_any_other():
    with serving() as server:
        assert server.request("/?" + "a&" * 30, Cookie="").status == 403
        assert server.request("/?" + "a&" * 30).status == 200


def test_a_path_that_no_terminal_can_show_ends_no_command(tmp_path: Path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "glasscity", "new", "mine", "--out", "\udcff\N{SNOWMAN}.toml"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert glasscity.load(next(tmp_path.glob("*.toml"))).name == "mine"


def test_a_folder_may_be_called_whatever_the_system_allows(small_run, tmp_path, program):
    """Stars and brackets too, which tables would be looked for by."""
    path = tmp_path / "in[a]*?b"
    shutil.copytree(small_run, path)
    assert program("verify", path).code == 0
    assert program("explain", path, "--find", "typical").code == 0


def test_of_hundreds_of_problems_as_many_are_listed_as_one_reads(desk, program):
    (desk / "two.toml").write_text('extends = "essay"\npopulation.citizens = 2\n')
    told = program("check", "two.toml").err
    assert "problems" in told
    assert len(told.splitlines()) == MOST_PROBLEMS + 2
    assert f"… and {int(told.split(' problems')[0].split()[-1]) - MOST_PROBLEMS} more" in told
