"""Who lives in the city: attributes, households, propensities, who is told apart by what."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.society.population import Population
from statistical_checks.check import check
from statistical_checks.held import Held, cells, evenly, exactly, table
from statistical_checks.laboratory import Laboratory, rates, scenario_of

CITIZENS = 524_288
WITHOUT_GIVEN = ("age", "sex", "disability", "born_here", "prudence", "outspokenness")
PROPENSITY = (
    "propensity={lowest=0.2, highest=0.8, raises=['volunteering'], lowers=['red_light'], assumed='a check'}"
)


def everybody(laboratory: Laboratory) -> Population:
    """Return the people of a city that has no ties but those at home."""
    settings = ["network.layers.friends.tie=0", "network.neighbours.tie=0"]
    settings += ["organisations.network_company.sees_ties={}"]
    return laboratory.found(*settings, citizens=CITIZENS).population


def _shares(laboratory: Laboratory, people: Population, name: str, level: str | None) -> list[float]:
    marginal = scenario_of(citizens=people.number, days=1).population.attributes[name]
    return [float(share) for share in marginal.shares_for(level)]


def _held_shares(row: NDArray[Any], shares: list[float]) -> Held:
    return cells(np.bincount(row, minlength=len(shares)), np.array(shares) * len(row))


@check("shares of the levels of {}", each=WITHOUT_GIVEN)
def marginal(laboratory: Laboratory, name: str) -> Held:
    """Citizens at each level ~ Multinomial(citizens; shares)."""
    people = laboratory.get(everybody)
    return _held_shares(people.row(name), _shares(laboratory, people, name, None))


@check("shares of incomes in the {}", each=("north", "south"))
def income(laboratory: Laboratory, district: str) -> Held:
    """Citizens of a district at each level ~ Multinomial(citizens there; shares given the district)."""
    people = laboratory.get(everybody)
    there = people.row("district") == people.level_names["district"].index(district)
    return _held_shares(people.row("income")[there], _shares(laboratory, people, "income", district))


@check("children by the age of a household's first adult: {}", each=("18-34", "35-54", "55-and-over"))
def children(laboratory: Laboratory, age: str) -> Held:
    """Households at each number of children ~ Multinomial(households; shares given the first adult's age)."""
    people = laboratory.get(everybody)
    first = np.unique(people.household)
    first = first[people.row("age")[first] == people.level_names["age"].index(age)]
    return _held_shares(people.row("children")[first], _shares(laboratory, people, "children", age))


@check("children are those of the household, for all its adults")
def same_children(laboratory: Laboratory) -> Held:
    """Whoever lives in a household has the children of its first adult: nothing is left to chance."""
    people = laboratory.get(everybody)
    return exactly(people.row("children"), people.row("children")[people.household])


@check("sizes of households")
def household_sizes(laboratory: Laboratory) -> Held:
    """Adults of a household ~ Multinomial(households; shares), where its community still has room for most.

    Whether there is room is known before the household is drawn, so those left out do not bias the others.
    """
    people = laboratory.get(everybody)
    first, size = np.unique(people.household, return_counts=True)
    has_room = first % 256 <= 256 - 3
    seen = np.bincount(size[has_room], minlength=4)[1:4]
    return cells(seen, np.array([0.3, 0.5, 0.2]) * has_room.sum())


@check("attributes of one citizen are independent of each other")
def joint(laboratory: Laboratory) -> Held:
    """(age, sex, disability, born here, prudence, outspokenness) ~ product of their shares, 216 cells."""
    people = laboratory.get(everybody)
    place = np.zeros(people.number, np.int64)
    product = np.ones(1)
    for name in WITHOUT_GIVEN:
        shares = np.array(_shares(laboratory, people, name, None))
        place = place * len(shares) + people.row(name)
        product = np.multiply.outer(product, shares).ravel()
    return cells(np.bincount(place, minlength=len(product)), product * people.number)


@check("next-door citizens are independent of each other: {}", each=("age", "sex", "prudence"))
def neighbours(laboratory: Laboratory, name: str) -> Held:
    """Levels of citizens 2i and 2i + 1: a contingency table of independent rows and columns."""
    row = laboratory.get(everybody).row(name)
    return table(row[::2], row[1::2])


@check("cities of consecutive seeds are independent of each other")
def consecutive_seeds(laboratory: Laboratory) -> Held:
    """(age, prudence) of the same citizen in two cities: a contingency table of independent rows."""
    one = laboratory.get(everybody)
    other = Laboratory(laboratory.seed + 1, laboratory.quick).get(everybody)
    return table(one.row("age") * 3 + one.row("prudence"), other.row("age") * 3 + other.row("prudence"))


@check("propensities are even between their bounds")
def propensity(laboratory: Laboratory) -> Held:
    """Propensity in thousandths is even over 200 … 800."""
    lived = laboratory.live(
        PROPENSITY, *rates(red_light=(1, 2), volunteering=(1, 2)), citizens=CITIZENS, days=1
    )
    return evenly(lived.world.propensities.level, 200, 601)
