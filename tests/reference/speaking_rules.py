"""The rules that ship by which people decide what they say aloud.

A rule is asked once a week, for each citizen. It gets what one thinks (0 critical … 65535 approving), how
hard it is for one to speak, the shares of those around one who speak critically and who approve aloud,
one's fear (0 … 65535 each), what one says at present, and its parameters in 65536ths. It returns what one
says from now on.
"""

from __future__ import annotations

from collections.abc import Callable

from reference.learning_rules import Numbers
from reference.shares import FULL, ONE

SILENT, CRITICAL, APPROVING = 0, 1, 2
MIDDLE = 128 * 257
"""Below this opinion one disapproves: 128 on the scale to 255 that a scenario has."""


def thresholds(
    private: int, reluctance: int, critics: int, approvers: int, fear: int, now: int, given: Numbers
) -> int:
    """Rule: say what you think if the share of those who say so reaches your threshold. Fear raises that of
    whoever disapproves; habit lowers it. Else say the opposite if enough do, and otherwise nothing."""
    if private < MIDDLE:
        threshold = reluctance + fear * given["fear_raises"] // ONE
        candid, alike, opposite, others = CRITICAL, critics, APPROVING, approvers
    else:
        threshold = reluctance
        candid, alike, opposite, others = APPROVING, approvers, CRITICAL, critics
    if now == candid:
        threshold -= given["habit"]
    if alike >= threshold:
        return candid
    return opposite if others >= given["feigning"] else SILENT


def private_cost(
    private: int, reluctance: int, critics: int, approvers: int, fear: int, now: int, given: Numbers
) -> int:
    """Rule: weigh being untrue to oneself against standing alone and being punished; silence is worth
    nothing.

    Critical speech is worth expressive k (1 - r) + reputation (c - a) - punishment fear, praise is worth
    protection fear less the first two, and what one says at present is worth `habit` more. Conviction k is
    1 for the most critical opinion, 0 in the middle, and -1 for the most approving one.
    """
    conviction = (MIDDLE - private) * 2
    candour = (given["expressive"] * conviction // ONE) * (FULL - reluctance) // FULL
    applause = given["reputation"] * (critics - approvers) // ONE
    worth_of_criticism = candour + applause - given["punishment"] * fear // ONE
    worth_of_praise = given["protection"] * fear // ONE - candour - applause
    if now == CRITICAL:
        worth_of_criticism += given["habit"]
    if now == APPROVING:
        worth_of_praise += given["habit"]
    if worth_of_criticism > 0 and worth_of_criticism >= worth_of_praise:
        return CRITICAL
    return APPROVING if worth_of_praise > 0 else SILENT


USUAL: dict[Callable[..., int], dict[str, str]] = {
    thresholds: {"fear_raises": "0.5", "feigning": "0.6", "habit": "0.1"},
    private_cost: {
        "expressive": "1",
        "reputation": "1",
        "punishment": "1",
        "protection": "0.2",
        "habit": "0.1",
    },
}
RULES = {rule.__name__: rule for rule in USUAL}
