"""The city of the benchmark has every mechanism that a shipped city has, and is not taken for a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasscity.intervention import stages
from glasscity.scenario import load

FILE = Path(__file__).parent.parent / "benchmarks" / "rongcheng-all.toml"


@pytest.fixture(scope="module")
def city():
    return load(FILE, citizens=20_000, days=30)


def test_it_has_every_table_of_the_essay_and_of_the_towns(city):
    here = city.to_dict()
    for other in (load("essay").to_dict(), load("thirty-cities").to_dict()):
        assert set(other) <= set(here)
    assert all(table.get("enabled", True) for table in here.values() if isinstance(table, dict))


def test_it_has_what_no_table_of_its_own_switches(city):
    rules = city.rulebook.rules.values()
    assert city.experiment is not None
    assert city.asks_consent
    assert any(rule.override for rule in rules)
    assert any(rule.expires_after_days for rule in rules)
    assert {rule.cap for rule in rules} >= set(city.rulebook.caps) != set()
    assert city.rulebook.influence.kind != "off"
    assert len(city.towns) == 3
    assert city.relocation is not None
    assert city.joint is not None
    organisations = city.organisations.values()
    for part in ("errors", "accounts", "inspection"):
        assert any(getattr(one, part) is not None for one in organisations), part
    assert all(owner.linked and owner.failure for owner in city.owners.values())
    for part in ("criteria", "defiance", "crowding_out", "near_bounds"):
        assert getattr(city.response, part) is not None, part
    assert city.appeals.learning
    assert city.appeals.helpers


def test_walls_stand_and_fall_in_a_run_of_thirty_days(city):
    assert [stage.scenario.rulebook.walls for stage in stages(city)] == [True, False]


def test_it_says_that_it_is_no_model(city):
    assert city.is_not.strip().startswith("Not a model")
