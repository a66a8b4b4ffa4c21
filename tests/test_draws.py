"""Philox against the known answers of its authors, and the addressing."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from glasscity import draws

# Random123, kat_vectors: philox4x32, 10 rounds.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@njit
def _philox(c0, c1, c2, c3, k0, k1):
    return draws.philox(c0, c1, c2, c3, k0, k1)


@njit
def _high_product(word, count):
    return draws.high_product(word, count)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_known_answers(counter, key, expected):
    words = _philox(*(np.uint32(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == expected


def test_lanes_are_where_the_page_says():
    key = (0x299F31D0 << 32) | 0xA4093822
    stream, number = 0x1319, 0x8A2E
    words = draws.words(np.uint64(key), 0x243F6A88, 0x85A308D3, stream, number, 0x03707344)
    assert tuple(int(word) for word in words) == KNOWN_ANSWERS[2][2]


def test_every_lane_and_the_key_matter():
    address = [7, 3, 5, 1, 11]
    first = draws.words(np.uint64(1), *address)
    for lane in range(5):
        other = list(address)
        other[lane] += 1
        assert draws.words(np.uint64(1), *other) != first
    assert draws.words(np.uint64(1 + (1 << 32)), *address) != first


def test_streams_are_distinct():
    names = [name for name in dir(draws) if name.startswith(("CITY_", "OCCASION_", "SERVICE_"))]
    names += ["LIFE_SEED", "PARAMETER_POINTS", "FILING"]
    codes = [getattr(draws, name) for name in names]
    assert len(names) > 15
    assert len(set(codes)) == len(codes)
    assert all(0 < code < 1 << 16 for code in codes)


@pytest.mark.parametrize("a", [0, 1, 2**32 - 1, 2**63, 2**64 - 1, 0xDEADBEEFCAFEF00D])
@pytest.mark.parametrize("b", [0, 1, 2**32, 2**64 - 1, 0x0123456789ABCDEF])
def test_high_product_64_is_exact(a, b):
    assert int(draws.high_product_64(np.uint64(a), np.uint64(b))) == a * b >> 64


@pytest.mark.parametrize("count", [1, 2, 3, 1000, 2**31])
def test_high_product_stays_in_range(count):
    assert int(_high_product(np.uint32(0), count)) == 0
    assert int(_high_product(np.uint32(2**32 - 1), count)) == count - 1


def test_life_is_derived_from_the_seed():
    lives = {draws.life_of(seed) for seed in range(100)}
    assert len(lives) == 100
    assert all(0 <= life < 2**64 for life in lives)
