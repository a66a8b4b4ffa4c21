"""What waits for its day: filings on their way to the data centre, entries that will expire."""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.rows import in_one

NEAR = 5
"""A stretch is 2**NEAR days."""


class Mailbox:
    """Rows that come due on a later day; rows due after the last day of the run are not kept.

    Rows are told apart by stretches of days first, and by days only when the first day of their stretch has
    come: what is sent for days all over the coming year falls into few pieces. One may send while another
    takes.
    Neither sender nor taker may change them: several mailboxes can hold the same rows.
    """

    def __init__(self, dtype: np.dtype[np.void], days: int) -> None:
        self._dtype = dtype
        self._days = days
        self._near = -1
        self._lock = Lock()
        self._waiting: dict[int, list[NDArray[np.void]]] = {}
        self._far: dict[int, list[tuple[NDArray[np.void], NDArray[np.int32]]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the rows of each day or stretch in one piece, in their order."""
        waiting = {day: [in_one(rows)] for day, rows in self._waiting.items()}
        far = {
            stretch: [(in_one([rows for rows, _ in parts]), np.concatenate([due for _, due in parts]))]
            for stretch, parts in self._far.items()
        }
        return self.__dict__ | {"_waiting": waiting, "_far": far, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state | {"_lock": Lock()}

    def send(self, rows: NDArray[np.void], due: NDArray[np.int32]) -> None:
        """Keep `rows` until their days, which lie in the future."""
        if not len(rows):
            return
        if _all_alike(due):
            if due[0] < self._days:
                with self._lock:
                    self._keep(int(due[0]) >> NEAR, rows, due)
            return
        in_time = due < self._days
        if not in_time.all():
            rows, due = rows.compress(in_time), due[in_time]
        parts = [(stretch, rows.take(places), due.take(places)) for stretch, places in by_day(due >> NEAR)]
        with self._lock:
            for part in parts:
                self._keep(*part)

    def take(self, day: int) -> NDArray[np.void]:
        """Return all rows that are due on `day`, and forget them."""
        with self._lock:
            if day >> NEAR > self._near:
                self._near = day >> NEAR
                for stretch in sorted(some for some in self._far if some <= self._near):
                    for part in self._far.pop(stretch):
                        self._sort_in(*part)
            rows = self._waiting.pop(day, [])
        return in_one(rows) if rows else np.empty(0, self._dtype)

    def still_asked(self) -> list[NDArray[np.void]]:
        """Return all rows that wait, in pieces and in no order."""
        with self._lock:
            near = [some for rows in self._waiting.values() for some in rows]
            return near + [rows for parts in self._far.values() for rows, _ in parts]

    def _keep(self, stretch: int, rows: NDArray[np.void], due: NDArray[np.int32]) -> None:
        """Keep rows that are due in one stretch of days."""
        if stretch <= self._near:
            self._sort_in(rows, due)
        else:
            self._far.setdefault(stretch, []).append((rows, due))

    def _sort_in(self, rows: NDArray[np.void], due: NDArray[np.int32]) -> None:
        """Lay rows to those of their days."""
        if _all_alike(due):
            self._waiting.setdefault(int(due[0]), []).append(rows)
            return
        for day, places in by_day(due):
            self._waiting.setdefault(day, []).append(rows.take(places))


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
