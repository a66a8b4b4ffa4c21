"""Score city: the rules that every contender carries out, and the ring of friends that they all start from.

Scores are in points. They are not rounded to whole points: that pulls nobody whose friends' mean is less than
25 points away, and lifts the mean by .08 points in 8 days.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numba import njit

START = 1000.0
LOWEST, HIGHEST = 0.0, 1300.0
POINTS = (-5, 5, -20, 2, -50, 10, -10, 15, -30, 1, -100, 20)
RATES = (0.02, 0.02, 0.004, 0.02, 0.001, 0.008, 0.01, 0.004, 0.002, 0.02, 0.0005, 0.002)
DENOUNCED, DENUNCIATION, INFORMER = 0.001, -10, 5
INFLUENCE = 0.02
CATEGORIES = ("D", "C", "B", "A", "AA", "AAA")
BOUNDS = (850, 900, 950, 1000, 1050)
CHANGE, MOST = 0.001, 0.999

REACH, REWIRED = 5, 0.1
"""Every citizen of the ring knows so many to either side; so many of these ties lead elsewhere instead."""


@njit(cache=True)
def _ring(citizens: int, seed: int, multiple: int, beyond: int) -> Any:
    starts = np.zeros(citizens + 2, np.int32)
    friends = np.empty(0, np.int32)
    # Two like passes over the same random numbers, one to count and one to fill: no list of ties is kept.
    for filling in (False, True):
        np.random.seed(seed)
        if filling:
            for one in range(citizens):
                padded = (starts[one + 2] + multiple - 1) // multiple * multiple
                starts[one + 2] = starts[one + 1] + padded
            friends = np.zeros(starts[citizens + 1] + beyond, np.int32)
            if multiple > 1:
                for one in range(citizens):
                    friends[starts[one + 1] : starts[one + 2]] = one
        for one in range(citizens):
            for step in range(1, REACH + 1):
                other = (one + step) % citizens
                if np.random.random() < REWIRED:
                    other = (one + np.random.randint(1, citizens)) % citizens
                if filling:
                    friends[starts[one + 1]] = other
                    friends[starts[other + 1]] = one
                    starts[one + 1] += 1
                    starts[other + 1] += 1
                else:
                    starts[one + 2] += 1
                    starts[other + 2] += 1
    return starts, friends


def ring(citizens: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a Watts–Strogatz ring as compact rows: citizen i knows friends[starts[i]:starts[i + 1]]."""
    starts, friends = _ring(citizens, seed, 1, 0)
    return starts[: citizens + 1], friends


def padded_ring(citizens: int, seed: int, beyond: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the same ring, each row filled up to a multiple of four with the citizen's own number.

    Returns the starts of rows, the rows, and how many friends each citizen has. After the last row come
    `beyond` more places, for who reads ahead.
    """
    ends, friends = _ring(citizens, seed, 4, beyond)
    # The passes above leave `starts[i]` at the end of what row i - 1 holds.
    degrees = np.empty(citizens, np.uint8)
    starts = np.zeros(citizens + 1, np.uint32)
    _settle(ends, starts, degrees)
    return starts, friends.view(np.uint32), degrees


@njit(cache=True)
def _settle(ends: Any, starts: Any, degrees: Any) -> None:
    for one in range(len(degrees)):
        degrees[one] = ends[one + 1] - starts[one]
        starts[one + 1] = (ends[one + 1] + 3) // 4 * 4


def propensities(citizens: int, seed: int) -> np.ndarray:
    """Return everybody's leaning towards good conduct at the start."""
    return np.random.default_rng([seed, 0]).random(citizens, dtype=np.float32)


def life(seed: int) -> np.random.Generator:
    """Return the generator for what happens, whose numbers are not those that made the city."""
    return np.random.default_rng([seed, 1])


def count(scores: np.ndarray) -> dict[str, int]:
    """Return how many are in each category."""
    at_least = [len(scores), *(int(np.count_nonzero(scores >= bound)) for bound in BOUNDS), 0]
    numbers = (here - above for here, above in itertools.pairwise(at_least))
    return dict(zip(CATEGORIES, numbers, strict=True))
