"""What waits for its day: filings on their way to the data centre, entries that will expire."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.parallel import in_one


class Mailbox:
    """Rows that come due on a later day; rows due after the last day of the run are not kept.

    Neither sender nor taker may change them: several mailboxes can hold the same rows.
    """

    def __init__(self, dtype: np.dtype[np.void], days: int) -> None:
        self._dtype = dtype
        self._days = days
        self._waiting: dict[int, list[NDArray[np.void]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the rows of each day in one piece, in their order."""
        waiting = {day: [in_one(rows)] for day, rows in self._waiting.items()}
        return {"_dtype": self._dtype, "_days": self._days, "_waiting": waiting}

    def send(self, rows: NDArray[np.void], due: NDArray[np.int32]) -> None:
        """Keep `rows` until their days, which lie in the future."""
        if not len(rows):
            return
        if _all_alike(due):
            if due[0] < self._days:
                self._waiting.setdefault(int(due[0]), []).append(rows)
            return
        order = np.argsort(due, kind="stable")
        days, first = np.unique(due[order], return_index=True)
        for day, some in zip(days.tolist(), np.split(rows[order], first[1:]), strict=False):
            if day < self._days:
                self._waiting.setdefault(day, []).append(some)

    def take(self, day: int) -> NDArray[np.void]:
        """Return all rows that are due on `day`, and forget them."""
        rows = self._waiting.pop(day, [])
        return in_one(rows) if rows else np.empty(0, self._dtype)


@njit(cache=True, nogil=True)
def _all_alike(values):  # type: ignore[no-untyped-def]
    alike = True
    for i in range(np.uint64(len(values))):
        alike &= values[i] == values[0]
    return alike
