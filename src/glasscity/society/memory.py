"""What people remember having done: the truth that an entry is held against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
        order = np.argsort(entries["conduct_day"], kind="stable")
        days, first = np.unique(entries["conduct_day"][order], return_index=True)
        found = np.zeros(len(entries), np.bool_)
        for day, rows in zip(days.tolist(), np.split(order, first[1:]), strict=False):
            acts = self._acts.get(day)
            if acts is not None and len(acts):
                place = np.minimum(np.searchsorted(acts, wanted[rows]), len(acts) - 1)
                found[rows] = acts[place] == wanted[rows]
        return found


def _packed(citizen: NDArray[np.uint32], conduct: NDArray[np.uint16]) -> NDArray[np.uint64]:
    return citizen.astype(np.uint64) << np.uint64(16) | conduct.astype(np.uint64)
