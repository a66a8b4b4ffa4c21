"""The expected records of a scenario, worked out from its text alone."""

import itertools
import json
import tomllib
from decimal import Decimal
from fractions import Fraction

import pytest

from glasscity import scenario as scenarios
from glasscity.errors import BadInput
from glasscity.scenario import Scenario
from glasscity.scenario.rulebook import Rule
from glasscity.study.fit import FitResult, fit, mean_rate, sign_of

CITY = "rongcheng-2016"


@pytest.fixture(scope="module")
def city() -> Scenario:
    return scenarios.load(CITY)


@pytest.fixture(scope="module")
def fitted(city: Scenario) -> FitResult:
    return fit(city)


def _conduct(result: FitResult, name: str):
    return next(conduct for conduct in result.conducts if conduct.conduct == name)


def test_the_shipped_city_reads_back_equal(city):
    tables = tomllib.loads(city.to_toml(), parse_float=Decimal)
    assert scenarios.parse(tables, "again") == city


def test_the_shipped_city_has_fifty_authorities_and_every_village_committee(city):
    villages = city.organisations["village_committee"].count
    assert villages == 899
    assert city.organisations_number - villages == 50


def test_everybody_starts_in_grade_a(city):
    bands = city.rulebook.categories.bands
    first = next(band for band in bands if band.at_least is None or city.rulebook.start >= band.at_least)
    assert first.name == "A"


def test_no_bound_is_far_above_or_under_the_highest_rate_that_anybody_reaches(city):
    for occasion in [*city.conduct.values(), *city.services.values()]:
        highest = occasion.per_year
        for attribute, factors in occasion.depends.items():
            levels = city.population.levels[attribute]
            highest *= max(factors.get(level, Decimal(1)) for level in levels)
        assert highest <= occasion.bound_per_year <= highest * Decimal("1.2"), occasion.label


@pytest.mark.parametrize(("sign", "published"), [("negative", 0.42), ("positive", 0.05)])
def test_expected_records_meet_the_published_counts(fitted, sign, published):
    target = next(target for target in fitted.targets if target.sign == sign)
    assert target.published == published
    assert target.expected == pytest.approx(published, rel=0.05)
    assert target.expected == pytest.approx(fitted.expected(sign))
    assert target.scale == pytest.approx(published / target.expected)
    assert target.address.startswith("http")


def test_scaling_all_rates_by_two_halves_the_scale_factor(city, fitted):
    settings = []
    for name, conduct in city.conduct.items():
        settings += [f"conduct.{name}.per_year={2 * conduct.per_year:f}"]
        settings += [f"conduct.{name}.bound_per_year={2 * conduct.bound_per_year:f}"]
    doubled = fit(scenarios.load(city, settings=settings))
    for before, after in zip(fitted.targets, doubled.targets, strict=True):
        assert after.expected == pytest.approx(2 * before.expected)
        assert after.scale == pytest.approx(before.scale / 2)


def test_a_conduct_seen_by_two_organisations_counts_twice(city, fitted):
    assert [name for name, o in city.organisations.items() if "hit_and_run" in o.sees] == ["traffic_police"]
    seen = city.organisations["traffic_police"]
    settings = [
        f"organisations.court.sees.hit_and_run={seen.sees['hit_and_run']}",
        f"organisations.court.delay_days={list(seen.delay_days)}",
        "catalogue.blocks.court.hit_and_run={first = 90001, count = 3}",
    ]
    once = _conduct(fitted, "hit_and_run")
    twice = _conduct(fit(scenarios.load(city, settings=settings)), "hit_and_run")
    assert twice.filings_per_act == pytest.approx(2 * once.filings_per_act)
    assert twice.records == pytest.approx(2 * once.records)
    assert twice.acts == once.acts


def test_the_members_of_a_series_share_the_city_and_count_once(city, fitted):
    larger = fit(scenarios.load(city, settings=["organisations.telecom.count=4"]))
    assert larger.conducts == fitted.conducts


def test_filings_after_the_window_are_no_records(city):
    settings = ["organisations.armed_forces_department.delay_days=[100, 200]", "fit.window_days=180"]
    son = _conduct(fit(scenarios.load(city, settings=settings)), "son_in_the_army")
    days = sum(max(180 - delay, 0) for delay in range(100, 201)) / 101
    assert son.records == pytest.approx(son.acts_per_year / 365 * 0.9 * days)
    assert son.acts == pytest.approx(son.acts_per_year * 180 / 365)


def test_a_dropped_parameter_files_nothing(city, fitted):
    first = city.catalogue.blocks["traffic_police"]["red_light"].first
    dropped = fit(scenarios.load(city, settings=[f"catalogue.dropped=[{first}]"]))
    two_of_three = 2 / 3
    before, after = _conduct(fitted, "red_light"), _conduct(dropped, "red_light")
    assert after.records == pytest.approx(before.records * two_of_three)


