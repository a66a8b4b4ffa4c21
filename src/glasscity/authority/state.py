"""What the authority holds on every citizen, between one day and the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.tables import NO_CATEGORY


class File(NamedTuple):
    """One place per citizen; all of it is integer.

    base : int32 mp, start + Σ points of entries that count; influence : int32 mp, what contacts add;
    total : int32 mp, base + influence as read, clamped; category : uint8, best is 0;
    override : uint8, worst category set by a rule at present, 0 if none;
    overrides : uint16 [categories, citizens], active overrides (no rows if no rule overrides);
    gained, lost : int32 mp [caps, citizens], what each cap has let through (`gained` is the sum for a
    standing cap);
    consents : uint8 [citizens], 1 where a citizen may be scored; empty where consent is never asked;
    town : uint8 [citizens], the town whose rules hold, in the order of the towns' codes.
    """

    base: NDArray[np.int32]
    influence: NDArray[np.int32]
    total: NDArray[np.int32]
    category: NDArray[np.uint8]
    override: NDArray[np.uint8]
    overrides: NDArray[np.uint16]
    gained: NDArray[np.int32]
    lost: NDArray[np.int32]
    consents: NDArray[np.uint8]
    town: NDArray[np.uint8]


def open_file(
    town: NDArray[np.uint8],
    start: NDArray[np.int64],
    category: NDArray[np.uint8],
    overriding_categories: int,
    caps: int,
    consents: NDArray[np.uint8] | None = None,
) -> File:
    """Open the file: everybody has the `start` (mp) of their town, and its category if they may be scored."""
    citizens = len(town)
    base = start[town].astype(np.int32)
    categories = category[town]
    if consents is not None:
        categories[consents == 0] = NO_CATEGORY
    return File(
        base,
        np.zeros(citizens, np.int32),
        base.copy(),
        categories,
        np.zeros(citizens, np.uint8),
        np.zeros((overriding_categories, citizens), np.uint16),
        np.zeros((caps, citizens), np.int32),
        np.zeros((caps, citizens), np.int32),
        np.empty(0, np.uint8) if consents is None else consents.copy(),
        town.copy(),
    )


@njit(cache=True, inline="always")
def may_be_scored(consents, citizen):  # type: ignore[no-untyped-def]
    """Return whether a citizen has consented, or nobody is ever asked."""
    return len(consents) == 0 or consents[citizen] != 0
