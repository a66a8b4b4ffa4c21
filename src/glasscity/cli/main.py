"""The program: parses the command line, runs a command, and turns errors into messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from glasscity import __version__
from glasscity.cli import runs, scenarios
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
    )
    runs.add_to(app)
    scenarios.add_to(app)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 a check says no, 2 bad input, 3 the machine gave out."""
    sys.exit(_exit_code(list(sys.argv[1:] if arguments is None else arguments)))


def _exit_code(arguments: list[str]) -> int:
    try:
        build()(arguments, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as error:
        return _say(BadInput(f"{str(error).strip()}\nSee: glasscity --help"))
    except GlasscityError as error:
        return _say(error)
    except KeyboardInterrupt:
        print("glasscity: stopped; nothing half-written is left", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _say(MachineFailed("not enough memory; use fewer citizens (--citizens)"))
    except OSError as error:
        return _say(MachineFailed(f"{error.filename or 'this machine'}: {error.strerror or error}"))
    return 0


def _say(error: GlasscityError) -> int:
    print(f"glasscity: {error}", file=sys.stderr)
    return error.exit_code
