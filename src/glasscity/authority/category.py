"""Categories: the band that a total lies in, or a worse one that a rule has set; none without consent.

Reads: totals, overrides, consents. Writes: category; a change is a move, and the notice of it. Draws: none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.state import File, may_be_scored
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.towns import town_scales


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


@njit(cache=True, nogil=True)
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
    moves: NDArray[np.void] = _categorise(0, len(touched), bands, file, touched, True, day)
    return moves


def categorise_all(bands: Bands, file: File, day: int, workers: Workers) -> NDArray[np.void]:
    """Put everybody into categories; return the moves."""
    nobody = np.empty(0, np.uint32)
    found = workers.run(_categorise, len(file.total), bands, file, nobody, False, day)
    return np.concatenate(found)


def dismiss_all(file: File, day: int) -> NDArray[np.void]:
    """Take everybody's category away; return the moves."""
    had = np.flatnonzero(file.category != tables.NO_CATEGORY)
    moves = np.empty(len(had), tables.MOVE)
    moves["day"], moves["citizen"] = day, had
    moves["before"], moves["after"] = file.category[had], tables.NO_CATEGORY
    file.category[:] = tables.NO_CATEGORY
    return moves


@njit(cache=True, nogil=True)
def _categorise(lo, hi, bands, file, touched, only_touched, day):  # type: ignore[no-untyped-def]
    moves = np.empty(max(hi - lo, 1), tables.MOVE)
    moved = 0
    for place in range(lo, hi):
        citizen = np.int64(touched[place]) if only_touched else place
        town = file.town[citizen]
        after = np.int64(tables.NO_CATEGORY)
        if bands.scored[town] and may_be_scored(file.consents, citizen):
            after = max(band_of(file.total[citizen], bands.bounds[town]), np.int64(file.override[citizen]))
        before = file.category[citizen]
        if after != before:
            file.category[citizen] = after
            moves[moved].day = day
            moves[moved].citizen = citizen
            moves[moved].before = before
            moves[moved].after = after
            moved += 1
    return moves[:moved]
