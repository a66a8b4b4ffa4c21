"""An invented city: a round of blocks cut by a river, one block for each community, districts as sectors.

Everything here is integer arithmetic, so that the same city has the same map on every machine.

Exactly:
- There are n communities, citizens / `network.community` rounded up. With the districts in the order of their
  codes, S the sum of the shares up to a district and r = S × n rounded to the nearest, halves up (n for the
  last), its communities are those from the r of the district before it (0 for the first) to r - 1.
- On which block of the grid a community lies is for pictures, and decides nothing that happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from glasscity.scenario import Scenario

SMALLEST_WITH_RIVER = 24
"""A city of fewer communities lies on one bank."""


@dataclass(frozen=True)
class CityMap:
    """Where every community lies.

    Attributes
    ----------
    x, y : int32 [communities], the block of each community, on a grid with y upwards.
    district : uint8 [communities], index of the district in the order of the districts' codes.
    lots : side of a block in homes; a home is at (x * lots + column, y * lots + row).
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    district: NDArray[np.uint8]
    lots: int


def build_map(scenario: Scenario) -> CityMap:
    """Lay out one block per community: the nearest to the centre first, the river left free.

    Rule: the first district (lowest code) is the middle of the city, the others are sectors around it, each
    with its share of the communities, to the nearest community.
    """
    size = scenario.network.community
    number = -(-scenario.population.citizens // size)
    x, y = _blocks_near_centre(number)
    districts = sorted(scenario.population.districts.values(), key=lambda district: district.code)
    shares = accumulate(district.share for district in districts)
    bounds = [0, *(int(share * number + Decimal("0.5")) for share in shares)]
    bounds[-1] = number
    middle = bounds[1]
    around = np.argsort(_turn(x[middle:], y[middle:]), kind="stable") + middle
    order = np.concatenate([np.arange(middle), around])
    district = np.repeat(np.arange(len(districts)), np.diff(bounds)).astype(np.uint8)
    side = 1
    while side * side < size:
        side += 1
    return CityMap(x[order].astype(np.int32), y[order].astype(np.int32), district, side)


def _blocks_near_centre(number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the `number` blocks nearest to the centre that do not lie in the river."""
    reach = 3
    while 3 * reach * reach < number + 8 * reach:
        reach += 1
    grid = np.arange(-reach - 2, reach + 3)
    x, y = (axis.ravel() for axis in np.meshgrid(grid, grid))
    # A river east of the centre, winding as a triangle wave.
    half_wave, amplitude = max(2, reach // 2), max(1, reach // 6)
    bend = (np.abs(y % (2 * half_wave) - half_wave) * 2 - half_wave) * amplitude // half_wave
    river = (x - reach // 3 - bend == 0) & (number >= SMALLEST_WITH_RIVER)
    x, y = x[~river], y[~river]
    nearest = np.lexsort((x, y, x * x + y * y))[:number]
    return x[nearest], y[nearest]


def _turn(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how far round the centre a point lies, from 0 to 4 quarter turns, in millionths."""
    size = np.maximum(np.abs(x) + np.abs(y), 1)
    quarter = 1_000_000 * y // size
    turn: NDArray[np.int64] = np.where(
        x >= 0, np.where(y >= 0, quarter, 4_000_000 + quarter), 2_000_000 - quarter
    )
    return turn
