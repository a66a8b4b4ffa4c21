"""What the authority holds on every citizen, between one day and the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class File(NamedTuple):
    """One place per citizen; all of it is integer.

    base : int32 mp, start + Σ points of entries that count; influence : int32 mp, what contacts add;
    total : int32 mp, base + influence as read, clamped; category : uint8, best is 0;
    override : uint8, worst category set by a rule at present, 0 if none;
    overrides : uint16 [categories, citizens], active overrides (no rows if no rule overrides);
    gained, lost : int32 mp [caps, citizens], what each cap has let through (`gained` is the sum for a
    standing cap).
    """

    base: NDArray[np.int32]
    influence: NDArray[np.int32]
    total: NDArray[np.int32]
    category: NDArray[np.uint8]
    override: NDArray[np.uint8]
    overrides: NDArray[np.uint16]
    gained: NDArray[np.int32]
    lost: NDArray[np.int32]


def open_file(citizens: int, start: int, category: int, overriding_categories: int, caps: int) -> File:
    """Open the file: everybody has `start` (mp) and its category, and nothing else."""
    return File(
        np.full(citizens, start, np.int32),
        np.zeros(citizens, np.int32),
        np.full(citizens, start, np.int32),
        np.full(citizens, category, np.uint8),
        np.zeros(citizens, np.uint8),
        np.zeros((overriding_categories, citizens), np.uint16),
        np.zeros((caps, citizens), np.int32),
        np.zeros((caps, citizens), np.int32),
    )
