"""Canonical order: by citizen, then by id.

What comes in on a day is nearly in order: acts are looked at citizen by citizen, so that their filings lie in
a few long runs. A natural merge sort (as in Timsort) uses the runs that are there; what is in order already
costs one look.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


def canonical_order(
    citizen: NDArray[np.uint32], high: NDArray[np.uint64], low: NDArray[np.uint64]
) -> NDArray[np.uint32] | None:
    """Return the places of rows in canonical order, or None if they lie in it; equal rows stay put."""
    runs = _runs(citizen, high, low)
    return None if len(runs) <= 2 else _merged(citizen, high, low, runs)


def in_order(rows: NDArray[np.void], high: str, low: str) -> NDArray[np.void]:
    """Return structured rows in canonical order; `high` and `low` name the halves of the id."""
    order = canonical_order(rows["citizen"], rows[high], rows[low])
    return rows if order is None else rows.take(order)


@njit(cache=True, nogil=True, inline="always")
def _after(citizen, high, low, one, other):  # type: ignore[no-untyped-def]
    """Return whether row `one` comes after row `other`."""
    if citizen[one] != citizen[other]:
        return citizen[one] > citizen[other]
    if high[one] != high[other]:
        return high[one] > high[other]
    return low[one] > low[other]


@njit(cache=True, nogil=True)
def _runs(citizen, high, low):  # type: ignore[no-untyped-def]
    """Return where each ascending run begins, and the end of the last one."""
    number = 1
    for i in range(1, len(citizen)):
        number += _after(citizen, high, low, i - 1, i)
    runs = np.empty(number + 1, np.int64)
    runs[0] = 0
    if number == 1:
        runs[1] = len(citizen)
        return runs
    number = 1
    for i in range(1, len(citizen)):
        if _after(citizen, high, low, i - 1, i):
            runs[number] = i
            number += 1
    runs[number] = len(citizen)
    return runs


@njit(cache=True, nogil=True)
def _merged(citizen, high, low, runs):  # type: ignore[no-untyped-def]
    """Merge the runs. One waits until the runs after it have grown to its size, so that a long run and many
    short ones cost little more than the long one."""
    order, spare = np.arange(len(citizen)).astype(np.uint32), np.empty(len(citizen), np.uint32)
    waiting = np.empty(len(runs), np.int64)
    number = 0
    for run in range(len(runs) - 1):
        waiting[number], number = runs[run], number + 1
        end = runs[run + 1]
        while number > 1 and waiting[number - 1] - waiting[number - 2] <= end - waiting[number - 1]:
            _merge(citizen, high, low, order, spare, waiting[number - 2], waiting[number - 1], end)
            number -= 1
    while number > 1:
        _merge(citizen, high, low, order, spare, waiting[number - 2], waiting[number - 1], len(citizen))
        number -= 1
    return order


@njit(cache=True, nogil=True)
def _merge(citizen, high, low, order, spare, first, middle, end):  # type: ignore[no-untyped-def]
    """Merge the places first … middle with those from middle … end, each in order."""
    later = end - middle
    for i in range(later):
        spare[i] = order[middle + i]
    old, new, to = middle - 1, later - 1, end - 1
    while new >= 0:
        if old >= first and _after(citizen, high, low, order[old], spare[new]):
            order[to] = order[old]
            old -= 1
        else:
            order[to] = spare[new]
            new -= 1
        to -= 1
