"""Who knows whom: household, neighbours, and circles in which people meet.

Rule: the adults of a household know each other. Citizens of households at most `households` apart in the
same community know each other with probability `tie`. In each layer everybody belongs to `circles` circles,
which a keyed shuffle forms inside the citizen's block; two of one circle have a tie with probability `tie`
times the homophily factor of each attribute in which they are alike.
Reads: the scenario, the population, the city seed. Writes: `Ties`. Draws: CITY_NEIGHBOUR, CITY_CIRCLE,
CITY_MEETING, all addressed to the pair or the block. Symmetric by construction and O(citizens). `rewiring` is
what changes ties later.
Leaves out: strength of ties, famous people with thousands of contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.people import Layer
from glasscity.scenario.quantities import threshold32
from glasscity.society.population import Population

HOUSEHOLD_BIT = 1
NEIGHBOURS_BIT = 2


@dataclass(frozen=True)
class Ties:
    """Symmetric ties in compact rows: the contacts of i are `contact[start[i]:start[i + 1]]`, ascending.

    Attributes
    ----------
    start : int64 [citizens + 1].
    contact : uint32 [ties, each twice].
    layers : uint8 [ties, each twice], bit 0 household, 1 neighbours, then the code of each layer.
    changing : whether ties end and form.

    Where ties change, the rows keep their length and are no longer ascending. A free place in them holds its
    owner's number and no layer; whoever reads the rows passes it over.
    """

    start: NDArray[np.int64]
    contact: NDArray[np.uint32]
    layers: NDArray[np.uint8]
    changing: bool = False

    def degree(self) -> NDArray[np.int64]:
        """Return how many contacts each citizen has."""
        if not self.changing:
            return np.diff(self.start)
        taken = np.concatenate([[0], np.cumsum(self.layers > 0)])
        return np.diff(taken[self.start])

    def in_order(self) -> NDArray[np.int64] | slice:
        """Return the places of the ties in canonical order, by citizen and contact, free places left out."""
        if not self.changing:
            return slice(None)
        citizen = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        order = np.lexsort((self.contact, citizen))
        return order[self.layers[order] > 0]


def layer_bits(scenario: Scenario) -> dict[str, int]:
    """Return the bit of every kind of tie by name."""
    bits = {"household": HOUSEHOLD_BIT, "neighbours": NEIGHBOURS_BIT}
    return bits | {name: 1 << layer.code for name, layer in scenario.network.layers.items()}


def build_network(scenario: Scenario, population: Population, seed: int, workers: Workers) -> Ties:
    """Make the ties of `scenario` from the city seed."""
    key = np.uint64(seed)
    network = scenario.network
    connected, community = population.connected, network.community
    pairs: list[tuple[NDArray[np.uint64], int]] = []
    found = workers.run(
        _live_side_by_side,
        -(-connected // community),
        key,
        community,
        connected,
        population.household,
        network.neighbours.households,
        np.uint64(threshold32(network.neighbours.tie)),
    )
    pairs += [(near, NEIGHBOURS_BIT) for _, near in found] + [(home, HOUSEHOLD_BIT) for home, _ in found]
    for layer in network.layers.values():
        block = connected if isinstance(layer.within, str) else layer.within
        circles = -(-block // layer.circle_size) * -(-connected // block)
        tables = _meeting_tables(population, layer)
        for circle in range(layer.circles):
            number = np.uint32(layer.code * 16 + circle)
            met = workers.run(_meet, circles, key, number, block, layer.circle_size, connected, tables)
            pairs += [(some, 1 << layer.code) for some in met]
    return _rows(population.number, pairs, workers)


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


def _rows(number: int, pairs: list[tuple[NDArray[np.uint64], int]], workers: Workers) -> Ties:
    """Put pairs into rows, both ways; a tie of several layers becomes one with several bits."""
    degree = np.zeros(number + 1, np.int64)
    for some, _ in pairs:
        _count(some, degree)
    start = np.cumsum(degree)
    fill = start[:-1].copy()
    row = np.empty(int(start[-1]), np.uint64)
    for some, bit in pairs:
        _fill(some, np.uint64(bit), fill, row)
    kept = np.zeros(number + 1, np.int64)
    workers.run(_sort_and_merge, number, start, row, kept)
    merged = np.cumsum(kept)
    contact = np.empty(int(merged[-1]), np.uint32)
    layers = np.empty(int(merged[-1]), np.uint8)
    workers.run(_compact, number, start, row, merged, contact, layers)
    return Ties(merged, contact, layers)


@njit(cache=True, nogil=True)
def _count(pairs, degree):  # type: ignore[no-untyped-def]
    for pair in pairs:
        degree[np.int64(pair >> np.uint64(32)) + 1] += 1
        degree[np.int64(pair & np.uint64(0xFFFFFFFF)) + 1] += 1


@njit(cache=True, nogil=True)
def _fill(pairs, bit, fill, row):  # type: ignore[no-untyped-def]
    for pair in pairs:
        a, b = pair >> np.uint64(32), pair & np.uint64(0xFFFFFFFF)
        row[fill[a]] = b << np.uint64(8) | bit
        fill[a] += 1
        row[fill[b]] = a << np.uint64(8) | bit
        fill[b] += 1


@njit(cache=True, nogil=True)
def _sort_and_merge(lo, hi, start, row, kept):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        first, end = start[citizen], start[citizen + 1]
        for i in range(first + 1, end):
            value = row[i]
            j = i - 1
            while j >= first and row[j] > value:
                row[j + 1] = row[j]
                j -= 1
            row[j + 1] = value
        last = first - 1
        for i in range(first, end):
            if last >= first and row[last] >> np.uint64(8) == row[i] >> np.uint64(8):
                row[last] |= row[i] & np.uint64(0xFF)
            else:
                last += 1
                row[last] = row[i]
        kept[citizen + 1] = last + 1 - first


@njit(cache=True, nogil=True)
def _compact(lo, hi, start, row, merged, contact, layers):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        for k in range(merged[citizen + 1] - merged[citizen]):
            value = row[start[citizen] + k]
            contact[merged[citizen] + k] = np.uint32(value >> np.uint64(8))
            layers[merged[citizen] + k] = np.uint8(value & np.uint64(0xFF))
