"""The program: parses the command line, runs a command, and turns errors into messages and exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, get_args

from cyclopts import App, CycloptsError, Parameter, Token, UnusedCliTokensError, convert

from glasscity import __version__
from glasscity.cli import (
    calibration,
    criteria,
    describing,
    ensembles,
    responsibility,
    resuming,
    rights,
    runs,
    scenarios,
    studies,
    tour,
    twins,
    validating,
    watch,
)
from glasscity.cli.terminal import note
from glasscity.errors import BadInput, GlasscityError, MachineFailed

INTERRUPTED = 130
HELP = """A laboratory city: a simulator of a municipal social-scoring system.

Every citizen is synthetic. Start with: glasscity run essay --report
"""


def build() -> App:
    """Return the command line with all its commands."""
    app = App(
        name="glasscity",
        help=HELP,
        version=__version__,
        help_format="plaintext",
        print_error=False,
        exit_on_error=False,
        suppress_keyboard_interrupt=False,
        default_parameter=Parameter(converter=_as_written),
    )
    runs.add_to(app)
    resuming.add_to(app)
    scenarios.add_to(app)
    ensembles.add_to(app)
    calibration.add_to(app)
    twins.add_to(app)
    responsibility.add_to(app)
    studies.add_to(app)
    rights.add_to(app)
    criteria.add_to(app)
    validating.add_to(app)
    describing.add_to(app)
    watch.add_to(app)
    tour.add_to(app)
    return app


def _as_written(kind: Any, tokens: Sequence[Token]) -> Any:
    """Convert as usual, but refuse to round a number to a whole one."""
    for token in tokens if int in (kind, *get_args(kind)) else ():
        if not token.value.lstrip("+-").replace("_", "").isdecimal():
            raise ValueError(f"{token.value!r} is not a whole number")
    return convert(kind, tokens)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 a check says no, 2 bad input, 3 the machine gave out."""
    # A standard stream that was closed before we began is None: what goes there goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A path need not be text, and a terminal need not know all letters: neither ends a command.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_exit_code(list(sys.argv[1:] if arguments is None else arguments)))


def _exit_code(arguments: list[str]) -> int:
    try:
        build()(arguments, result_action="return_value")
        sys.stdout.flush()
    except UnusedCliTokensError as error:
        left = " ".join(error.unused_tokens or ())
        again = "what may be given several times is named each time (--set A=1 --set B=2)"
        return _say(BadInput(f"{left}: the command takes nothing more; {again}\nSee: glasscity --help"))
    except CycloptsError as error:
        return _say(BadInput(f"{str(error).strip()}\nSee: glasscity --help"))
    except GlasscityError as error:
        return _say(error)
    except KeyboardInterrupt:
        note("glasscity: stopped; nothing half-written is left")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Whoever read our output has gone (of which rich makes a SystemExit): the rest has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _say(MachineFailed("not enough memory; use fewer citizens (--citizens)"))
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return _say(BadInput(f"{error.filename}: {error.strerror}"))
        return _say(MachineFailed(f"{error.filename or 'this machine'}: {error.strerror or error}"))
    return 0


def _say(error: GlasscityError) -> int:
    """Print the message, with escapes for whatever a terminal would obey, and return the exit code."""
    shown = "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in str(error))
    note(f"glasscity: {shown}")
    return error.exit_code
