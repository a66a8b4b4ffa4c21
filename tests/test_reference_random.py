"""Random scenarios in the engine and in the slow reference; `verification/reference.py` takes a thousand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from reference.comparison import held_against_the_engine
from reference.random_scenarios import case_text, read_case, scenario_of, scenarios

CASES = sorted((Path(__file__).parent / "cases" / "random").glob("*.toml"))
QUICK = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@QUICK
@given(lived=scenarios())
def test_any_scenario_is_the_same_in_the_engine_and_in_the_reference(lived):
    assert held_against_the_engine(*lived).difference is None


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_once_differed_is_the_same(path):
    assert held_against_the_engine(*read_case(path)).difference is None


def test_a_scenario_follows_from_seed_and_number_and_can_be_kept(tmp_path):
    lived, _ = scenario_of(1, 2)
    assert lived == scenario_of(1, 2)[0]
    path = tmp_path / "case.toml"
    path.write_text(case_text(lived, "a test"), encoding="utf-8")
    assert read_case(path) == lived
