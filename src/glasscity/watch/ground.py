"""Where the page draws everybody: a place for each citizen, streets between blocks, the river, districts.

The city is invented, and so is its ground (see `society.city_map`). Here every citizen has a place of their
own, people of one household side by side; y points down, as on a screen.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity.scenario import Scenario
from glasscity.society.population import Population
from glasscity.study.words import attribute_level

STREET = 1
GAP = 2
"""Blocks between the city and those who belong to no community."""


class Ground(NamedTuple):
    """The ground of a city.

    Attributes
    ----------
    x, y : uint16 [citizens], everybody's place.
    width, height : of the whole, in places; lots : side of a block in places, without its street.
    water : top left corners of the river's blocks.
    districts : what a reader sees, and the middle of each.
    """

    x: NDArray[np.uint16]
    y: NDArray[np.uint16]
    width: int
    height: int
    lots: int
    water: list[tuple[int, int]]
    districts: list[dict[str, Any]]


def lay_out(scenario: Scenario, population: Population) -> Ground:
    """Return the ground of a city."""
    city, community = population.map, scenario.network.community
    pitch = city.lots + STREET
    left, top = int(city.x.min()), int(city.y.max())
    corner_x = (city.x.astype(np.int64) - left) * pitch
    corner_y = (top - city.y.astype(np.int64)) * pitch
    citizen = np.arange(population.connected)
    block, place = np.divmod(citizen, community)
    row, column = np.divmod(place, city.lots)
    column = np.where(row % 2 == 0, column, city.lots - 1 - column)
    width, height = int(corner_x.max()) + pitch, int(corner_y.max()) + pitch
    alone = np.arange(population.number - population.connected)
    far = width + GAP * pitch
    x = np.concatenate([corner_x[block] + column, far + alone // height])
    y = np.concatenate([corner_y[block] + row, alone % height])
    if len(alone):
        width = int(x.max()) + 1
    return Ground(
        x.astype(np.uint16),
        y.astype(np.uint16),
        width,
        height,
        city.lots,
        _river(city.x - left, top - city.y, pitch),
        _districts(scenario, city.district, corner_x + pitch / 2, corner_y + pitch / 2),
    )


def _river(x: NDArray[np.int32], y: NDArray[np.int32], pitch: int) -> list[tuple[int, int]]:
    """Return the blocks that are left free between others of their row."""
    found = []
    for row in np.unique(y).tolist():
        here = set(x[y == row].tolist())
        free = [column for column in range(min(here), max(here)) if column not in here]
        found += [(column * pitch, row * pitch) for column in free]
    return found


def _districts(
    scenario: Scenario, district: NDArray[np.uint8], x: NDArray[Any], y: NDArray[Any]
) -> list[dict[str, Any]]:
    names = sorted(scenario.population.districts, key=lambda name: scenario.population.districts[name].code)
    return [
        {
            "name": name,
            "label": attribute_level(scenario, "district", name),
            "x": round(float(x[district == place].mean()), 1),
            "y": round(float(y[district == place].mean()), 1),
        }
        for place, name in enumerate(names)
        if (district == place).any()
    ]
