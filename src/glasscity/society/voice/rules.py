"""Rules by which people decide what they say aloud. They are swappable; two rivals ship.

A rule of voice is asked once a week, for each citizen:

    rule(private, reluctance, critics, approvers, fear, now, parameters) -> SILENT, CRITICAL or APPROVING

private : what one thinks, from 0 (critical) to 65535 (approving); below `MIDDLE` one disapproves;
reluctance : how hard it is for one to speak, from 0 to 65535;
critics, approvers : share of those around one who speak critically, or approve aloud, from 0 to 65535;
fear : of speaking critically, from 0 to 65535;
now : what one says at present;
parameters : int64 in 65536ths, in the order of the rule's `parameters`.

How rules are added and what they may not do: `response.rules`.
Sources: Granovetter (1978), "Threshold models of collective behavior"; Kuran (1995), "Private truths, public
lies".

Exactly:
- SILENT is 0, CRITICAL 1 and APPROVING 2; MIDDLE is 32896 (128 of 255), FULL 65535, ONE 65536. Parameters are
  cut off to 65536ths; // rounds down.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from numba import njit

from glasscity.scenario.voice import Speaking
from glasscity.society.response.rules import ONE, Prepared, Rule, Rules

FULL = 65535
MIDDLE = 128 * 257
"""Private opinions below this one disapprove."""
SILENT, CRITICAL, APPROVING = 0, 1, 2
EXPRESSIONS = {SILENT: "silent", CRITICAL: "critical", APPROVING: "approving"}
"""What somebody may say aloud. Never renumber one: tables of runs hold them."""
MINDS = product(
    (0, MIDDLE - 1, MIDDLE, FULL), (0, FULL), (0, FULL // 3, FULL), (0, FULL), (0, FULL), EXPRESSIONS
)
"""States of mind on which a rule is tried."""


@njit(cache=True)
def _thresholds(
    private: Any, reluctance: Any, critics: Any, approvers: Any, fear: Any, now: Any, parameters: Any
) -> Any:
    """Say what one thinks if enough others say so."""
    fear_raises, feigning, habit = parameters[0], parameters[1], parameters[2]
    disapproves = private < MIDDLE
    candid = CRITICAL if disapproves else APPROVING
    alike, others = (critics, approvers) if disapproves else (approvers, critics)
    threshold = reluctance
    if disapproves:
        threshold += (fear * fear_raises) // ONE
    if now == candid:
        threshold -= habit
    if alike >= threshold:
        return candid
    if others >= feigning:
        return APPROVING if disapproves else CRITICAL
    return SILENT


@njit(cache=True)
def _private_cost(
    private: Any, reluctance: Any, critics: Any, approvers: Any, fear: Any, now: Any, parameters: Any
) -> Any:
    """Say what costs least: being untrue to oneself, standing alone, being punished."""
    expressive, reputation = parameters[0], parameters[1]
    punishment, protection, habit = parameters[2], parameters[3], parameters[4]
    conviction = (MIDDLE - private) * 2
    candour = (expressive * conviction // ONE) * (FULL - reluctance) // FULL
    applause = reputation * (critics - approvers) // ONE
    critical = candour + applause - punishment * fear // ONE
    approving = protection * fear // ONE - candour - applause
    if now == CRITICAL:
        critical += habit
    if now == APPROVING:
        approving += habit
    if critical > 0 and critical >= approving:
        return CRITICAL
    return APPROVING if approving > 0 else SILENT


VOICES = Rules(
    "rule of voice",
    "voice.speaking",
    ("private", "reluctance", "critics", "approvers", "fear", "now"),
    SILENT,
    APPROVING,
    list(MINDS),
    {
        "thresholds": Rule(
            _thresholds,
            {"fear_raises": 0.5, "feigning": 0.6, "habit": 0.1},
            "Thresholds: people say what they think if the share of those around them who say so reaches "
            "their own threshold, which fear raises and habit lowers; if enough say the opposite, they feign "
            "it.",
        ),
        "private_cost": Rule(
            _private_cost,
            {"expressive": 1.0, "reputation": 1.0, "punishment": 1.0, "protection": 0.2, "habit": 0.1},
            "Private cost: people weigh what it is worth to say what they think against standing alone and "
            "being punished, feign the opposite where that pays, and keep to their habits.",
        ),
    },
)
"""All rules of voice."""
register = VOICES.register


def prepare_rule(speaking: Speaking) -> Prepared:
    """Return a scenario's rule of voice with its parameters in 65536ths."""
    return VOICES.prepare(speaking.rule, speaking.parameters)
