"""Work in copies of this process: each does one thing, sends its answer back, and ends."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any, NamedTuple, TypeVar

A = TypeVar("A")


class _Copy(NamedTuple):
    place: int
    process: BaseProcess
    answer: Connection
    until: float


def each_beside(
    do: Callable[[A], Any], some: Iterable[A], processes: int, seconds: float
) -> Iterator[tuple[int, Any]]:
    """Yield the place and the answer of each as they come; None where a copy died or took too long."""
    context = multiprocessing.get_context("fork")
    waiting, working = enumerate(some), list[_Copy]()
    while True:
        while len(working) < processes and (one := next(waiting, None)) is not None:
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_answer, args=(do, one[1], there), daemon=True)
            process.start()
            there.close()
            working.append(_Copy(one[0], process, here, monotonic() + seconds))
        if not working:
            return
        ready = wait([one.answer for one in working], max(0, min(one.until for one in working) - monotonic()))
        for one in [one for one in working if one.answer in ready or monotonic() > one.until]:
            working.remove(one)
            yield one.place, _received(one, one.answer in ready)


def _answer(do: Callable[[A], Any], one: A, there: Connection) -> None:
    there.send(do(one))
    there.close()


def _received(one: _Copy, ready: bool) -> Any:
    try:
        return one.answer.recv() if ready else None
    except EOFError:
        return None
    finally:
        one.process.kill()
        one.process.join()
        one.answer.close()
