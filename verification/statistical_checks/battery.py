"""The battery: tests of a sequence of 32-bit words against independent even words.

Sources: Knuth, The Art of Computer Programming 2, 3.3.2 (serial, gap, poker, coupon, permutation, run,
collision tests); Good 1953 (overlapping tuples); Marsaglia 1985 (birthday spacings, ranks); Rueppel 1986
(linear complexity).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from statistical_checks import battery_kernels as count
from statistical_checks.held import Held, cells, from_chi_square, normal, poisson

Words = NDArray[np.uint32]
TESTS: dict[str, Callable[[Words], Held]] = {}
"""The tests by their names."""
BIRTHDAYS = 4096
BALLS, URN_SHIFT = 1 << 16, 8
COMPLEXITY_LENGTH, COMPLEXITY_BLOCKS = 512, 4096
SPECTRUM_LENGTH, SPECTRUM_BLOCKS = 4096, 2048
LAGS = (*range(1, 33), 64, 128, 256, 365, 512, 1024, 2048, 4096, 16384, 65536)


def test_of(name: str) -> Callable[[Callable[[Words], Held]], Callable[[Words], Held]]:
    """Register a test under a name in plain words."""

    def register(measure: Callable[[Words], Held]) -> Callable[[Words], Held]:
        TESTS[name] = measure
        return measure

    return register


def tried(test: str, words: Words) -> Held:
    """Return what a test says of words; where what it counts does not even occur, that alarms."""
    try:
        return TESTS[test](words)
    except ValueError as nothing:
        return Held("next to nothing", "much", 0.0, str(nothing))


def _coins(heads: NDArray[np.int64], each: int) -> Held:
    """Hold numbers of heads, of `each` even coins in every place, against chi-square."""
    statistic = float(((2.0 * heads - each) ** 2 / each).sum())
    return from_chi_square(statistic, len(heads), float(heads.sum()), each / 2)


@test_of("each bit is 1 half of the time")
def frequencies(words: Words) -> Held:
    """Ones of each of 32 bits are independent Binomial(n, ½)."""
    return _coins(count.ones_of_each_bit(words), len(words))


@test_of("each bit changes half of the time")
def changes(words: Words) -> Held:
    """Changes of each of 32 bits from word to word are independent Binomial(n - 1, ½)."""
    return _coins(count.ones_of_each_bit(words[1:] ^ words[:-1]), len(words) - 1)


@test_of("words some places apart differ in half of their bits")
def distances(words: Words) -> Held:
    """Differing bits at each of 42 distances: uncorrelated Binomial(32 (n - distance), ½)."""
    heads = np.array([count.different_bits(words, lag) for lag in LAGS], float)
    each = 32.0 * (len(words) - np.array(LAGS))
    statistic = float(((2 * heads - each) ** 2 / each).sum())
    return from_chi_square(statistic, len(LAGS), float(heads.sum()), float(each.min()) / 2)


@test_of("runs of the lowest bit")
def run_lengths(words: Words) -> Held:
    """Lengths of runs are geometric, 2^-length."""
    seen = count.runs(words, 0, 40)[1:]
    law = 0.5 ** np.arange(1, 41)
    law[-1] *= 2
    return cells(seen, law * seen.sum())


def _even_pairs(seen: NDArray[np.int64]) -> Held:
    return cells(seen, np.full(seen.shape, seen.sum() / seen.size), fewest=2)


@test_of("pairs of highest bytes")
def high_pairs(words: Words) -> Held:
    """The highest bytes of words 2i and 2i + 1 are even over 256 × 256."""
    return _even_pairs(count.pairs_of_bytes(words, 24))


@test_of("pairs of lowest bytes")
def low_pairs(words: Words) -> Held:
    """The lowest bytes of words 2i and 2i + 1 are even over 256 × 256."""
    return _even_pairs(count.pairs_of_bytes(words, 0))


def _overlapping(words: Words, shift: int) -> Held:
    number = len(words)

    def psi(length: int) -> float:
        seen = count.overlapping(words, shift, length).astype(float)
        mean = number / len(seen)
        return float(((seen - mean) ** 2).sum() / mean)

    return from_chi_square(psi(4) - psi(3), 16**4 - 16**3, float(number), number / 16**4)


@test_of("overlapping fours of highest digits")
def high_tuples(words: Words) -> Held:
    """ψ²₄ - ψ²₃ of overlapping tuples of the highest four bits ~ chi-square of 16⁴ - 16³ (Good 1953)."""
    return _overlapping(words, 28)


@test_of("overlapping fours of lowest digits")
def low_tuples(words: Words) -> Held:
    """The same of the lowest four bits."""
    return _overlapping(words, 0)


@test_of("gaps between small words")
def gap_lengths(words: Words) -> Held:
    """Words between two that are below 2²⁸ are geometric, with 1/16."""
    seen = count.gaps(words, np.uint32(1 << 28), 150)
    law = (15 / 16) ** np.arange(151) / 16
    law[-1] *= 16
    return cells(seen, law * seen.sum())


@test_of("different digits within a word (poker)")
def poker(words: Words) -> Held:
    """Different ones of eight hexadecimal digits: 16! / (16 - d)! S(8, d) / 16⁸."""
    law = [
        comb(16, d) * sum((-1) ** j * comb(d, j) * (d - j) ** 8 for j in range(d + 1)) / 16**8
        for d in range(9)
    ]
    return cells(count.different_digits(words), np.array(law) * len(words))


@test_of("how long until all eight values have come (coupons)")
def coupons(words: Words) -> Held:
    """P(all by k) = Σ (-1)^j C(8, j) (1 - j/8)^k, of the highest three bits."""
    longest = 80
    by = [sum((-1) ** j * comb(8, j) * (1 - j / 8) ** k for j in range(9)) for k in range(longest)]
    law = np.append(np.diff(by), 1 - by[-1])
    seen = count.collected(words, 29, longest)[1:]
    return cells(seen[7:], law[7:] * seen.sum())


@test_of("orders of five words")
def orders(words: Words) -> Held:
    """The order of five words is even over 120."""
    seen = count.orders_of_five(words)
    return cells(seen, np.full(120, seen.sum() / 120))


@test_of("birthday spacings")
def birthdays(words: Words) -> Held:
    """Equal spacings of 4,096 sorted words ~ Poisson(m³ / 4 · 2³²), over all groups."""
    some = words[: 1 << 23]
    groups = len(some) // BIRTHDAYS
    return poisson(int(count.equal_spacings(some, BIRTHDAYS)), groups * BIRTHDAYS**3 / 2**34)


@test_of("collisions")
def collisions(words: Words) -> Held:
    """Urns used by 2¹⁶ balls in 2²⁴ urns: mean and variance of the occupancy law, over all throws."""
    used, throws = count.urns_used(words, URN_SHIFT, BALLS)
    with localcontext() as exact:
        exact.prec = 60
        urns = Decimal(1 << 32 - URN_SHIFT)
        one, two = (1 - 1 / urns) ** BALLS, (1 - 2 / urns) ** BALLS
        empty = urns * one
        variance = float(urns * (urns - 1) * two + empty - empty * empty)
        missing = float(BALLS - (urns - empty))
    return normal(float(throws * BALLS - used), throws * missing, float(np.sqrt(throws * variance)))


@test_of("ranks of binary matrices")
def matrix_ranks(words: Words) -> Held:
    """Ranks of 32 × 32 matrices: P(r) = 2^(r (64 - r) - 1024) Π (1 - 2^(i - 32))² / (1 - 2^(i - r))."""
    law = [
        2.0 ** (r * (64 - r) - 1024)
        * prod((1 - 2.0 ** (i - 32)) ** 2 / (1 - 2.0 ** (i - r)) for i in range(r))
        for r in range(33)
    ]
    seen = count.ranks(words)
    return cells(seen, np.array(law) * seen.sum())


@test_of("numbers of ones in two words in a row")
def hamming_weights(words: Words) -> Held:
    """(ones of word 2i, ones of word 2i + 1) ~ product of two Binomial(32, ½)."""
    law = np.array([comb(32, k) for k in range(33)]) / 2**32
    seen = count.weights_of_pairs(words)
    return cells(seen, np.outer(law, law) * seen.sum())


@test_of("linear complexity of the lowest bit")
def linear_complexity(words: Words) -> Held:
    """Of n bits the complexity is L with probability 2^(min(2n - 2L, 2L - 1) - n)."""
    n = COMPLEXITY_LENGTH
    blocks = min(COMPLEXITY_BLOCKS, len(words) // n)
    seen = count.complexities(words, 0, n, blocks)
    law = np.array([2.0 ** (min(2 * n - 2 * k, 2 * k - 1) - n) if k else 2.0**-n for k in range(n + 1)])
    return cells(seen, law * blocks)


@test_of("spectrum of the lowest bit")
def spectrum(words: Words) -> Held:
    """Mean power at each of 2,047 frequencies over many blocks: 1, with variance 1 / blocks."""
    blocks = min(SPECTRUM_BLOCKS, len(words) // SPECTRUM_LENGTH)
    some = words[: blocks * SPECTRUM_LENGTH].reshape(blocks, SPECTRUM_LENGTH)
    power = np.zeros(SPECTRUM_LENGTH // 2 - 1)
    for part in np.array_split(some, max(1, blocks // 256)):
        signs = 1.0 - 2.0 * (part & np.uint32(1))
        power += (np.abs(np.fft.rfft(signs, axis=1)[:, 1:-1]) ** 2).sum(axis=0) / SPECTRUM_LENGTH
    statistic = float(((power / blocks - 1) ** 2 * blocks).sum())
    return from_chi_square(statistic, len(power), float(power.sum()), float(blocks))
