"""What a service reads of a citizen: the file, the book of its own context, or a copy that somebody took.

Rule: a service reads the category on file, and the worst one that a rule has set. Behind *walls* both are
those of its own context: of what arose there alone, without contacts. A service that answers by a copy reads
what stood there when the copy was taken; whoever has no category today has none there either.
Reads: categories, base, books, copies. Writes: nothing. Draws: none.

Exactly:
- Behind walls a context's base is start + the points that count of conduct of that context, and its category
  the band of it, held between the lowest and the highest total; or the worst set by its own rules.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.category import band_of
from glasscity.authority.context_book import set_in
from glasscity.authority.score import total_of
from glasscity.scenario import Scenario

NO_COPY = -1


class Held(NamedTuple):
    """The copies that services answer by.

    row : int16 [service codes], where the copy of a service lies, or NO_COPY where it reads the file;
    category, override : uint8 [rows, citizens], as the service read them when the copy was taken;
    corrected : bool [rows, citizens], whether an entry was corrected or repaired since then.
    """

    row: NDArray[np.int16]
    category: NDArray[np.uint8]
    override: NDArray[np.uint8]
    corrected: NDArray[np.bool_]


def no_copies(scenario: Scenario) -> Held:
    """Return the copies of a city in which every service reads the file."""
    size = max((service.code for service in scenario.services.values()), default=0) + 1
    none = np.empty((0, 0), np.uint8)
    return Held(np.full(size, NO_COPY, np.int16), none, none, np.empty((0, 0), np.bool_))


@njit(cache=True, nogil=True, inline="always")
def as_read(terms, bands, formula, file, book, held, citizen, service):  # type: ignore[no-untyped-def]
    """Return what a service reads, on its copy if it has one: a category, and the worst set by a rule."""
    row = held.row[service]
    if row == NO_COPY:
        return standing(terms, bands, formula, file, book, citizen, service)
    category = np.int64(held.category[row, citizen])
    if file.category[citizen] == tables.NO_CATEGORY:
        category = np.int64(tables.NO_CATEGORY)
    return category, np.int64(held.override[row, citizen])


@njit(cache=True, nogil=True, inline="always")
def standing(terms, bands, formula, file, book, citizen, service):  # type: ignore[no-untyped-def]
    """Return the category that a service finds on file, and the worst one of those that rules have set."""
    category, override = np.int64(file.category[citizen]), np.int64(file.override[citizen])
    if not terms.walls or category == tables.NO_CATEGORY:
        return category, override
    town, context = file.town[citizen], terms.context[service]
    override = set_in(book, context, citizen)
    return max(band_alone(bands, formula, town, book.base[context, citizen]), override), override


@njit(cache=True, nogil=True, inline="always")
def band_alone(bands, formula, town, base):  # type: ignore[no-untyped-def]
    """Return the category of a base without any contacts."""
    return np.int64(band_of(total_of(formula, town, base, 0), bands.bounds[town]))


@njit(cache=True, nogil=True, inline="always")
def closes(terms, service, category):  # type: ignore[no-untyped-def]
    """Return whether the terms of a category refuse a service, or make it dearer."""
    return terms.refused[service, category] or terms.money[service, category] > 0


@njit(cache=True, nogil=True, inline="always")
def whose_terms(terms, service, category, override):  # type: ignore[no-untyped-def]
    """Return the category whose terms hold, or NO_CATEGORY for the ordinary ones.

    A protected service is refused or dearer only by a category that a rule has set.
    """
    if category == tables.NO_CATEGORY or not terms.protected[service]:
        return np.int64(category)
    if not closes(terms, service, category):
        return np.int64(category)
    if override > 0 and closes(terms, service, override):
        return np.int64(override)
    return np.int64(tables.NO_CATEGORY)


@njit(cache=True, nogil=True, inline="always")
def is_closed(terms, service, category, override):  # type: ignore[no-untyped-def]
    """Return whether a service that reads this is closed or dearer."""
    holds = whose_terms(terms, service, category, override)
    return holds != tables.NO_CATEGORY and closes(terms, service, holds)
