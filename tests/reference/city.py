"""The city that a seed founds, as plain lists: people, households, ties, towns.

Taken from the engine, and the only place where this reference touches its arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.world import found_city
from reference.chance import Person


@dataclass
class City:
    """Who lives there, and who knows whom, on the first morning.

    Attributes
    ----------
    people : what every citizen is like, by attribute.
    levels : for every attribute, the place of each citizen's level among its levels.
    connected : citizens that belong to a community; those without ties come after them.
    household : the first adult of everybody's household.
    town : in which town everybody lives, in the order of the towns' codes.
    ties : for each citizen, their contacts in order, each with the layers of the tie as bits.
    """

    people: list[Person]
    levels: dict[str, list[int]]
    level_names: dict[str, list[str]]
    connected: int
    household: list[int]
    town: list[int]
    ties: list[dict[int, int]]

    @property
    def number(self) -> int:
        """How many citizens there are."""
        return len(self.people)


def found(scenario: Scenario, seed: int) -> City:
    """Return the city that a seed makes of a scenario."""
    with Workers(1) as workers:
        made = found_city(scenario, seed, workers)
    population, ties = made.population, made.ties
    names = population.level_names
    levels = dict(zip(names, population.levels.tolist(), strict=True))
    people = [
        {attribute: names[attribute][levels[attribute][citizen]] for attribute in names}
        for citizen in range(population.number)
    ]
    start = ties.start.tolist()
    rows = list(pairwise(start))
    contact, layers = ties.contact.tolist(), ties.layers.tolist()
    return City(
        people,
        levels,
        names,
        population.connected,
        population.household.tolist(),
        made.town.tolist(),
        [dict(zip(contact[a:b], layers[a:b], strict=True)) for a, b in rows],
    )
