"""Score city by hand in Numba: what is left when one program is written for one city and nothing else.

Scores are whole millipoints. A day goes block by block, and in each block phase by phase, so that what a
phase leaves for the next is still in the nearest cache: gather friends' scores, draw for everybody, pick
conduct for the few who act, settle everybody's score.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import rules
from llvmlite import ir
from numba import njit, prange, set_num_threads
from numba.core import cgutils, types
from numba.extending import intrinsic

POINT = 1000
WHOLE = 50_000
"""Propensities are kept in parts of this."""
BLOCK = 1024
AHEAD = 256
TOLD = 32
"""A block reports at most so many denunciations a day; one is expected."""

_RULES = len(rules.POINTS)
_MAY = 2 * np.array(rules.RATES)
"""The most that a rate can become: whom propensity leaves less acts less often than drawn."""
_POINTS = np.array(rules.POINTS, np.int32) * POINT
_GOOD = np.array(rules.POINTS) > 0
_NONE = np.concatenate([np.cumprod((1 - _MAY)[::-1])[::-1], [1.0]])
"""How likely is none of the rules from this one on."""
_ACTS = np.uint32((1 - _NONE[0]) * 2**32)
_DENOUNCED = np.uint32(rules.DENOUNCED * 2**32)
_BOUNDS = tuple(bound * POINT for bound in rules.BOUNDS)
_HIGHEST = np.int32(rules.HIGHEST * POINT)
_DENUNCIATION, _INFORMER = np.int32(rules.DENUNCIATION * POINT), np.int32(rules.INFORMER * POINT)
_PULL = rules.INFLUENCE / np.maximum(np.arange(256), 1)
"""What a friend's distance counts for, by how many friends there are."""
_STEP, _LEAST, _MOST = int(rules.CHANGE * WHOLE), WHOLE - int(rules.MOST * WHOLE), int(rules.MOST * WHOLE)


def _first_rule_tables() -> tuple[np.ndarray, np.ndarray]:
    """Return thresholds for which rule comes next, after which one, given nothing else or given at least one.

    `after[c]` are the chances that the next candidate after rule c - 1 is at most rule 0, 1, 2 …; the rest is
    none. `first` are the same from the start, given that there is one.
    """
    rule_count = len(_MAY)
    after = np.zeros((rule_count + 1, rule_count))
    for last in range(rule_count + 1):
        for rule in range(last, rule_count):
            after[last, rule:] += (1 - _MAY[last:rule]).prod() * _MAY[rule]
    first = after[0] / after[0, -1]
    return np.minimum(first * 2**32, 2**32 - 1).astype(np.uint32), (after * 2**32).astype(np.uint32)


_FIRST, _AFTER = _first_rule_tables()


