"""What happens on a day: rates, independence, frozen bounds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from cities import changed, live, starter
from glasscity.society.conduct import prepare_conduct


def _busy(days: int = 60, citizens: int = 4000):
    """Return the starter city with one trait-free, frequent rate for every conduct."""
    scenario = starter(citizens=citizens, days=days)
    settings = []
    for index, name in enumerate(scenario.conduct):
        settings += [
            f"conduct.{name}.depends={{}}",
            f"conduct.{name}.per_year={20 + 10 * index}",
            f"conduct.{name}.bound_per_year={60 + 20 * index}",
        ]
    return changed(scenario, *settings)


def test_each_conduct_happens_at_its_rate():
    scenario = _busy()
    acts = live(scenario).acts
    citizen_days = scenario.population.citizens * scenario.time.days
    for conduct in scenario.conduct.values():
        probability = float(conduct.per_year) / 365
        seen = int((acts["conduct"] == conduct.code).sum())
        sigma = np.sqrt(citizen_days * probability * (1 - probability))
        assert abs(seen - citizen_days * probability) < 4 * sigma, conduct.label


def test_the_share_of_days_with_two_or_more_acts_is_what_independence_says():
    scenario = _busy()
    acts = live(scenario).acts
    citizen_days = scenario.population.citizens * scenario.time.days
    rates = np.array([float(conduct.per_year) / 365 for conduct in scenario.conduct.values()])
    nothing = np.prod(1 - rates)
    one = nothing * (rates / (1 - rates)).sum()
    expected = 1 - nothing - one
    where = acts["citizen"].astype(np.int64) * scenario.time.days + acts["day"]
    seen = int((np.unique(where, return_counts=True)[1] >= 2).sum())
    sigma = np.sqrt(citizen_days * expected * (1 - expected))
    assert abs(seen - citizen_days * expected) < 4 * sigma


def test_pairs_of_conduct_meet_as_often_as_independence_says():
    scenario = _busy()
    acts = live(scenario).acts
    citizen_days = scenario.population.citizens * scenario.time.days
    where = acts["citizen"].astype(np.int64) * scenario.time.days + acts["day"]
    conducts = list(scenario.conduct.values())
    for a, b in pairwise(conducts):
        together = np.intersect1d(where[acts["conduct"] == a.code], where[acts["conduct"] == b.code])
        probability = float(a.per_year) * float(b.per_year) / 365**2
        sigma = np.sqrt(citizen_days * probability)
        assert abs(len(together) - citizen_days * probability) < 4 * sigma


def test_nobody_does_the_same_thing_twice_a_day():
    acts = live(_busy()).acts
    assert len(np.unique(acts)) == len(acts)


@pytest.mark.parametrize("index", [0, 2, -1])
def test_doubling_one_rate_changes_no_other_conduct(index):
    scenario = _busy(days=30, citizens=2000)
    name = list(scenario.conduct)[index]
    code = scenario.conduct[name].code
    before = live(scenario).acts
    after = live(changed(scenario, f"conduct.{name}.per_year={scenario.conduct[name].per_year * 2}")).acts
    others = before[before["conduct"] != code]
    assert np.array_equal(others, after[after["conduct"] != code])
    mine, mine_after = before[before["conduct"] == code], after[after["conduct"] == code]
    assert np.isin(mine, mine_after).all()
    assert 1.8 < len(mine_after) / len(mine) < 2.2


def test_rates_depend_on_attributes_as_the_scenario_says():
    scenario = _busy(citizens=6000)
    name = next(iter(scenario.conduct))
    level = scenario.population.income.levels[0]
    rare = changed(scenario, f"conduct.{name}.depends.income={{ {level} = 2.0 }}")
    lived = live(rare)
    code = scenario.conduct[name].code
    poor = lived.city.population.row("income") == 0
    acts = np.bincount(
        lived.acts["citizen"][lived.acts["conduct"] == code], minlength=rare.population.citizens
    )
    ratio = acts[poor].mean() / acts[~poor].mean()
    assert 1.9 < ratio < 2.1


def test_a_service_is_asked_for_only_by_those_who_may():
    scenario = starter(citizens=3000, days=120)
    name = next(iter(scenario.services))
    level = scenario.population.sex.levels[0]
    only = changed(scenario, f'services.{name}.asked_by.sex=["{level}"]')
    lived = live(only)
    mine = lived.requests[lived.requests["service"] == scenario.services[name].code]
    assert len(mine) > 50
    assert (lived.city.population.row("sex")[mine["citizen"]] == 0).all()


def test_dropping_a_service_leaves_every_act_where_it_was():
    scenario = starter()
    settings = [f"services.{name}.per_year=0" for name in scenario.services]
    fewer = live(changed(scenario, *settings))
    assert len(fewer.requests) == 0
    assert np.array_equal(fewer.acts, live(scenario).acts)


def test_thresholds_are_exact():
    scenario = _busy()
    chances = prepare_conduct(scenario)
    first = min(scenario.conduct.values(), key=lambda conduct: conduct.code)
    expected = int(first.bound_per_year) * (1 << 64) // 365
    assert int(chances.cumulative[0]) == expected
    kept = float(first.per_year / first.bound_per_year)
    assert int(chances.kept.threshold[0]) == int(kept * 2**32 + 0.5)


@pytest.mark.parametrize("more", [1, 500, 1024])
def test_more_people_change_nothing_of_what_the_others_do(more):
    # The test of common random numbers: one person more, and everybody else's draws stay what they were.
    few, many = (live(_busy(citizens=citizens)) for citizens in (2048, 2048 + more))
    of_the_same = many.acts["citizen"] < 2048
    assert np.array_equal(many.acts[of_the_same], few.acts)
    assert (~of_the_same).sum() > 0
