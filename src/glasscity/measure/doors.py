"""Doors: which services are closed to a citizen, or dearer, as whoever measures it asks of many at once.

Rule: as `authority.sanction` answers requests, all services together: up to 64 are the bits of one number.
Reads: categories, books, copies. Writes: nothing. Draws: none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.reading import NO_COPY, Held, is_closed
from glasscity.authority.sanction import Terms


class Doors(NamedTuple):
    """Up to 64 services at once, one bit each.

    number : how many; closed : uint64 [categories, categories], what a category, with the worst one that a
    rule has set, closes or makes dearer; on_file : uint64, those that read the file; by_copy : uint64
    [copies], those that answer by it; context : int64 and behind : uint64 [contexts], those of each context.
    """

    number: int
    closed: NDArray[np.uint64]
    on_file: np.uint64
    by_copy: NDArray[np.uint64]
    context: NDArray[np.int64]
    behind: NDArray[np.uint64]


AT_ONCE = 64


def doors_of(terms: Terms, held: Held, services: Sequence[int]) -> list[Doors]:
    """Return the doors of services given by code, in their order and 64 at a time."""
    parts = range(0, len(services), AT_ONCE)
    return [_doors(terms, held, services[first : first + AT_ONCE]) for first in parts]


def _doors(terms: Terms, held: Held, services: Sequence[int]) -> Doors:
    codes = np.array(services, np.int64)
    bits = np.uint64(1) << np.arange(len(codes), dtype=np.uint64)
    by_copy = np.zeros(len(held.category), np.uint64)
    copied = held.row[codes] != NO_COPY
    np.bitwise_or.at(by_copy, held.row[codes[copied]], bits[copied])
    context, which = np.unique(terms.context[codes], return_inverse=True)
    behind = np.zeros(len(context), np.uint64)
    np.bitwise_or.at(behind, which, bits)
    return Doors(
        len(codes), _closed(terms, codes), np.bitwise_or.reduce(bits[~copied]), by_copy, context, behind
    )


@njit(cache=True, nogil=True)
def _closed(terms, services):  # type: ignore[no-untyped-def]
    categories = terms.refused.shape[1]
    closed = np.zeros((categories, categories), np.uint64)
    for place in range(len(services)):
        for category in range(categories):
            for override in range(categories):
                shut = np.uint64(is_closed(terms, services[place], category, override))
                closed[category, override] |= shut << np.uint64(place)
    return closed


@njit(cache=True, nogil=True)
def closed_on_file(citizens, doors, walls, bands, formula, file, book):  # type: ignore[no-untyped-def]
    """Return, uint64 [citizens], the services that what is on file today closes, or makes dearer."""
    if walls:
        return if_scored(citizens, file, closed_in_context(citizens, doors, bands, formula, file, book))
    return closed_by(citizens, doors, file.category, file.override)


@njit(cache=True, nogil=True)
def closed_by(citizens, doors, category, override):  # type: ignore[no-untyped-def]
    """Return the services that everybody's category closes, with the worst one set by a rule."""
    found, closed = np.empty(len(citizens), np.uint64), doors.closed
    for place in range(len(citizens)):
        citizen = citizens[place]
        read = category[citizen]
        found[place] = 0
        if read != tables.NO_CATEGORY:
            found[place] = closed[read, override[citizen]]
    return found


@njit(cache=True, nogil=True)
def closed_in_context(citizens, doors, bands, formula, file, book):  # type: ignore[no-untyped-def]
    """Return the services that what arose in their own contexts alone would close."""
    closed = np.zeros(len(citizens), np.uint64)
    for place in range(len(doors.context)):
        context = doors.context[place]
        override = set_in_context(citizens, book, context)
        category = bands_alone(citizens, bands, formula, file.town, book.base[context])
        closed |= closed_at_best(doors, category, override) & doors.behind[place]
    return closed


@njit(cache=True, nogil=True)
def closed_at_best(doors, category, override):  # type: ignore[no-untyped-def]
    """Return the services that categories close where each is at best the one that a rule has set."""
    found, closed = np.empty(len(category), np.uint64), doors.closed
    for place in range(len(category)):
        found[place] = closed[max(category[place], override[place]), override[place]]
    return found


@njit(cache=True, nogil=True)
def closed_by_copies(citizens, doors, held, file):  # type: ignore[no-untyped-def]
    """Return the services that the copies close by which they answer."""
    found = np.zeros(len(citizens), np.uint64)
    for row in range(len(doors.by_copy)):
        if doors.by_copy[row] != 0:
            closed, category, override = (
                doors.closed & doors.by_copy[row],
                held.category[row],
                held.override[row],
            )
            for place in range(len(citizens)):
                citizen = citizens[place]
                if category[citizen] != tables.NO_CATEGORY:
                    found[place] |= closed[category[citizen], override[citizen]]
    return if_scored(citizens, file, found)


@njit(cache=True, nogil=True)
def if_scored(citizens, file, closed):  # type: ignore[no-untyped-def]
    """Return the same, and nothing for those who have no category."""
    category = file.category
    for place in range(len(citizens)):
        if category[citizens[place]] == tables.NO_CATEGORY:
            closed[place] = 0
    return closed


@njit(cache=True, nogil=True)
def bands_alone(citizens, bands, formula, town, points):  # type: ignore[no-untyped-def]
    """Return, uint8 [citizens], the category that each one's `points` alone would give, without contacts."""
    found, bounds = np.zeros(len(citizens), np.uint8), bands.bounds
    lowest, highest = formula.lowest, formula.highest
    for place in range(len(citizens)):
        where = town[citizens[place]]
        total = min(max(np.int64(points[citizens[place]]), lowest[where]), highest[where])
        for band in range(bounds.shape[1]):
            found[place] += np.uint8(total < bounds[where, band])
    return found


@njit(cache=True, nogil=True)
def set_in_context(citizens, book, context):  # type: ignore[no-untyped-def]
    """Return, uint8 [citizens], the worst category that rules of one context have set, 0 if none."""
    worst = np.zeros(len(citizens), np.uint8)
    for pair in range(len(book.context)):
        if book.context[pair] == context:
            active, category = book.active[pair], np.uint8(book.category[pair])
            for place in range(len(citizens)):
                if active[citizens[place]] > 0:
                    worst[place] = max(worst[place], category)
    return worst


@njit(cache=True, nogil=True)
def of_each(closed, number):  # type: ignore[no-untyped-def]
    """Return, int64 [number], how often each of the first services is among `closed`."""
    found = np.zeros(number, np.int64)
    for services in closed:
        if services != 0:
            for place in range(number):
                found[place] += np.int64((services >> np.uint64(place)) & np.uint64(1))
    return found
