"""People answer to being watched: what they believe, what they give up, and what switches it off."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from cities import changed, live, starter
from glasscity.errors import BadInput
from glasscity.society.occasions import UNCHANGED
from glasscity.society.response import learning
from glasscity.society.response.kinds import prepare_manner
from glasscity.society.response.lean import NOT_AGAINST, change_of, leaning_of
from glasscity.society.response.minds import NEVER
from glasscity.society.response.rules import ONE

PLAIN = {
    "response.enabled": "true",
    "response.assumed": "'a test'",
    "response.told": "1",
    "response.awareness": "{at_start=0.5, by_own_entry=0.5, by_contacts=0.02, assumed='a test'}",
    "response.learning": "{rule='bayes', at_start=0.2, assumed='a test'}",
    "response.leaning": "{certainty=0.6, severity=0.3, half_severity=20, points_per_money=0, reward=0.3, "
    "nothing_to_lose=0.8, licence=0.3, assumed='a test'}",
}


def _answering(scenario, **changes):
    """Return a city whose people answer, with room for rewarded conduct to grow."""
    inner = {key.removeprefix("response."): value for key, value in PLAIN.items()}
    inner |= {key: value for key, value in changes.items() if "__" not in key}
    table = ", ".join(f"{key}={value}" for key, value in inner.items())
    settings = [f"response={{{table}}}"]
    settings += [
        f"response.{key.replace('__', '.')}={value}" for key, value in changes.items() if "__" in key
    ]
    return changed(scenario, *settings)


@pytest.fixture(scope="module")
def scenario():
    roomy = starter(citizens=8000, days=200)
    wider = [
        f"conduct.{n}.bound_per_year={c.bound_per_year * Decimal('1.3')}" for n, c in roomy.conduct.items()
    ]
    return changed(roomy, *wider)


@pytest.fixture(scope="module")
def without(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def answering(scenario):
    return live(_answering(scenario))


def _number(lived, scenario, name):
    return int((lived.acts["conduct"] == scenario.conduct[name].code).sum())


def test_switched_off_nothing_changes(scenario, without):
    assert live(_answering(scenario, enabled="false")).digest == without.digest


def test_the_same_on_any_number_of_threads(scenario, answering):
    assert live(_answering(scenario), threads=2).digest == answering.digest


@pytest.mark.parametrize("rule", ["bayes", "habit"])
def test_people_do_less_of_what_is_punished_and_more_of_what_is_rewarded(scenario, without, rule):
    answered = live(_answering(scenario, learning__rule=f"'{rule}'"))
    for name in scenario.conduct:
        before, after = _number(without, scenario, name), _number(answered, scenario, name)
        rewarded = scenario.rewards(name)
        assert (after > before) if rewarded else (after < before), name


def test_lawful_conduct_that_is_punished_is_given_up_as_well(scenario, without, answering):
    assert scenario.conduct["critical_post"].lawful
    fewer = _number(answering, scenario, "critical_post") / _number(without, scenario, "critical_post")
    assert fewer < 0.95


def test_rivals_disagree(scenario, answering):
    habit = live(_answering(scenario, learning__rule="'habit'"))
    assert habit.digest != answering.digest
    assert abs(habit.world.minds.state.belief.mean() - answering.world.minds.state.belief.mean()) > 500


def test_whoever_is_not_aware_does_not_answer(scenario, without):
    unaware = "{at_start=0, by_own_entry=0, by_contacts=0, assumed='a test'}"
    lived = live(_answering(scenario, awareness=unaware))
    assert (lived.world.minds.state.aware_since == NEVER).all()
    assert lived.digest == without.digest


def test_awareness_spreads_from_entries_and_from_contacts(scenario):
    for by_own, by_contacts in ((1, 0), (0, 1)):
        table = f"{{at_start=0, by_own_entry={by_own}, by_contacts={by_contacts}, assumed='a test'}}"
        aware = live(_answering(scenario, awareness=table)).world.minds.state.aware_since != NEVER
        assert 0.1 < aware.mean() <= 1


def test_awareness_at_the_start_is_the_share_given(scenario):
    table = "{at_start=0.11, by_own_entry=0, by_contacts=0, assumed='a test'}"
    aware = live(_answering(scenario, awareness=table)).world.minds.state.aware_since != NEVER
    assert abs(aware.mean() - 0.11) < 4 * np.sqrt(0.11 * 0.89 / 8000)


def test_who_is_told_of_nothing_learns_nothing(scenario):
    lived = live(_answering(scenario, told="0"))
    state = lived.world.minds.state
    assert not state.told.any()
    assert not state.heard.any()
    # Without news beliefs slide towards what one's own unseen acts suggest.
    assert state.belief.mean() < 0.2 * learning.FULL


def test_without_a_score_only_fines_deter(scenario):
    fined = _answering(scenario, leaning__points_per_money="0.1")
    bare = live(changed(fined, "scoring.enabled=false"))
    kinds = bare.world.minds.kind_of
    leaning = bare.world.minds.state.leaning
    assert leaning[kinds[scenario.conduct["red_light"].code]].mean() < UNCHANGED - 1
    assert (leaning[kinds[scenario.conduct["critical_post"].code]] == UNCHANGED).all()


def _factor(city, certainty, stake, *, rewarded=False, place=1, crowding=0, near=1, against=None):
    """Return the factor on a rate, in 128ths: what the kernel works out."""
    manner = prepare_manner(city, city.response)
    turned = NOT_AGAINST if against is None else int(against * ONE)
    change = change_of(int(certainty * ONE), int(stake * 100), rewarded, int(crowding * ONE), manner)
    return leaning_of(change, manner.standing[place], int(near * ONE), turned)


def test_certainty_weighs_more_than_severity_and_the_ends_take_it_away():
    city = _answering(starter(), enabled="false")
    worst = len(city.category_names) - 1
    assert _factor(city, 0, 100) == _factor(city, 1, 0) == UNCHANGED
    assert UNCHANGED - _factor(city, 1, 20) > 2 * (_factor(city, 0.5, 20) - _factor(city, 0.5, 40))
    assert _factor(city, 1, 20, place=worst) > _factor(city, 1, 20, place=0) > _factor(city, 1, 20)
    assert _factor(city, 1, 20, place=worst + 1) == _factor(city, 1, 20)
    assert _factor(city, 1, 20, rewarded=True) > UNCHANGED


@pytest.mark.parametrize("certainty", [0, 0.1, 0.5, 1])
@pytest.mark.parametrize("stake", [0.5, 5, 20, 500])
@pytest.mark.parametrize("place", [0, 1, 3, 4])
@pytest.mark.parametrize("noticeable", ["0", "8"])
def test_the_factor_is_that_of_the_equation(certainty, stake, place, noticeable):
    city = _answering(starter(), enabled="false", leaning__noticeable=noticeable)
    rules = city.response.leaning
    worst = len(city.category_names) - 1
    kept = 1 - {0: float(rules.licence), worst: float(rules.nothing_to_lose)}.get(place, 0)
    share = stake / (stake + float(rules.half_severity))
    cases = (1, None, 0), (1.5, None, 0.2), (1, 0.4, 0.2), (1, 0, 0), (0, None, 0)
    for near, against, crowding in cases:
        side = 1 if against is None else -against
        noticed = min(stake / int(noticeable), 1) if int(noticeable) else 1
        given_up = min(float(rules.certainty) * noticed + float(rules.severity) * share, 1)
        punished = -certainty * given_up * kept * near
        rewarded = certainty * (float(rules.reward) * share - crowding) * kept * near
        for change, is_rewarded in ((punished, False), (rewarded, True)):
            factor = 128 * (1 + side * max(min(change, 1), -1))
            found = _factor(
                city,
                certainty,
                stake,
                rewarded=is_rewarded,
                place=place,
                crowding=crowding * is_rewarded,
                near=near,
                against=against,
            )
            assert abs(found - factor) <= 1.01


def test_forgone_acts_are_those_of_the_same_city_without_an_answer(scenario, without, answering):
    """With one draw per candidate, what is forgone and what is done are together what was done before."""
    name = "critical_post"
    code = scenario.conduct[name].code
    before = {tuple(act) for act in without.acts[without.acts["conduct"] == code].tolist()}
    after = {tuple(act) for act in answering.acts[answering.acts["conduct"] == code].tolist()}
    assert after < before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning__rule": "'bays'"}, "no learning rule 'bays' \\(did you mean 'bayes'"),
        ({"learning__parameters": "{memry=3}"}, "has no such parameter \\(did you mean 'memory'"),
        ({"told": "1.5"}, "response.told"),
        ({"leaning__reward": "-0.1"}, "response.leaning.reward"),
        ({"learning__speed": "3"}, "response.learning.speed: unknown key"),
    ],
)
def test_bad_input(scenario, change, message):
    with pytest.raises(BadInput, match=message):
        live(_answering(scenario, **change))


def test_rewarded_conduct_needs_room_under_its_bound():
    with pytest.raises(BadInput, match=r"conduct\.\w+\.per_year: the rate reaches .* above its bound"):
        _answering(starter())