@intrinsic
def prefetch(typing_context: Any, array: Any, place: Any) -> Any:
    """Ask for `array[place]` to be brought near, and go on without waiting."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kept = context.make_array(signature.args[0])(context, builder, arguments[0])
        wide = builder.zext(arguments[1], ir.IntType(64))
        address = builder.bitcast(builder.gep(kept.data, [wide]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(fetch, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, place), generate


@njit(inline="always")
def philox(citizen: Any, day: Any, draw: Any, seed: Any) -> Any:
    """Return the four 32-bit words of a Philox4x32-10 block."""
    a, b, c, d = np.uint32(citizen), np.uint32(day), np.uint32(draw), np.uint32(0)
    k, m = np.uint32(seed), np.uint32(0x5C0FE)
    for _ in range(10):
        x = np.uint64(0xD2511F53) * np.uint64(a)
        y = np.uint64(0xCD9E8D57) * np.uint64(c)
        a = np.uint32(np.uint32(y >> np.uint64(32)) ^ b ^ k)
        b = np.uint32(y)
        c = np.uint32(np.uint32(x >> np.uint64(32)) ^ d ^ m)
        d = np.uint32(x)
        k, m = np.uint32(k + np.uint32(0x9E3779B9)), np.uint32(m + np.uint32(0xBB67AE85))
    return a, b, c, d


@njit(inline="always")
def gather(starts: Any, friends: Any, degrees: Any, score: Any, first: Any, last: Any, change: Any) -> None:
    end = np.int64(starts[first])
    for citizen in range(first, last):
        begin, end = end, np.int64(starts[citizen + 1])
        total = np.int32(0)
        for place in range(begin, end, 4):
            prefetch(score, friends[place + AHEAD])
            prefetch(score, friends[place + AHEAD + 1])
            prefetch(score, friends[place + AHEAD + 2])
            prefetch(score, friends[place + AHEAD + 3])
            total += score[friends[place]] + score[friends[place + 1]]
            total += score[friends[place + 2]] + score[friends[place + 3]]
        change[citizen - first] = total - np.int32(end - begin) * score[citizen]
    for at in range(last - first):
        change[at] = np.int32(np.floor(change[at] * _PULL[degrees[first + at]] + 0.5))


@njit(inline="always")
def draw(first: Any, last: Any, day: Any, seed: Any, words: Any, acting: Any, denounced: Any) -> Any:
    """Draw one block of words for everybody; list those who may act, and those who are denounced."""
    for at in range(last - first):
        words[0, at], words[1, at], words[2, at], words[3, at] = philox(first + at, day, 0, seed)
    acts = told = 0
    for at in range(last - first):
        acting[acts] = at
        acts += words[0, at] < _ACTS
        denounced[told] = at
        told += words[3, at] < _DENOUNCED
    return acts, told


@njit(inline="always")
def pick(at: Any, citizen: Any, day: Any, seed: Any, words: Any, propensity: Any, change: Any) -> Any:
    """Carry out the rules for one who may act; say how many acts came of it."""
    word, keep = words[1, at], words[2, at]
    rule = np.int64(0)
    for other in range(_RULES):
        rule += word > _FIRST[other]
    # The upper ten bits of this word decide on denunciation; the others are free for a second rule.
    word = np.uint32(words[3, at] << np.uint32(10))
    leaning = np.int64(propensity[citizen])
    acts = number = 0
    while True:
        likely = leaning if _GOOD[rule] else WHOLE - leaning
        done = np.int64((np.uint64(keep) * np.uint64(WHOLE)) >> np.uint64(32)) < likely
        change[at] += _POINTS[rule] * done
        acts += done
        after = rule + 1
        if after == _RULES or word >= _AFTER[after, -1]:
            return acts
        rule = np.int64(after)
        for other in range(after, _RULES):
            rule += word >= _AFTER[after, other]
        number += 1
        keep, word, _, _ = philox(citizen, day, number, seed)


@njit(inline="always")
def settle(first: Any, last: Any, score: Any, new: Any, propensity: Any, change: Any, sums: Any) -> None:
    """Let the day count; leaves how many reach each bound, and the sum of scores."""
    total = np.int64(0)
    c = b = a = aa = aaa = np.int32(0)
    for citizen in range(first, last):
        now = min(max(score[citizen] + change[citizen - first], np.int32(0)), _HIGHEST)
        new[citizen] = now
        total += now
        low, high = now < _BOUNDS[0], now >= _BOUNDS[4]
        c += now >= _BOUNDS[0]
        b += now >= _BOUNDS[1]
        a += now >= _BOUNDS[2]
        aa += now >= _BOUNDS[3]
        aaa += high
        leaning = np.int32(propensity[citizen]) + np.int32(_STEP) * (np.int32(high) - np.int32(low))
        propensity[citizen] = min(max(leaning, np.int32(_LEAST)), np.int32(_MOST))
    sums[0], sums[1], sums[2], sums[3], sums[4], sums[5] = total, c, b, a, aa, aaa


@njit(parallel=True, cache=True)
def live(
    starts: Any, friends: Any, degrees: Any, score: Any, new: Any, propensity: Any, day: Any, seed: Any
) -> Any:
    """Let everybody live one day; return sums, and how many acted more than once."""
    citizens = len(score)
    blocks = (citizens + BLOCK - 1) // BLOCK
    sums = np.zeros((blocks, 7), np.int64)
    informers = np.empty((blocks, TOLD), np.uint32)
    reported = np.zeros(blocks, np.int64)
    for block in prange(blocks):
        first = np.int64(block) * BLOCK
        last = min(first + BLOCK, citizens)
        change = np.empty(BLOCK, np.int32)
        words = np.empty((4, BLOCK), np.uint32)
        acting = np.empty(BLOCK + 1, np.int32)
        denounced = np.empty(BLOCK + 1, np.int32)
        gather(starts, friends, degrees, score, first, last, change)
        acts, told = draw(first, last, day, seed, words, acting, denounced)
        several = 0
        for number in range(acts):
            at = acting[number]
            several += pick(at, first + at, day, seed, words, propensity, change) > 1
        for number in range(min(told, TOLD)):
            at = denounced[number]
            change[at] += _DENUNCIATION
            chosen = (np.uint64(words[1, at]) * np.uint64(degrees[first + at])) >> np.uint64(32)
            informers[block, number] = friends[starts[first + at] + np.uint32(chosen)]
        reported[block] = min(told, TOLD)
        settle(first, last, score, new, propensity, change, sums[block])
        sums[block, 6] = several
    totals = sums.sum(axis=0)
    for block in range(blocks):
        for number in range(reported[block]):
            reward(new, informers[block, number], totals)
    return totals


@njit(inline="always")
def reward(new: Any, informer: Any, totals: Any) -> None:
    before = new[informer]
    after = min(before + _INFORMER, _HIGHEST)
    new[informer] = after
    totals[0] += after - before
    for place in range(5):
        totals[1 + place] += np.int64(after >= _BOUNDS[place]) - np.int64(before >= _BOUNDS[place])


class City:
    def __init__(self, citizens: int, seed: int, threads: int = 1) -> None:
        set_num_threads(threads)
        self.starts, self.friends, self.degrees = rules.padded_ring(citizens, seed, beyond=AHEAD + 4)
        self.score = np.full(citizens, int(rules.START) * POINT, np.int32)
        self.new = np.empty_like(self.score)
        self.propensity = (rules.propensities(citizens, seed) * WHOLE).astype(np.uint16)
        self.seed = seed
        self.days = 0
        self.several_acts = 0
        self.totals = np.zeros(7, np.int64)

    def day(self) -> None:
        self.totals = live(
            self.starts,
            self.friends,
            self.degrees,
            self.score,
            self.new,
            self.propensity,
            self.days,
            self.seed,
        )
        self.score, self.new = self.new, self.score
        self.days += 1
        self.several_acts += int(self.totals[6])

    def mean(self) -> float:
        return float(self.totals[0]) / len(self.score) / POINT

    def counts(self) -> dict[str, int]:
        at_least = [len(self.score), *self.totals[1:6].tolist(), 0]
        numbers = (here - above for here, above in itertools.pairwise(at_least))
        return dict(zip(rules.CATEGORIES, numbers, strict=True))


build = City
