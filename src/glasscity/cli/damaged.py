"""What a command says when a run that it reads makes no sense: is it the run, or is it us?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from glasscity.cli.terminal import note
from glasscity.errors import CheckFailed, GlasscityError


def refuse_damaged(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command that fails over a run's folder check the run first: who altered it gets a message.

    Files whose hashes do not fit are refused before they are read. What is left is a run whose hashes were
    made to fit, or a fault of the program: where the run is what it says it is, the error stands as it is.
    """

    @wraps(command)
    def careful(*arguments: Any, **named: Any) -> None:
        try:
            command(*arguments, **named)
        except (GlasscityError, OSError, MemoryError):
            raise
        except Exception as error:
            for one in (*arguments, *named.values()):
                if isinstance(one, str | Path):
                    _refuse(Path(one), error)
            raise

    return careful


def _refuse(folder: Path, error: Exception) -> None:
    """Raise `CheckFailed` where this is a run, and not what it says it is."""
    from glasscity.folder import MANIFEST
    from glasscity.verify import verify

    if not (folder / MANIFEST).is_file():
        return
    first_line = (str(error).strip().splitlines() or [""])[0]
    note(f"{folder}: something in it does not fit ({type(error).__name__}: {first_line[:80]}); checking it …")
    for quick in (True, False):
        wrong = [check for check in verify(folder, quick=quick).checks if not check.passed]
        if wrong:
            raise CheckFailed(
                f"{folder}: not what it says it is: {wrong[0].first or wrong[0].what}"
            ) from error
