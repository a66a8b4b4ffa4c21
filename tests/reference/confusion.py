"""Whom an organisation mistakes for whom: the namesake, or somebody next door."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from glasscity.draws import CITY_NAME
from glasscity.scenario import Scenario
from reference.city import City
from reference.draws import draw


class Confusions(NamedTuple):
    """For every citizen, the namesake and who lives next door: oneself where there is nobody."""

    namesake: list[int]
    next_door: list[int]


def confusions_of(course: Sequence[Scenario], city: City, seed: int) -> Confusions | None:
    """Return who is mistaken for whom, where somebody errs about persons on some day."""
    names = course[0].population.names
    persons = any(one.mistakes_persons for one in course)
    files = any(one.centre_errs and one.data_centre and one.data_centre.merged_files for one in course)
    if names is None or not (persons or files):
        return None
    return Confusions(_namesakes(city, names.number, seed), _next_door(city, course[0].network.community))


def _namesakes(city: City, number: int, seed: int) -> list[int]:
    """Rule: the r-th of the names has a share proportional to 1 / r. A citizen's namesake is the next of the
    same name in the order of a draw, and the first after the last."""
    weights = [(1 << 32) // rank for rank in range(1, number + 1)]
    whole = sum(weights)
    bounds = [(so_far << 32) // whole for so_far in accumulate(weights[:-1])]
    bearers: dict[int, list[tuple[int, int]]] = {}
    for citizen in range(city.connected):
        words = draw(seed, citizen, 0, CITY_NAME, 0, 0)
        name = bisect_right(bounds, words[0])
        bearers.setdefault(name, []).append((words[1], citizen))
    namesake = list(range(city.number))
    for alike in bearers.values():
        in_order = [citizen for _, citizen in sorted(alike)]
        for one, following in _pairs(in_order):
            namesake[one] = following
    return namesake


def _next_door(city: City, community: int) -> list[int]:
    """Rule: next door is the first adult of the next household of the community, the first one's after the
    last."""
    households = sorted(set(city.household[: city.connected]))
    neighbour = {}
    for _, side_by_side in groupby(households, lambda first_adult: first_adult // community):
        neighbour |= dict(_pairs(list(side_by_side)))
    return [neighbour.get(city.household[citizen], citizen) for citizen in range(city.number)]


def _pairs(in_order: Sequence[int]) -> list[tuple[int, int]]:
    """Return everybody with the one who follows; the first follows the last."""
    return list(zip(in_order, [*in_order[1:], in_order[0]], strict=True))
