"""What people do on a day, and what they ask for: the truth, which the authority never sees.

Rule: each occasion (a kind of conduct, or a request for a service) happens to a citizen at most once a day,
with probability rate / 365, independently of every other occasion. One draw per citizen-day selects the
set of *candidates*, distributed as independent Bernoulli(bound / 365); each candidate is kept with
probability rate / bound by a draw addressed to (citizen, day, occasion). The bounds are frozen in the
scenario, so a changed rate changes only whether its own candidates are kept.
Reads: attribute levels. Writes: acts and requests of the day. Draws: OCCASION_CANDIDATE, OCCASION_KEPT.
Units: rates per 365 days. Leaves out, so far: that people answer to being scored.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.conduct import Occasion
from glasscity.society.population import Population

SERVICE_FLAG = 1 << 16
"""Added to a service's code in the address of its draws, to keep it apart from a conduct of that code."""
CITIZENS_AT_ONCE = 1024
"""Citizens whose candidate draws are made in one go: their answers stay in the first-level cache."""


class Occasions(NamedTuple):
    """All occasions in order of their codes, conduct first, then services.

    Attributes
    ----------
    cumulative : uint64 [occasions], probability in 2**-64 that the first candidate is this one or earlier.
    code : uint32 [occasions], address of the draw that keeps a candidate.
    conducts : how many of them are conduct.
    offset : int64 [occasions + 1], where an occasion's thresholds start in `kept`.
    stride : int64 [occasions, attributes], step in `kept` for one level of an attribute.
    kept : uint64, 32-bit thresholds of being kept, for every combination of levels that matters.
    """

    cumulative: NDArray[np.uint64]
    code: NDArray[np.uint32]
    conducts: np.int64
    offset: NDArray[np.int64]
    stride: NDArray[np.int64]
    kept: NDArray[np.uint64]


def prepare_occasions(scenario: Scenario) -> Occasions:
    """Work out the tables of the day's draws, exactly."""
    levels = scenario.population.levels
    conduct = sorted(scenario.conduct.values(), key=lambda occasion: occasion.code)
    services = sorted(scenario.services.values(), key=lambda occasion: occasion.code)
    occasions: list[tuple[Occasion, dict[str, list[str]]]] = [(occasion, {}) for occasion in conduct]
    occasions += [(service, service.asked_by) for service in services]
    nobody_yet = Fraction(1)
    cumulative = []
    for occasion, _ in occasions:
        nobody_yet *= 1 - Fraction(occasion.bound_per_year) / 365
        cumulative.append(min(int((1 - nobody_yet) * (1 << 64)), (1 << 64) - 1))
    stride = np.zeros((len(occasions), len(levels)), np.int64)
    offset, kept = [0], []
    for index, (occasion, asked_by) in enumerate(occasions):
        involved = [name for name in levels if name in occasion.depends or name in asked_by]
        step = 1
        for name in reversed(involved):
            stride[index, list(levels).index(name)] = step
            step *= len(levels[name])
        for combination in product(*(levels[name] for name in involved)):
            kept.append(_kept_threshold(occasion, asked_by, dict(zip(involved, combination, strict=True))))
        offset.append(len(kept))
    codes = [occasion.code for occasion in conduct] + [service.code + SERVICE_FLAG for service in services]
    return Occasions(
        np.array(cumulative, np.uint64),
        np.array(codes, np.uint32),
        np.int64(len(conduct)),
        np.array(offset, np.int64),
        stride,
        np.array(kept, np.uint64),
    )


def _kept_threshold(occasion: Occasion, asked_by: dict[str, list[str]], who: dict[str, str]) -> int:
    """Return the 32-bit threshold with which a candidate with these levels is kept."""
    if any(who[attribute] not in wanted for attribute, wanted in asked_by.items()):
        return 0
    rate = occasion.per_year
    for attribute, factors in occasion.depends.items():
        rate *= factors.get(who[attribute], Decimal(1))
    if rate == 0:
        return 0
    return int(Fraction(rate) / Fraction(occasion.bound_per_year) * (1 << 32) + Fraction(1, 2))


class Day:
    """Room for a day's candidates, made once and used every day."""

    def __init__(self, citizens: int) -> None:
        self.candidates = np.empty(citizens + 1, np.uint32)


