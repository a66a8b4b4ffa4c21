"""Rules of behaviour from a file of one's own: `--behaviour FILE.py`.

The file is Python and is executed. Nothing in a scenario or in a run's folder ever names it: whoever runs a
city of somebody else runs no code of theirs. A run keeps the file's text and its SHA-256; `verify` takes the
file again, and only the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from glasscity.errors import BadInput
from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.society.response.learning import prepare_rule as prepare_learning
from glasscity.society.response.rules import Rules, as_before
from glasscity.society.voice.rules import prepare_rule as prepare_voice

NAME = "behaviour.py"
"""The file's name in a run's folder."""


@dataclass(frozen=True)
class Behaviour:
    """A file of rules that has been read: its text and its hash."""

    data: bytes
    sha256: str


@contextmanager
def behaviour_of(path: str | Path | None, *, expected: str | None = None) -> Iterator[Behaviour | None]:
    """Register the rules of a file for as long as the context lasts; no file, no rules.

    Parameters
    ----------
    path : the file to execute.
    expected : the SHA-256 that it has to have, if any.

    Raises `BadInput` if the file cannot be read, is another one, fails, or registers nothing.
    """
    if path is None:
        yield None
        return
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}; --behaviour takes a Python file") from None
    found = Behaviour(data, hashlib.sha256(data).hexdigest())
    if expected is not None and found.sha256 != expected:
        raise BadInput(
            f"{path}: this is not the file that the run was made with: its SHA-256 is {found.sha256}, the "
            f"manifest says {expected}"
        )
    with as_before():
        _execute(data, str(path))
        yield found


def rules_made_with(place: Path, made_with: dict[str, str] | None, path: str | Path | None) -> str | None:
    """Return the SHA-256 of the rules that a run was made with, none for none, or refuse what does not fit.

    Parameters
    ----------
    place : the run's folder; made_with : what it says of its rules; path : the file that was given.
    """
    if made_with is None:
        if path is not None:
            raise BadInput(f"{place}: this run was made without rules of its own; leave out --behaviour")
        return None
    if path is None:
        kept = place / NAME
        raise BadInput(
            f"{place}: this run was made with rules of behaviour of its own; read {kept}, and if you trust "
            f"it, run it: --behaviour {kept}"
        )
    return str(made_with["sha256"])


def try_rules(scenario: Scenario) -> None:
    """Try every rule of behaviour that a scenario names in its course, or raise `BadInput`."""
    for stage in stages(scenario):
        if stage.scenario.response is not None:
            prepare_learning(stage.scenario.response.learning)
        if stage.scenario.voice is not None:
            prepare_voice(stage.scenario.voice.speaking)


def _execute(data: bytes, path: str) -> None:
    before = Rules.registered
    try:
        exec(compile(data, path, "exec"), {"__name__": "behaviour", "__file__": path})
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None
    except SyntaxError as error:
        raise BadInput(f"{path}: line {error.lineno}: {error.msg}") from None
    except Exception as error:
        raise BadInput(f"{path}: {type(error).__name__}: {error}") from None
    if Rules.registered == before:
        raise BadInput(
            f"{path}: registers no rule; call `register` of the kind of rule that it has, see "
            "docs/behaviour-rules.md"
        )
