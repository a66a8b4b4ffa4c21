"""Entries that the data centre keeps at hand, as something later may undo them.

Rule: an entry is undone at most once, whatever undoes it. What is kept lies in order of the day on which
it was recorded and of its id, so that a look-up costs the logarithm of what is kept. Whenever it has doubled,
what nobody will ask about any more is forgotten: nothing is asked about an entry that does not expire, whose
appeal and application are answered, that no mishap may move back and no amnesty undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.same_filing import OF_ENTRY
from glasscity.rows import among, in_one, put

KEY = np.dtype([("hi", "<u8"), ("lo", "<u8")])
FEWEST_TIDIED = 1024
SPARE = 16


class Asker(Protocol):
    """Asks about entries on a later day."""

    def still_asked(self) -> list[NDArray[np.void]]:
        """Return the entries that it may ask about, in pieces."""


def entry_key(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Return the ids of entries."""
    key = np.empty(len(rows), KEY)
    key["hi"], key["lo"] = rows["entry_hi"], rows["entry_lo"]
    return key


class AtHand:
    """Entries in order of their days and ids, and which of them are undone.

    Parameters
    ----------
    may_be_amnestied : codes of conduct whose entries may be asked for as long as they stand.
    """

    def __init__(self, may_be_amnestied: NDArray[np.uint16]) -> None:
        self._rows, self._undone = np.empty(SPARE, tables.ENTRY), np.zeros(SPARE, np.bool_)
        self._number = self._number_tidied = 0
        self._may_be_amnestied = may_be_amnestied

    @property
    def _kept(self) -> NDArray[np.void]:
        return self._rows[: self._number]

    def keep(self, entries: NDArray[np.void]) -> None:
        """Keep entries, all of one day; those that are there already stay as they are."""
        entries = entries.compress(self._places(entries) < 0)
        if not len(entries):
            return
        # They are put in order with what was recorded on their day and later, which is little.
        begins = int(np.searchsorted(self._kept["day"], entries["day"][0]))
        self._make_room(len(entries))
        end = self._number + len(entries)
        rows = in_one([self._rows[begins : self._number], entries])
        undone = np.append(self._undone[begins : self._number], np.zeros(len(entries), np.bool_))
        order = np.lexsort((rows["entry_lo"], rows["entry_hi"], rows["day"]))
        put(self._rows, begins, rows.take(order))
        self._undone[begins:end] = undone[order]
        self._number = end

    def _make_room(self, more: int) -> None:
        if self._number + more > len(self._rows):
            spare = max(more, self._number)
            self._rows = in_one([self._kept, np.empty(spare, tables.ENTRY)])
            self._undone = np.append(self._undone[: self._number], np.zeros(spare, np.bool_))

    def tidy(self, askers: Sequence[Asker | None]) -> None:
        """Forget what none of `askers` will ask about, if twice as much is kept as after the last time."""
        if self._number < 2 * max(self._number_tidied, FEWEST_TIDIED):
            return
        kept, undone = self._kept, self._undone[: self._number]
        wanted = ~undone & among(kept["conduct"], self._may_be_amnestied)
        for asker in askers:
            for some in asker.still_asked() if asker is not None else []:
                _mark(kept, some, wanted)
        self._number = self._number_tidied = int(wanted.sum())
        self._rows = in_one([kept.compress(wanted), np.empty(SPARE, tables.ENTRY)])
        self._undone = np.append(undone[wanted], np.zeros(SPARE, np.bool_))

    def standing(self, rows: NDArray[np.void]) -> NDArray[np.void]:
        """Return `rows` without those that are undone already."""
        place = self._places(rows)
        return rows.compress((place < 0) | ~self._undone[place])

    def undo(self, rows: NDArray[np.void]) -> None:
        """Note that `rows` are undone today."""
        place = self._places(rows)
        self._undone[place[place >= 0]] = True

    def followed(self, rows: NDArray[np.void]) -> NDArray[np.void]:
        """Return all that stands of the filings behind `rows`: what they gave, caps and overrides."""
        place: NDArray[np.int64] = _follow(self._kept, rows)
        place = np.unique(place[~self._undone[place]])
        return self._rows.take(place)

    def of_conduct(self, codes: NDArray[np.uint16]) -> NDArray[np.void]:
        """Return all that stands of some kinds of conduct."""
        kept = self._kept
        if not len(codes):
            return kept[:0]
        return kept.compress(~self._undone[: self._number] & among(kept["conduct"], codes))

    def _places(self, rows: NDArray[np.void]) -> NDArray[np.int64]:
        """Return where each of `rows` is kept, or -1."""
        place: NDArray[np.int64] = _find(self._kept, rows)
        return place


@njit(cache=True, nogil=True, inline="always")
def _first_from(kept, day, high, low):  # type: ignore[no-untyped-def]
    """Return the first place that is kept for an entry of this day and id, or a later one."""
    begin, end = 0, len(kept)
    while begin < end:
        middle = (begin + end) // 2
        one = kept[middle]
        before = one.day < day
        if one.day == day:
            before = one.entry_lo < low if one.entry_hi == high else one.entry_hi < high
        if before:
            begin = middle + 1
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def _find(kept, rows):  # type: ignore[no-untyped-def]
    place = np.full(len(rows), -1)
    for i in range(len(rows)):
        row = rows[i]
        found = _first_from(kept, row.day, row.entry_hi, row.entry_lo)
        if found < len(kept):
            one = kept[found]
            if one.day == row.day and one.entry_hi == row.entry_hi and one.entry_lo == row.entry_lo:
                place[i] = found
    return place


@njit(cache=True, nogil=True)
def _mark(kept, rows, wanted):  # type: ignore[no-untyped-def]
    """Mark all entries that are of the same filing as one of `rows`."""
    for i in range(len(rows)):
        row = rows[i]
        place = _first_from(kept, row.day, row.entry_hi, row.entry_lo & ~OF_ENTRY)
        while place < len(kept) and _of_one_filing(kept[place], row):
            wanted[place] = True
            place += 1


@njit(cache=True, nogil=True, inline="always")
def _of_one_filing(one, other):  # type: ignore[no-untyped-def]
    same = one.day == other.day and one.entry_hi == other.entry_hi
    return same and one.entry_lo & ~OF_ENTRY == other.entry_lo & ~OF_ENTRY


@njit(cache=True, nogil=True)
def _follow(kept, rows):  # type: ignore[no-untyped-def]
    """Return the places of all entries that are of the same filing as one of `rows`."""
    begins, ends = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
    for i in range(len(rows)):
        row = rows[i]
        begins[i] = _first_from(kept, row.day, row.entry_hi, row.entry_lo & ~OF_ENTRY)
        end = begins[i]
        while end < len(kept) and _of_one_filing(kept[end], row):
            end += 1
        ends[i] = end
    place = np.empty((ends - begins).sum(), np.int64)
    number = 0
    for i in range(len(rows)):
        for one in range(begins[i], ends[i]):
            place[number] = one
            number += 1
    return place
