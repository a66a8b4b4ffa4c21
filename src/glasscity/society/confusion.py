"""Whom an organisation mistakes for whom: namesakes, and the household next door.

Rule: everybody has one of a number of full names, the r-th with a share proportional to 1 / r; a citizen's
namesake is the next one of the same name in a keyed order. Next door is the next household of the community.
Confusions are *generated* from the frequency of names and the numbers of households; no two records are ever
compared. Whoever has no namesake, or no neighbour, is not mistaken for anybody.
Reads: households, the city seed. Writes: `Confusions`. Draws: CITY_NAME.

Exactly:
- With weights floor(2^32 / r) for r = 1 … number, and their sum W, the bound after name r is floor((sum of
  the first r weights) × 2^32 / W). A connected citizen's name is the number of bounds (all but the last) that
  are not above w0 of CITY_NAME(citizen, 0, 0, 0).
- Those of one name stand in the order of w1, then of ids; a namesake is the next, and of the last the first.
- Next door is the first adult of the next household of the community, in the order of households; after the
  last comes the first. Isolated citizens have neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.society.population import Population


class Confusions(NamedTuple):
    """namesake, next_door : uint32 [citizens], whom one is mistaken for; oneself where there is nobody."""

    namesake: NDArray[np.uint32]
    next_door: NDArray[np.uint32]


NOBODY_MISTAKEN = Confusions(np.empty(0, np.uint32), np.empty(0, np.uint32))


def build_confusions(
    course: Sequence[Scenario], population: Population, seed: int, workers: Workers
) -> Confusions | None:
    """Work out who may be mistaken for whom, where somebody errs about persons on some day."""
    scenario = course[0]
    names = scenario.population.names
    mistaken = any(one.mistakes_persons for one in course)
    merged = any(one.centre_errs and one.data_centre.merged_files for one in course if one.data_centre)
    if names is None or not (mistaken or merged):
        return None
    connected = population.connected
    name = np.empty(connected, np.uint32)
    order = np.empty(connected, np.uint32)
    workers.run(_give_names, connected, np.uint64(seed), _name_thresholds(names.number), name, order)
    everybody = np.arange(population.number, dtype=np.uint32)
    namesake, next_door = everybody.copy(), everybody.copy()
    _link_to_next(np.lexsort((everybody[:connected], order, name)), name, namesake)
    households, first = np.unique(population.household[:connected], return_index=True)
    community = (first // scenario.network.community).astype(np.uint32)
    neighbour = np.arange(len(households), dtype=np.uint32)
    _link_to_next(np.arange(len(households)), community, neighbour)
    of_citizen = np.searchsorted(households, population.household[:connected])
    next_door[:connected] = households[neighbour[of_citizen]]
    return Confusions(namesake, next_door)


def _name_thresholds(number: int) -> NDArray[np.uint64]:
    """Return the upper 32-bit threshold of each name but the last, for shares proportional to 1 / rank."""
    weights = [(1 << 32) // rank for rank in range(1, number + 1)]
    total, so_far, thresholds = sum(weights), 0, []
    for weight in weights[:-1]:
        so_far += weight
        thresholds.append((so_far << 32) // total)
    return np.array(thresholds, np.uint64)


@njit(cache=True, nogil=True)
def _give_names(lo, hi, key, thresholds, name, order):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        w = draws.draw(key, citizen, 0, draws.CITY_NAME, 0, 0)
        name[citizen] = np.searchsorted(thresholds, np.uint64(w[0]), side="right")
        order[citizen] = w[1]


@njit(cache=True, nogil=True)
def _link_to_next(sequence, group, following):  # type: ignore[no-untyped-def]
    """Link each of a group to the next of it in `sequence`, and the last to the first."""
    first = 0
    for place in range(1, len(sequence) + 1):
        if place == len(sequence) or group[sequence[place]] != group[sequence[first]]:
            for link in range(first, place):
                following[sequence[link]] = sequence[link + 1 if link + 1 < place else first]
            first = place
