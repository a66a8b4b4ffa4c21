"""A column that grows at its end, day by day, and can be cut back to an earlier day."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST_ROOM = 1 << 12


class Growing:
    """Values in one piece of memory, and where each day's begin."""

    def __init__(self, dtype: Any) -> None:
        self._room = np.empty(FIRST_ROOM, dtype)
        self._ends = [0]

    def add(self, values: NDArray[Any]) -> None:
        """Add a day's values."""
        begin, end = self._ends[-1], self._ends[-1] + len(values)
        if end > len(self._room):
            larger = np.empty(max(end, 2 * len(self._room)), self._room.dtype)
            larger[:begin] = self._room[:begin]
            self._room = larger
        self._room[begin:end] = values
        self._ends.append(end)

    def back_to(self, days: int) -> None:
        """Forget all days but the first so many."""
        del self._ends[days + 1 :]

    def where(self, value: int, days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return on which of the first so many days a value stands, and at which places of these days."""
        found = np.flatnonzero(self._room[: self._ends[days]] == value)
        day = np.searchsorted(self._ends, found, side="right") - 1
        return day, found - np.asarray(self._ends)[day]
