"""What happens on a day by chance, at yearly rates that depend on who one is.

Rule: each occasion happens to a citizen at most once a day, with probability rate / 365, independently of
every other occasion. One draw per citizen-day selects the set of *candidates*, distributed as independent
Bernoulli(bound / 365); each candidate is kept with probability rate / bound by a draw addressed to
(citizen, day, occasion). The bounds are frozen in the scenario, so a changed rate changes only whether its
own candidates are kept.
Reads: attribute levels. Writes: events. Draws: two streams of the caller's. Units: rates per 365 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.parallel import Workers
from glasscity.society.leaning import NO_ROW, UNCHANGED

CITIZENS_AT_ONCE = 1024
"""Citizens whose candidate draws are made in one go: their answers stay in the first-level cache."""

EVENT = np.dtype([("citizen", "<u4"), ("code", "<u4"), ("came", "u1")])
"""An occasion of today: whether it happened, and whether it would have without any leaning (`came`)."""

FORGONE, AS_EVER, MORE = 0, 1, 2
"""`came`: it would have happened but for the leaning; it happened in any case; it happened by the leaning."""
NO_LEANING = np.full((1, 1), UNCHANGED, np.uint8)


class Occasion(NamedTuple):
    """One occasion: its code, rate and frozen bound (a year), factors on the rate, and who has it at all."""

    code: int
    per_year: Decimal
    bound_per_year: Decimal
    depends: dict[str, dict[str, Decimal]]
    only: dict[str, list[str]]


class LevelTable(NamedTuple):
    """32-bit thresholds that depend on the levels of some attributes, one row per subject.

    offset : int64 [rows + 1], where a row's thresholds start; stride : int64 [rows, attributes], step for one
    level of an attribute; threshold : uint64, one for every combination of levels that matters.
    """

    offset: NDArray[np.int64]
    stride: NDArray[np.int64]
    threshold: NDArray[np.uint64]


class Row(NamedTuple):
    """A probability, numerator / denominator, with factors by level, for those who have wanted levels."""

    numerator: Decimal
    denominator: Decimal
    depends: dict[str, dict[str, Decimal]]
    only: dict[str, list[str]]


def level_table(levels: dict[str, list[str]], rows: Sequence[Row]) -> LevelTable:
    """Tabulate the thresholds of every row; `levels` are the level names of each attribute."""
    stride = np.zeros((len(rows), len(levels)), np.int64)
    offset, thresholds = [0], []
    for index, row in enumerate(rows):
        involved = [name for name in levels if name in row.depends or name in row.only]
        step = 1
        for name in reversed(involved):
            stride[index, list(levels).index(name)] = step
            step *= len(levels[name])
        for combination in product(*(levels[name] for name in involved)):
            thresholds.append(_threshold(row, dict(zip(involved, combination, strict=True))))
        offset.append(len(thresholds))
    return LevelTable(np.array(offset, np.int64), stride, np.array(thresholds, np.uint64))


def _threshold(row: Row, who: dict[str, str]) -> int:
    """Return the 32-bit threshold of a row for somebody with these levels."""
    if any(who[attribute] not in wanted for attribute, wanted in row.only.items()):
        return 0
    numerator = Fraction(row.numerator)
    for attribute, factors in row.depends.items():
        numerator *= Fraction(factors.get(who[attribute], Decimal(1)))
    if numerator == 0:
        return 0
    return min(int(numerator / Fraction(row.denominator) * (1 << 32) + Fraction(1, 2)), 1 << 32)


@njit(cache=True, nogil=True)
def look_up(table, row, levels, citizen):  # type: ignore[no-untyped-def]
    """Return the threshold of a row for a citizen's levels."""
    place = table.offset[row]
    for attribute in range(levels.shape[0]):
        step = table.stride[row, attribute]
        if step:
            place += step * levels[attribute, citizen]
    return table.threshold[place]


class Chances(NamedTuple):
    """Occasions as arrays, in the order of their codes.

    Attributes
    ----------
    cumulative : uint64 [occasions], probability in 2**-64 that the first candidate is this one or earlier.
    code : uint32 [occasions], address of the draw that keeps a candidate.
    kept : thresholds of being kept.
    leans : int64 [occasions, origins], rows of the leanings that bear on it, or NO_ROW.
    candidate_stream, kept_stream : the streams of their draws.
    """

    cumulative: NDArray[np.uint64]
    code: NDArray[np.uint32]
    kept: LevelTable
    leans: NDArray[np.int64]
    candidate_stream: np.int64
    kept_stream: np.int64


