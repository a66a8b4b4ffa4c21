"""A disk that fails at one chosen call: writing, flushing, renaming, making and removing files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

LITTLE_WAITS = 2_000
"""Bytes of rows that may wait for their file: also little runs write files of tables from day to day."""
PROGRAM = (
    f"import glasscity.recorder as recorder\nrecorder.WAITING_AT_MOST = {LITTLE_WAITS}\n"
    "from glasscity.cli.main import main\n"
    "main()\n"
)
"""The program, which writes often."""
WITHOUT_ESTIMATE = (
    "import glasscity.simulation as simulation\n"
    "simulation.refuse_what_does_not_fit = lambda *_, **__: None\n"
    f"{PROGRAM}"
)
"""A program that finds out that the disk is full only when it is."""


PARTS = 100
"""Of so many parts of a file one may fail."""


class Told:
    """What came of it: how many calls there were, which one failed."""

    def __init__(self) -> None:
        self.calls = 0
        self.failed = False
        self.last = ""


@contextmanager
def at(place: int, error: int) -> Iterator[Told]:
    """Let the call at a place, counted from 1, fail with an error number; 0 counts alone."""
    told = Told()

    def count(what: str) -> None:
        told.calls += 1
        if told.calls == place:
            told.failed, told.last = True, what
            raise OSError(error, os.strerror(error), what)

    def counted(what: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            count(what)
            return function(*arguments, **named)

        return call

    open_file = Path.open

    def opened(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if "w" not in mode:
            return open_file(path, mode, *rest, **named)
        count(f"opening {path.name}")
        stream = open_file(path, mode, *rest, **named)
        return _Stream(stream, count, path.name)

    with (
        patch.object(Path, "open", opened),
        patch.object(Path, "rename", counted("renaming", Path.rename)),
        patch.object(Path, "mkdir", counted("making a folder", Path.mkdir)),
        patch.object(Path, "unlink", counted("removing", Path.unlink)),
        patch.object(os, "fsync", counted("flushing", os.fsync)),
        patch.object(shutil, "rmtree", counted("removing a folder", shutil.rmtree)),
    ):
        yield told


class _Stream:
    """A file that counts what is written."""

    def __init__(self, stream: Any, count: Callable[[str], None], name: str) -> None:
        self._stream, self._count, self._name, self._part = stream, count, name, 0

    def write(self, data: Any) -> Any:
        # A checkpoint is written in hundreds of parts, one like the other.
        if self._part % PARTS == 0:
            self._count(f"writing {self._name}, part {self._part}")
        self._part += 1
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
