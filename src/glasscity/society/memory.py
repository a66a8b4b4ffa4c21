"""What people remember having done: the truth that an entry is held against."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.mailbox import by_day


class Memory:
    """The acts of the last days, to tell an entry about a deed from one about nothing.

    Kept are the acts of today and of the `days` + 1 days before: a filing may be so long under way, and its
    entry is contested the day after.
    """

    def __init__(self, days: int) -> None:
        self._days = days
        self._acts: dict[int, NDArray[np.uint64]] = {}

    def remember(self, acts: NDArray[np.void], day: int) -> None:
        """Take in the acts of `day`, and forget those too old for any filing that is still under way."""
        self._acts[day] = np.sort(_packed(acts["citizen"], acts["conduct"]))
        self._acts.pop(day - self._days - 2, None)

    def did(self, entries: NDArray[np.void]) -> NDArray[np.bool_]:
        """Return for each entry whether its citizen did on that day what it says."""
        wanted = _packed(entries["citizen"], entries["conduct"])
        found = np.zeros(len(entries), np.bool_)
        for day, rows in by_day(entries["conduct_day"]):
            acts = self._acts.get(day)
            if acts is not None:
                _find(acts, wanted, rows, found)
        return found


def _packed(citizen: NDArray[np.uint32], conduct: NDArray[np.uint16]) -> NDArray[np.uint64]:
    return citizen.astype(np.uint64) << np.uint64(16) | conduct.astype(np.uint64)


@njit(cache=True, nogil=True)
def _find(acts, wanted, rows, found):  # type: ignore[no-untyped-def]
    """Note which of some rows want an act that is there; `acts` are in order."""
    for row in rows:
        begin, end = 0, len(acts)
        while begin < end:
            middle = (begin + end) // 2
            if acts[middle] < wanted[row]:
                begin = middle + 1
            else:
                end = middle
        found[row] = begin < len(acts) and acts[begin] == wanted[row]
