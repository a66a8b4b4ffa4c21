"""Dated changes: they hold from the morning of their day, and change nothing before it."""

from __future__ import annotations

import numpy as np
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import tables
from glasscity.errors import BadInput
from glasscity.intervention import stages
from glasscity.verify import verify

DAY = 40


def _with(*changes, day=DAY, citizens=3000, days=90):
    listed = ", ".join(f"{{day={day}, path='{path}', to={to}, assumed='a test'}}" for path, to in changes)
    return starter(f"interventions=[{listed}]", citizens=citizens, days=days)


@pytest.fixture(scope="module")
def without():
    return live(starter(citizens=3000, days=90))


def _before(rows, day=DAY):
    return rows[rows["day"] < day]


CHANGES = {
    "a rule": ("rulebook.rules.red_light.points", "-50"),
    "friend weight": ("rulebook.influence.weight", "0"),
    "a bound": (
        "rulebook.categories.bands",
        "[{name='A',at_least=1010},{name='B',at_least=995},{name='C',at_least=960},{name='D'}]",
    ),
    "what is seen": ("organisations.traffic_police.sees.red_light", "0"),
    "what people do": ("conduct.red_light.per_year", "0"),
    "a term": ("services.loan.ordinary_refusal", "1"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nothing_before_its_day_and_something_after(without, change):
    lived = live(_with(change))
    for name in ("acts", "entries", "moves", "decisions"):
        assert np.array_equal(_before(getattr(lived, name)), _before(getattr(without, name))), name
    assert lived.digest != without.digest or not np.array_equal(lived.decisions, without.decisions)


def test_the_baseline_of_a_roll_out_is_never_scored():
    change = 'interventions=[{day=10, path="scoring.enabled", to=true, assumed="a test"}]'
    rolled_out = starter("scoring.enabled=false", change, days=20)
    assert len(live(rolled_out).moves)
    bare = live(rolled_out.without_score())
    assert not len(bare.moves)
    assert not bare.entries["counts"].any()


@pytest.mark.parametrize("change", [("rulebook.influence.weight", "0"), ("rulebook.influence.kind", "'off'")])
def test_when_friends_no_longer_count_nothing_of_theirs_is_left(without, change):
    lived = live(_with(change))
    assert without.world.file.influence.any()
    assert not lived.world.file.influence.any()
    assert np.array_equal(lived.world.file.total, lived.world.file.base)
    rows = lived.all("influence")
    assert rows["day"].max() == DAY
    assert not rows["influence"][rows["day"] == DAY].any()
    last = {int(row["citizen"]): int(row["influence"]) for row in rows}
    assert set(last.values()) == {0}


def test_drift_of_weight_0_keeps_what_it_has_added():
    scenario = starter("rulebook.influence.kind='drift'", citizens=2000, days=60)
    ends = f"interventions=[{{day={DAY}, path='rulebook.influence.weight', to=0, assumed='a test'}}]"
    file = live(changed(scenario, ends)).world.file
    assert file.influence.any()


def test_an_intervention_that_says_what_is_said_changes_nothing(without):
    assert live(_with(("rulebook.rules.red_light.points", "-5"))).digest == without.digest


@pytest.mark.parametrize("change", [CHANGES["a rule"], CHANGES["what people do"]])
def test_from_day_0_on_it_is_the_changed_scenario(change):
    at_once = live(starter(f"{change[0]}={change[1]}", citizens=3000, days=90))
    assert live(_with(change, day=0)).digest == at_once.digest


def test_a_rate_goes_to_zero_on_the_very_day():
    lived = live(_with(("conduct.red_light.per_year", "0")))
    code = starter().conduct["red_light"].code
    days = lived.acts["day"][lived.acts["conduct"] == code]
    assert days.max() == DAY - 1


def test_a_roll_out_and_an_end():
    scenario = starter("scoring.enabled=false", citizens=3000, days=90)
    on = "{day=30, path='scoring.enabled', to=true, assumed='a test'}"
    off = "{day=60, path='scoring.enabled', to=false, assumed='a test'}"
    lived = live(changed(scenario, f"interventions=[{on}, {off}]"))
    moves = lived.moves
    started = moves[moves["day"] == 30]
    assert len(started) >= 3000
    assert (started["before"] == tables.NO_CATEGORY).sum() == 3000
    ended = moves[moves["day"] == 60]
    assert len(ended) == 3000
    assert (ended["after"] == tables.NO_CATEGORY).all()
    counted = lived.entries[lived.entries["counts"] > 0]
    assert counted["day"].min() >= 30
    assert (counted["kind"][counted["day"] >= 60] == tables.EXPIRY).all()
    assert (lived.world.file.category == tables.NO_CATEGORY).all()


def test_the_ledger_adds_up_through_interventions():
    scenario = _with(("rulebook.rules.red_light.points", "-50"), ("rulebook.influence.kind", "'off'"))
    lived = live(scenario)
    sums = np.full(3000, 1_000_000, np.int64)
    counted = lived.entries[lived.entries["counts"] > 0]
    np.add.at(sums, counted["citizen"], counted["points"])
    assert np.array_equal(sums, lived.world.file.base)


def test_a_run_with_interventions_can_be_verified(tmp_path):
    glasscity.run(_with(CHANGES["a rule"], CHANGES["friend weight"]), out=tmp_path / "run")
    assert verify(tmp_path / "run").passed


def test_each_says_its_effect_in_a_sentence():
    stage = stages(_with(("rulebook.influence.weight", "0")))[1]
    assert stage.day == DAY
    assert stage.sentences == [f"from day {DAY} on, rulebook.influence.weight is 0 (it was 0.1)."]


def test_they_hold_in_the_order_of_the_file():
    course = stages(_with(("rulebook.influence.weight", "0.3"), ("rulebook.influence.weight", "0.4")))
    assert len(course) == 2
    assert float(course[1].scenario.rulebook.influence.weight) == 0.4


def _one(says, days=90):
    return starter(f"interventions=[{{day={DAY}, {says}, assumed='a test'}}]", citizens=3000, days=days)


def test_a_rule_dropped_gives_nothing_from_its_day_on(without):
    lived = live(_one("path='rulebook.rules.red_light', drop=true"))
    code = starter().conduct["red_light"].code
    counting = lived.entries[(lived.entries["conduct"] == code) & (lived.entries["counts"] > 0)]
    assert len(counting)
    assert counting["day"].max() < DAY
    assert np.array_equal(_before(lived.entries), _before(without.entries))


def test_a_rule_added_gives_points_from_its_day_on(without):
    scenario = starter("rulebook.rules.red_light.points=-5", citizens=3000, days=90)
    rule = "{points=-5, assumed='a test'}"
    dropped = "{day=0, path='rulebook.rules.red_light', drop=true, assumed='a test'}"
    added = f"{{day={DAY}, path='rulebook.rules.red_light', to={rule}, assumed='a test'}}"
    lived = live(changed(scenario, f"interventions=[{dropped}, {added}]"))
    code = scenario.conduct["red_light"].code
    counting = lived.entries[(lived.entries["conduct"] == code) & (lived.entries["counts"] > 0)]
    assert counting["day"].min() >= DAY
    assert (counting["points"] == -5000).all()


def test_everybody_s_errors_are_halved_by_one_intervention():
    errors = "{assumed='a test', missed=0.4, wrong_person=0.2}"
    erring = [f"organisations.{name}.errors={errors}" for name in ("traffic_police", "water_works")]
    names = "population.names={number=50, assumed='a test'}"
    halved = (
        f"interventions=[{{day={DAY}, path='organisations.*.errors.missed', times=0.5, assumed='a test'}}]"
    )
    first, second = stages(starter(*erring, names, halved, citizens=3000, days=90))
    for name in ("traffic_police", "water_works"):
        assert float(first.scenario.organisations[name].errors.missed) == 0.4
        assert float(second.scenario.organisations[name].errors.missed) == 0.2
        assert (
            second.scenario.organisations[name].errors.wrong_person
            == first.scenario.organisations[name].errors.wrong_person
        )
    assert second.sentences == [
        f"from day {DAY} on, organisations.*.errors.missed is multiplied by 0.5 (in 2 places)."
    ]


def test_a_dropped_rule_says_so():
    assert stages(_one("path='rulebook.rules.red_light', drop=true"))[1].sentences == [
        f"from day {DAY} on, rulebook.rules.red_light no longer holds."
    ]


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ("path='rulebook.influence.weight'", "give one of `to`"),
        ("path='rulebook.influence.weight', to=0, times=2", "give one of `to`"),
        ("path='rulebook.influence.kind', times=2", "which is no number; `times` is for numbers"),
        (
            "path='rulebook.influence.weight', times=20",
            r"interventions\[0\].times: rulebook.influence.weight",
        ),
        ("path='organisations.*.errors.missed', times=0.5", "there is no table"),
        ("path='rulebook.rules.nothing', drop=true", "nothing stands at 'rulebook.rules.nothing'"),
    ],
)
def test_bad_changes_of_other_forms(says, message):
    with pytest.raises(BadInput, match=message):
        live(_one(says))


