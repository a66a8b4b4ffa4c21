"""What happens on a day by chance, at yearly rates that depend on who one is.

Rule: each occasion happens to a citizen at most once a day, with probability rate / 365, independently of
the others. One draw selects *candidates*, as coins with bound / 365 would; each is kept with rate / bound.
Reads: attribute levels. Writes: events. Draws: two streams of the caller's. Units: rates per 365 days.
What it does exactly stands in `conduct`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, parallel
from glasscity.parallel import Workers
from glasscity.rows import in_one, row_type
from glasscity.society.leaning import NO_ROW, UNCHANGED

CITIZENS_AT_ONCE = 1024
"""Citizens whose candidate draws are made in one go: their answers stay in the first-level cache."""
COMPARED_ONE_BY_ONE = 128
"""Up to so many occasions, comparing a block of positions with every one is quicker than searching."""

EVENT = row_type([("citizen", "<u4"), ("code", "<u4"), ("came", "u1")])
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


@njit(cache=True, nogil=True, inline="always")
def look_up(table, row, levels, citizen):  # type: ignore[no-untyped-def]
    """Return the threshold of a row for a citizen's levels."""
    return _look_up(table.offset, table.stride, table.threshold, row, levels, citizen)


@njit(cache=True, nogil=True, inline="always")
def _look_up(offset, stride, threshold, row, levels, citizen):  # type: ignore[no-untyped-def]
    place = offset[row]
    for attribute in range(levels.shape[0]):
        step = stride[row, attribute]
        if step:
            place += step * levels[attribute, citizen]
    return threshold[place]


