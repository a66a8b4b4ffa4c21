"""Random words in the orders in which the engine uses them, and generators that are known to be bad or good.

An order says which address the i-th word has: which of the lanes runs fastest, and which word of the block is
taken. The engine's own orders are taken through `glasscity.draws.draw` itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws

STREAMS = np.unique(
    [
        value
        for name, value in vars(draws).items()
        if name.isupper() and isinstance(value, int) and name != "FORMAT"
    ]
).astype(np.int64)
"""The streams that there are."""


class Address(NamedTuple):
    """How the i-th address follows from i: each lane is first + step × (i // every % number)."""

    seed: tuple[int, int, int, int] = (0, 0, 1, 1)
    entity: tuple[int, int, int, int] = (0, 0, 1, 1)
    day: tuple[int, int, int, int] = (17, 0, 1, 1)
    stream: tuple[int, int, int, int] = (draws.OCCASION_CANDIDATE, 0, 1, 1)
    number: tuple[int, int, int, int] = (0, 0, 1, 1)
    second: tuple[int, int, int, int] = (0, 0, 1, 1)


MANY = 1 << 40


def _runs(first: int = 0, step: int = 1, every: int = 1, number: int = MANY) -> tuple[int, int, int, int]:
    return first, step, every, number


class Order(NamedTuple):
    """An order: which words of which addresses; `paired` words of two addresses are put together by XOR.

    words : how many of each block, from `word` on, are taken one after the other.
    """

    address: Address
    word: int = 0
    words: int = 1
    paired: Address | None = None
    all_streams: bool = False


CITIZENS = Address(entity=_runs())
KEPT = Address(stream=_runs(draws.OCCASION_KEPT, 0))
ORDERS: dict[str, Order] = {
    **{f"citizens run fastest, word {word}": Order(CITIZENS, word) for word in range(4)},
    "citizens run fastest, all four words": Order(CITIZENS, 0, 4),
    "days run fastest": Order(
        Address(
            entity=_runs(every=365),
            day=_runs(number=365),
            stream=_runs(draws.FILING, 0),
            second=(11 << 16 | 1, 0, 1, 1),
        )
    ),
    "streams run fastest": Order(
        Address(entity=_runs(every=len(STREAMS)), stream=_runs(number=len(STREAMS))), all_streams=True
    ),
    "numbers of draws run fastest": Order(Address(entity=_runs(every=16), number=_runs(number=16))),
    "conducts run fastest": Order(KEPT._replace(entity=_runs(every=64), second=_runs(first=1, number=64))),
    "organisations and conducts run fastest": Order(
        Address(
            entity=_runs(every=64),
            stream=_runs(draws.FILING, 0),
            number=_runs(first=0, every=8, number=8),
            second=_runs(first=1 << 16 | 3, step=1 << 16, number=8),
        )
    ),
    "the other of a pair runs fastest": Order(
        Address(entity=_runs(every=16), stream=_runs(draws.CITY_MEETING, 0), second=_runs(number=MANY))
    ),
    "parameters run fastest": Order(
        Address(
            entity=_runs(every=4096), stream=_runs(draws.APPEAL, 0), second=_runs(first=11001, number=4096)
        )
    ),
    "days in the upper half of a lane run fastest": Order(
        Address(
            entity=_runs(every=256),
            day=_runs(first=5, step=1 << 16, number=256),
            stream=_runs(draws.TOLD, 0),
            second=(11007, 0, 1, 1),
        )
    ),
    "blocks and shuffles run fastest": Order(
        Address(
            entity=_runs(every=32),
            day=(0, 0, 1, 1),
            stream=_runs(draws.CITY_CIRCLE, 0),
            number=_runs(first=32, number=32),
        ),
        0,
        4,
    ),
    "consecutive seeds": Order(Address(seed=_runs(), entity=(7, 0, 1, 1), day=(0, 0, 1, 1))),
    "seeds that differ in the upper half": Order(
        Address(seed=_runs(step=1 << 32), entity=(7, 0, 1, 1), day=(0, 0, 1, 1))
    ),
    "two citizens side by side, together": Order(CITIZENS, paired=Address(entity=_runs(first=1))),
    "two days, together": Order(CITIZENS, paired=CITIZENS._replace(day=(18, 0, 1, 1))),
    "two streams, together": Order(CITIZENS, paired=CITIZENS._replace(stream=(33, 0, 1, 1))),
    "two seeds, together": Order(CITIZENS, paired=CITIZENS._replace(seed=(1, 0, 1, 1))),
    "candidate and kept of one citizen, together": Order(
        CITIZENS,
        1,
        paired=Address(entity=_runs(), stream=(draws.OCCASION_KEPT, 0, 1, 1), second=(1, 0, 1, 1)),
    ),
}
"""The orders in which words are looked at."""


@njit(cache=True)
def _fill(out, seed, address, word, words, streams):  # type: ignore[no-untyped-def]
    """Write the words of an order; `address` is int64 [6 lanes, 4], the streams are looked up if given."""
    lane = np.empty(6, np.int64)
    for i in range(len(out) // words):
        for k in range(6):
            lane[k] = address[k, 0] + address[k, 1] * (i // address[k, 2] % address[k, 3])
        stream = streams[lane[3]] if len(streams) else lane[3]
        drawn = draws.draw(np.uint64(seed + np.uint64(lane[0])), lane[1], lane[2], stream, lane[4], lane[5])
        for k in range(words):
            out[i * words + k] = drawn[word + k]


def words_of(order: Order, seed: int, number: int) -> NDArray[np.uint32]:
    """Return the first words of an order under a seed."""
    found = np.empty(number, np.uint32)
    streams = STREAMS if order.all_streams else np.empty(0, np.int64)

    def fill(address: Address, out: NDArray[np.uint32]) -> None:
        lanes = np.array(address, np.int64)
        if order.all_streams:
            lanes[3, 0] = 0
        _fill(out, np.uint64(seed), lanes, order.word, order.words, streams)

    fill(order.address, found)
    if order.paired is not None:
        other = np.empty(number, np.uint32)
        fill(order.paired, other)
        found ^= other
    return found


# ── Generators to try the battery on ──────────────────────────────────────────────────────────────────


@njit(cache=True)
def _few_rounds(out, rounds, key):  # type: ignore[no-untyped-def]
    """Philox4x32 with too few rounds, citizens running fastest, all four words."""
    for i in range(len(out) // 4):
        c0, c1, c2, c3 = np.uint32(i), np.uint32(17), np.uint32(32 << 16), np.uint32(0)
        k0, k1 = np.uint32(key), np.uint32(key >> np.uint64(32))
        for _ in range(rounds):
            p0, p1 = np.uint64(0xD2511F53) * np.uint64(c0), np.uint64(0xCD9E8D57) * np.uint64(c2)
            c0, c1, c2, c3 = (
                np.uint32(np.uint32(p1 >> np.uint64(32)) ^ c1 ^ k0),
                np.uint32(p1),
                np.uint32(np.uint32(p0 >> np.uint64(32)) ^ c3 ^ k1),
                np.uint32(p0),
            )
            k0, k1 = np.uint32(k0 + np.uint32(0x9E3779B9)), np.uint32(k1 + np.uint32(0xBB67AE85))
        out[4 * i], out[4 * i + 1], out[4 * i + 2], out[4 * i + 3] = c0, c1, c2, c3


@njit(cache=True)
def _congruential(out, state):  # type: ignore[no-untyped-def]
    for i in range(len(out)):
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        out[i] = np.uint32(state)


@njit(cache=True)
def _randu(out, state):  # type: ignore[no-untyped-def]
    for i in range(len(out)):
        state = state * np.uint64(65539) & np.uint64(0x7FFFFFFF)
        out[i] = np.uint32(state << np.uint64(1))


@njit(cache=True)
def _xorshift(out, state):  # type: ignore[no-untyped-def]
    for i in range(len(out)):
        state ^= state << np.uint32(13)
        state ^= state >> np.uint32(17)
        state ^= state << np.uint32(5)
        out[i] = state


def _philox(rounds: int) -> Callable[[int, int], NDArray[np.uint32]]:
    def make(seed: int, number: int) -> NDArray[np.uint32]:
        out = np.empty(number, np.uint32)
        _few_rounds(out, rounds, np.uint64(seed))
        return out

    return make


def _filled(kernel: Any, state: Callable[[int], Any]) -> Callable[[int, int], NDArray[np.uint32]]:
    def make(seed: int, number: int) -> NDArray[np.uint32]:
        out = np.empty(number, np.uint32)
        kernel(out, state(seed))
        return out

    return make


def _good(bits: type[np.random.BitGenerator]) -> Callable[[int, int], NDArray[np.uint32]]:
    def make(seed: int, number: int) -> NDArray[np.uint32]:
        return np.random.Generator(bits(seed)).integers(0, 1 << 32, number, np.uint32)

    return make


def _spoilt(
    change: Callable[[NDArray[np.uint32]], NDArray[np.uint32]],
) -> Callable[[int, int], NDArray[np.uint32]]:
    def make(seed: int, number: int) -> NDArray[np.uint32]:
        return change(words_of(ORDERS["citizens run fastest, all four words"], seed, number))

    return make


def _every_hundredth_again(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    again = words.copy()
    again[100::100] = words[99:-1:100]
    return again


BAD: dict[str, Callable[[int, int], NDArray[np.uint32]]] = {
    "a linear congruential generator, lower half of 64 bits": _filled(_congruential, np.uint64),
    "RANDU": _filled(_randu, lambda seed: np.uint64(2 * seed + 1)),
    "a 32-bit xorshift": _filled(_xorshift, lambda seed: np.uint32(seed + 1)),
    "Philox4x32 with 2 rounds": _philox(2),
    "Philox4x32 with 3 rounds": _philox(3),
    "a stuck bit (bit 5 always 0)": _spoilt(lambda words: words & np.uint32(0xFFFFFFDF)),
    "a bit that is 1 in 50.2 % of words": _spoilt(
        lambda words: words | (np.roll(words, 7) < np.uint32(0.004 * 2**32)).astype(np.uint32)
    ),
    "every hundredth word the same as the one before": _spoilt(_every_hundredth_again),
    "words counted instead of drawn": lambda seed, number: np.arange(seed, seed + number, dtype=np.uint32),
}
GOOD: dict[str, Callable[[int, int], NDArray[np.uint32]]] = {
    "NumPy's PCG64": _good(np.random.PCG64),
    "NumPy's Philox": _good(np.random.Philox),
    "NumPy's SFC64": _good(np.random.SFC64),
    "Philox4x32 with 10 rounds, written once more": _philox(10),
}
