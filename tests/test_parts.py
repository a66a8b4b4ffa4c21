"""Small parts held against plain arithmetic, in seconds also where nothing is compiled."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from types import SimpleNamespace

import numpy as np
import pytest

from glasscity import tables
from glasscity.authority.batch import other_version
from glasscity.authority.category import band_of
from glasscity.authority.context_book import Book, _overriding, set_in
from glasscity.authority.score import prepare_formula, round_half_up
from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.scenario.quantities import threshold32
from glasscity.society.circumstance import prepare_courses
from glasscity.society.confusion import _name_thresholds
from glasscity.society.memory import corrections_come_back
from glasscity.society.network import _meeting_tables
from glasscity.society.occasions import Row, _threshold
from glasscity.society.population import _settle
from glasscity.society.propensity import _wear
from glasscity.society.support import Support
from glasscity.society.voice.kernels import ONE, look_around
from glasscity.society.voice.rules import APPROVING, CRITICAL, SILENT
from glasscity.world import found_city

FULL = 65535


def test_quotients_are_rounded_to_the_nearest_halves_up():
    for below in (1, 2, 3, 7, 1000):
        for above in range(-25, 26):
            expected = floor(Fraction(above, below) + Fraction(1, 2))
            assert round_half_up(np.int64(above), np.int64(below)) == expected


@pytest.mark.parametrize("change", [-2, -1, 0, 1, 2])
def test_a_category_wears_a_propensity_by_what_stands_there(change):
    category = np.array([0, 1, tables.NO_CATEGORY], np.uint8)
    level = np.array([500, 500, 500], np.uint16)
    _wear(0, 3, category, np.array([0, change], np.int64), 1, 999, level, np.zeros((2, 3), np.uint8))
    assert level.tolist() == [500, 500 + change, 500]


def test_a_propensity_stays_within_its_bounds():
    level = np.array([2, 998], np.uint16)
    daily = np.array([-5, 5], np.int64)
    _wear(0, 2, np.array([0, 1], np.uint8), daily, 1, 999, level, np.zeros((2, 2), np.uint8))
    assert level.tolist() == [1, 999]


@pytest.mark.parametrize("number", [1, 2, 5, 1000])
def test_the_rth_name_has_a_share_in_proportion_to_one_rth(number):
    weights = [2**32 // rank for rank in range(1, number + 1)]
    expected = [sum(weights[:k]) * 2**32 // sum(weights) for k in range(1, number)]
    assert _name_thresholds(number).tolist() == expected


def test_what_one_perceives_of_contacts_and_of_the_media():
    """0 knows 1, 2 and, no more, 3; 4 knows nobody."""
    said = np.array([SILENT, CRITICAL, APPROVING, CRITICAL, SILENT], np.uint8)
    state = SimpleNamespace(expressed=said, critics=np.zeros(5, np.int64), approvers=np.zeros(5, np.int64))
    start, contact = np.array([0, 3, 3, 3, 3, 3]), np.array([1, 2, 3], np.uint32)
    layers, city = np.array([4, 4, 0], np.uint8), np.array([6553, 13107], np.int64)
    look = getattr(look_around, "py_func", look_around)
    with np.errstate(all="raise"):
        look(0, 5, state, start, contact, layers, city, ONE // 4)
    half = FULL // 2
    assert state.critics.tolist() == [half + (6553 - half) * (ONE // 4) // ONE, *[6553 // 4] * 4]
    assert state.approvers.tolist() == [half + (13107 - half) * (ONE // 4) // ONE, *[13107 // 4] * 4]


def test_whether_corrections_come_back():
    essay = load("essay")
    lost = "data_centre.correction_lost={per_year=60, days_back=9, assumed='a test'}"
    merged = "data_centre={merged_files={per_year=20, days=8, share=1, undone=1, assumed='a test'}}"
    assert corrections_come_back([load("essay", settings=[lost])])
    assert not corrections_come_back([load("rongcheng-2016", settings=[merged])])
    assert not corrections_come_back([load("essay", settings=["data_centre.enabled=false"])])
    assert corrections_come_back([load("inspection"), essay]) == corrections_come_back([essay])


@pytest.mark.parametrize(
    ("kind", "weight", "nothing"),
    [("off", 0, True), ("level", 0, True), ("drift", 0, False), ("level", 0.2, False)],
)
def test_contacts_add_nothing_where_they_do_not_count(kind, weight, nothing):
    settings = [f"rulebook.influence.kind='{kind}'", f"rulebook.influence.weight={weight}"]
    assert prepare_formula(load("influence", settings=settings)).nothing is nothing


def test_thresholds_are_to_the_nearest():
    """0.3 of 2³² ends in .8 and is rounded up, 0.7 in .2 and is rounded down; others never do it."""
    for share, expected in ((Decimal("0.3"), 1288490189), (Decimal("0.7"), 3006477107)):
        row = Row(Decimal(5), Decimal(5), {"who": {"some": share}}, {"who": ["some"]})
        assert _threshold(row, {"who": "some"}) == expected == threshold32(share)
        assert _threshold(row, {"who": "others"}) == 0


def test_who_is_alike_meets_as_much_more_often_as_the_scenario_says():
    scenario = load("signals", citizens=1024)
    with Workers(1) as workers:
        people = found_city(scenario, 1, workers).population
    found = _meeting_tables(people, scenario.network.layers["friends"])
    assert found.alike.tolist() == [int(2.5 * 65536)]
    assert found.rows.tolist() == [people.row("word").tolist()]


def test_the_isolated_live_in_a_row_outside():
    lots, x, y = 4, np.array([3, 7], np.int32), np.array([1, 2], np.int32)
    household, home_x, home_y = (
        np.array([0, 0, 9, 9], np.uint32),
        np.zeros(4, np.int32),
        np.zeros(4, np.int32),
    )
    _settle(0, 4, 2, 2, lots, x, y, household, home_x, home_y)
    assert home_x.tolist() == [12, 12, 7 * lots + 2 * lots, 7 * lots + 2 * lots]
    assert home_y.tolist() == [4, 4, 0, 1]


def test_support_is_there_without_any_dated_change():
    essay = load("essay")
    support = Support([essay], np.array([4, 0, 9]))
    named = sorted(essay.conduct[name].code for name in essay.rewiring.support.conduct)
    assert list(support.bearing.of_code) == named


def test_whoever_has_what_a_category_asks_for_is_in_it():
    bounds = np.array([1000, 980, 0], np.int32)
    found = [band_of(np.int64(total), bounds) for total in (1001, 1000, 999, 980, 979, 0, -1)]
    assert found == [0, 0, 1, 1, 2, 2, 3]


def test_a_year_of_circumstances_has_365_days():
    essay = load("essay")
    kinds = list(essay.circumstances.kinds.values())
    ends = prepare_courses(essay, [one.code for one in kinds]).ends
    for place, one in enumerate(kinds):
        if not one.ends_depends:
            a_look = float(one.ends_per_year) * essay.circumstances.every_days / 365
            assert ends.threshold[ends.offset[place]] == round(a_look * 2**32)


def test_a_wrong_version_knows_no_exceptions_of_its_conduct():
    first, last, other = 100001, 109500, 120001
    exceptions = [
        f"{{parameter={one}, label='x', points=0, assumed='a test'}}" for one in (first, last, other)
    ]
    wrong = "{per_year=1, days=7, points={buying_games=-1}, assumed='a test'}"
    scenario = load(
        "essay",
        settings=[f"catalogue.exceptions=[{', '.join(exceptions)}]", f"data_centre.wrong_version={wrong}"],
    )
    assert ("buying_games", first, last) in [block[1:] for block in scenario.blocks()]
    assert other_version(scenario)["exception_parameter"].tolist() == [other]


def test_rules_that_set_a_category_are_known_by_context_and_category():
    scenario = load("rongcheng-2016", settings=["rulebook.rules.hit_and_run.override.category='D'"])
    codes = [scenario.conduct[name].code for name in ("drunk_driving", "hit_and_run")]
    of_context = np.zeros(max(one.code for one in scenario.conduct.values()) + 1, np.int64)
    for order in ((5, 2), (2, 5), (4, 4)):
        of_context[codes] = order
        context, category, pair = _overriding([scenario], of_context)
        assert context[pair[codes]].tolist() == list(order)
        names = [scenario.category_names[one] for one in category[pair[codes]]]
        assert names == ["C", "D"]
        assert np.delete(pair, codes).tolist() == [-1] * (len(pair) - 2)


def test_what_a_rule_of_another_context_has_set_is_not_seen():
    active = np.array([[1, 0], [1, 1], [0, 2]], np.uint16)
    book = Book(np.zeros((2, 2), np.int32), np.array([0, 0, 1]), np.array([4, 3, 5]), active)
    assert [[set_in(book, context, citizen) for citizen in (0, 1)] for context in (0, 1)] == [[4, 3], [0, 5]]