class Chances(NamedTuple):
    """Occasions as arrays, in the order of their codes.

    Attributes
    ----------
    cumulative : uint64 [occasions], probability in 2**-64 that the first candidate is this one or earlier.
    code : uint32 [occasions], address of the draw that keeps a candidate.
    kept : thresholds of being kept.
    leans : int64 [occasions, most of any], rows of the leanings that bear on it, then NO_ROW.
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
    workers: Workers,
    leaning: NDArray[np.uint8] = NO_LEANING,
) -> NDArray[np.void]:
    """Return what happens to whom today, in order of citizen, then code.

    Parameters
    ----------
    levels : uint8 [attributes, citizens].
    leaning : uint8 [rows, citizens], factors on rates in 128ths.
    """
    if not len(chances.code):
        return np.empty(0, EVENT)
    return in_one(each_range(happen_among, chances, levels, key, day, workers, leaning))


def each_range(
    kernel: Callable[..., Any],
    chances: Chances,
    levels: NDArray[np.uint8],
    key: np.uint64,
    day: int,
    workers: Workers,
    leaning: NDArray[np.uint8],
) -> list[Any]:
    """Return what a kernel such as `happen_among` makes of each range of citizens."""
    number = levels.shape[1]
    least = 2 * parallel.RANGE
    turns = min(max(1, round(number / (least * workers.threads))), 4)
    blocks = -(-number // (turns * workers.threads * CITIZENS_AT_ONCE))
    size = max(least // 2, blocks * CITIZENS_AT_ONCE)
    return workers.run(kernel, number, key, day, chances, levels, leaning, size=size)


class _Candidates(NamedTuple):
    """Those of a block who may have an occasion today, and where their draws lie: all hold one block.

    citizen : uint32; position : uint64, in 2**-64; occasion : int64; word, code, low, high : uint32.
    """

    citizen: NDArray[np.uint32]
    position: NDArray[np.uint64]
    occasion: NDArray[np.int64]
    word: NDArray[np.uint32]
    code: NDArray[np.uint32]
    low: NDArray[np.uint32]
    high: NDArray[np.uint32]


@njit(cache=True, nogil=True)
def happen_among(lo, hi, key, day, chances, levels, leaning):  # type: ignore[no-untyped-def]
    """Return the events of citizens lo … hi.

    A block of citizens is taken through one step after the other, so that the ten rounds of Philox run over
    several of them at once: in the loops that draw, all is in order and nothing is looked up. Each round of
    steps looks at one candidate of each citizen who has one left.
    """
    words = np.empty((5, CITIZENS_AT_ONCE), np.uint32)
    position, occasion = np.empty(CITIZENS_AT_ONCE, np.uint64), np.empty(CITIZENS_AT_ONCE, np.int64)
    block = _Candidates(words[0], position, occasion, words[1], words[2], words[3], words[4])
    events = np.empty(max(hi - lo, 16), EVENT)
    happened = 0
    for first in range(lo, hi, CITIZENS_AT_ONCE):
        begins = happened
        number = _select(first, min(first + CITIZENS_AT_ONCE, hi), key, day, chances, block)
        step = 1
        while number > 0:
            while happened + number > len(events):
                events = np.concatenate((events, np.empty(len(events), EVENT)))
            _find_occasions(number, chances, block)
            _draw_whether_kept(number, key, day, chances, block)
            found = happened
            happened = _write_down(number, chances, levels, leaning, block, events, found)
            _merge(events, begins, found, happened)
            number = _go_on(number, key, day, step, chances, block)
            step += 1
    return events[:happened]


@njit(cache=True, nogil=True)
def _select(first, end, key, day, chances, block):  # type: ignore[no-untyped-def]
    """Put those who have a candidate today into the block and return their number.

    First the upper 32 bits are looked at, without a branch; then the few that are left are looked at whole.
    """
    limit = np.uint32(chances.cumulative[-1] >> np.uint64(32))
    for i in range(np.uint64(end - first)):
        w = draws.draw(key, np.uint32(first) + np.uint32(i), day, chances.candidate_stream, 0, 0)
        block.low[i], block.high[i] = w[0], w[1]
    some = np.uint64(0)
    for i in range(np.uint64(end - first)):
        block.citizen[some] = np.uint32(first) + np.uint32(i)
        block.position[some] = np.uint64(block.high[i]) << np.uint64(32) | np.uint64(block.low[i])
        some += np.uint64(block.high[i] <= limit)
    return _keep_those_within(np.int64(some), chances, block)


@njit(cache=True, nogil=True)
def _keep_those_within(number, chances, block):  # type: ignore[no-untyped-def]
    """Leave out those who have no further candidate and return the number of the others."""
    last, kept = chances.cumulative[-1], 0
    for i in range(number):
        block.citizen[kept], block.position[kept] = block.citizen[i], block.position[i]
        kept += block.position[i] < last
    return kept


@njit(cache=True, nogil=True)
def _find_occasions(number, chances, block):  # type: ignore[no-untyped-def]
    """Find which occasion each position stands for: the first whose cumulative probability passes it."""
    if len(chances.cumulative) > COMPARED_ONE_BY_ONE:
        for i in range(number):
            block.occasion[i] = np.searchsorted(chances.cumulative, block.position[i], side="right")
        return
    for i in range(np.uint64(number)):
        block.occasion[i] = 0
    for bound in chances.cumulative:
        for i in range(np.uint64(number)):
            block.occasion[i] += np.int64(bound <= block.position[i])


@njit(cache=True, nogil=True)
def _draw_whether_kept(number, key, day, chances, block):  # type: ignore[no-untyped-def]
    for i in range(np.uint64(number)):
        block.code[i] = chances.code[np.uint64(block.occasion[i])]
    for i in range(np.uint64(number)):
        block.word[i] = draws.draw(key, block.citizen[i], day, chances.kept_stream, 0, block.code[i])[0]


@njit(cache=True, nogil=True)
def _write_down(number, chances, levels, leaning, block, events, happened):  # type: ignore[no-untyped-def]
    """Write what comes of the candidates into `events` from place `happened` on; return where it ends.

    Each is written, and the next one writes over it where nothing came of it: there is no branch to guess.
    """
    citizens, occasions, words = block.citizen, block.occasion, block.word
    code, leans, kept = chances.code, chances.leans, chances.kept
    offset, stride, threshold = kept.offset, kept.stride, kept.threshold
    for i in range(np.uint64(number)):
        citizen, occasion, word = citizens[i], occasions[i], np.uint64(words[i])
        as_ever = _look_up(offset, stride, threshold, occasion, levels, citizen)
        now = as_ever
        for origin in range(leans.shape[1]):
            row = leans[occasion, origin]
            if row < 0:
                break
            now = now * np.uint64(leaning[row, citizen]) // np.uint64(UNCHANGED)
        happens, would_have = word < now, word < as_ever
        event = events[happened]
        event.citizen, event.code = citizen, code[occasion]
        event.came = MORE if happens > would_have else np.uint8(happens)
        happened += np.int64(happens | would_have)
    return happened


@njit(cache=True, nogil=True)
def _go_on(number, key, day, step, chances, block):  # type: ignore[no-untyped-def]
    """Draw each citizen's next candidate, conditioned on lying beyond this one; return how many have one."""
    for i in range(np.uint64(number)):
        w = draws.draw(key, block.citizen[i], day, chances.candidate_stream, step, 0)
        block.low[i], block.high[i] = w[0], w[1]
    for i in range(np.uint64(number)):
        uniform = np.uint64(block.high[i]) << np.uint64(32) | np.uint64(block.low[i])
        passed = chances.cumulative[np.uint64(block.occasion[i])]
        block.position[i] = passed + draws.high_product_64(uniform, ~passed)
    return _keep_those_within(number, chances, block)


@njit(cache=True, nogil=True)
def _merge(events, begins, found, end):  # type: ignore[no-untyped-def]
    """Merge the events found … end into those that are there, by citizen: their occasions come later."""
    if found in (begins, end):
        return
    later = events[found:end].copy()
    old, to = found - 1, end - 1
    for new in range(len(later) - 1, -1, -1):
        while old >= begins and events[old].citizen > later[new].citizen:
            events[to] = events[old]
            old -= 1
            to -= 1
        events[to] = later[new]
        to -= 1