@pytest.mark.parametrize(
    ("path", "to", "day", "message"),
    [
        ("population.citizens", "5", DAY, "is settled before day 0"),
        ("conduct.red_light.bound_per_year", "5", DAY, "is settled before day 0"),
        ("rulebook.start", "500", DAY, "is settled before day 0"),
        ("rulebook.influence.weight", "1.5", DAY, r"interventions\[0\].to: rulebook.influence.weight"),
        ("rulebook.nothing.weight", "1", DAY, "there is no table 'nothing'"),
        ("rulebook.influense", "1", DAY, "unknown key"),
        ("rulebook.rules.volunteering.cap", "'other'", DAY, "other|settled before day 0"),
        ("rulebook.influence.weight", "0", 90, "after the last day"),
        ("rulebook.influence.weight", "0", -1, "greater than or equal to 0"),
    ],
)
def test_bad_input(path, to, day, message):
    with pytest.raises(BadInput, match=message):
        live(_with((path, to), day=day))


def test_the_cap_of_a_rule_that_was_added_is_settled_then():
    """Also where the rule was dropped meanwhile: what it let through has its room under that cap."""
    caps = (
        f"rulebook.caps.{name}={{code={code}, window='standing', most_gained=3, assumed='a test'}}"
        for code, name in ((5, "one"), (6, "other"))
    )
    parking = (
        "conduct.parking_well={code=9, label='parking well', domain='traffic', context='streets', "
        "lawful=true, gravity=0, per_year=20, bound_per_year=50, assumed='a test'}",
        "catalogue.blocks.network_company.parking_well={first=777001, count=1}",
    )
    without = starter(*caps, *parking, citizens=100, days=30)
    path = "path='rulebook.rules.parking_well"
    added = f"{{day=5, {path}', to={{points=2, cap='one', assumed='a test'}}, assumed='a test'}}"
    other = f"{{day=20, {path}.cap', to='other', assumed='a test'}}"
    dropped = f"{{day=9, {path}', drop=true, assumed='a test'}}"
    again = added.replace("day=5", "day=20").replace("'one'", "'other'")
    live(changed(without, f"interventions=[{added}, {dropped}, {added.replace('day=5', 'day=20')}]"))
    for changes in ((added, other), (added, dropped, again)):
        with pytest.raises(BadInput, match=r"\[[12]\].path: .* cap of rulebook.rules.parking_well"):
            stages(changed(without, f"interventions=[{', '.join(changes)}]"))


def test_a_city_without_mistaken_persons_may_begin_to_make_them():
    """Who may be mistaken for whom is settled before day 0, also where nobody is until later."""
    errors = "organisations.traffic_police.errors"
    scenario = changed(
        _with((f"{errors}.wrong_person", "0.5")),
        "population.names={number=100, assumed='a test'}",
        f"{errors}={{assumed='a test'}}",
    )
    entries = live(scenario).entries
    filed = entries[np.isin(entries["organisation"], (11, 12)) & (entries["kind"] == tables.CONDUCT)]
    mistaken = filed["citizen"] != filed["entry_hi"] >> np.uint64(32)
    before = filed["conduct_day"] < DAY
    assert not mistaken[before].any()
    assert 0.4 < mistaken[~before].mean() < 0.6
