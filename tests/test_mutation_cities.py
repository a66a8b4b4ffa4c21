"""The cities that mutants of the engine are tried on: the same in the engine and in the slow reference."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reference.comparison import held_against_the_engine

sys.path.append(str(Path(__file__).parents[1] / "verification"))

from mutation.checks import city, read_checks

CHECKS = read_checks()


@pytest.mark.parametrize("name", CHECKS.cities())
def test_the_city_is_the_same_in_the_reference(name):
    assert held_against_the_engine(*city(CHECKS.seed, CHECKS.cities()[name])).difference is None
