"""Entries that the data centre keeps at hand, as something later may undo them.

Rule: an entry is undone at most once, whatever undoes it. What is kept is found by the day on which it was
recorded and by its id, so that a look-up costs the logarithm of a day's entries.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.parallel import in_one

KEY = np.dtype([("hi", "<u8"), ("lo", "<u8")])


def entry_key(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Return the ids of entries."""
    key = np.empty(len(rows), KEY)
    key["hi"], key["lo"] = rows["entry_hi"], rows["entry_lo"]
    return key


def filing_key(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Return the ids of the filings behind entries or appeals."""
    key = entry_key(rows)
    key["lo"] &= ~np.uint64(0xFFFF)
    return key


class AtHand:
    """Entries by the day on which they were recorded, in order of their ids, and which of them are undone."""

    def __init__(self) -> None:
        self._rows: dict[int, NDArray[np.void]] = {}
        self._ids: dict[int, NDArray[np.void]] = {}
        self._undone: dict[int, NDArray[np.bool_]] = {}

    def keep(self, entries: NDArray[np.void]) -> None:
        """Keep entries, all of one day; those that are there already stay as they are."""
        if not len(entries):
            return
        day, ids = int(entries["day"][0]), entry_key(entries)
        undone = np.zeros(len(entries), np.bool_)
        if day in self._rows:
            more = ~np.isin(ids, self._ids[day])
            entries = in_one([self._rows[day], entries[more]])
            ids = in_one([self._ids[day], ids[more]])
            undone = np.concatenate([self._undone[day], undone[more]])
        order = np.lexsort((ids["lo"], ids["hi"]))
        self._rows[day], self._ids[day], self._undone[day] = entries[order], ids[order], undone[order]

    def standing(self, rows: NDArray[np.void]) -> NDArray[np.void]:
        """Return `rows` without those that are undone already."""
        stands = np.ones(len(rows), np.bool_)
        for day, some, place, known in self._places(rows):
            stands[some[known]] = ~self._undone[day][place[known]]
        return rows[stands]

    def undo(self, rows: NDArray[np.void]) -> None:
        """Note that `rows` are undone today."""
        for day, _, place, known in self._places(rows):
            self._undone[day][place[known]] = True

    def followed(self, rows: NDArray[np.void]) -> NDArray[np.void]:
        """Return all that stands of the filings behind `rows`: what they gave, caps and overrides."""
        found = [np.empty(0, tables.ENTRY)]
        for day in np.unique(rows["day"]).tolist():
            if day in self._rows:
                first = np.unique(filing_key(rows[rows["day"] == day]))
                last = first.copy()
                last["lo"] |= np.uint64(0xFFFF)
                begins = np.searchsorted(self._ids[day], first)
                ends = np.searchsorted(self._ids[day], last, side="right")
                place = np.concatenate([np.arange(*span) for span in zip(begins, ends, strict=True)])
                found.append(self._rows[day][place[~self._undone[day][place]]])
        return in_one(found)

    def of_conduct(self, codes: NDArray[np.uint16]) -> NDArray[np.void]:
        """Return all that stands of some kinds of conduct."""
        found = [np.empty(0, tables.ENTRY)]
        for day, kept in self._rows.items() if len(codes) else ():
            found.append(kept[~self._undone[day] & np.isin(kept["conduct"], codes)])
        return in_one(found)

    def _places(
        self, rows: NDArray[np.void]
    ) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]]:
        """Yield each day with rows, which rows, their places among those kept, and whether they are kept."""
        order = np.argsort(rows["day"], kind="stable")
        days, first = np.unique(rows["day"][order], return_index=True)
        for day, some in zip(days.tolist(), np.split(order, first[1:]), strict=False):
            ids = self._ids.get(day)
            if ids is not None:
                wanted = entry_key(rows[some])
                place = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
                yield day, some, place, ids[place] == wanted
