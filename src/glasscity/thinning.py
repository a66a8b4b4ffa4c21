"""Whose rows a run keeps, and the sums of days that all rows went into before any were left out.

The sample is one of citizens: whoever is in it is there with all their rows. Who is in it follows from the
city's seed, citizen by citizen, so it does not depend on how many there are, nor on threads; and a larger
share keeps all of a smaller one.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.towns import town_scales
from glasscity.world import Today, World

OF_TWO = {"denunciations": ("informer", "target"), "tie_changes": ("citizen", "contact")}
"""Tables whose rows are about two citizens: a row stays if either is in the sample."""
OF_NOBODY = ("mishaps",)
"""Tables whose rows are about no citizen: all of them stay."""
SUMS = ("start_mp", "base_mp", "influence_mp", "total_mp")
FEWEST_KEYS = 1 << 12
_NOTHING = np.uint64(2**64 - 1)


class Thinning:
    """What a thinned run keeps of every day, and the sums of what it does not."""

    def __init__(self, scenario: Scenario, seed: int, citizens: int) -> None:
        recording = scenario.recording
        self.kept = sample_of(seed, citizens, threshold32(recording.share_kept))
        self._sums = DaySums()
        self._moved = np.zeros((2, 256), np.int64)

    def thin(self, name: str, rows: NDArray[np.void]) -> NDArray[np.void]:
        """Return the rows of a table that stay."""
        if name in OF_NOBODY:
            return rows
        stays = np.zeros(len(rows), np.bool_)
        for column in OF_TWO.get(name, ("citizen",)):
            stays |= self.kept[rows[column]]
        kept: NDArray[np.void] = rows.compress(stays)
        return kept

    def add_up(self, today: Today) -> NDArray[np.void]:
        """Return the sums of a day's ledger rows, all of them and those that stay."""
        for row, name in enumerate(("after", "before")):
            self._moved[row] += np.bincount(today.moves[name], minlength=256)
        return self._sums.of(today.entries, self.kept)

    def at_end(self, scenario: Scenario, world: World) -> pl.DataFrame:
        """Return a row for each category, with the sums of the files in it at the end."""
        moved_in, moved_out = self._moved
        start = np.array([town.start for town in town_scales(scenario)], np.int64)
        ended, found = _sums_by_category(world.file, world.city.town, start)
        names = [*scenario.category_names, "none"]
        codes = [*range(len(names) - 1), tables.NO_CATEGORY]
        return pl.DataFrame(
            {
                "category": pl.Series(names, dtype=pl.Enum(names)),
                "at_start": (ended - moved_in + moved_out)[codes],
                "moved_in": moved_in[codes],
                "moved_out": moved_out[codes],
                "at_end": ended[codes],
                **{name: found[codes, place] for place, name in enumerate(SUMS)},
            }
        )


def sample_of(seed: int, citizens: int, threshold: int) -> NDArray[np.bool_]:
    """Return for every citizen whether their rows stay: those whose draw is below the threshold."""
    if not threshold:
        return np.zeros(citizens, np.bool_)
    return np.asarray(_drawn(np.uint64(seed), citizens, np.uint64(threshold)))


@njit(cache=True, nogil=True)
def _drawn(key, citizens, threshold):  # type: ignore[no-untyped-def]
    drawn = np.empty(citizens, np.bool_)
    for citizen in range(citizens):
        drawn[citizen] = np.uint64(draws.draw(key, citizen, 0, draws.CITY_SAMPLE, 0, 0)[0]) < threshold
    return drawn


@njit(cache=True, nogil=True)
def _sums_by_category(file, home, start):  # type: ignore[no-untyped-def]
    """Return how many are in each category, and the sums of `SUMS` over them."""
    category, base, influence, total = file.category, file.base, file.influence, file.total
    number, sums = np.zeros(256, np.int64), np.zeros((256, 4), np.int64)
    for citizen in range(len(category)):
        place = category[citizen]
        number[place] += 1
        sums[place, 0] += start[home[citizen]]
        sums[place, 1] += base[citizen]
        sums[place, 2] += influence[citizen]
        sums[place, 3] += total[citizen]
    return number, sums


class DaySums:
    """Adds up a day's entries by what they are: organisation, conduct, kind, whether they count, sign."""

    def __init__(self) -> None:
        self._places = FEWEST_KEYS

    def of(self, entries: NDArray[np.void], kept: NDArray[np.bool_]) -> NDArray[np.void]:
        """Return the sums of a day, in order of their keys."""
        while True:
            keys = np.full(self._places, _NOTHING)
            sums = np.zeros((self._places, 4), np.int64)
            if _add_up(entries, kept, keys, sums):
                break
            self._places *= 2
        some = np.flatnonzero(keys != _NOTHING)
        some = some[np.argsort(keys[some])]
        key, found = keys[some], np.zeros(len(some), tables.LEDGER_DAY)
        found["day"] = entries["day"][0] if len(entries) else 0
        found["organisation"], found["conduct"] = (
            key >> np.uint64(24),
            key >> np.uint64(8) & np.uint64(0xFFFF),
        )
        found["kind"] = key >> np.uint64(3) & np.uint64(31)
        found["counts"] = key >> np.uint64(2) & np.uint64(1)
        found["sign"] = (key & np.uint64(3)).astype(np.int8) - 1
        for place, name in enumerate(("entries", "points", "kept", "kept_points")):
            found[name] = sums[some, place]
        return found


@njit(cache=True, nogil=True)
def _add_up(entries, kept, keys, sums):  # type: ignore[no-untyped-def]
    """Add entries up in a hash table; say whether there was room, with a quarter of it left."""
    mask, free = np.uint64(len(keys) - 1), len(keys) * 3 // 4
    for i in range(len(entries)):
        entry = entries[i]
        sign = np.uint64(1 + (entry.points > 0) - (entry.points < 0))
        key = np.uint64(entry.organisation) << np.uint64(24) | np.uint64(entry.conduct) << np.uint64(8)
        key |= np.uint64(entry.kind) << np.uint64(3) | np.uint64(entry.counts) << np.uint64(2) | sign
        place = (key * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)) & mask
        while keys[place] != key:
            if keys[place] == _NOTHING:
                if free == 0:
                    return False
                free -= 1
                keys[place] = key
                break
            place = place + np.uint64(1) & mask
        sums[place, 0] += 1
        sums[place, 1] += entry.points
        if kept[entry.citizen]:
            sums[place, 2] += 1
            sums[place, 3] += entry.points
    return True
