"""How a rule of behaviour is added, tried and prepared, without a city; quick where nothing is compiled."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest

from glasscity.errors import BadInput
from glasscity.society.response.learning import LEARNING
from glasscity.society.response.rules import ONE, Rules, as_before

TRIED = [(0, 1), (3, 2)]


@pytest.fixture
def rules():
    """A kind of rule of two arguments that answers with numbers from 2 to 9."""
    with as_before():
        yield Rules("odd rule", "odd", ("one", "two"), 2, 9, TRIED, {})
        Rules.kinds.pop()


def _answers(at_first, later):
    def rule(one, two, parameters):
        return at_first if one == 0 else later

    return rule


def test_a_rule_is_added_with_its_usual_parameters(rules):
    before = Rules.registered
    rules.register("mine", _answers(2, 9), {"much": 1000, "none": 0, "half": 0.5}, "Mine.")
    assert Rules.registered == before + 1
    assert list(rules.all) == ["mine"]
    assert rules.all["mine"].parameters == {"much": 1000, "none": 0, "half": 0.5}
    assert rules.all["mine"].sentence == "Mine."
    assert rules.all["mine"].function(0, 1, np.zeros(3, np.int64)) == 2


def test_it_is_prepared_with_the_numbers_that_a_scenario_gives(rules):
    rules.register("mine", _answers(2, 9), {"one": 0.5, "two": 2}, "Mine.")
    prepared = rules.prepare("mine", {"two": 0.25})
    assert prepared.parameters.tolist() == [ONE // 2, ONE // 4]
    assert prepared.parameters.dtype == np.int64
    assert not prepared.parameters.flags.writeable
    with pytest.raises(BadInput, match=r"odd\.parameters\.tow: the rule 'mine' has no such .* 'two'"):
        rules.prepare("mine", {"tow": 1})
    with pytest.raises(BadInput, match=r"odd\.rule: there is no odd rule 'mime' \(did you mean 'mine'"):
        rules.prepare("mime", {})


@pytest.mark.parametrize("value", [-1, -0.5, 1001])
def test_a_parameter_out_of_range_is_refused(rules, value):
    with pytest.raises(BadInput, match=f"odd rule 'mine': parameter it is {value}; expected .* 0 to 1000"):
        rules.register("mine", _answers(2, 9), {"it": value}, "Mine.")
    assert not rules.own


@pytest.mark.parametrize(
    ("answers", "said"), [((1, 9), "1 for one 0, two 1"), ((2, 10), "10 for one 3, two 2")]
)
def test_an_answer_out_of_range_is_refused(rules, answers, said):
    with pytest.raises(BadInput) as refused:
        rules.register("mine", _answers(*answers), {}, "Mine.")
    assert str(refused.value) == f"odd rule 'mine': returned {said}; expected a whole number from 2 to 9"
    assert not rules.own


def test_other_arguments_are_refused(rules):
    with pytest.raises(BadInput, match=r"takes \(one, parameters\); expected \(one, two, parameters\)"):
        rules.register("mine", lambda one, parameters: 2, {}, "Mine.")


def test_a_name_that_ships_is_refused():
    with pytest.raises(BadInput, match="learning rule 'habit': a rule of this name ships"):
        LEARNING.register("habit", lambda: 0, {}, "Mine.")


def test_what_was_added_is_forgotten_afterwards_even_if_something_fails(rules):
    rules.register("before", _answers(2, 9), {}, "Stays.")
    with suppress(KeyError), as_before():
        rules.register("mine", _answers(2, 9), {}, "Goes.")
        assert list(rules.own) == ["before", "mine"]
        raise KeyError
    assert list(rules.own) == ["before"]


def test_every_kind_knows_the_rules_that_ship():
    assert LEARNING in Rules.kinds
    for kind in Rules.kinds:
        for name, rule in kind.all.items():
            numbers = kind.prepare(name, {}).parameters
            assert numbers.tolist() == [int(value * ONE) for value in rule.parameters.values()]
