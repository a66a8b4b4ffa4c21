"""The invented city's map: where the communities lie, told once more in plain Python."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

import pytest

from cities import changed, starter
from glasscity.parallel import Workers
from glasscity.society.city_map import SMALLEST_WITH_RIVER, build_map
from glasscity.society.population import build_population

COMMUNITY = 256


def plain_blocks(number: int) -> list[tuple[int, int]]:
    """Return the blocks nearest to the centre, without those in the river; of equal ones the lower first."""
    reach = 3
    while 3 * reach**2 < number + 8 * reach:
        reach += 1
    half, amplitude = max(2, reach // 2), max(1, reach // 6)
    around = range(-reach - 2, reach + 3)
    dry = []
    for y in around:
        river = reach // 3 + (abs(y % (2 * half) - half) * 2 - half) * amplitude // half
        dry += [(x, y) for x in around if number < SMALLEST_WITH_RIVER or x != river]
    return sorted(dry, key=lambda block: (block[0] ** 2 + block[1] ** 2, block[1], block[0]))[:number]


def quarter_turns(block: tuple[int, int]) -> float:
    """Return how far round the centre a block lies, counted along a square that stands on its corner."""
    x, y = block
    size = max(abs(x) + abs(y), 1)
    return (y if x >= 0 and y >= 0 else 2 * size - y if x < 0 else 4 * size + y) * 1_000_000 // size


@pytest.mark.parametrize("communities", [1, 2, 9, 23, 24, 25, 40, 120, 700])
def test_the_map_is_what_its_rule_says(communities):
    scenario = starter(citizens=communities * COMMUNITY - 5)
    assert scenario.network.community == COMMUNITY
    made = build_map(scenario)
    blocks = plain_blocks(communities)
    shares = [one.share for one in sorted(scenario.population.districts.values(), key=lambda one: one.code)]
    ends = [int(share * communities + Decimal("0.5")) for share in accumulate(shares)]
    ends[-1] = communities
    middle, around = blocks[: ends[0]], blocks[ends[0] :]
    expected = [*middle, *sorted(around, key=quarter_turns)]
    assert list(zip(made.x.tolist(), made.y.tolist(), strict=True)) == expected
    assert made.district.tolist() == [
        next(district for district, end in enumerate(ends) if place < end) for place in range(communities)
    ]
    assert made.lots == 16


@pytest.mark.parametrize(("community", "side"), [(16, 4), (32, 6), (64, 8), (128, 12)])
def test_a_block_is_the_smallest_square_that_holds_a_community(community, side):
    assert build_map(changed(starter(), f"network.community={community}")).lots == side


def test_every_household_has_a_lot_of_its_own_in_the_block_of_its_community():
    with Workers(1) as workers:
        people = build_population(starter(citizens=1500), 3, workers)
    lots = list(zip(people.home_x.tolist(), people.home_y.tolist(), strict=True))
    assert len(set(lots)) == len(set(people.household.tolist()))
    size = people.map.lots
    for citizen, (x, y) in enumerate(lots[: people.connected]):
        assert (x, y) == lots[people.household[citizen]]
        block = citizen // COMMUNITY
        assert (x // size, y // size) == (people.map.x[block], people.map.y[block])
