"""What the tests share: the program called in this process, and one small run that nobody changes."""

from __future__ import annotations

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


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small run, for reading only."""
    folder = tmp_path_factory.mktemp("runs") / "small"
    return glasscity.run("essay", citizens=3000, days=40, seed=5, out=folder).path


@pytest.fixture(scope="session")
def essay_year(tmp_path_factory: pytest.TempPathFactory) -> glasscity.Run:
    """Return a year of a small city of the essay, for reading only: some fall to the worst category."""
    folder = tmp_path_factory.mktemp("runs") / "essay-year"
    return glasscity.run("essay", citizens=6000, days=365, seed=1, out=folder)
