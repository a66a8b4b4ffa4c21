"""Who lives in the city: attributes, households and homes, each from draws addressed to one citizen.

Rule: every attribute is drawn from its marginal (given an earlier attribute where the scenario says so),
independently for every citizen; children belong to the household and are drawn for its first adult.
Reads: the scenario and the city seed. Writes: a `Population`. Draws: CITY_AGE … CITY_TRAIT, CITY_HOUSEHOLD.
Leaves out: families across households, correlations beyond one `given`, births, deaths and migration.

Exactly:
- Citizens 0, 1, … are connected; they lie in communities of `network.community` ids each, the last one
  perhaps smaller. Those of `population.isolated` come after them, each a household of their own, in the
  district of the last community.
- A community is filled with households from its lowest id on. The first adult a draws CITY_HOUSEHOLD(a, 0, 0,
  0): by w0 and the shares `households.adults` there are 1, 2, … adults; the last household takes what room is
  left. Its number is the id of its first adult.
- Attributes are drawn in this order: district (that of the community), age, sex, disability, born_here,
  income, children, then the traits as they stand in the scenario. A level comes by w0 of CITY_AGE, CITY_SEX,
  CITY_DISABILITY, CITY_BORN_HERE, CITY_INCOME or CITY_CHILDREN (citizen, 0, 0, 0), or of CITY_TRAIT(citizen,
  0, 0, code of the trait). With `given` the shares are those in `by` for one's own level of that attribute,
  or else `shares`. For children the first adult of the household stands for the citizen, in the address and
  in what is given.
- A household's place is its number less the first id of its community; places go row by row over the block,
  every second row backwards. Homes are for pictures and decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.people import Marginal
from glasscity.scenario.quantities import threshold32
from glasscity.society.city_map import CityMap, build_map

STREAMS = {
    "age": draws.CITY_AGE,
    "sex": draws.CITY_SEX,
    "disability": draws.CITY_DISABILITY,
    "born_here": draws.CITY_BORN_HERE,
    "income": draws.CITY_INCOME,
    "children": draws.CITY_CHILDREN,
}


@dataclass(frozen=True)
class Population:
    """The people, who do not change during a run.

    Attributes
    ----------
    number : citizens, those without ties included; a citizen's id is their position for ever.
    connected : citizens that belong to a community; the isolated ones come after them.
    level_names : names of the levels of every attribute; the attributes are the rows of `levels`.
    levels : uint8 [attributes, citizens], index of each citizen's level.
    household : uint32 [citizens], id of the first adult of the household.
    home_x, home_y : int32 [citizens], the lot on the city map.
    map : the layout of the communities.
    """

    number: int
    connected: int
    level_names: dict[str, list[str]]
    levels: NDArray[np.uint8]
    household: NDArray[np.uint32]
    home_x: NDArray[np.int32]
    home_y: NDArray[np.int32]
    map: CityMap

    def row(self, attribute: str) -> NDArray[np.uint8]:
        """Return the level of every citizen for one attribute."""
        row: NDArray[np.uint8] = self.levels[list(self.level_names).index(attribute)]
        return row

    def with_levels(self, wanted: dict[str, list[str]]) -> NDArray[np.bool_]:
        """Return who has one of the wanted levels of every attribute named."""
        chosen = np.ones(self.number, np.bool_)
        for attribute, names in wanted.items():
            indices = [self.level_names[attribute].index(name) for name in names]
            chosen &= np.isin(self.row(attribute), indices)
        return chosen


def build_population(scenario: Scenario, seed: int, workers: Workers) -> Population:
    """Make the people of `scenario` from the city seed."""
    key = np.uint64(seed)
    people = scenario.population
    connected, number = people.citizens, people.everybody
    community = scenario.network.community
    city = build_map(scenario)
    names = ("district", *people.attributes)
    levels = np.zeros((len(names), number), np.uint8)
    levels[0, :connected] = np.repeat(city.district, community)[:connected]
    levels[0, connected:] = city.district[-1]

    household = np.empty(number, np.uint32)
    sizes = _cumulative_thresholds([people.households.adults])[0]
    workers.run(_form_households, -(-connected // community), key, community, connected, sizes, household)
    household[connected:] = np.arange(connected, number, dtype=np.uint32)

    for row, (name, marginal) in enumerate(people.attributes.items(), 1):
        given = levels[names.index(marginal.given)] if marginal.given else None
        stream = STREAMS.get(name, draws.CITY_TRAIT)
        code = people.traits[name].code if name in people.traits else 0
        entity = household if name == "children" else np.arange(number, dtype=np.uint32)
        levels[row] = draw_levels(people.levels, marginal, given, entity, key, stream, code, workers)
    home_x = np.empty(number, np.int32)
    home_y = np.empty(number, np.int32)
    workers.run(_settle, number, connected, community, city.lots, city.x, city.y, household, home_x, home_y)
    return Population(number, connected, people.levels, levels, household, home_x, home_y, city)


def draw_levels(
    names: dict[str, list[str]],
    marginal: Marginal,
    given: NDArray[np.uint8] | None,
    entity: NDArray[np.uint32],
    key: np.uint64,
    stream: int,
    code: int,
    workers: Workers,
) -> NDArray[np.uint8]:
    """Draw a level of `marginal` for every citizen.

    Parameters
    ----------
    names : the level names of every attribute; given : uint8 [citizens], levels of the one it depends on.
    entity : uint32 [citizens], whom each draw is addressed to; key, stream, code : the rest of its address.
    """
    rows: Sequence[str | None] = names[marginal.given] if marginal.given else [None]
    thresholds = _cumulative_thresholds([marginal.shares_for(level) for level in rows])
    pick = given if given is not None else np.zeros(len(entity), np.uint8)
    drawn = np.empty(len(entity), np.uint8)
    workers.run(_draw_levels, len(entity), key, stream, code, entity, pick, thresholds, drawn)
    return drawn


def _cumulative_thresholds(rows: list[list[Decimal]]) -> NDArray[np.uint64]:
    """Return, for each row of shares, the upper 32-bit threshold of every level but the last."""
    table = np.full((len(rows), max(len(row) for row in rows)), 1 << 32, np.uint64)
    for index, row in enumerate(rows):
        for level in range(len(row) - 1):
            table[index, level] = threshold32(min(sum(row[: level + 1], Decimal(0)), Decimal(1)))
    return table


@njit(cache=True, nogil=True)
def _draw_levels(lo, hi, key, stream, code, entity, pick, thresholds, out):  # type: ignore[no-untyped-def]
    levels = thresholds.shape[1]
    for citizen in range(lo, hi):
        word = np.uint64(draws.draw(key, entity[citizen], 0, stream, 0, code)[0])
        row = pick[entity[citizen]]
        level = 0
        while level < levels - 1 and word >= thresholds[row, level]:
            level += 1
        out[citizen] = level


@njit(cache=True, nogil=True)
def _form_households(lo, hi, key, community, connected, sizes, household):  # type: ignore[no-untyped-def]
    """Fill each community with households, one after the other; the last one takes what room is left."""
    for block in range(lo, hi):
        first = block * community
        end = min(first + community, connected)
        while first < end:
            word = np.uint64(draws.draw(key, first, 0, draws.CITY_HOUSEHOLD, 0, 0)[0])
            adults = 1
            while adults < len(sizes) and word >= sizes[adults - 1]:
                adults += 1
            last = min(first + adults, end)
            for citizen in range(first, last):
                household[citizen] = first
            first = last


@njit(cache=True, nogil=True)
def _settle(lo, hi, connected, community, lots, x, y, household, home_x, home_y):  # type: ignore[no-untyped-def]
    """Give every household a lot of its community's block; isolated citizens live in a row outside."""
    for citizen in range(lo, hi):
        if citizen < connected:
            block = citizen // community
            place = np.int64(household[citizen]) - block * community
            row = place // lots
            column = place % lots if row % 2 == 0 else lots - 1 - place % lots
            home_x[citizen] = x[block] * lots + column
            home_y[citizen] = y[block] * lots + row
        else:
            home_x[citizen] = x.max() * lots + 2 * lots
            home_y[citizen] = citizen - connected
