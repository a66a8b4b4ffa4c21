"""The rules that ship by which people learn how certain it is to be seen.

A rule is asked once a week, for each citizen and kind of conduct. It gets the belief (0 … 65535), the acts,
the entries one was told of and those one heard of in that week (0 … 255 each), and its parameters in
65536ths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from reference.shares import FULL, ONE, cut_off

Numbers = dict[str, int]


def bayes(belief: int, did: int, told: int, heard: int, given: Numbers) -> int:
    """Rule: belief is the share of acts that came on file, one's own and, with less weight, those of
    contacts, with a prior worth `memory` acts. Then it fades towards `prior`.

    b' = (b m + t + w h) / (m + max(d, t) + w h), and b'' = b' + fading (prior - b').
    """
    of_contacts = heard * given["weight_of_contacts"]
    on_file = told * ONE + of_contacts
    all_acts = max(did, told) * ONE + of_contacts
    memory = given["memory"]
    learnt = (belief * memory + FULL * on_file) // max(memory + all_acts, 1)
    return learnt + (min(given["prior"], FULL) - learnt) * min(given["fading"], ONE) // ONE


def habit(belief: int, did: int, told: int, heard: int, given: Numbers) -> int:
    """Rule: belief jumps when something comes on file, further if it is one's own, and slides back a little
    in every quiet week."""
    if told:
        return belief + (FULL - belief) * given["step"] // ONE
    if heard:
        return belief + (FULL - belief) * given["step_of_contacts"] // ONE
    return belief - belief * given["slide"] // ONE


USUAL: dict[Callable[..., int], dict[str, str]] = {
    bayes: {"memory": "10", "weight_of_contacts": "0.1", "fading": "0.02", "prior": "0.2"},
    habit: {"step": "0.25", "step_of_contacts": "0.02", "slide": "0.01"},
}
RULES = {rule.__name__: rule for rule in USUAL}


def parameters(usual: Mapping[str, str], given: Mapping[str, Decimal]) -> Numbers:
    """Return the parameters of a rule in 65536ths, cut off: those that a scenario gives, else the usual
    ones."""
    return {name: cut_off(given.get(name, Decimal(value))) for name, value in usual.items()}
