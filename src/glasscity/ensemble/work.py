"""Tasks spread over processes, each on one thread; what is done already is not done again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from glasscity.ensemble.plan import Plan
from glasscity.ensemble.store import Store
from glasscity.ensemble.task import failed_row, live
from glasscity.errors import BadInput
from glasscity.processes import processes as working

Progress = Callable[[str, int, int], None]
AHEAD = 4
"""Tasks that wait for each process: enough that none is idle."""
PROCESS = "process"


def live_all(store: Store, *, processes: int | None = None, progress: Progress | None = None) -> int:
    """Live every task that is missing, write the whole tables, and return how many runs failed."""
    if processes is not None and processes < 1:
        raise BadInput(f"processes: {processes} is not a number of processes; expected 1 or more")
    with store.held():
        return _live_missing(store, processes, progress)


def _live_missing(store: Store, processes: int | None, progress: Progress | None) -> int:
    missing = store.missing()
    processes = min(processes or len(os.sched_getaffinity(0)), max(1, len(missing)))
    done = store.plan.tasks - len(missing)
    if progress is not None:
        progress("runs", done, store.plan.tasks)
    for _ in _live(store, missing, processes):
        done += 1
        if progress is not None:
            progress("runs", done, store.plan.tasks)
    store.finish()
    return int(store.table("runs")["failed_phase"].count())


def _live(store: Store, missing: list[int], processes: int) -> Iterator[int]:
    """Yield the number of every task when it is done."""
    if processes == 1:
        for number in missing:
            _live_one(store.path, store.plan, number)
            yield number
        return
    waiting = list(reversed(missing))
    while waiting:
        running: dict[Future[None], int] = {}
        with working(processes) as pool:
            try:
                while waiting or running:
                    while waiting and len(running) < AHEAD * processes:
                        number = waiting.pop()
                        running[pool.submit(_live_one, store.path, store.plan, number)] = number
                    finished, _ = wait(running, return_when="FIRST_COMPLETED")
                    for one in finished:
                        one.result()
                        yield running.pop(one)
            except BrokenProcessPool:
                yield from _without_whoever_died(store, list(running.values()))


def _without_whoever_died(store: Store, numbers: list[int]) -> Iterator[int]:
    """Live those that were under way when a process died, one by one; whoever dies again is a failed run."""
    for number in numbers:
        if number in store.missing():
            with working(1) as alone:
                task = alone.submit(_live_one, store.path, store.plan, number)
                with suppress(BrokenProcessPool):
                    task.result()
            if number in store.missing():
                point, life = store.plan.task(number)
                keys = {"point": point, "life": life}
                keys |= {"seed": store.plan.seed, "life_seed": store.plan.lives[life]}
                message = "the process ended: too little memory, or somebody ended it"
                store.put(number, failed_row(keys, PROCESS, message, 0.0).tables)
        yield number


def _live_one(path: Path, plan: Plan, number: int) -> None:
    """Live one task and write its tables; runs in a process of its own."""
    Store(path, plan).put(number, live(plan, number, path).tables)
