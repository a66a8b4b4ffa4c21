"""What can go wrong, and the exit code that says so.

0 is success; 1 means that a check ran and its answer is no; 2 means bad input; 3 means that the machine
(disk, memory) gave out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

MOST_PROBLEMS = 25
"""How many problems of one file a message lists."""


class GlasscityError(Exception):
    """An error with a message for people; `exit_code` is what the command line returns."""

    exit_code = 1


class CheckFailed(GlasscityError):
    """A check ran to its end and its answer is no."""

    exit_code = 1


class BadInput(GlasscityError):
    """The input is wrong: the message names the file, the place, what is wrong and what would be right."""

    exit_code = 2


class MachineFailed(GlasscityError):
    """The machine gave out: the disk is full, memory is short, a file cannot be written."""

    exit_code = 3


def not_installed(what: str, library: str, extra: str, instead: str = "") -> BadInput:
    """Return the error of whoever asks for something that needs an extra which was not installed.

    Parameters
    ----------
    what : the command, or what was asked for; instead : what would do without the extra, if anything.
    """
    otherwise = f", or {instead}" if instead else ""
    return BadInput(
        f"{what}: this needs {library}, which is not installed: pip install 'glasscity[{extra}]'{otherwise}"
    )


@dataclass(frozen=True)
class Problem:
    """One fault of an input: where it is and what would be right."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def bad_input(file: str, problems: Iterable[Problem]) -> BadInput:
    """Return one error that lists the problems found in `file`, as many of them as one reads."""
    found = list(problems)
    if len(found) == 1:
        return BadInput(f"{file}: {found[0]}")
    listed = [f"  - {problem}" for problem in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        listed.append(f"  … and {len(found) - MOST_PROBLEMS} more; they are listed once these are mended")
    return BadInput("\n".join([f"{file}: {len(found)} problems", *listed]))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return " (did you mean …?)" for the known word nearest to `name`, or the few known words."""
    words = [str(word) for word in known]
    near = get_close_matches(name, words, n=1, cutoff=0.6)
    if near:
        return f" (did you mean {near[0]!r}?)"
    if 0 < len(words) <= 12:
        return f" (known: {', '.join(sorted(words))})"
    return ""
