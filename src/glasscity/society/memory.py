"""What people remember having done: the truth that an entry is held against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.mailbox import by_day
from glasscity.scenario import Scenario
from glasscity.society.organisation import longest_way


def longest_wait(course: Sequence[Scenario]) -> int:
    """Return the most days after its way that a filing waits on a namesake's file until it is moved back, or
    until it is imported once more."""
    waits = [0]
    for errors in [one.data_centre for one in course if one.data_centre is not None and one.centre_errs]:
        waits += [some.days for some in (errors.merged_files, errors.imported_twice) if some is not None]
    return max(waits)


def corrections_come_back(course: Sequence[Scenario]) -> bool:
    """Return whether what was corrected may be on file again, however long after the deed."""
    tables = [one.data_centre for one in course if one.centre_errs]
    return any(one is not None and one.correction_lost is not None for one in tables)


class Memory:
    """The acts of the last days, to tell an entry about a deed from one about nothing.

    Kept are the acts of today and of some days before: a filing may be so long under way, or wait, and its
    entry is contested the day after. Kept for good is what stale copies are about and, where corrections come
    back, what was contested.
    """

    def __init__(self, course: Sequence[Scenario]) -> None:
        self._way = max(longest_way(one) for one in course)
        self._days = self._way + longest_wait(course)
        self._comes_back = corrections_come_back(course)
        self._acts: dict[int, NDArray[np.uint64]] = {}
        self._kept: dict[int, NDArray[np.uint64]] = {}
        self._forgotten = -1

    def remember(self, acts: NDArray[np.void], day: int) -> None:
        """Take in the acts of `day`, and forget those too old for any filing that is still under way."""
        self._acts[day] = np.sort(_packed(acts["citizen"], acts["conduct"]))
        self._forgotten = old = day - self._days - 2
        acts_then, kept = self._acts.pop(old, None), self._kept.pop(old, None)
        if acts_then is not None and kept is not None:
            self._acts[old] = np.intersect1d(acts_then, kept)

    def contested(self, entries: NDArray[np.void]) -> None:
        """Keep what entries are about that are contested: they may be corrected, and come back."""
        if self._comes_back:
            self._keep(entries, entries["conduct_day"])

    def expect(self, filings: NDArray[np.void]) -> None:
        """Keep what filings of today are about whose way is so long that their day may be forgotten."""
        late = filings.compress(filings["due"] > filings["day"] + self._way)
        self._keep(late, late["day"])

    def _keep(self, rows: NDArray[np.void], days: NDArray[np.int32]) -> None:
        acts = _packed(rows["citizen"], rows["conduct"])
        for day, places in by_day(days):
            if day > self._forgotten:
                self._kept[day] = np.concatenate([self._kept.get(day, acts[:0]), acts[places]])

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
