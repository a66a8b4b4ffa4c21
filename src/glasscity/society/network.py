"""Who knows whom: household, neighbours, and circles in which people meet.

Rule: the adults of a household know each other. Citizens of households at most `households` apart in the
same community know each other with probability `tie`. In each layer everybody belongs to `circles` circles,
which a keyed shuffle forms inside the citizen's block; two of one circle have a tie with probability `tie`
times the homophily factor of each attribute in which they are alike. In a ring everybody knows those next to
them; each of these ties leads to anybody at all with probability `rewired` (Watts and Strogatz 1998).
Reads: the scenario, the population, the city seed. Writes: `Ties`. Draws: CITY_NEIGHBOUR, CITY_CIRCLE,
CITY_MEETING, CITY_RING, all addressed to the pair or the block. Symmetric by construction and O(citizens).
`rewiring` is what changes ties later.
Leaves out: strength of ties, famous people with thousands of contacts.

Exactly:
- A tie has a bit for each way in which two know each other: 1 household, 2 neighbours, 2^code for a layer or
  the ring; who meet in several ways have one tie with all the bits. Contacts are read in the order of ids.
- Households lie side by side in the order of their numbers. Two citizens a < b of one community, whose
  households are 1 to `households` places apart, are neighbours if w0 of CITY_NEIGHBOUR(a, 0, 0, b) is below
  t(tie).
- A block is `within` ids long, or holds all who are connected if that says city; block number B begins at B ×
  within, and has s citizens. Of a layer's circles j = 0, 1, … the shuffle number is m = 16 × code + j. Its
  words k are w0 … w3 of CITY_CIRCLE(B, 0, m, 0).
- Seat x of the block is taken by the citizen that the shuffle leads to: with the smallest e of at least 1 for
  which 2^e ≥ s, repeat until x < s: for each of the four k in turn x = (x (2 k + 1) + floor(k / 128)) mod
  2^e, then x = x xor floor(x / 2^(floor(e / 2) + 1)). Seats 0 to `circle_size` - 1 are the first circle, and
  so on; whoever has none of the levels in `only` stays away.
- For two a < b of a circle the threshold is t(tie), and for each attribute of `homophily` in which they are
  alike, in the order of the scenario, it becomes floor(threshold × floor(65536 factor) / 65536). They have a
  tie if w0 of CITY_MEETING(a, 0, m, b) is below it.
- In a ring citizen i is tied to (i + step) mod connected, for step 1 to contacts / 2; if w0 of CITY_RING(i,
  0, 0, step) is below t(rewired), to one of all who are connected by w1 instead, and to nobody if that is i.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.people import Layer
from glasscity.scenario.quantities import threshold32
from glasscity.society.population import Population
from glasscity.society.ties import HOUSEHOLD_BIT, NEIGHBOURS_BIT, Ties

PLACES_AT_ONCE = 1 << 20
"""Communities, circles or citizens whose pairs are held at once."""


class _Source(NamedTuple):
    """Where pairs of one kind of tie come from: `make(lo, hi)` returns those of the places lo … hi, out of
    `number`, the same whenever it is called."""

    bit: int
    number: int
    make: Callable[[int, int], NDArray[np.uint64]]


def build_network(scenario: Scenario, population: Population, seed: int, workers: Workers) -> Ties:
    """Make the ties of `scenario` from the city seed."""
    key = np.uint64(seed)
    network = scenario.network
    connected, community = population.connected, network.community
    side_by_side = (
        *(key, community, connected, population.household, network.neighbours.households),
        np.uint64(threshold32(network.neighbours.tie)),
    )
    communities = -(-connected // community)
    sources = [
        _Source(NEIGHBOURS_BIT, communities, lambda lo, hi: _live_side_by_side(lo, hi, *side_by_side)[1]),
        _Source(HOUSEHOLD_BIT, communities, lambda lo, hi: _live_side_by_side(lo, hi, *side_by_side)[0]),
    ]
    for layer in network.layers.values():
        block = connected if isinstance(layer.within, str) else layer.within
        circles = -(-block // layer.circle_size) * -(-connected // block)
        tables = _meeting_tables(population, layer)
        for circle in range(layer.circles):
            number = np.uint32(layer.code * 16 + circle)
            meeting = key, number, block, layer.circle_size, connected, tables
            sources.append(_Source(1 << layer.code, circles, partial(_call, _meet, meeting)))
    if network.ring is not None:
        stand = key, connected, network.ring.contacts // 2, np.uint64(threshold32(network.ring.rewired))
        sources.append(_Source(1 << network.ring.code, connected, partial(_call, _stand_in_ring, stand)))
    return _rows(population.number, sources, workers)


def _call(kernel: Callable[..., Any], arguments: tuple[Any, ...], lo: int, hi: int) -> Any:
    return kernel(lo, hi, *arguments)


class _Meeting(NamedTuple):
    """What decides whether two of a circle have a tie.

    rows : uint8 [attributes, citizens]; alike : int64 [attributes], factor in 65536ths for equal levels;
    takes_part : bool [citizens]; tie : the 32-bit threshold for two who are alike in nothing.
    """

    rows: NDArray[np.uint8]
    alike: NDArray[np.uint64]
    takes_part: NDArray[np.bool_]
    tie: np.uint64


def _meeting_tables(population: Population, layer: Layer) -> _Meeting:
    rows = np.array([population.row(name) for name in layer.homophily], np.uint8)
    alike = np.array([int(factor * 65536) for factor in layer.homophily.values()], np.uint64)
    return _Meeting(
        rows.reshape(len(alike), population.number),
        alike,
        population.with_levels(layer.only),
        np.uint64(threshold32(layer.tie)),
    )


@njit(cache=True)
def _append(buffer, used, value):  # type: ignore[no-untyped-def]
    """Put `value` at the end, in a buffer twice as long if it is full."""
    if used == len(buffer):
        longer = np.empty(2 * len(buffer), np.uint64)
        longer[:used] = buffer
        buffer = longer
    buffer[used] = value
    return buffer


@njit(cache=True, nogil=True)
def _live_side_by_side(lo, hi, key, community, connected, household, reach, tie):  # type: ignore[no-untyped-def]
    """Return the pairs (a << 32 | b, a < b) of one household and those of neighbouring households."""
    home, near = np.empty(1024, np.uint64), np.empty(1024, np.uint64)
    homes = nears = 0
    for a in range(lo * community, min(hi * community, connected)):
        end = min((a // community + 1) * community, connected)
        apart = 0
        b = a + 1
        while b < end:
            if household[b] != household[b - 1]:
                apart += 1
                if apart > reach:
                    break
            pair = np.uint64(a) << np.uint64(32) | np.uint64(b)
            if apart == 0:
                home = _append(home, homes, pair)
                homes += 1
            elif np.uint64(draws.draw(key, a, 0, draws.CITY_NEIGHBOUR, 0, b)[0]) < tie:
                near = _append(near, nears, pair)
                nears += 1
            b += 1
    return home[:homes], near[:nears]


@njit(cache=True, nogil=True)
def _shuffled(place, size, bits, k0, k1, k2, k3):  # type: ignore[no-untyped-def]
    """Return the image of `place` under a keyed bijection of 0 … size - 1 (walking inside 2**bits)."""
    mask = np.uint64((np.uint64(1) << np.uint64(bits)) - np.uint64(1))
    half = np.uint64(bits // 2 + 1)
    x = np.uint64(place)
    while True:
        for k in (k0, k1, k2, k3):
            word = np.uint64(k)
            x = (x * ((word << np.uint64(1)) | np.uint64(1)) + (word >> np.uint64(7))) & mask
            x ^= x >> half
        if x < np.uint64(size):
            return np.int64(x)


@njit(cache=True, nogil=True)
def _meet(lo, hi, key, number, block, circle_size, connected, meeting):  # type: ignore[no-untyped-def]
    """Return the pairs that get a tie in circles lo … hi of one shuffle."""
    pairs = np.empty(4096, np.uint64)
    used = 0
    per_block = (block + circle_size - 1) // circle_size
    members = np.empty(circle_size, np.int64)
    for circle in range(lo, hi):
        where = circle // per_block
        first = where * block
        size = min(block, connected - first)
        bits = 1
        while (np.int64(1) << bits) < size:
            bits += 1
        k0, k1, k2, k3 = draws.draw(key, where, 0, draws.CITY_CIRCLE, number, 0)
        met = 0
        place = (circle % per_block) * circle_size
        for seat in range(place, min(place + circle_size, size)):
            citizen = first + _shuffled(seat, size, bits, k0, k1, k2, k3)
            if meeting.takes_part[citizen]:
                members[met] = citizen
                met += 1
        for i in range(met):
            for j in range(i + 1, met):
                a, b = min(members[i], members[j]), max(members[i], members[j])
                tie = meeting.tie
                for attribute in range(len(meeting.alike)):
                    if meeting.rows[attribute, a] == meeting.rows[attribute, b]:
                        tie = (tie * meeting.alike[attribute]) >> np.uint64(16)
                if np.uint64(draws.draw(key, a, 0, draws.CITY_MEETING, number, b)[0]) < tie:
                    pairs = _append(pairs, used, np.uint64(a) << np.uint64(32) | np.uint64(b))
                    used += 1
    return pairs[:used]


@njit(cache=True, nogil=True)
def _stand_in_ring(lo, hi, key, connected, each_side, rewired):  # type: ignore[no-untyped-def]
    """Return the pairs of citizens lo … hi with those after them, or with whom a lot puts in their place."""
    pairs = np.empty((hi - lo) * each_side, np.uint64)
    used = 0
    for citizen in range(lo, hi):
        for step in range(1, each_side + 1):
            other = (citizen + step) % connected
            w = draws.draw(key, citizen, 0, draws.CITY_RING, 0, step)
            if np.uint64(w[0]) < rewired:
                other = draws.high_product(w[1], connected)
            if other != citizen:
                a, b = min(citizen, other), max(citizen, other)
                pairs[used] = np.uint64(a) << np.uint64(32) | np.uint64(b)
                used += 1
    return pairs[:used]


def _rows(number: int, sources: list[_Source], workers: Workers) -> Ties:
    """Put pairs into rows, both ways; a tie of several layers becomes one with several bits.

    Pairs are made twice, to count them and to place them, and never held all at once: that would take several
    times the memory of the rows.
    """
    start = np.zeros(number + 2, np.int64)
    for source in sources:
        for pairs in _made(source, workers):
            _count(pairs, start)
    start = np.cumsum(start)
    contact, layers = np.empty(int(start[-1]), np.uint32), np.empty(int(start[-1]), np.uint8)
    for source in sources:
        for pairs in _made(source, workers):
            # Each place filled moves the start of its row on: in the end start[i] is where i + 1 begins.
            _fill(pairs, np.uint8(source.bit), start, contact, layers)
    start = start[:-1]
    kept = np.zeros(number + 1, np.int64)
    workers.run(_sort_and_merge, number, start, contact, layers, kept)
    merged = np.cumsum(kept)
    if merged[-1] < start[-1]:
        _close_up(start, merged, contact, layers)
        # Shortened where they lie: a copy would take their memory twice.
        contact.resize(int(merged[-1]), refcheck=False)
        layers.resize(int(merged[-1]), refcheck=False)
    return Ties(merged, contact, layers)


def _made(source: _Source, workers: Workers) -> Iterator[NDArray[np.uint64]]:
    """Yield the pairs of a source, some at a time."""
    for lo in range(0, source.number, PLACES_AT_ONCE):
        hi = min(lo + PLACES_AT_ONCE, source.number)
        yield from workers.run(lambda a, b, lo=lo: source.make(lo + a, lo + b), hi - lo)


@njit(cache=True, nogil=True)
def _count(pairs, start):  # type: ignore[no-untyped-def]
    for pair in pairs:
        start[np.int64(pair >> np.uint64(32)) + 2] += 1
        start[np.int64(pair & np.uint64(0xFFFFFFFF)) + 2] += 1


@njit(cache=True, nogil=True)
def _fill(pairs, bit, start, contact, layers):  # type: ignore[no-untyped-def]
    for pair in pairs:
        a, b = np.int64(pair >> np.uint64(32)), np.int64(pair & np.uint64(0xFFFFFFFF))
        for one, other in ((a, b), (b, a)):
            place = start[one + 1]
            contact[place], layers[place] = other, bit
            start[one + 1] = place + 1


@njit(cache=True, nogil=True)
def _sort_and_merge(lo, hi, start, contact, layers, kept):  # type: ignore[no-untyped-def]
    """Put each row in order, and each contact into it once, with the bits of all its layers."""
    for citizen in range(lo, hi):
        first, end = start[citizen], start[citizen + 1]
        for i in range(first + 1, end):
            other, bits = contact[i], layers[i]
            j = i - 1
            while j >= first and contact[j] > other:
                contact[j + 1], layers[j + 1] = contact[j], layers[j]
                j -= 1
            contact[j + 1], layers[j + 1] = other, bits
        last = first - 1
        for i in range(first, end):
            if last >= first and contact[last] == contact[i]:
                layers[last] |= layers[i]
            else:
                last += 1
                contact[last], layers[last] = contact[i], layers[i]
        kept[citizen + 1] = last + 1 - first


@njit(cache=True, nogil=True)
def _close_up(start, merged, contact, layers):  # type: ignore[no-untyped-def]
    """Move the rows together: what is merged left gaps at their ends."""
    for citizen in range(len(merged) - 1):
        for k in range(merged[citizen + 1] - merged[citizen]):
            contact[merged[citizen] + k] = contact[start[citizen] + k]
            layers[merged[citizen] + k] = layers[start[citizen] + k]
