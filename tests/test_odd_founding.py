"""What the description says of the city's beginning is enough to make the same city once more."""

from __future__ import annotations

from functools import cache

import pytest

from glasscity.scenario import load, shipped
from reference.city import found
from reference.founding import found_from_text


@cache
def city(name):
    """Return a small city as the text makes it, and as the engine does."""
    scenario = load(name, citizens=700, settings=["network.community=256", "population.isolated=3"])
    return found_from_text(scenario, 11), found(scenario, 11)


@pytest.mark.parametrize("name", shipped())
def test_the_city_is_made_from_the_text_alone(name):
    made, engine = city(name)
    assert made.household == engine.household
    assert made.people == engine.people
    assert made.ties == engine.ties


def test_the_cities_made_have_ties_of_every_kind():
    bits = {bits for name in shipped() for row in city(name)[0].ties for bits in row.values()}
    assert {1, 2, 4, 8, 16} <= bits
    assert len(bits) > 8
