"""What people remember having done: the truth that an entry is held against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Memory:
    """The acts of the last days, to tell an entry about a deed from one about nothing."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._acts: dict[int, NDArray[np.uint64]] = {}

    def remember(self, acts: NDArray[np.void], day: int) -> None:
        """Take in the acts of `day`, and forget those too old for any filing that is still under way."""
        self._acts[day] = np.sort(_packed(acts["citizen"], acts["conduct"]))
        self._acts.pop(day - self._days, None)

    def did(self, entries: NDArray[np.void]) -> NDArray[np.bool_]:
        """Return for each entry whether its citizen did on that day what it says."""
        wanted = _packed(entries["citizen"], entries["conduct"])
        found = np.zeros(len(entries), np.bool_)
        for day in np.unique(entries["conduct_day"]).tolist():
            rows = entries["conduct_day"] == day
            found[rows] = np.isin(wanted[rows], self._acts.get(day, np.empty(0, np.uint64)))
        return found


def _packed(citizen: NDArray[np.uint32], conduct: NDArray[np.uint16]) -> NDArray[np.uint64]:
    return citizen.astype(np.uint64) << np.uint64(16) | conduct.astype(np.uint64)
