"""Ties between citizens, as arrays: who knows whom, and from where.

How they come about is told in `network`, how they end and form later in `rewiring`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.scenario import Scenario

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
        degree: NDArray[np.int64] = _count_taken(self.start, self.layers)
        return degree

    def begins(self) -> NDArray[np.int64]:
        """Return where each citizen's ties begin in canonical order, and the end of the last."""
        return np.concatenate([[0], np.cumsum(self.degree())]) if self.changing else self.start

    def in_order(self) -> NDArray[np.int64] | slice:
        """Return the places of the ties in canonical order, by citizen and contact, free places left out."""
        if not self.changing:
            return slice(None)
        order: NDArray[np.int64] = _in_order(self.start, self.contact, self.layers)
        return order


def layer_bits(scenario: Scenario) -> dict[str, int]:
    """Return the bit of every kind of tie by name."""
    bits = {"household": HOUSEHOLD_BIT, "neighbours": NEIGHBOURS_BIT}
    return bits | {name: 1 << layer.code for name, layer in scenario.network.kinds.items()}


@njit(cache=True, nogil=True)
def _count_taken(start, layers):  # type: ignore[no-untyped-def]
    degree = np.zeros(len(start) - 1, np.int64)
    for citizen in range(len(degree)):
        for row in range(start[citizen], start[citizen + 1]):
            degree[citizen] += layers[row] > 0
    return degree


@njit(cache=True, nogil=True)
def _in_order(start, contact, layers):  # type: ignore[no-untyped-def]
    """Return the places of all ties, each row by contact."""
    order = np.empty(len(contact), np.int64)
    found = 0
    for citizen in range(len(start) - 1):
        first = found
        for place in range(start[citizen], start[citizen + 1]):
            if layers[place] > 0:
                j = found
                while j > first and contact[order[j - 1]] > contact[place]:
                    order[j] = order[j - 1]
                    j -= 1
                order[j] = place
                found += 1
    return order[:found]
