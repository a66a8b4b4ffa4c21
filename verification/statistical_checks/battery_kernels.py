"""What the battery counts in a sequence of 32-bit words; `battery` holds the counts against their laws."""

from __future__ import annotations

import numpy as np
from numba import njit

# ruff: noqa: D103 - each is named for what it counts.


@njit(cache=True)
def ones_of_each_bit(words):  # type: ignore[no-untyped-def]
    found = np.zeros(32, np.int64)
    for word in words:
        for bit in range(32):
            found[bit] += word >> np.uint32(bit) & np.uint32(1)
    return found


@njit(cache=True, inline="always")
def weight(word):  # type: ignore[no-untyped-def]
    word = word - (word >> np.uint32(1) & np.uint32(0x55555555))
    word = (word & np.uint32(0x33333333)) + (word >> np.uint32(2) & np.uint32(0x33333333))
    word = word + (word >> np.uint32(4)) & np.uint32(0x0F0F0F0F)
    return np.int64(np.uint32(word * np.uint32(0x01010101)) >> np.uint32(24))


@njit(cache=True)
def different_bits(words, lag):  # type: ignore[no-untyped-def]
    found = np.int64(0)
    for i in range(len(words) - lag):
        found += weight(np.uint32(words[i] ^ words[i + lag]))
    return found


@njit(cache=True)
def weights_of_pairs(words):  # type: ignore[no-untyped-def]
    found = np.zeros((33, 33), np.int64)
    for i in range(0, len(words) - 1, 2):
        found[weight(words[i]), weight(words[i + 1])] += 1
    return found


@njit(cache=True)
def pairs_of_bytes(words, shift):  # type: ignore[no-untyped-def]
    found = np.zeros((256, 256), np.int64)
    for i in range(0, len(words) - 1, 2):
        found[
            words[i] >> np.uint32(shift) & np.uint32(255), words[i + 1] >> np.uint32(shift) & np.uint32(255)
        ] += 1
    return found


@njit(cache=True)
def overlapping(words, shift, length):  # type: ignore[no-untyped-def]
    """Count tuples of four-bit symbols, each beginning at every word, the end joined to the beginning."""
    found = np.zeros(1 << 4 * length, np.int64)
    place, mask = np.uint64(0), np.uint64((1 << 4 * length) - 1)
    for i in range(len(words) + length - 1):
        symbol = words[i % len(words)] >> np.uint32(shift) & np.uint32(15)
        place = (place << np.uint64(4) | np.uint64(symbol)) & mask
        if i >= length - 1:
            found[place] += 1
    return found


@njit(cache=True)
def gaps(words, threshold, longest):  # type: ignore[no-untyped-def]
    found = np.zeros(longest + 1, np.int64)
    since = np.int64(-1)
    for i in range(len(words)):
        if words[i] < threshold:
            if since >= 0:
                found[min(i - since - 1, longest)] += 1
            since = i
    return found


@njit(cache=True)
def different_digits(words):  # type: ignore[no-untyped-def]
    found = np.zeros(9, np.int64)
    for word in words:
        seen = np.uint32(0)
        for k in range(8):
            seen |= np.uint32(1) << (word >> np.uint32(4 * k) & np.uint32(15))
        found[weight(np.uint32(seen))] += 1
    return found


@njit(cache=True)
def collected(words, shift, longest):  # type: ignore[no-untyped-def]
    """Count how long it takes until all eight values of three bits have come."""
    found = np.zeros(longest + 1, np.int64)
    seen, length = np.uint32(0), 0
    for word in words:
        seen |= np.uint32(1) << (word >> np.uint32(shift) & np.uint32(7))
        length += 1
        if seen == 255:
            found[min(length, longest)] += 1
            seen, length = np.uint32(0), 0
    return found


@njit(cache=True)
def orders_of_five(words):  # type: ignore[no-untyped-def]
    found = np.zeros(120, np.int64)
    for first in range(0, len(words) - 4, 5):
        place = 0
        for i in range(5):
            smaller = 0
            for j in range(i + 1, 5):
                smaller += words[first + j] < words[first + i]
            place = place * (5 - i) + smaller
        found[place] += 1
    return found


@njit(cache=True)
def equal_spacings(words, birthdays):  # type: ignore[no-untyped-def]
    """Count spacings between sorted birthdays that are equal to the one before, in groups of birthdays."""
    found = np.int64(0)
    spacing = np.empty(birthdays - 1, np.uint32)
    for first in range(0, len(words) - birthdays + 1, birthdays):
        some = np.sort(words[first : first + birthdays])
        for i in range(birthdays - 1):
            spacing[i] = some[i + 1] - some[i]
        spacing.sort()
        for i in range(birthdays - 2):
            found += spacing[i] == spacing[i + 1]
    return found


@njit(cache=True)
def urns_used(words, shift, balls):  # type: ignore[no-untyped-def]
    """Count urns, by the bits above `shift`, that hold a ball after each throw of `balls`; add them up."""
    when = np.zeros(1 << (32 - shift), np.int32)
    used, throw = np.int64(0), 0
    for first in range(0, len(words) - balls + 1, balls):
        throw += 1
        for i in range(first, first + balls):
            urn = words[i] >> np.uint32(shift)
            if when[urn] != throw:
                when[urn] = throw
                used += 1
    return used, throw


@njit(cache=True)
def ranks(words):  # type: ignore[no-untyped-def]
    found = np.zeros(33, np.int64)
    rows = np.empty(32, np.uint32)
    for first in range(0, len(words) - 31, 32):
        rows[:] = words[first : first + 32]
        rank = 0
        for bit in range(32):
            pivot = rank
            while pivot < 32 and not rows[pivot] >> np.uint32(bit) & np.uint32(1):
                pivot += 1
            if pivot == 32:
                continue
            rows[rank], rows[pivot] = rows[pivot], rows[rank]
            for other in range(rank + 1, 32):
                if rows[other] >> np.uint32(bit) & np.uint32(1):
                    rows[other] ^= rows[rank]
            rank += 1
        found[rank] += 1
    return found


@njit(cache=True)
def complexities(words, bit, length, blocks):  # type: ignore[no-untyped-def]
    """Count the linear complexities of one bit of successive words, in blocks (Berlekamp and Massey)."""
    found = np.zeros(length + 1, np.int64)
    s, c = np.empty(length + 1, np.uint8), np.empty(length + 1, np.uint8)
    b, t = np.empty(length + 1, np.uint8), np.empty(length + 1, np.uint8)
    for block in range(blocks):
        for i in range(length):
            s[i] = words[block * length + i] >> np.uint32(bit) & np.uint32(1)
        c[:] = 0
        b[:] = 0
        c[0] = b[0] = 1
        complexity, m = 0, -1
        for n in range(length):
            d = s[n]
            for i in range(1, complexity + 1):
                d ^= c[i] & s[n - i]
            if d:
                t[:] = c
                shift = n - m
                for i in range(length + 1 - shift):
                    c[i + shift] ^= b[i]
                if complexity <= n // 2:
                    complexity, m = n + 1 - complexity, n
                    b[:] = t
        found[complexity] += 1
    return found


@njit(cache=True)
def runs(words, bit, longest):  # type: ignore[no-untyped-def]
    """Count runs of equal values of one bit by their lengths, the last one left out."""
    found = np.zeros(longest + 1, np.int64)
    length = 1
    for i in range(1, len(words)):
        if (words[i] ^ words[i - 1]) >> np.uint32(bit) & np.uint32(1):
            found[min(length, longest)] += 1
            length = 1
        else:
            length += 1
    return found
