"""Rules by which people learn how certain it is to be seen. They are swappable; two rivals ship.

A learning rule is one function of whole numbers, compiled by Numba:

    rule(belief, did, told, heard, parameters) -> belief

belief : perceived certainty that an act comes on file, from 0 to 65535 for 0 to 1;
did, told, heard : acts of one's own in the last week, entries about oneself that one was told of, and entries
about contacts that one heard of; all of one kind of conduct;
parameters : int64 in 65536ths, in the order of the rule's `parameters`.

It may use whole numbers only, so that every machine learns alike. It reads nothing else and writes nothing:
what it returns is the new belief.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from glasscity.errors import BadInput, did_you_mean
from glasscity.scenario.response import Learning

FULL = 65535
ONE = 65536
TRIED_WEEKS = ((0, 0, 0), (1, 0, 0), (1, 1, 0), (7, 0, 9), (9, 9, 9), (0, 0, 255), (0, 5, 0))
"""Weeks (did, told, heard) on which a rule is tried before it is believed."""


@dataclass(frozen=True)
class LearningRule:
    """A rule, the names and usual values of its parameters, and what it says in one sentence."""

    function: Callable[..., int]
    parameters: dict[str, float]
    sentence: str


@njit(cache=True)
def _bayes(belief: Any, did: Any, told: Any, heard: Any, parameters: Any) -> Any:
    """Belief is the mean of what was seen, with a prior worth `memory` acts."""
    memory, weight_of_contacts, fading, prior = parameters[0], parameters[1], parameters[2], parameters[3]
    own = max(did, told) * ONE
    others = heard * weight_of_contacts
    evidence = told * ONE + others
    learnt = (belief * memory + FULL * evidence) // max(memory + own + others, 1)
    return learnt + ((min(prior, FULL) - learnt) * fading) // ONE


@njit(cache=True)
def _habit(belief: Any, did: Any, told: Any, heard: Any, parameters: Any) -> Any:
    """Belief jumps by a step when something is seen and slides back a little every quiet week."""
    step, step_of_contacts, slide = parameters[0], parameters[1], parameters[2]
    if told > 0:
        belief += ((FULL - belief) * step) // ONE
    elif heard > 0:
        belief += ((FULL - belief) * step_of_contacts) // ONE
    else:
        belief -= (belief * slide) // ONE
    return belief


RULES: dict[str, LearningRule] = {
    "bayes": LearningRule(
        _bayes,
        {"memory": 10.0, "weight_of_contacts": 0.1, "fading": 0.02, "prior": 0.2},
        "Bayesian updating: the perceived certainty is the share of acts that came on file, one's own and, "
        "with less weight, those of contacts; it fades towards a prior.",
    ),
    "habit": LearningRule(
        _habit,
        {"step": 0.25, "step_of_contacts": 0.02, "slide": 0.01},
        "Habit: whoever is punished is afraid for a while; whoever is not forgets.",
    ),
}


def register(name: str, function: Callable[..., int], parameters: dict[str, float], sentence: str) -> None:
    """Add a learning rule under a name that scenarios can use.

    Parameters
    ----------
    function : compiled by `numba.njit`, of the form described at the top of this module.
    parameters : names and usual values, from 0 to 1000, in the order in which the function takes them.

    Raises `BadInput` if the function leaves the range of beliefs.
    """
    rule = LearningRule(function, parameters, sentence)
    _refuse_what_leaves_the_range(name, rule, _numbers(rule, {}))
    RULES[name] = rule


def prepare_rule(learning: Learning) -> tuple[Callable[..., int], Any]:
    """Return a scenario's rule with its parameters in 65536ths."""
    if learning.rule not in RULES:
        raise BadInput(
            f"response.learning.rule: there is no learning rule {learning.rule!r}"
            f"{did_you_mean(learning.rule, RULES)}"
        )
    rule = RULES[learning.rule]
    for name in learning.parameters:
        if name not in rule.parameters:
            raise BadInput(
                f"response.learning.parameters.{name}: the rule {learning.rule!r} has no such parameter"
                f"{did_you_mean(name, rule.parameters)}"
            )
    numbers = _numbers(rule, learning.parameters)
    _refuse_what_leaves_the_range(learning.rule, rule, numbers)
    return rule.function, numbers


def _numbers(rule: LearningRule, given: dict[str, Any]) -> Any:
    """Return the parameters in 65536ths; shares of belief (prior) are on the same scale."""
    values = [given.get(name, usual) for name, usual in rule.parameters.items()]
    return np.array([int(float(value) * ONE) for value in values], np.int64)


def _refuse_what_leaves_the_range(name: str, rule: LearningRule, numbers: Any) -> None:
    for belief in range(0, FULL + 1, 4369):
        for week in TRIED_WEEKS:
            after = rule.function(np.int64(belief), *week, numbers)
            if not isinstance(after, int | np.integer) or not 0 <= int(after) <= FULL:
                raise BadInput(
                    f"learning rule {name!r}: returned {after!r} for belief {belief} and (did, told, heard) "
                    f"{week}; a belief is a whole number from 0 to {FULL}"
                )
