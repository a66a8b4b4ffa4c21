"""What the tests share: the program called in this process, and one small run that nobody changes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import glasscity
from glasscity.cli.main import _exit_code


@dataclass(frozen=True)
class Answer:
    """What the program left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Call the program as the command line does, without a new process."""

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        code = _exit_code([str(argument) for argument in arguments])
        return Answer(code, *capsys.readouterr())

    return call


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first process of this session that wants it makes, for all of them."""
    together = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent
    folder = together / "made-once" / name
    folder.parent.mkdir(exist_ok=True)
    with open(folder.with_suffix(".lock"), "w", encoding="utf-8") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not folder.exists():
            make(folder)
    return folder


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small run, for reading only."""
    return made_once(
        tmp_path_factory,
        "small",
        lambda folder: glasscity.run("essay", citizens=3000, days=40, seed=5, out=folder),
    )


@pytest.fixture(scope="session")
def essay_year(tmp_path_factory: pytest.TempPathFactory) -> glasscity.Run:
    """Return a year of a small city of the essay, for reading only: some fall to the worst category."""
    return glasscity.Run(
        made_once(
            tmp_path_factory,
            "essay-year",
            lambda folder: glasscity.run("essay", citizens=6000, days=365, seed=1, out=folder),
        )
    )
