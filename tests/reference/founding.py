"""Who lives in a city and who knows whom, in plain Python: written from the text of `glasscity odd` alone.

The other pages of this reference take the founded city from the engine. This one was written from what the
description says under "5 Initialization", "Notation" and the submodels it names, to see whether that is
enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, groupby
from typing import NamedTuple

from glasscity import draws
from glasscity.scenario import Scenario
from glasscity.scenario.people import Layer
from reference.chance import CERTAIN, Person
from reference.draws import draw, high_product

STREAM_OF = {
    "age": draws.CITY_AGE,
    "sex": draws.CITY_SEX,
    "disability": draws.CITY_DISABILITY,
    "born_here": draws.CITY_BORN_HERE,
    "income": draws.CITY_INCOME,
    "children": draws.CITY_CHILDREN,
}
HOUSEHOLD, NEIGHBOURS = 1, 2


class Founded(NamedTuple):
    """Everybody's attributes, the first adult of their household, and their contacts with bits of ties."""

    people: list[Person]
    household: list[int]
    ties: list[dict[int, int]]


def found_from_text(scenario: Scenario, seed: int) -> Founded:
    """Return the city that a seed makes of a scenario."""
    connected = scenario.population.citizens
    number = connected + scenario.population.isolated
    household = _households(scenario, seed, connected) + list(range(connected, number))
    people = _people(scenario, seed, household, connected)
    ties: list[dict[int, int]] = [{} for _ in range(number)]
    for a, b, bit in (
        *_side_by_side(scenario, seed, household[:connected]),
        *_circles(scenario, seed, people, connected),
        *_ring(scenario, seed, connected),
    ):
        for one, other in ((a, b), (b, a)):
            ties[one][other] = ties[one].get(other, 0) | bit
    return Founded(people, household, [dict(sorted(row.items())) for row in ties])


def _threshold(probability: Decimal) -> int:
    return min(int(Fraction(probability) * CERTAIN + Fraction(1, 2)), CERTAIN)


def _level(word: int, shares: Sequence[Decimal]) -> int:
    for level in range(len(shares) - 1):
        if word < _threshold(min(sum(shares[: level + 1], Decimal(0)), Decimal(1))):
            return level
    return len(shares) - 1


def _households(scenario: Scenario, seed: int, connected: int) -> list[int]:
    community, shares = scenario.network.community, scenario.population.households.adults
    found: list[int] = []
    for begin in range(0, connected, community):
        end = min(begin + community, connected)
        while len(found) < end:
            first = len(found)
            adults = 1 + _level(draw(seed, first, 0, draws.CITY_HOUSEHOLD, 0, 0)[0], shares)
            found += [first] * min(adults, end - first)
    return found


def _people(scenario: Scenario, seed: int, household: list[int], connected: int) -> list[Person]:
    population = scenario.population
    district = _districts(scenario, connected)
    people: list[Person] = [{"district": district[min(one, connected - 1)]} for one in range(len(household))]
    for name, marginal in population.attributes.items():
        trait = population.traits.get(name)
        stream, code = STREAM_OF.get(name, draws.CITY_TRAIT), trait.code if trait is not None else 0
        levels = []
        for citizen in range(len(people)):
            who = household[citizen] if name == "children" else citizen
            shares = marginal.shares_for(people[who][marginal.given] if marginal.given else None)
            levels.append(marginal.levels[_level(draw(seed, who, 0, stream, 0, code)[0], shares)])
        for person, level in zip(people, levels, strict=True):
            person[name] = level
    return people


def _districts(scenario: Scenario, connected: int) -> list[str]:
    """Return the district of every connected citizen."""
    community, districts = scenario.network.community, scenario.population.districts
    number, so_far = -(-connected // community), Decimal(0)
    of_community: list[str] = []
    for name in sorted(districts, key=lambda one: districts[one].code):
        so_far += districts[name].share
        upto = int(so_far * number + Decimal("0.5"))
        of_community += [name] * (upto - len(of_community))
    of_community += [name] * (number - len(of_community))
    return [of_community[citizen // community] for citizen in range(connected)]


def _side_by_side(scenario: Scenario, seed: int, household: list[int]) -> list[tuple[int, int, int]]:
    network, pairs = scenario.network, []
    tie = _threshold(network.neighbours.tie)
    homes = [
        (first, list(some)) for first, some in groupby(range(len(household)), lambda one: household[one])
    ]
    for place, (first, adults) in enumerate(homes):
        pairs += [(a, b, HOUSEHOLD) for a, b in combinations(adults, 2)]
        for further, others in homes[place + 1 : place + 1 + network.neighbours.households]:
            if further // network.community == first // network.community:
                pairs += [
                    (a, b, NEIGHBOURS)
                    for a in adults
                    for b in others
                    if draw(seed, a, 0, draws.CITY_NEIGHBOUR, 0, b)[0] < tie
                ]
    return pairs


def _circles(
    scenario: Scenario, seed: int, people: list[Person], connected: int
) -> list[tuple[int, int, int]]:
    pairs = []
    for layer in scenario.network.layers.values():
        within = connected if isinstance(layer.within, str) else layer.within
        for circle in range(layer.circles):
            number = 16 * layer.code + circle
            for block in range(-(-connected // within)):
                size = min(within, connected - block * within)
                words = draw(seed, block, 0, draws.CITY_CIRCLE, number, 0)
                seated = [block * within + _seat(seat, size, words) for seat in range(size)]
                for begin in range(0, size, layer.circle_size):
                    circle_of = seated[begin : begin + layer.circle_size]
                    pairs += _meet(layer, seed, number, people, circle_of)
    return pairs


def _seat(place: int, size: int, words: Sequence[int]) -> int:
    bits = 1
    while 2**bits < size:
        bits += 1
    while True:
        for word in words:
            place = (place * (2 * word + 1) + word // 128) % 2**bits
            place ^= place // 2 ** (bits // 2 + 1)
        if place < size:
            return place


def _meet(
    layer: Layer, seed: int, number: int, people: list[Person], circle: list[int]
) -> list[tuple[int, int, int]]:
    takes_part = [
        one
        for one in sorted(circle)
        if all(people[one][attribute] in wanted for attribute, wanted in layer.only.items())
    ]
    pairs = []
    for a, b in combinations(takes_part, 2):
        threshold = _threshold(layer.tie)
        for attribute, factor in layer.homophily.items():
            if people[a][attribute] == people[b][attribute]:
                threshold = threshold * int(factor * 65536) // 65536
        if draw(seed, a, 0, draws.CITY_MEETING, number, b)[0] < threshold:
            pairs.append((a, b, 1 << layer.code))
    return pairs


def _ring(scenario: Scenario, seed: int, connected: int) -> list[tuple[int, int, int]]:
    ring, pairs = scenario.network.ring, []
    if ring is not None:
        for citizen in range(connected):
            for step in range(1, ring.contacts // 2 + 1):
                words = draw(seed, citizen, 0, draws.CITY_RING, 0, step)
                other = (citizen + step) % connected
                if words[0] < _threshold(ring.rewired):
                    other = high_product(words[1], connected)
                if other != citizen:
                    pairs.append((citizen, other, 1 << ring.code))
    return pairs
