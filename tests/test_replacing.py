"""A run that replaces another: whenever the process ends, there is one of the two, whole."""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import glasscity
from glasscity import folder
from glasscity.errors import BadInput
from glasscity.folder import MANIFEST, FolderWriter, take_name
from glasscity.verify import verify

CALLS = (Path, "rename"), (Path, "unlink"), (os, "fsync"), (shutil, "rmtree"), (folder, "_exchanged")
"""What a run does while it takes its name."""


class Killed(BaseException):
    """Stands for the end of the process: nothing tidies up after it."""


class Ends:
    """Lets so many calls happen, and the process end before the next one."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def call(self, do: Any, *given: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise Killed
        return do(*given, **named)

    def before(self, owner: Any, name: str) -> Any:
        """Return what a function is replaced by."""
        bound = functools.partial(self.call, getattr(owner, name))
        return functools.partialmethod(bound) if owner is Path else bound


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A run, and the one that is to replace it."""
    where = tmp_path_factory.mktemp("two")
    return [glasscity.run("essay", citizens=50, days=5, seed=seed, out=where / str(seed)) for seed in (3, 4)]


def ended_after(calls: int, two: Any, path: Path, place: Path, monkeypatch: Any) -> bool:
    """Let one run replace another and the process end after so many calls; return whether it did."""
    for left in path.parent.iterdir():
        shutil.rmtree(left)
    shutil.copytree(two[0].path, path)
    shutil.copytree(two[1].path, place)
    (place / "checkpoint").touch()
    with monkeypatch.context() as patched:
        ends = Ends(calls)
        for owner, name in CALLS:
            patched.setattr(owner, name, ends.before(owner, name))
        try:
            take_name(path, place, [*two[1].folder.all_names(), MANIFEST])
        except Killed:
            return True
    return False


def test_there_is_always_one_of_the_two(two, tmp_path, monkeypatch):
    path, place = tmp_path / "run", tmp_path / ".run.1.partial"
    calls, digests = 0, [one.digest for one in two]
    seen = []
    while ended_after(calls, two, path, place, monkeypatch):
        seen.append(digests.index(glasscity.Run(path).digest))
        calls += 1
    assert seen == sorted(seen)
    assert set(seen) == {0, 1}
    assert glasscity.Run(path).digest == digests[1]
    assert list(tmp_path.iterdir()) == [path]


def test_where_two_cannot_change_names_in_one_step_the_old_one_is_put_back(two, tmp_path, monkeypatch):
    path, place = tmp_path / "run", tmp_path / ".run.1.partial"
    monkeypatch.setattr(folder, "_exchanged", lambda *_: False)
    calls, gone = 0, 0
    while ended_after(calls, two, path, place, monkeypatch):
        gone += not path.exists()
        with FolderWriter(path, replace=True):
            assert glasscity.Run(path).digest in [one.digest for one in two]
        calls += 1
    assert gone == 1
    assert glasscity.Run(path).digest == two[1].digest


@pytest.mark.parametrize("name", [".run.1.partial", "run.unfinished"])
def test_an_old_one_that_was_being_removed_never_comes_back(name, two, tmp_path, monkeypatch):
    """Also where the new one was deleted since; in the one moment before, the old one is back, and whole."""
    path, place = tmp_path / "run", tmp_path / name
    monkeypatch.setattr(folder, "_exchanged", lambda *_: False)
    calls, came_back = 0, 0
    while ended_after(calls, two, path, place, monkeypatch):
        calls += 1
        if path.exists() and glasscity.Run(path).digest == two[1].digest:
            shutil.rmtree(path)
            try:
                with FolderWriter(path):
                    pass
            except BadInput:
                came_back += 1
                assert all(check.passed for check in verify(path).checks)
    assert came_back == 1


def test_one_that_was_kept_on_the_way_goes_on_to_its_name(two, tmp_path, monkeypatch):
    path, place = tmp_path / "run", tmp_path / "run.unfinished"
    calls = 0
    while ended_after(calls, two, path, place, monkeypatch):
        if place.exists():
            assert glasscity.resume(path).digest == two[1].digest
        assert glasscity.Run(path).digest == two[1].digest
        assert not place.exists()
        calls += 1
    assert calls > 5
