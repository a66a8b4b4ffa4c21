"""A fault that was found: the smallest input that still does it, and how to see it again."""

from __future__ import annotations

import hashlib
import signal
import time
import traceback
from pathlib import Path

from fuzzing.signatures import signature
from fuzzing.target import CORPUS, Target

FAILURES = CORPUS / "failures"
SECONDS_TO_SHRINK = 90


class Hang(BaseException):
    """An input took longer than its target allows."""


def limited(target: Target, data: bytes) -> str:
    """Try an input, with an alarm after so many seconds of the processor; only in the main thread."""
    signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, target.seconds)
    try:
        return target.attempt(data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _ring(*_: object) -> None:
    raise Hang


def shrunk(target: Target, data: bytes, kind: str) -> bytes:
    """Return the smallest input found that raises the same fault."""
    until = time.monotonic() + SECONDS_TO_SHRINK
    smaller = True
    while smaller:
        smaller = False
        for other in target.smaller(data):
            if time.monotonic() > until:
                return data
            if len(other) < len(data) and _raises(target, other) == kind:
                data, smaller = other, True
                break
    return data


def _raises(target: Target, data: bytes) -> str:
    try:
        limited(target, data)
    except BaseException as error:
        return signature(error)
    return ""


def told(error: BaseException) -> str:
    """Return a fault as Python tells of it."""
    return "".join(traceback.format_exception(error))


def write_failure(name: str, suffix: str, kind: str, data: bytes, story: str) -> Path:
    """Keep an input that did something wrong, with how to do it again, and return where."""
    folder = FAILURES / name
    folder.mkdir(parents=True, exist_ok=True)
    short = hashlib.sha256(data).hexdigest()[:8]
    path = folder / f"{kind[:80]}-{short}{suffix}"
    path.write_bytes(data)
    again = f"again: python verification/fuzzing/replay.py {name} {path.relative_to(CORPUS.parents[1])}"
    text = f"{kind}\n{again}\n\n{story}"
    path.with_suffix(".txt").write_bytes(text.encode(errors="backslashreplace"))
    return path
