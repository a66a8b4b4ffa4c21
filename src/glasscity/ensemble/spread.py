"""Pieces of work spread over processes: each in one that begins anew, the results as they come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from glasscity.errors import BadInput, MachineFailed
from glasscity.processes import processes as working

Result = TypeVar("Result")


def check_processes(processes: int | None) -> None:
    """Raise `BadInput` where `processes` is no number of processes."""
    if processes is not None and processes < 1:
        raise BadInput(f"--processes: {processes} is not a number of processes; expected 1 or more")


def spread(
    work: Callable[[int], Result], places: Iterable[int], processes: int | None
) -> Iterator[tuple[int, Result]]:
    """Yield each place with what `work` made of it, as they are done.

    Parameters
    ----------
    work : something that another process can be given; its results may not depend on which one that is.
    processes : how many at the same time, all cores if not given; one works in this process.
    """
    waiting = list(places)
    processes = min(processes or len(os.sched_getaffinity(0)), max(1, len(waiting)))
    if processes == 1:
        yield from ((place, work(place)) for place in waiting)
        return
    with working(processes) as pool:
        tasks = {pool.submit(work, place): place for place in waiting}
        try:
            for task in as_completed(tasks):
                yield tasks[task], task.result()
        except BrokenProcessPool:
            raise MachineFailed(
                "a process that was at work ended: too little memory, or somebody ended it; use fewer "
                "--processes"
            ) from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
