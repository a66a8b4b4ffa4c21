"""Rules by which people learn how certain it is to be seen. They are swappable; two rivals ship.

A learning rule is asked once a week, for each citizen and kind of conduct:

    rule(belief, did, told, heard, parameters) -> belief

belief : perceived certainty that an act comes on file, from 0 to 65535 for 0 to 1;
did, told, heard : acts of one's own in the last week, entries about oneself that one was told of, and entries
about contacts that one heard of, each from 0 to 255; all of one kind of conduct;
parameters : int64 in 65536ths, in the order of the rule's `parameters`.

What it returns is the new belief. How rules are added and what they may not do: `rules`.

Exactly:
- `ONE` is 65536, FULL 65535; the parameters are cut off to 65536ths; // rounds down. All citizens are asked,
  also those who are not aware.
- At first belief is floor(65535 `learning.at_start`) and the stake of a kind what is `supposed` of it, by the
  rules of day 0. Aware is who has w0 of CITY_AWARE(citizen, 0, 0, 0) below t(at_start); illegitimate it is to
  whom w0 of CITY_LEGITIMACY(citizen, 0, 0, 0) is below t(illegitimate × factors).
"""

from __future__ import annotations

from typing import Any

from numba import njit

from glasscity.scenario.response import Learning
from glasscity.society.response.rules import ONE, Prepared, Rule, Rules

FULL = 65535
"""Full certainty."""
WEEKS = ((0, 0, 0), (1, 0, 0), (1, 1, 0), (7, 0, 9), (9, 9, 9), (0, 0, 255), (0, 5, 0), (255, 255, 255))
"""Weeks (did, told, heard) on which a rule is tried."""


@njit(cache=True)
def _bayes(belief: Any, did: Any, told: Any, heard: Any, parameters: Any) -> Any:
    """Belief is the mean of what was seen, with a prior worth `memory` acts."""
    memory, weight_of_contacts, fading, prior = parameters[0], parameters[1], parameters[2], parameters[3]
    own = max(did, told) * ONE
    others = heard * weight_of_contacts
    evidence = told * ONE + others
    learnt = (belief * memory + FULL * evidence) // max(memory + own + others, 1)
    return learnt + ((min(prior, FULL) - learnt) * min(fading, ONE)) // ONE


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


LEARNING = Rules(
    "learning rule",
    "response.learning",
    ("belief", "did", "told", "heard"),
    0,
    FULL,
    [(belief, *week) for belief in range(0, FULL + 1, 4369) for week in WEEKS],
    {
        "bayes": Rule(
            _bayes,
            {"memory": 10.0, "weight_of_contacts": 0.1, "fading": 0.02, "prior": 0.2},
            "Bayesian updating: the perceived certainty is the share of acts that came on file, one's own "
            "and, with less weight, those of contacts; it fades towards a prior.",
        ),
        "habit": Rule(
            _habit,
            {"step": 0.25, "step_of_contacts": 0.02, "slide": 0.01},
            "Habit: whoever is punished is afraid for a while; whoever is not forgets.",
        ),
    },
)
"""All learning rules."""
register = LEARNING.register


def prepare_rule(learning: Learning) -> Prepared:
    """Return a scenario's learning rule with its parameters in 65536ths."""
    return LEARNING.prepare(learning.rule, learning.parameters)
