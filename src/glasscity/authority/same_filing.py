"""Which rows are of the same filing: entries, what followed them, appeals and applications about them.

An entry's id is its filing's and 16 bits more. Look-ups go through a hash table of the filings asked for.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

OF_ENTRY = np.uint64(0xFFFF)
"""The bits of an entry's id that its filing's has not."""
MIXED = np.uint64(0x9E3779B97F4A7C15)


def same_filing(rows: NDArray[np.void], named: NDArray[np.void]) -> NDArray[np.int64]:
    """Return for each of `rows` the place of one of `named` that is of the same filing, or -1.

    Both have the fields `entry_hi` and `entry_lo`.
    """
    place: NDArray[np.int64] = _look_up(
        rows["entry_hi"], rows["entry_lo"], named["entry_hi"], named["entry_lo"]
    )
    return place


@njit(cache=True, nogil=True)
def _look_up(high, low, named_high, named_low):  # type: ignore[no-untyped-def]
    found = np.full(len(high), -1)
    if len(named_high) == 0:
        return found
    bits = 4
    while (1 << bits) < 4 * len(named_high):
        bits += 1
    table = np.full(1 << bits, -1)
    for i in range(len(named_high)):
        slot = _slot(named_high[i], named_low[i], bits)
        while table[slot] >= 0 and not _equal(
            table[slot], named_high, named_low, named_high[i], named_low[i]
        ):
            slot = (slot + 1) & ((1 << bits) - 1)
        if table[slot] < 0:
            table[slot] = i
    for i in range(len(high)):
        slot = _slot(high[i], low[i], bits)
        while table[slot] >= 0:
            if _equal(table[slot], named_high, named_low, high[i], low[i]):
                found[i] = table[slot]
                break
            slot = (slot + 1) & ((1 << bits) - 1)
    return found


@njit(cache=True, nogil=True, inline="always")
def _slot(high, low, bits):  # type: ignore[no-untyped-def]
    mixed = (np.uint64(high) * MIXED ^ np.uint64(low) & ~OF_ENTRY) * MIXED
    return np.int64(mixed >> np.uint64(64 - bits))


@njit(cache=True, nogil=True, inline="always")
def _equal(place, named_high, named_low, high, low):  # type: ignore[no-untyped-def]
    return named_high[place] == high and (named_low[place] ^ low) & ~OF_ENTRY == 0
