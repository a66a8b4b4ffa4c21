"""A mutant on trial, in a process of its own: the engine is loaded there with one place changed.

The parent has loaded everything but the engine, so that a copy of it is ready in some hundredths of a second.
"""

from __future__ import annotations

import resource
import signal
import sys
import warnings
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from itertools import zip_longest
from types import CodeType, FrameType
from typing import Any, NamedTuple

import numpy as np

from mutation.checks import Seen, observe
from mutation.mutants import Mutant, Source

DIFFERS, FAILS, ENDLESS, SURVIVES, NO_PROGRAM = "differs", "fails", "takes too long", "survives", "no program"
UNREACHED = "is reached by no check"
TIMES, SECONDS_MORE = 4, 2
"""A check may take so many times as long as without a change, and some seconds more."""
MEMORY_MORE = 2 << 30


class Outcome(NamedTuple):
    """What became of a mutant: how it ended, at which check, and what was seen there."""

    kind: str
    check: str = ""
    what: str = ""


class Expected(NamedTuple):
    """A check without a change: what is seen, how many seconds of this processor that takes, and after how
    many each line of the engine is first reached, by file and line."""

    seen: list[Seen]
    seconds: float
    reached: dict[tuple[str, int], float]


class OutOfTime(BaseException):
    """Raised in the middle of a check; nothing in the engine catches it."""


def try_out(mutant: Mutant, source: Source, checks: Sequence[tuple[str, Expected]], cities: Any) -> Outcome:
    """Load the engine with one place changed, in this process, and carry checks out until one notices."""
    changed = source.change(mutant).source
    try:
        load_changed(mutant.file, changed)
    except SyntaxError:
        return Outcome(NO_PROGRAM)
    prepare_process()
    for name, expected in checks:
        outcome = _noticed(name, expected, cities)
        if outcome is not None:
            return outcome
    return Outcome(SURVIVES)


def _noticed(name: str, expected: Expected, cities: Any) -> Outcome | None:
    signal.setitimer(signal.ITIMER_VIRTUAL, TIMES * expected.seconds + SECONDS_MORE)
    try:
        for before, now in zip_longest(expected.seen, observe(name, cities)):
            if before != now:
                return Outcome(DIFFERS, name, (before or now)[0])
    except OutOfTime:
        return Outcome(ENDLESS, name)
    except (Exception, SystemExit) as error:
        return Outcome(FAILS, name, f"{type(error).__name__}: {error}"[:200])
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def prepare_process() -> None:
    """Set limits on time and memory, and say nothing of numbers that wrap around."""

    def out_of_time(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    signal.signal(signal.SIGVTALRM, out_of_time)
    with open("/proc/self/statm", encoding="ascii") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY_MORE, now + MEMORY_MORE))
    silence()


def silence() -> None:
    """Say nothing of numbers that wrap around."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")


def load_changed(file: str, source: str) -> None:
    """Let a file of the engine be loaded from another source, when it is first imported."""
    module = "glasscity." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if module in sys.modules:
        raise RuntimeError(f"{module} is loaded already, so that no change of it would be seen")
    code = compile(source, file, "exec", dont_inherit=True)
    sys.meta_path.insert(0, _Finder(module, code))


class _Finder(MetaPathFinder):
    def __init__(self, module: str, code: CodeType) -> None:
        self._module, self._code = module, code

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != self._module:
            return None
        found = PathFinder.find_spec(name, path)
        assert found is not None
        assert found.origin is not None
        found.loader = _Loader(name, found.origin, self._code)
        return found


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._changed = code

    def get_code(self, fullname: str) -> CodeType:
        return self._changed