def act(
    occasions: Occasions, population: Population, key: np.uint64, day: int, room: Day, workers: Workers
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return the acts and the requests of one day, in order of citizen, then code."""
    number = population.number
    size = max(CITIZENS_AT_ONCE, number // (4 * workers.threads) // CITIZENS_AT_ONCE * CITIZENS_AT_ONCE)
    found = workers.run(_happen, number, key, day, occasions, population.levels, room.candidates, size=size)
    acts = [happened[0] for happened in found]
    requests = [happened[1] for happened in found]
    return np.concatenate(acts), np.concatenate(requests)


@njit(cache=True, nogil=True)
def _happen(lo, hi, key, day, occasions, levels, candidates):  # type: ignore[no-untyped-def]
    """Return the acts and requests of citizens lo … hi."""
    number = _select(lo, hi, key, day, occasions.cumulative, candidates)
    acts = np.empty(max(number, 16), tables.ACT)
    requests = np.empty(max(number, 16), tables.REQUEST)
    done = asked = 0
    for index in range(lo, lo + number):
        citizen = candidates[index]
        position = _first_position(key, citizen, day)
        step = 1
        while True:
            occasion = np.searchsorted(occasions.cumulative, position, side="right")
            if occasion == len(occasions.cumulative):
                break
            if _is_kept(key, citizen, day, occasion, occasions, levels):
                if done == len(acts):
                    acts = np.concatenate((acts, np.empty(len(acts), tables.ACT)))
                if asked == len(requests):
                    requests = np.concatenate((requests, np.empty(len(requests), tables.REQUEST)))
                code = occasions.code[occasion] & np.uint32(0xFFFF)
                if occasion < occasions.conducts:
                    acts[done].day = day
                    acts[done].citizen = citizen
                    acts[done].conduct = code
                    done += 1
                else:
                    requests[asked].day = day
                    requests[asked].citizen = citizen
                    requests[asked].service = code
                    asked += 1
            # The next candidate: the same draw conditioned on lying beyond this occasion.
            w = draws.draw(key, citizen, day, draws.OCCASION_CANDIDATE, step, 0)
            uniform = np.uint64(w[1]) << np.uint64(32) | np.uint64(w[0])
            passed = occasions.cumulative[occasion]
            position = passed + draws.high_product_64(uniform, ~passed)
            step += 1
    return acts[:done], requests[:asked]


@njit(cache=True, nogil=True, inline="always")
def _first_position(key, citizen, day):  # type: ignore[no-untyped-def]
    w = draws.draw(key, citizen, day, draws.OCCASION_CANDIDATE, 0, 0)
    return np.uint64(w[1]) << np.uint64(32) | np.uint64(w[0])


@njit(cache=True, nogil=True)
def _select(lo, hi, key, day, cumulative, candidates):  # type: ignore[no-untyped-def]
    """Put those who may have a candidate today at `candidates[lo:]` and return their number.

    Only the upper 32 bits are looked at here, without a branch, so that the ten rounds of Philox run over
    several citizens at once; the exact position is looked up later for the few that are left.
    """
    limit = np.uint32(cumulative[-1] >> np.uint64(32))
    hit = np.empty(CITIZENS_AT_ONCE, np.uint8)
    last = lo
    for first in range(lo, hi, CITIZENS_AT_ONCE):
        end = min(first + CITIZENS_AT_ONCE, hi)
        for citizen in range(first, end):
            w = draws.draw(key, citizen, day, draws.OCCASION_CANDIDATE, 0, 0)
            hit[citizen - first] = np.uint8(w[1] <= limit)
        for citizen in range(first, end):
            candidates[last] = citizen
            last += hit[citizen - first]
    return last - lo


@njit(cache=True, nogil=True)
def _is_kept(key, citizen, day, occasion, occasions, levels):  # type: ignore[no-untyped-def]
    place = occasions.offset[occasion]
    for attribute in range(levels.shape[0]):
        step = occasions.stride[occasion, attribute]
        if step:
            place += step * levels[attribute, citizen]
    w = draws.draw(key, citizen, day, draws.OCCASION_KEPT, 0, occasions.code[occasion])
    return np.uint64(w[0]) < occasions.kept[place]
