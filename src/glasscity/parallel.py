"""Kernels over ranges of citizens, on threads.

A kernel is compiled with `nogil=True` and takes `(lo, hi, …)` first. Each range writes only its own places,
and results are put together in the order of the ranges, so nothing depends on how the work was cut.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any

RANGE = 16_384
"""Citizens per task: large enough to hide the call, small enough to share evenly."""
LIGHT = 8
"""How many times as many, where a kernel takes a nanosecond or two for each: waking a thread takes 0.1 ms."""


class Workers:
    """A fixed number of threads that run kernels; use it as a context manager."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or len(os.sched_getaffinity(0))
        self._helpers = ThreadPoolExecutor(self.threads - 1) if self.threads > 1 else None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._helpers is not None:
            self._helpers.shutdown(cancel_futures=True)

    def run(
        self,
        kernel: Callable[..., Any],
        number: int,
        *arguments: Any,
        size: int | None = None,
        light: bool = False,
    ) -> list[Any]:
        """Call `kernel(lo, hi, *arguments)` over 0 … number and return the results in order of `lo`.

        The calling thread works too, and each takes the next range when it is done with one: nothing waits
        for a thread to wake up, or for one that is held up by something else. `light`: so little is done for
        each that only many are worth waking a thread for.
        """
        if self._helpers is None or number == 0:
            return [kernel(0, number, *arguments)]
        if size is None:
            least = LIGHT * RANGE if light else RANGE
            pieces = max(1, min(4 * self.threads, number // least))
            size = max(1, -(-number // pieces))
        ranges = [(lo, min(lo + size, number)) for lo in range(0, number, size)]
        results: list[Any] = [None] * len(ranges)
        left = deque(enumerate(ranges))

        def work() -> None:
            while left:
                try:
                    place, (lo, hi) = left.popleft()
                except IndexError:
                    return
                results[place] = kernel(lo, hi, *arguments)

        helping = [self._helpers.submit(work) for _ in range(min(self.threads, len(ranges)) - 1)]
        try:
            work()
        finally:
            left.clear()
            wait(helper for helper in helping if not helper.cancel())
        for helper in helping:
            if not helper.cancelled():
                helper.result()
        return results

    def together(self, *tasks: Callable[[], None]) -> None:
        """Do tasks side by side that share nothing that any of them changes."""
        if self._helpers is None or len(tasks) < 2:
            for task in tasks:
                task()
            return
        helping = [self._helpers.submit(task) for task in tasks[1:]]
        try:
            tasks[0]()
        finally:
            wait(helping)
        for helper in helping:
            helper.result()


class Aside:
    """Does what nothing waits for on a thread of its own, one batch behind at most; or in place.

    On Linux that thread uses what others leave idle. Whoever has to wait for it does what it has not begun.
    """

    def __init__(self, *, apart: bool) -> None:
        self._thread = ThreadPoolExecutor(1, initializer=_let_others_go_first) if apart else None
        self._waiting: deque[Callable[[], None]] = deque()
        self._at_work: Future[None] | None = None

    def do(self, *tasks: Callable[[], None]) -> None:
        """Do tasks that may be done in any order, when those before them are done.

        What those before raised is raised here.
        """
        self.catch_up()
        self._waiting.extend(tasks)
        if self._thread is None:
            self._work()
        else:
            self._at_work = self._thread.submit(self._work)

    def catch_up(self) -> None:
        """Help until everything is done."""
        self._work()
        if self._at_work is not None:
            at_work, self._at_work = self._at_work, None
            at_work.result()

    def _work(self) -> None:
        while self._waiting:
            try:
                task = self._waiting.popleft()
            except IndexError:
                return
            task()

    def __enter__(self) -> Aside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)


def _let_others_go_first() -> None:
    if sys.platform == "linux":
        # A core on which only such a thread runs counts as idle, so that others are woken there.
        os.sched_setscheduler(threading.get_native_id(), os.SCHED_IDLE, os.sched_param(0))
