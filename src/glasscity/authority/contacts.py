"""The ties that the authority has on file, day by day: what companies filed of them, and no more.

Rule: what companies file of a tie holds from the day it is due. A tie is on file once, however often it is
filed; an end of what is not on file changes nothing. What is due waits until the contacts are next read.
Reads: what companies file. Writes: known contacts. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.mailbox import Mailbox
from glasscity.parallel import Workers

NO_ONE = np.int64(1) << np.int64(32)


class Contacts(NamedTuple):
    """Known contacts in compact rows: those of i are `contact[start[i]:start[i + 1]]`, ascending."""

    start: NDArray[np.int64]
    contact: NDArray[np.uint32]


class ContactsOnFile:
    """The known contacts of every citizen, as they are on file on a day."""

    def __init__(self, contacts: Contacts, days: int) -> None:
        self._contacts = contacts
        self.days = days
        self._coming = Mailbox(tables.TIE_FILED, days)
        self._tomorrow = 0

    def take_in(self, filed: NDArray[np.void]) -> None:
        """Accept what companies filed of ties; it holds from the day it is due."""
        if len(filed):
            self._coming.send(filed, filed["due"])

    def on(self, day: int, workers: Workers) -> Contacts:
        """Return the contacts as they are on file on `day`; days are asked for in order."""
        due = [self._coming.take(one) for one in range(self._tomorrow, day + 1)]
        self._tomorrow = max(self._tomorrow, day + 1)
        filed = np.concatenate([np.empty(0, tables.TIE_FILED), *due])
        if len(filed):
            self._contacts = change_contacts(self._contacts, filed, workers)
        return self._contacts


def change_contacts(contacts: Contacts, filed: NDArray[np.void], workers: Workers) -> Contacts:
    """Return contacts with changes made, in their order; of several about one tie the last one holds."""
    one = np.concatenate([filed["citizen"], filed["contact"]])
    other = np.concatenate([filed["contact"], filed["citizen"]])
    formed, turn = np.tile(filed["formed"], 2), np.tile(np.arange(len(filed)), 2)
    order = np.lexsort((turn, other, one))
    one, other, formed = one[order], other[order], formed[order]
    last = np.append((one[1:] != one[:-1]) | (other[1:] != other[:-1]), True)
    changes = one[last], other[last], formed[last]
    number = len(contacts.start) - 1
    start = np.zeros(number + 1, np.int64)
    longest = np.empty(len(contacts.contact) + int(formed.sum()), np.uint32)
    # First where everybody's row begins, with room for all that forms; then how much of it is used.
    room = np.zeros(number + 1, np.int64)
    np.add.at(room, changes[0].astype(np.int64) + 1, changes[2].astype(np.int64))
    begins = contacts.start + np.cumsum(room)
    workers.run(_merge, number, contacts.start, contacts.contact, *changes, begins, longest, start)
    start = np.cumsum(start)
    contact = np.empty(int(start[-1]), np.uint32)
    workers.run(_close_up, number, begins, longest, start, contact)
    return Contacts(start, contact)


@njit(cache=True, nogil=True)
def _merge(lo, hi, start, contact, one, other, formed, begins, longest, used):  # type: ignore[no-untyped-def]
    """Write the new rows of citizens lo … hi from `begins` on, and how long they are into `used[1:]`."""
    place = np.searchsorted(one, lo)
    for citizen in range(lo, hi):
        row, end, to = start[citizen], start[citizen + 1], begins[citizen]
        while row < end or (place < len(one) and one[place] == citizen):
            old = np.int64(contact[row]) if row < end else NO_ONE
            new = np.int64(other[place]) if place < len(one) and one[place] == citizen else NO_ONE
            if old < new or formed[place]:
                longest[to] = min(old, new)
                to += 1
            row += old <= new
            place += new <= old
        used[citizen + 1] = to - begins[citizen]


@njit(cache=True, nogil=True)
def _close_up(lo, hi, begins, longest, start, contact):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        for row in range(start[citizen + 1] - start[citizen]):
            contact[start[citizen] + row] = longest[begins[citizen] + row]
