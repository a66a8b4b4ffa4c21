"""Change one place of the engine at a time, and see whether the quick checks notice.

    python verification/mutation --sample 400 [--seed 1] [--file authority/ledger.py] [--all]

A mutant is the engine with one place changed. It is noticed if a check differs, fails, or takes too long; if
none does it survives, and then it changes nothing that anybody could see (`equivalent.toml` says why), or a
test is missing. See docs/mutation.md. Exit code 1: even the upper end of
the interval of the share that is noticed lies below the goal.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["NUMBA_DISABLE_JIT"] = "1"
HERE = Path(__file__).parent
sys.path[:] = [str(HERE.parent), *(place for place in sys.path if Path(place).resolve() != HERE.resolve())]

from mutation.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(__doc__))