def prepare_chances(
    levels: dict[str, list[str]],
    occasions: Sequence[Occasion],
    candidate_stream: int,
    kept_stream: int,
    leans: NDArray[np.int64] | None = None,
) -> Chances:
    """Work out the tables of the day's draws, exactly.

    Parameters
    ----------
    levels : the level names of each attribute.
    leans : rows of the leanings for each occasion; nobody leans anywhere if not given.
    """
    nobody_yet = Fraction(1)
    cumulative = []
    for occasion in occasions:
        nobody_yet *= 1 - Fraction(occasion.bound_per_year) / 365
        cumulative.append(min(int((1 - nobody_yet) * (1 << 64)), (1 << 64) - 1))
    return Chances(
        np.array(cumulative, np.uint64),
        np.array([occasion.code for occasion in occasions], np.uint32),
        level_table(levels, [Row(o.per_year, o.bound_per_year, o.depends, o.only) for o in occasions]),
        leans if leans is not None else np.full((len(occasions), 0), NO_ROW, np.int64),
        np.int64(candidate_stream),
        np.int64(kept_stream),
    )


def happen(
    chances: Chances,
    levels: NDArray[np.uint8],
    key: np.uint64,
    day: int,
    room: NDArray[np.uint32],
    workers: Workers,
    leaning: NDArray[np.uint8] = NO_LEANING,
) -> NDArray[np.void]:
    """Return what happens to whom today, in order of citizen, then code.

    Parameters
    ----------
    levels : uint8 [attributes, citizens].
    leaning : uint8 [rows, citizens], factors on rates in 128ths.
    room : uint32 [citizens + 1], overwritten: place for the day's candidates.
    """
    if not len(chances.code):
        return np.empty(0, EVENT)
    number = levels.shape[1]
    size = max(CITIZENS_AT_ONCE, number // (4 * workers.threads) // CITIZENS_AT_ONCE * CITIZENS_AT_ONCE)
    return np.concatenate(workers.run(_happen, number, key, day, chances, levels, leaning, room, size=size))


@njit(cache=True, nogil=True)
def _happen(lo, hi, key, day, chances, levels, leaning, candidates):  # type: ignore[no-untyped-def]
    """Return the events of citizens lo … hi."""
    number = _select(lo, hi, key, day, chances, candidates)
    events = np.empty(max(number, 16), EVENT)
    happened = 0
    for index in range(lo, lo + number):
        citizen = candidates[index]
        position = _uniform(key, citizen, day, chances.candidate_stream, 0)
        step = 1
        while True:
            occasion = np.searchsorted(chances.cumulative, position, side="right")
            if occasion == len(chances.cumulative):
                break
            came = _comes(key, citizen, day, occasion, chances, levels, leaning)
            if came >= 0:
                if happened == len(events):
                    events = np.concatenate((events, np.empty(len(events), EVENT)))
                events[happened].citizen = citizen
                events[happened].code = chances.code[occasion]
                events[happened].came = came
                happened += 1
            # The next candidate: a draw conditioned on lying beyond this occasion.
            uniform = _uniform(key, citizen, day, chances.candidate_stream, step)
            passed = chances.cumulative[occasion]
            position = passed + draws.high_product_64(uniform, ~passed)
            step += 1
    return events[:happened]


@njit(cache=True, nogil=True, inline="always")
def _uniform(key, citizen, day, stream, number):  # type: ignore[no-untyped-def]
    w = draws.draw(key, citizen, day, stream, number, 0)
    return np.uint64(w[1]) << np.uint64(32) | np.uint64(w[0])


@njit(cache=True, nogil=True)
def _select(lo, hi, key, day, chances, candidates):  # type: ignore[no-untyped-def]
    """Put those who may have a candidate today at `candidates[lo:]` and return their number.

    Only the upper 32 bits are looked at here, without a branch, so that the ten rounds of Philox run over
    several citizens at once; the exact position is looked up later for the few that are left.
    """
    limit = np.uint32(chances.cumulative[-1] >> np.uint64(32))
    hit = np.empty(CITIZENS_AT_ONCE, np.uint8)
    last = lo
    for first in range(lo, hi, CITIZENS_AT_ONCE):
        end = min(first + CITIZENS_AT_ONCE, hi)
        for citizen in range(first, end):
            w = draws.draw(key, citizen, day, chances.candidate_stream, 0, 0)
            hit[citizen - first] = np.uint8(w[1] <= limit)
        for citizen in range(first, end):
            candidates[last] = citizen
            last += hit[citizen - first]
    return last - lo


@njit(cache=True, nogil=True)
def _comes(key, citizen, day, occasion, chances, levels, leaning):  # type: ignore[no-untyped-def]
    """Return how a candidate comes about, or -1 if it does not and would not have anyway."""
    w = draws.draw(key, citizen, day, chances.kept_stream, 0, chances.code[occasion])
    word = np.uint64(w[0])
    as_ever = look_up(chances.kept, occasion, levels, citizen)
    now = as_ever
    for origin in range(chances.leans.shape[1]):
        row = chances.leans[occasion, origin]
        if row >= 0:
            now = now * np.uint64(leaning[row, citizen]) // np.uint64(UNCHANGED)
    if word < now:
        return np.int64(AS_EVER) if word < as_ever else np.int64(MORE)
    return np.int64(FORGONE) if word < as_ever else np.int64(-1)
