"""What waits for its day: filings on their way to the data centre, entries that will expire."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.rows import in_one, pieces

NEAR = 64
"""Days: rows that are due so near to each other stay in one piece until all of them are taken."""


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
        first, places, ends = _sorted_by_day(np.minimum(due, self._days))
        some = pieces(rows.take(places), ends.tolist(), apart=len(ends) > NEAR)
        for day, due_then in enumerate(some, int(first)):
            if len(due_then) and day < self._days:
                self._waiting.setdefault(day, []).append(due_then)

    def take(self, day: int) -> NDArray[np.void]:
        """Return all rows that are due on `day`, and forget them."""
        rows = self._waiting.pop(day, [])
        return in_one(rows) if rows else np.empty(0, self._dtype)


def by_day(days: NDArray[np.int32]) -> list[tuple[int, NDArray[np.uint32]]]:
    """Return each day that occurs, in order, with the places where it does; days lie near each other."""
    if not len(days):
        return []
    first, places, ends = _sorted_by_day(days)
    begins = np.concatenate([[0], ends[:-1]])
    found = np.flatnonzero(ends > begins)
    return [
        (day, places[begin:end])
        for day, begin, end in zip(
            (first + found).tolist(), begins[found].tolist(), ends[found].tolist(), strict=True
        )
    ]


@njit(cache=True, nogil=True)
def _sorted_by_day(days):  # type: ignore[no-untyped-def]
    """Return the first day, the places in order of their days, and where those of each day end."""
    first, last = np.int64(days[0]), np.int64(days[0])
    for i in range(np.uint64(len(days))):
        first, last = min(first, np.int64(days[i])), max(last, np.int64(days[i]))
    next_place = np.zeros(last - first + 2, np.int64)
    for i in range(np.uint64(len(days))):
        next_place[days[i] - first + 1] += 1
    next_place = np.cumsum(next_place)
    places = np.empty(len(days), np.uint32)
    for i in range(np.uint64(len(days))):
        day = days[i] - first
        places[next_place[day]] = i
        next_place[day] += 1
    # By now the place after the last one of each day, which is where the next one begins.
    return first, places, next_place[:-1]


@njit(cache=True, nogil=True)
def _all_alike(values):  # type: ignore[no-untyped-def]
    alike = True
    for i in range(np.uint64(len(values))):
        alike &= values[i] == values[0]
    return alike