def _brute_force(city: Scenario, name: str) -> Fraction:
    """Return the mean rate by adding up every combination of every attribute of the tiny city."""
    people, conduct = city.population, city.conduct[name]
    total = Fraction(0)
    for combination in itertools.product(*people.levels.values()):
        who = dict(zip(people.levels, combination, strict=True))
        weight = Fraction(people.districts[who["district"]].share)
        for attribute, marginal in people.attributes.items():
            shares = marginal.shares_for(who[marginal.given] if marginal.given else None)
            weight *= Fraction(shares[marginal.levels.index(who[attribute])])
        rate = Fraction(conduct.per_year)
        for attribute, factors in conduct.depends.items():
            rate *= Fraction(factors.get(who[attribute], Decimal(1)))
        total += weight * rate
    return total


TINY = (
    'population.age={levels = ["young", "old"], given = "district", assumed = "test", '
    "by = {a = [0.7, 0.3], b = [0.2, 0.8]}}",
    "population.districts={a = {code = 1, label = 'A', share = 0.4}, "
    "b = {code = 2, label = 'B', share = 0.6}}",
    'population.sex={levels = ["f", "m"], shares = [0.5, 0.5], assumed = "test"}',
    'population.disability={levels = ["no", "yes"], given = "age", shares = [0.9, 0.1], assumed = "test", '
    "by = {old = [0.75, 0.25]}}",
    'population.born_here={levels = ["yes", "no"], given = "district", shares = [0.8, 0.2], '
    "assumed = 'test', by = {b = [0.35, 0.65]}}",
    'population.income={levels = ["low", "high"], given = "disability", assumed = "test", '
    "by = {no = [0.6, 0.4], yes = [0.9, 0.1]}}",
    'population.children={levels = ["0", "1"], given = "age", assumed = "test", '
    "by = {young = [0.5, 0.5], old = [0.95, 0.05]}}",
    'population.traits={care = {code = 1, levels = ["low", "high"], given = "income", assumed = "test", '
    "by = {low = [0.3, 0.7], high = [0.55, 0.45]}}}",
    "network.layers={}",
    "services={}",
)


@pytest.mark.parametrize(
    "depends",
    [
        "{}",
        "{sex = {f = 3}}",
        "{district = {b = 3}}",
        "{care = {low = 2.5}}",
        "{income = {low = 2, high = 0.5}, district = {a = 0.25}}",
        "{income = {high = 4}, care = {high = 0.5}, age = {old = 3}, children = {1 = 0}}",
        "{born_here = {no = 2}, care = {low = 3}, disability = {yes = 1.5}, sex = {m = 0.1}}",
    ],
)
def test_the_mean_over_dependent_attributes_equals_adding_up_everybody(city, depends):
    plain = [
        "conduct={only = {code = 1, label = 'only', context = 'road', domain = 'traffic', lawful = false, "
    ]
    plain[0] += (
        f"gravity = 1, per_year = 1.25, bound_per_year = 300, assumed = 'test', depends = {depends}}}}}"
    )
    settings = [
        *TINY,
        *plain,
        "organisations={watch = {code = 1, label = 'watch', kind = 'other', assumed = 'test', "
        "sees = {only = 0.5}}}",
        "catalogue.blocks={watch = {only = {first = 1, count = 1}}}",
        "rulebook.rules={only = {points = -1, assumed = 'test'}}",
        "courts.fines={}",
    ]
    tiny = scenarios.load(city, settings=settings)
    assert mean_rate(tiny, tiny.conduct["only"]) == _brute_force(tiny, "only")


def test_what_the_counts_cannot_tell_is_given_as_bounds(city, fitted):
    for conduct in fitted.conducts:
        assert conduct.acts_per_year_from == pytest.approx(conduct.records_per_year / 0.95)
        assert conduct.acts_per_year_to == pytest.approx(conduct.records_per_year / 0.01)
        assert conduct.acts_per_year_from <= conduct.acts_per_year <= conduct.acts_per_year_to
    open_end = fit(scenarios.load(city, settings=["fit.detection_from=0"]))
    assert {conduct.acts_per_year_to for conduct in open_end.conducts} == {None}


@pytest.mark.parametrize(
    ("rule", "sign"),
    [
        ({"points": -5}, "negative"),
        ({"points": 5}, "positive"),
        ({"points": 0}, None),
        ({"points": 0, "override": {"category": "C", "days": 30}}, "negative"),
        ({"points_from": -50, "points_to": -5}, "negative"),
        ({"points_from": -5, "points_to": 20}, "positive"),
    ],
)
def test_the_sign_of_a_rule(rule, sign):
    assert sign_of(Rule(assumed="test", **rule)) == sign


def test_a_scenario_that_was_fitted_to_nothing_says_so(city):
    with pytest.raises(BadInput, match="no \\[fit\\] table"):
        fit(city.model_copy(update={"fit": None}))


def test_the_result_is_plain_tables(fitted):
    tables = json.loads(json.dumps(fitted.to_dict()))
    assert [target["target"] for target in tables["targets"]] == ["negative_records", "reward_records"]
    assert tables["conducts"][0]["conduct"] == "contract_not_performed"
    assert len(tables["conducts"]) == len(fitted.conducts)
