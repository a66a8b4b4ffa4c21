"""The command line called in this process, in a folder of its own, with nothing that outlives the call."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from fuzzing.target import Broken, check_message
from glasscity.cli.main import _exit_code
from glasscity.validation.patterns.cities import City
from glasscity.validation.patterns.table import chosen_cities
from glasscity.validation.result import Section
from glasscity.validation.sections import SECTIONS, chosen
from glasscity.watch import server

LARGEST_OUTPUT = 4_000_000


class Answer(NamedTuple):
    """What the program left behind."""

    code: int
    out: str
    err: str


class InProcess(Executor):
    """Does the work of other processes here and now."""

    def __init__(self, number: int) -> None:
        del number

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        """Do it, and return what came of it."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*arguments, **named))
        except Exception as error:
            done.set_exception(error)
        return done


def _only_listen(start: object, *, port: int | None = None, **_: object) -> None:
    """Take the port and let go of it: nobody is served."""
    del start
    server.listen(port).close()


def _no_tour(path: Path, **_: object) -> None:
    """Write no tour: it takes minutes."""


def _quick_sections(names: Iterable[str]) -> list[Section]:
    """Return those sections that live through nothing: the others take a minute by design."""
    sections = chosen(names)
    return [section for section in sections if not section.scenarios] or [SECTIONS["measures"]]


def _quick_cities(names: Iterable[str]) -> list[City]:
    """Return those cities in which nothing is measured: the others take minutes by design."""
    return [city for city in chosen_cities(names) if city.nothing]


@contextmanager
def harmless() -> Iterator[None]:
    """Let no command serve, start another process, or take minutes by design."""
    changes = {
        "glasscity.watch.serve": _only_listen,
        "glasscity.tour.export.export": _no_tour,
        "glasscity.validation.sections.chosen": _quick_sections,
        "glasscity.validation.patterns.table.chosen_cities": _quick_cities,
        "glasscity.ensemble.work.working": InProcess,
        "glasscity.ensemble.spread.working": InProcess,
    }
    with ExitStack() as stack:
        for name, other in changes.items():
            stack.enter_context(patch(name, other))
        yield


def call(arguments: Sequence[str], folder: Path) -> Answer:
    """Call the program in a folder; raises `Broken` where its answer is none."""
    before = os.getcwd()
    out, err = _stream(), _stream()
    kept = sys.stdout, sys.stderr, sys.stdin
    nothing = open(os.devnull)  # noqa: SIM115
    try:
        sys.stdout, sys.stderr, sys.stdin = out, err, nothing
        os.chdir(folder)
        with harmless():
            code = _exit_code(list(arguments))
    finally:
        os.chdir(before)
        sys.stdout, sys.stderr, sys.stdin = kept
        nothing.close()
    answer = Answer(code, _read(out), _read(err))
    check_message(answer.err, answer.code)
    if "not enough memory" in answer.err:
        raise MemoryError(answer.err)
    if len(answer.out) >= LARGEST_OUTPUT:
        raise Broken(f"more than {LARGEST_OUTPUT:,} bytes of output")
    return answer


def half_written(folder: Path) -> list[str]:
    """Return what lies below a folder and was not meant to stay."""
    return [str(path.relative_to(folder)) for path in folder.rglob(".*")]


def _stream() -> io.TextIOWrapper:
    """Return a stream as the program finds it, with a file number of its own."""
    return open(os.memfd_create("stream"), "w+", encoding="utf-8", errors="backslashreplace")


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    # The program may have turned the stream away from where it went at first.
    if not stream.seekable():
        stream.close()
        return ""
    stream.seek(0)
    text = stream.read(LARGEST_OUTPUT)
    stream.close()
    return text
