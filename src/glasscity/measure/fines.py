"""Deeds that the courts fine, counted every day.

Rule: a deed is fined once, on the day on which it is first filed, by and about whomever.
Reads: the day's entries. Writes: counts, and nothing in the city.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.mailbox import by_day
from glasscity.scenario import Scenario
from glasscity.society.memory import longest_wait
from glasscity.society.organisation import longest_way

CAME_BACK = np.uint64(tables.COME_BACK * tables.MOST_COME_BACK << 16)
"""The bits of an entry's id that are set where what was corrected came back."""


class FinedDeeds:
    """Tells which deeds of a day are filed for the first time.

    A deed is remembered for as long as it may be filed again: the longest way of a filing, of a stale copy
    after it, and of what the data centre does to it. What comes back after a correction was filed before.
    """

    def __init__(self, course: Sequence[Scenario]) -> None:
        self._fined = _codes_fined(course[0])
        self._days = max(map(longest_way, course)) + max(map(_stalest, course)) + longest_wait(course)
        self._filed: dict[int, NDArray[np.uint64]] = {}

    def count(self, entries: NDArray[np.void], day: int) -> NDArray[np.int64]:
        """Take in a day's entries; return by conduct code how many deeds are fined."""
        if not self._fined.any():
            return np.zeros(len(self._fined), np.int64)
        for old in [one for one in self._filed if one < day - self._days - 2]:
            del self._filed[old]
        deeds = np.unique(_deeds_fined(entries, self._fined))
        done = (deeds >> np.uint64(16) & np.uint64(0xFFFF)).astype(np.int32)
        first = [self._first(then, deeds[places]) for then, places in by_day(done)]
        codes = np.concatenate([deeds[:0], *first]) & np.uint64(0xFFFF)
        return np.bincount(codes.astype(np.int64), minlength=len(self._fined))

    def _first(self, done: int, deeds: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Return the deeds of one day that were not filed before, and remember them."""
        before = self._filed.get(done, deeds[:0])
        new = np.setdiff1d(deeds, before, assume_unique=True)
        self._filed[done] = np.concatenate([before, new])
        return new


def _codes_fined(scenario: Scenario) -> NDArray[np.bool_]:
    """Return which conduct codes the courts fine."""
    fined = np.zeros(max(conduct.code for conduct in scenario.conduct.values()) + 1, np.bool_)
    fined[[scenario.conduct[name].code for name in scenario.courts.fines]] = True
    return fined


def _stalest(scenario: Scenario) -> int:
    """Return the most days after which a filing may be filed again from an old copy."""
    makers = [one.errors for one in scenario.organisations.values() if one.errors is not None]
    return max((errors.stale_days[1] for errors in makers if errors.stale), default=0)


@njit(cache=True, nogil=True)
def _deeds_fined(entries, fined):  # type: ignore[no-untyped-def]
    """Return the deeds, as they were filed, that the courts fine; their ids have what was done."""
    number = 0
    for i in range(len(entries)):
        number += _is_fined(entries[i], fined)
    deeds = np.empty(number, np.uint64)
    number = 0
    for i in range(len(entries)):
        if _is_fined(entries[i], fined):
            entry = entries[i]
            deeds[number] = entry.entry_hi & ~np.uint64(0xFFFF) | np.uint64(entry.conduct)
            number += 1
    return deeds


@njit(cache=True, nogil=True, inline="always")
def _is_fined(entry, fined):  # type: ignore[no-untyped-def]
    came_back = entry.entry_lo & CAME_BACK != 0
    return entry.kind == tables.CONDUCT and fined[entry.conduct] and not came_back
