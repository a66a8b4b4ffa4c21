"""A run that was stopped and goes on ends in what it would have ended in: the same files, byte for byte."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import glasscity
from glasscity import checkpoint
from glasscity.branching import branch
from glasscity.errors import BadInput, CheckFailed, MachineFailed
from glasscity.folder import MANIFEST, manifest_hash
from glasscity.scenario import load
from glasscity.unfinished import JOURNAL

EVERYTHING = "benchmarks/rongcheng-all.toml"
CITIES: dict[str, Any] = {
    "essay": {"scenario": "essay"},
    "everything": {"scenario": EVERYTHING},
    "sampled": {"scenario": "essay", "settings": ["recording.ledger=sample", "recording.sample=0.3"]},
    "sums only": {"scenario": "suining-2010", "settings": ["recording.ledger=aggregates"]},
}
SMALL: dict[str, Any] = {"citizens": 400, "days": 60, "seed": 3}


class Stopped(Exception):
    """Something stopped the run."""


def stop_at(what: str, day: int) -> Any:
    """Return a progress function that stops the run when so many days are done."""

    def progress(doing: str, done: int, _: int) -> None:
        if (doing, done) == (what, day):
            raise Stopped

    return progress


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a run but the manifest, which says how long it took."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    """Runs that nothing stopped."""
    folder = tmp_path_factory.mktemp("at-once")
    return {
        name: glasscity.run(**city, **SMALL, out=folder / name, threads=1) for name, city in CITIES.items()
    }


@pytest.mark.parametrize("name", CITIES)
def test_stopped_again_and_again_it_ends_in_the_same_files(name, at_once, tmp_path):
    out = tmp_path / "run"
    with pytest.raises(Stopped):
        glasscity.run(
            **CITIES[name], **SMALL, out=out, checkpoint_every=7, threads=2, progress=stop_at("days", 5)
        )
    assert not out.exists()
    for what, day, threads in (("days", 26, 1), ("days", 59, 2), ("days without a score", 20, 1)):
        with pytest.raises(Stopped):
            glasscity.resume(out, threads=threads, progress=stop_at(what, day))
    run = glasscity.resume(out.with_name("run.unfinished"), threads=2)
    assert run.digest == at_once[name].digest
    assert files(out) == files(at_once[name].path)
    assert not out.with_name("run.unfinished").exists()
    same = {"files", "manifest_sha256", "seconds", "written"}
    assert {k: v for k, v in run.manifest.items() if k not in same} == {
        k: v for k, v in at_once[name].manifest.items() if k not in same
    }


@pytest.mark.parametrize("every", [1, 25, 400])
def test_how_often_evenings_are_kept_changes_nothing(every, at_once, tmp_path):
    run = glasscity.run(**CITIES["essay"], **SMALL, out=tmp_path / "run", checkpoint_every=every)
    assert files(run.path) == files(at_once["essay"].path)


class Killed(BaseException):
    """Stands for the end of the process: nothing tidies up after it."""


class Last:
    """Does what it stands for until there is a manifest, and for so many calls after that; then the end."""

    def __init__(self, do: Any, manifest: Path, calls: int) -> None:
        self._do, self._manifest, self._calls = do, manifest, calls

    def __get__(self, path: Any, _: Any) -> Any:
        return functools.partial(self, path)

    def __call__(self, *given: Any, **named: Any) -> Any:
        if self._manifest.exists():
            self._calls -= 1
            if self._calls < 0:
                raise Killed
        return self._do(*given, **named)


@pytest.mark.parametrize("call", ["Path.rename", "Path.unlink", "Path.rmdir", "os.fsync"])
def test_killed_while_it_takes_its_name_it_is_whole_or_goes_on(call, at_once, tmp_path, monkeypatch):
    """Each of the last calls is once the one before which the process ends."""
    out, unfinished = tmp_path / "run", tmp_path / "run.unfinished"
    owner, name = (Path if "Path" in call else os), call.split(".")[1]
    kills = 0
    while not out.exists():
        with monkeypatch.context() as patched:
            patched.setattr(owner, name, Last(getattr(owner, name), unfinished / MANIFEST, kills))
            try:
                if unfinished.exists():
                    glasscity.resume(out)
                else:
                    glasscity.run("essay", **SMALL, out=out, checkpoint_every=25)
            except Killed:
                kills += 1
    assert kills > 0
    assert files(out) == files(at_once["essay"].path)
    assert not unfinished.exists()


def test_it_goes_on_from_the_evening_that_was_kept(tmp_path):
    out, seen = tmp_path / "run", []
    with pytest.raises(Stopped):
        glasscity.run("essay", **SMALL, out=out, checkpoint_every=7, progress=stop_at("days", 40))
    glasscity.resume(out, progress=lambda what, done, of: seen.append((what, done)))
    assert min(done for what, done in seen if what == "days") == 36
    assert min(done for what, done in seen if what == "days without a score") == 1


def test_killed_outright_it_goes_on(at_once, tmp_path):
    command = [sys.executable, "-m", "glasscity"]
    sizes = [f"--{name}={value}" for name, value in SMALL.items()]
    killed = subprocess.Popen(
        [*command, "run", "essay", *sizes, "--checkpoint-every", "3", "--out", str(tmp_path / "run")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    journal = tmp_path / "run.unfinished" / JOURNAL
    while killed.poll() is None and not (journal.exists() and json.loads(journal.read_text())["day"] > 20):
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    done = subprocess.run([*command, "resume", str(tmp_path / "run")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "run") == files(at_once["essay"].path)


@pytest.fixture
def stopped(tmp_path):
    """The folder of a run that was stopped, and its place."""
    with pytest.raises(Stopped):
        glasscity.run(
            "essay", **SMALL, out=tmp_path / "run", checkpoint_every=7, progress=stop_at("days", 30)
        )
    return tmp_path / "run.unfinished"


def test_every_file_that_is_damaged_is_found(stopped):
    for path in [one for one in stopped.rglob("*") if one.is_file()]:
        whole = path.read_bytes()
        damaged = bytearray(whole)
        damaged[len(damaged) // 2] ^= 4
        path.write_bytes(damaged)
        with pytest.raises(CheckFailed, match=f"{path.name}: damaged"):
            glasscity.resume(stopped)
        path.write_bytes(whole)
        path.unlink()
        with pytest.raises((CheckFailed, BadInput), match=path.name):
            glasscity.resume(stopped)
        path.write_bytes(whole)
    assert glasscity.resume(stopped).path.name == "run"


def test_what_is_wrong_is_said(stopped, tmp_path, at_once):
    with pytest.raises(BadInput, match=r"an unfinished run is there; go on with it \(glasscity resume"):
        glasscity.run("essay", **SMALL, out=tmp_path / "run", checkpoint_every=7)
    with pytest.raises(BadInput, match=r"this run is not finished; go on with it: glasscity resume"):
        glasscity.Run(tmp_path / "run")
    with pytest.raises(BadInput, match="this run is finished; there is nothing to go on with"):
        glasscity.resume(at_once["essay"].path)
    with pytest.raises(BadInput, match="there is no unfinished run here"):
        glasscity.resume(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="checkpoint_every: 0 is not a number of days"):
        glasscity.run("essay", **SMALL, out=tmp_path / "other", checkpoint_every=0)
    with pytest.raises(BadInput, match="made without rules of its own"):
        glasscity.resume(stopped, behaviour="tests/nothing.py")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["run.unfinished"]


def test_another_version_does_not_go_on(stopped, monkeypatch):
    monkeypatch.setattr("glasscity.checkpoint.FORMAT", 0)
    with pytest.raises(BadInput, match=r"begun by another version of glasscity \(format"):
        glasscity.resume(stopped)


def test_two_do_not_go_on_at_once(stopped):
    script = (
        "import sys, time, pathlib\n"
        "from glasscity.folder import held\n"
        "with held(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", script, str(stopped)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(BadInput, match="another command is at work there"):
        glasscity.resume(stopped)
    other.kill()
    other.wait()
    glasscity.resume(stopped)


def test_a_full_disk_says_how_to_go_on(tmp_path, monkeypatch):
    write = os.fsync
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 30:
            raise OSError(28, "No space left on device")
        write(handle)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(MachineFailed, match="the disk is full") as found:
        glasscity.run("essay", **SMALL, out=tmp_path / "run", checkpoint_every=7)
    assert "goes on with: glasscity resume" in found.value.__notes__[0]
    assert glasscity.resume(tmp_path / "run").days_number == SMALL["days"]


def test_begun_anew_with_force(stopped, tmp_path):
    run = glasscity.run("no-score", **SMALL, out=tmp_path / "run", checkpoint_every=20, replace=True)
    assert run.manifest["scenario"] == "no-score"
    assert not stopped.exists()


def test_a_checkpoint_names_no_code_but_ours():
    class Evil:
        def __reduce__(self) -> Any:
            return os.system, ("true",)

    for name in ("posix\nsystem", "glasscity.folder\nwrite_whole", "glasscity.checkpoint\nio.BytesIO"):
        kept = checkpoint.Checkpoint(0, f"c{name}\n.".encode(), (), ())
        with pytest.raises(pickle.UnpicklingError, match="a checkpoint does not hold"):
            checkpoint.restore(kept)
    with pytest.raises(pickle.UnpicklingError):
        checkpoint.restore(checkpoint.Checkpoint(0, pickle.dumps(Evil()), (), ()))


def test_a_branch_is_its_parent_until_the_morning_of_its_day(at_once, tmp_path):
    parent = at_once["essay"]
    found = branch(parent.path, day=30, settings=["rulebook.influence.weight=0"], out=tmp_path / "branch")
    links, theirs = (run.table("links").collect()["link"] for run in (parent, found))
    assert links[:30].equals(theirs[:30])
    assert links[-1] != theirs[-1] or found.digest != parent.digest
    by_hand = load(
        parent.scenario,
        settings=['interventions=[{day=30, path="rulebook.influence.weight", to=0, assumed="a test"}]'],
    )
    assert glasscity.run(by_hand, seed=3, out=tmp_path / "by-hand").digest == found.digest


def test_a_branch_says_what_is_wrong(at_once, tmp_path):
    parent = at_once["essay"].path
    with pytest.raises(BadInput, match="has no day 60; it has days 0 to 59"):
        branch(parent, day=60, settings=["rulebook.influence.weight=0"])
    with pytest.raises(BadInput, match="nothing is changed"):
        branch(parent, day=3, settings=[])
    with pytest.raises(BadInput, match="settled before day 0"):
        branch(parent, day=3, settings=["population.citizens=3"], out=tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_parent_that_was_changed_has_no_branches(at_once, tmp_path, monkeypatch):
    monkeypatch.setattr("glasscity.digest.BEGINNING", b"another one" * 3)
    with pytest.raises(CheckFailed, match="day 0 does not come about again"):
        branch(at_once["essay"].path, day=9, settings=["denunciation.enabled=false"], out=tmp_path / "b")


def test_a_folder_that_is_no_unfinished_run_stays_as_it_is(tmp_path):
    notes = tmp_path / "run.unfinished"
    notes.mkdir()
    (notes / "notes.txt").write_text("mine")
    with pytest.raises(BadInput, match="this is not an unfinished run, so --force does not replace it"):
        glasscity.run("essay", **SMALL, out=tmp_path / "run", checkpoint_every=7, replace=True)
    assert (notes / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("changed", ["checkpoint", "files"])
def test_a_journal_that_names_files_outside_is_not_believed(stopped, changed):
    outside = stopped.parent / "outside"
    outside.write_bytes(b"mine")
    journal = json.loads((stopped / JOURNAL).read_text())
    name = "../outside"
    journal["checkpoint"] = name
    if changed == "files":
        journal["files"][name] = {"sha256": hashlib.sha256(b"mine").hexdigest(), "bytes": 4}
    journal["manifest_sha256"] = manifest_hash(journal)
    (stopped / JOURNAL).write_text(json.dumps(journal))
    with pytest.raises(CheckFailed, match=f"{JOURNAL}: damaged"):
        glasscity.resume(stopped)
    assert outside.read_bytes() == b"mine"
