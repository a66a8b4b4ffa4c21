"""Categories: the band that a total lies in, or a worse one that a rule has set; none without consent.

Reads: totals, overrides, consents. Writes: category; a change is a move, and the notice of it. Draws: none.

Exactly:
- The category is the first band, from the best on, whose bound the total reaches, the last band if it reaches
  none; or the worse of that and the worst category set by rules that still hold; 255 for who may not be
  scored. It is worked out every day, and read by people from the next morning on, by services the same day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.state import File
from glasscity.parallel import Workers
from glasscity.rows import in_one
from glasscity.scenario import Scenario
from glasscity.scenario.towns import town_scales

AT_ONCE = 1024
"""Citizens of one block: what is found about them stays in the first-level cache."""


class Bands(NamedTuple):
    """bounds : int32 mp [towns, categories - 1], lower bounds of all categories but the last, best first;
    scored : bool [towns], where nobody is scored nobody has a category."""

    bounds: NDArray[np.int32]
    scored: NDArray[np.bool_]


def prepare_bands(scenario: Scenario) -> Bands:
    """Turn the category bounds into millipoints."""
    towns = town_scales(scenario)
    bounds = np.array([town.bounds for town in towns], np.int32)
    return Bands(bounds, np.array([town.scored for town in towns], np.bool_))


@njit(cache=True, nogil=True, inline="always")
def band_of(total, bounds):  # type: ignore[no-untyped-def]
    """Return the category of a total: 0 is the best."""
    category = 0
    while category < len(bounds) and total < bounds[category]:
        category += 1
    return category


def first_categories(scenario: Scenario) -> NDArray[np.uint8]:
    """Return the category that everybody starts in, by town."""
    towns, bands = town_scales(scenario), prepare_bands(scenario)
    first = [
        band_of(town.start, bounds) if town.scored else tables.NO_CATEGORY
        for town, bounds in zip(towns, bands.bounds, strict=True)
    ]
    return np.array(first, np.uint8)


def categorise_touched(bands: Bands, file: File, touched: NDArray[np.uint32], day: int) -> NDArray[np.void]:
    """Put those whose total may have changed into categories; return the moves."""
    moves: NDArray[np.void] = _categorise(0, len(touched), bands, file, touched, *_asked(bands, file), day)
    return moves


def categorise_all(bands: Bands, file: File, day: int, workers: Workers) -> NDArray[np.void]:
    """Put everybody into categories; return the moves."""
    asked = _asked(bands, file)
    return in_one(workers.run(_categorise, len(file.total), bands, file, None, *asked, day, light=True))


def _asked(bands: Bands, file: File) -> tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None]:
    """Return the towns and consents to look at, or None where they make no difference."""
    plain = len(bands.bounds) == 1 and bool(bands.scored[0])
    return (None if plain else file.town), (file.consents if len(file.consents) else None)


def dismiss_all(file: File, day: int) -> NDArray[np.void]:
    """Take everybody's category away; return the moves."""
    had = np.flatnonzero(file.category != tables.NO_CATEGORY)
    moves = np.empty(len(had), tables.MOVE)
    moves["day"], moves["citizen"] = day, had
    moves["before"], moves["after"] = file.category[had], tables.NO_CATEGORY
    file.category[:] = tables.NO_CATEGORY
    return moves


@njit(cache=True, nogil=True)
def _categorise(lo, hi, bands, file, touched, towns, consents, day):  # type: ignore[no-untyped-def]
    """Categorise `touched[lo:hi]`, or citizens lo … hi where it is None; a block at a time, first without a
    branch, then those who move."""
    bounds, total, override, category = bands.bounds, file.total, file.override, file.category
    found, moving = np.empty(AT_ONCE, np.uint8), np.empty(AT_ONCE, np.uint64)
    moves = np.empty(AT_ONCE, tables.MOVE)
    moved = 0
    for first in range(lo, hi, AT_ONCE):
        size = np.uint64(min(first + AT_ONCE, hi) - first)
        for i in range(size):
            found[i] = 0
        for band in range(bounds.shape[1]):
            bound = bounds[0, band]
            for i in range(size):
                place = np.uint64(first) + i
                citizen = place if touched is None else np.uint64(touched[place])
                if towns is not None:
                    bound = bounds[towns[citizen], band]
                found[i] += np.uint8(total[citizen] < bound)
        for i in range(size):
            place = np.uint64(first) + i
            citizen = place if touched is None else np.uint64(touched[place])
            below = max(found[i], override[citizen])
            if towns is not None and not bands.scored[towns[citizen]]:
                below = np.uint8(tables.NO_CATEGORY)
            if consents is not None and consents[citizen] == 0:
                below = np.uint8(tables.NO_CATEGORY)
            found[i] = below
        number = np.uint64(0)
        for i in range(size):
            place = np.uint64(first) + i
            citizen = place if touched is None else np.uint64(touched[place])
            moving[number] = i
            number += np.uint64(found[i] != category[citizen])
        while moved + np.int64(number) > len(moves):
            moves = np.concatenate((moves, np.empty(len(moves), tables.MOVE)))
        for i in moving[: np.int64(number)]:
            place = np.uint64(first) + i
            citizen = place if touched is None else np.uint64(touched[place])
            moves[moved].day = day
            moves[moved].citizen = citizen
            moves[moved].before = category[citizen]
            moves[moved].after = found[i]
            category[citizen] = found[i]
            moved += 1
    return moves[:moved]
