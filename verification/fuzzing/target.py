"""What a target of the fuzzer is: a door of the program, and inputs that it is tried with.

Every input is a small text that a person can read and `replay.py` can try again. Whatever is thrown at a
door, it answers with an exit code and one message; anything else raises, and that is a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Protocol

from glasscity.errors import GlasscityError

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
EXIT_CODES = (0, 1, 2, 3)
LONGEST_MESSAGE = 20_000
TRACES = ("Traceback (most recent", 'File "', "site-packages", "pydantic_core")
"""What no message of the program contains."""


class Broken(AssertionError):
    """The program kept on its feet but broke its word: a wrong exit code, a message that is none, …"""


class Target(Protocol):
    """One door of the program.

    Attributes
    ----------
    name : what `--target` calls it; suffix : that of its files in the corpus.
    seconds : what one input may take before it counts as a hang.
    as_bytes : whether inputs are also changed byte by byte, not only by their structure; words : that then
        are put in.
    """

    name: str
    suffix: str
    seconds: int
    as_bytes: bool
    words: tuple[str, ...]

    def seeds(self, chance: Random) -> Iterable[bytes]:
        """Return inputs to begin with."""

    def warm_up(self) -> None:
        """Compile and load whatever would make the first inputs seem slow."""

    def changed(self, data: bytes, chance: Random) -> bytes:
        """Return another input, made from this one by its structure."""

    def smaller(self, data: bytes) -> Iterator[bytes]:
        """Yield inputs that are simpler than this one, the simplest first."""

    def attempt(self, data: bytes) -> str:
        """Throw one input at the door and return in a word what it answered; raises for any fault."""


def check_message(text: str, code: int) -> None:
    """Raise `Broken` unless this is what the program may print on standard error with this exit code."""
    if code not in EXIT_CODES:
        raise Broken(f"exit code {code!r}")
    for trace in TRACES:
        if trace in text:
            raise Broken(f"a trace in the message: {text[-600:]}")
    if len(text) > LONGEST_MESSAGE:
        raise Broken(f"a message of {len(text):,} characters, which begins with {text[:200]}")
    if code and "glasscity: " not in text:
        raise Broken(f"exit code {code} without a message: {text[-300:]!r}")


def check_error(error: GlasscityError, names: str = "") -> None:
    """Raise `Broken` unless an error's message is one for people, and names what it is about."""
    check_message(f"glasscity: {error}", error.exit_code)
    if names and names not in str(error):
        raise Broken(f"the message does not name {names}: {error}")
