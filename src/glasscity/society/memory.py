"""What people remember having done: the truth that an entry is held against.

Exactly:
- It holds every act by citizen, day and conduct, and is asked whether the citizen named by an entry did its
  conduct on the day of the conduct. An entry may be asked about as long as something can still come of it;
  nothing that is asked about has been forgotten.
- In the phase of appeals, in this order: today's acts are remembered; applications for repair are made;
  appellants learn from answers; entries of yesterday are made known and contested.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

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
        self._acts = LastDays()
        self._kept: dict[int, NDArray[np.uint64]] = {}

    def remember(self, acts: NDArray[np.void], day: int) -> None:
        """Take in the acts of `day`, in order, and forget those too old for any filing still under way."""
        for old, acts_then in self._acts.forget(day - self._days - 2):
            kept = self._kept.pop(old, None)
            if kept is not None:
                self._kept[old] = np.intersect1d(acts_then, kept)
        self._acts.add(day, _packed(acts["citizen"], acts["conduct"]))

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
            if day >= self._acts.first:
                self._kept[day] = np.concatenate([self._kept.get(day, acts[:0]), acts[places]])

    def did(self, entries: NDArray[np.void]) -> NDArray[np.bool_]:
        """Return for each entry whether its citizen did on that day what it says."""
        wanted, days = _packed(entries["citizen"], entries["conduct"]), entries["conduct_day"]
        found = self._acts.has(wanted, days)
        long_ago = np.flatnonzero(days < self._acts.first)
        for day, places in by_day(days[long_ago]):
            if day in self._kept:
                some = long_ago[places]
                found[some] = np.isin(wanted[some], self._kept[day])
        return found


class LastDays:
    """The acts of some days up to the last one, day after day in one piece of memory.

    Attributes
    ----------
    first : the first day that is not forgotten.
    """

    def __init__(self) -> None:
        self.first = 0
        self._room = np.empty(0, np.uint64)
        self._ends = [0]

    def __getstate__(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: each day by itself, to share it with earlier checkpoints."""
        return {
            "first": self.first,
            "days": [self._room[begin:end].copy() for begin, end in pairwise(self._ends)],
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.first, days = state["first"], state["days"]
        self._room = np.concatenate([*days, np.empty(0, np.uint64)])
        self._ends = list(accumulate(map(len, days), initial=0))

    def add(self, day: int, acts: NDArray[np.uint64]) -> None:
        """Add the acts of a later day than all before, in order."""
        self._ends += [self._ends[-1]] * (day - self.first - len(self._ends) + 1)
        begin, end = self._ends[-1], self._ends[-1] + len(acts)
        if end > len(self._room):
            gone = self._ends[0]
            larger = np.empty(2 * (end - gone), np.uint64)
            larger[: begin - gone] = self._room[gone:begin]
            self._room, begin, end = larger, begin - gone, end - gone
            self._ends = [one - gone for one in self._ends]
        self._room[begin:end] = acts
        self._ends.append(end)

    def forget(self, last: int) -> list[tuple[int, NDArray[np.uint64]]]:
        """Forget all days up to `last`, and return them."""
        number = max(min(last - self.first + 1, len(self._ends) - 1), 0)
        ends = self._ends[: number + 1]
        gone = [(self.first + i, self._room[begin:end]) for i, (begin, end) in enumerate(pairwise(ends))]
        del self._ends[:number]
        self.first += number
        return gone

    def has(self, acts: NDArray[np.uint64], days: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which of some acts of some days are there."""
        found: NDArray[np.bool_] = _has(self._room, np.array(self._ends), self.first, acts, days)
        return found


def _packed(citizen: NDArray[np.uint32], conduct: NDArray[np.uint16]) -> NDArray[np.uint64]:
    return citizen.astype(np.uint64) << np.uint64(16) | conduct.astype(np.uint64)


@njit(cache=True, nogil=True)
def _has(room, ends, first, acts, days):  # type: ignore[no-untyped-def]
    """Look for each act among those of its day, which are in order."""
    found = np.zeros(len(acts), np.bool_)
    for i in range(len(acts)):
        place = days[i] - first
        if not 0 <= place < len(ends) - 1:
            continue
        begin, end = ends[place], ends[place + 1]
        last = end
        while begin < end:
            middle = (begin + end) // 2
            if room[middle] < acts[i]:
                begin = middle + 1
            else:
                end = middle
        found[i] = begin < last and room[begin] == acts[i]
    return found
