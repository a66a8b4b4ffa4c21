"""Random numbers addressed by what they decide: Philox4x32-10, with no generator state anywhere.

A draw is a pure function of a 64-bit key (a seed) and four 32-bit counter lanes:

    lane 0   the entity that the draw is about (a citizen, a community, a parameter)
    lane 1   the day (0 for what is decided once)
    lane 2   stream * 65536 + draw: what is decided, and which draw of it
    lane 3   a second entity or a code (the other citizen of a tie, a conduct)

So a draw stays the same whatever else happens in the city, in whatever order, on however many threads.
Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3"; the known-answer vectors
of its authors' Random123 library are in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

FORMAT = 1
"""Version of the addressing: streams, lanes and what is drawn from which word."""

# Streams. Never renumber one: a stream is part of the address of every draw made from it.
CITY_AGE = 1
CITY_SEX = 2
CITY_DISABILITY = 3
CITY_BORN_HERE = 4
CITY_INCOME = 5
CITY_CHILDREN = 6
CITY_TRAIT = 7
CITY_HOUSEHOLD = 8
CITY_NEIGHBOUR = 10
CITY_CIRCLE = 11
CITY_MEETING = 12
CITY_KNOWN_CONTACT = 13
CITY_MEMBER = 14
LIFE_SEED = 15
CITY_NAME = 17
PARAMETER_POINTS = 16
OCCASION_CANDIDATE = 32
OCCASION_KEPT = 33
FILING = 34
SERVICE_ORDINARY_REFUSAL = 35
FILING_ERROR = 36
INVENTED_CANDIDATE = 37
INVENTED_KEPT = 38
INVENTED_FILING = 39
DENUNCIATION = 40
DENUNCIATION_LIE = 41
DENUNCIATION_CHECK = 42
LIE_CANDIDATE = 43
LIE_KEPT = 44
APPEAL = 45
HEARING = 46
CITY_AWARE = 47
TOLD = 48
AWARENESS = 49
CITY_LEGITIMACY = 50
CITY_KNOWS_SCORE = 51
CITY_CIRCUMSTANCE = 62
CIRCUMSTANCE = 63
CIRCUMSTANCE_ANSWER = 64
ASSIGNMENT = 65
MISHAP = 70
MISHAP_BATCH = 71
MOVED_BACK = 72
CITY_CONSENT = 80
CONSENT_CHANGE = 81
TIE_WISH = 58
TIE_CHOICE = 59
TIE_KNOWN = 60
TIE_FILED = 61
INSPECTION_VISIT = 66
CITY_ACCOUNT = 67
OWNER_FAILURE = 68
FAILED_FILING = 69
CITY_OPINION = 54
CITY_RELUCTANCE = 55
CITY_SPEAKS = 56
RELOCATION_CANDIDATE = 76
RELOCATION_KEPT = 77
RELOCATION_TOWN = 78
REQUEST_ELSEWHERE = 79
HELPER = 73
CITY_PROPENSITY = 90
CITY_RING = 91
REPAIR = 74
CITY_COPY_TAKEN = 82
COPY_PASSED_ON = 83
CITY_SAMPLE = 92
LENDING_APPLICANT = 93
LENDING_THRESHOLD = 94
LOAN_REPAID = 95

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint32(0x9E3779B9)
_W1 = np.uint32(0xBB67AE85)
_SHIFT = np.uint64(32)


@njit(cache=True, inline="always")
def philox(
    c0: np.uint32, c1: np.uint32, c2: np.uint32, c3: np.uint32, k0: np.uint32, k1: np.uint32
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Return the four 32-bit words of one Philox4x32-10 block."""
    for _ in range(10):
        p0 = _M0 * np.uint64(c0)
        p1 = _M1 * np.uint64(c2)
        c0, c1, c2, c3 = (
            np.uint32(np.uint32(p1 >> _SHIFT) ^ c1 ^ k0),
            np.uint32(p1),
            np.uint32(np.uint32(p0 >> _SHIFT) ^ c3 ^ k1),
            np.uint32(p0),
        )
        k0 = np.uint32(k0 + _W0)
        k1 = np.uint32(k1 + _W1)
    return c0, c1, c2, c3


@njit(cache=True, inline="always")
def draw(
    key: np.uint64, entity: Any, day: Any, stream: int, number: Any, second: Any
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Return the four words addressed by (entity, day, stream, number, second) under `key`."""
    return philox(
        np.uint32(entity),
        np.uint32(day),
        np.uint32(np.uint32(stream) << np.uint32(16) | np.uint32(number)),
        np.uint32(second),
        np.uint32(key),
        np.uint32(key >> _SHIFT),
    )


@njit(cache=True, inline="always")
def high_product(word: np.uint32, count: Any) -> np.int64:
    """Return floor(word * count / 2**32): one of `count` equally likely numbers from one word.

    Only for counts that are frozen in the scenario; a choice among what may change goes to the smallest
    keyed hash instead, so that one candidate less moves nobody else's choice.
    """
    return np.int64((np.uint64(word) * np.uint64(count)) >> _SHIFT)


@njit(cache=True, inline="always")
def high_product_64(a: np.uint64, b: np.uint64) -> np.uint64:
    """Return the upper 64 bits of the 128-bit product of `a` and `b`."""
    mask = np.uint64(0xFFFFFFFF)
    a_low, a_high = a & mask, a >> _SHIFT
    b_low, b_high = b & mask, b >> _SHIFT
    low = a_low * b_low
    middle_1 = a_high * b_low + (low >> _SHIFT)
    middle_2 = a_low * b_high + (middle_1 & mask)
    return a_high * b_high + (middle_1 >> _SHIFT) + (middle_2 >> _SHIFT)


@njit(cache=True)
def words(key: np.uint64, entity: int, day: int, stream: int, number: int, second: int) -> Any:
    """Return one addressed block from plain Python numbers, for use outside the kernels."""
    return draw(key, entity, day, stream, number, second)


@dataclass
class Life:
    """What a world draws by, once it is set in motion: one object that all its parts hold.

    They read `key` when they draw, so that another key from some morning on is another life from there.
    """

    key: np.uint64


def life_of(seed: int) -> int:
    """Return the life seed that a city seed has when none is given."""
    w0, w1, _, _ = words(np.uint64(seed), 0, 0, LIFE_SEED, 0, 0)
    return int(w0) | int(w1) << 32
