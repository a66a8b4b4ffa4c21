"""The checks without a change, in a process of their own: what is seen, and which lines are reached when."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from types import CodeType, FrameType
from typing import Any

from mutation.checks import HOLDS, observe
from mutation.mutants import PACKAGE, target_files
from mutation.trial import Expected, silence


def expect(name: str, cities: dict[str, Any]) -> Expected:
    """Carry a check out twice: once to see which lines it reaches, once for what is seen and how long."""
    silence()
    reached = _lines_reached(lambda: list(observe(name, cities)))
    before = process_time()
    seen = list(observe(name, cities))
    seconds = process_time() - before
    if name not in cities and seen != [(name, HOLDS)]:
        raise RuntimeError(f"{name} does not hold")
    return Expected(seen, seconds, reached)


def _lines_reached(do: Callable[[], object]) -> dict[tuple[str, int], float]:
    """Return after how many seconds each line of the files to be changed is first reached."""
    files = {str(PACKAGE / file): file for file in target_files()}
    left: dict[CodeType, set[int]] = {}
    reached: dict[tuple[str, int], float] = {}
    began = process_time()

    def enter(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        code = frame.f_code
        if code.co_filename not in files:
            return None
        if code not in left:
            left[code] = {line for _, _, line in code.co_lines() if line is not None}
            reached.setdefault((files[code.co_filename], code.co_firstlineno), process_time() - began)
        return follow if left[code] else None

    def follow(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        code, line = frame.f_code, frame.f_lineno
        if event == "line" and line in left[code]:
            left[code].discard(line)
            reached.setdefault((files[code.co_filename], line), process_time() - began)
            frame.f_trace_lines = bool(left[code])
        return follow

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        do()
    finally:
        sys.settrace(before)
    return reached
