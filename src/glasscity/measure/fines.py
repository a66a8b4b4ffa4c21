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
from glasscity.scenario import Scenario
from glasscity.society.memory import longest_wait
from glasscity.society.organisation import longest_way

CAME_BACK = np.uint64(tables.COME_BACK * tables.MOST_COME_BACK << 16)
"""The bits of an entry's id that are set where what was corrected came back."""
FEWEST_LATELY = 1024


class FinedDeeds:
    """Tells which deeds of a day are filed for the first time.

    A deed is remembered for as long as it may be filed again: the longest way of a filing, of a stale copy
    after it, and of what the data centre does to it. What comes back after a correction was filed before.
    """

    def __init__(self, course: Sequence[Scenario]) -> None:
        self._fined = _codes_fined(course[0])
        self._days = max(map(longest_way, course)) + max(map(_stalest, course)) + longest_wait(course)
        self._lately = self._before = np.empty(0, np.uint64)

    def count(self, entries: NDArray[np.void], day: int) -> NDArray[np.int64]:
        """Take in a day's entries; return by conduct code how many deeds are fined."""
        if not self._fined.any():
            return np.zeros(len(self._fined), np.int64)
        deeds = np.unique(_deeds_fined(entries, self._fined))
        first = deeds[~(_are_in(deeds, self._lately) | _are_in(deeds, self._before))]
        self._remember(first, day)
        codes = (first & np.uint64(0xFFFF)).astype(np.int64)
        return np.bincount(codes, minlength=len(self._fined))

    def _remember(self, deeds: NDArray[np.uint64], day: int) -> None:
        """Put deeds in order with few others; now and then, with all that may be filed again."""
        self._lately = _in_order(self._lately, deeds)
        if len(self._lately) > FEWEST_LATELY + len(self._before) // 16:
            first = np.uint64(max(day - self._days - 2, 0)) << np.uint64(48)
            all_deeds = _in_order(self._before, self._lately)
            self._before = all_deeds[all_deeds.searchsorted(first) :].copy()
            self._lately = deeds[:0]


def _are_in(deeds: NDArray[np.uint64], some: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which deeds are among some that are in order."""
    place = some.searchsorted(deeds)
    found = place < len(some)
    found[found] = some[place[found]] == deeds[found]
    return found


def _in_order(some: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return both together: each is in order, which a stable sort makes use of."""
    return np.sort(np.concatenate([some, others]), kind="stable")


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
    """Return the deeds, as they were filed, that the courts fine: day (16 bits), actor (32), conduct (16)."""
    number = 0
    for i in range(len(entries)):
        number += _is_fined(entries[i], fined)
    deeds = np.empty(number, np.uint64)
    number = 0
    for i in range(len(entries)):
        if _is_fined(entries[i], fined):
            entry = entries[i]
            done, actor = entry.entry_hi >> np.uint64(16) & np.uint64(0xFFFF), entry.entry_hi >> np.uint64(32)
            deeds[number] = done << np.uint64(48) | actor << np.uint64(16) | np.uint64(entry.conduct)
            number += 1
    return deeds


@njit(cache=True, nogil=True, inline="always")
def _is_fined(entry, fined):  # type: ignore[no-untyped-def]
    came_back = entry.entry_lo & CAME_BACK != 0
    return entry.kind == tables.CONDUCT and fined[entry.conduct] and not came_back
