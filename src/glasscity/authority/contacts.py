"""The ties that the authority has on file, day by day: what companies filed of them, and no more.

Rule: what companies file of a tie holds from the day it is due. A tie is on file once, however often it is
filed; an end of what is not on file changes nothing. What is due waits until the contacts are next read.
Reads: what companies file. Writes: known contacts. Draws: none.

Exactly:
- What is due is applied in the order of the days on which it is due, both ways.
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
    formed, turn = np.tile(filed["formed"] > 0, 2), np.tile(np.arange(len(filed)), 2)
    order = np.lexsort((turn, other, one))
    one, other, formed = one[order], other[order], formed[order]
    last = np.append((one[1:] != one[:-1]) | (other[1:] != other[:-1]), True)
    one, other, formed = one[last], other[last], formed[last]
    new = formed != _are_there(contacts.start, contacts.contact, one, other)
    one, other, formed = one[new], other[new], formed[new]
    number = len(contacts.start) - 1
    more = np.bincount(one[formed], minlength=number) - np.bincount(one[~formed], minlength=number)
    start = contacts.start + np.concatenate([[0], np.cumsum(more)])
    contact = np.empty(int(start[-1]), np.uint32)
    workers.run(_merge, number, contacts.start, contacts.contact, one, other, start, contact)
    return Contacts(start, contact)


@njit(cache=True, nogil=True)
def _are_there(start, contact, one, other):  # type: ignore[no-untyped-def]
    """Return which pairs are contacts already."""
    there = np.empty(len(one), np.bool_)
    for i in range(len(one)):
        row = contact[start[one[i]] : start[one[i] + 1]]
        place = np.searchsorted(row, other[i])
        there[i] = place < len(row) and row[place] == other[i]
    return there


@njit(cache=True, nogil=True)
def _merge(lo, hi, start, contact, one, other, new_start, new_contact):  # type: ignore[no-untyped-def]
    """Write the new rows of citizens lo … hi: a change takes out what is there, and puts in what is not."""
    place = np.searchsorted(one, lo)
    citizen = lo
    while citizen < hi:
        changing = np.int64(one[place]) if place < len(one) else hi
        if changing > citizen:  # Rows without a change lie one after the other, before and after.
            end = min(changing, hi)
            new_contact[new_start[citizen] : new_start[end]] = contact[start[citizen] : start[end]]
            citizen = end
            continue
        row, end, to = start[citizen], start[citizen + 1], new_start[citizen]
        while row < end or (place < len(one) and one[place] == citizen):
            old = np.int64(contact[row]) if row < end else NO_ONE
            new = np.int64(other[place]) if place < len(one) and one[place] == citizen else NO_ONE
            if old != new:
                new_contact[to] = min(old, new)
                to += 1
            row += old <= new
            place += new <= old
        citizen += 1
