"""Memory that a server has done with, given back to the machine.

Rule: large arrays are asked for piece by piece and returned when they are let go, and few threads have memory
of their own. Only where the C library has such settings (glibc); elsewhere nothing is done, and no result
depends on it.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

MMAP_THRESHOLD, ARENA_MAX = -3, -8
"""Names of settings of `mallopt`, as in glibc's malloc.h."""
LARGE = 1 << 20
FEW = 2


def settle() -> None:
    """Choose settings for a process that lives long."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(MMAP_THRESHOLD, LARGE)
        library.mallopt(ARENA_MAX, FEW)


def give_back() -> None:
    """Give back what is free at present."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
