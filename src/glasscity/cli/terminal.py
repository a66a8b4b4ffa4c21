"""What the commands share: consoles, JSON, and progress with the time left."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasscity.days import Progress

PLAIN_WIDTH = 100
SYNTHETIC = "SYNTHETIC: nobody in this city exists"
PLAIN_STEPS = 10
"""Without a terminal, progress is at most this many plain lines."""


def show(renderable: Any) -> None:
    """Print something rich to standard output, without colours where it is no terminal."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)
    with console.capture() as printed:
        console.print(renderable)
    print(printed.get(), end="")


def show_json(data: dict[str, Any]) -> None:
    """Print plain data as JSON to standard output, marked as synthetic."""
    data = {"synthetic": SYNTHETIC, **data}
    print(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def note(text: str) -> None:
    """Print one line to standard error, if anybody listens."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a progress function: a bar with the time left on a terminal, plain lines elsewhere."""
    if sys.stderr.isatty():
        with _bar() as progress:
            yield progress
    else:
        yield _plain_lines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}
        before: dict[str, int] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            elif done < before[what]:  # the same work again, for another life: its time begins anew
                bars.reset(tasks[what])
            before[what] = done
            for name, task in tasks.items():
                bars.update(task, visible=name == what)
            bars.update(tasks[what], completed=done, total=total)

        yield progress


def _plain_lines() -> Progress:
    said: dict[str, int] = {}
    began: dict[str, float] = {}
    before: dict[str, int] = {}

    def progress(what: str, done: int, total: int) -> None:
        if done < before.get(what, done + 1):  # for the first time, or again: time begins anew
            began[what] = time.monotonic()
        before[what] = done
        step = done * PLAIN_STEPS // total
        if said.get(what) == step:
            return
        said[what] = step
        if total == 1:
            note(what)
        elif step:
            left = (time.monotonic() - began[what]) * (total - done) / done
            note(f"{what}: {done} of {total}, about {left:.0f} s left")

    return progress
