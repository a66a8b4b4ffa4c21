"""Who moves to another town, and to which; who asks elsewhere."""

from __future__ import annotations

import numpy as np

from statistical_checks.check import check
from statistical_checks.held import Held, binomial
from statistical_checks.laboratory import Laboratory, Life

CITIZENS, DAYS, MOVES, ELSEWHERE = 262_144, 40, 7.3, 0.3
NAMES = ("alpha", "beta", "gamma")
WEIGHTS = np.array([0.5, 0.3 * 2, 0.2])
"""Share of citizens times attraction."""


def lived(laboratory: Laboratory) -> Life:
    """Return three towns between which people move, and where some ask elsewhere."""
    settings = [
        "towns={alpha={code=1, label='Alpha', share=0.5, assumed='a check'}, "
        "beta={code=2, label='Beta', share=0.3, attraction=2, assumed='a check'}, "
        "gamma={code=3, label='Gamma', share=0.2, assumed='a check'}}",
        f"relocation={{per_year={MOVES}, bound_per_year=14.6, rule='origin', appeals_heard_by='origin', "
        "assumed='a check'}",
        "services.doctor={code=2, label='a doctor', context='health', per_year=36.5, bound_per_year=36.5, "
        f"ordinary_refusal=0, price=200, asked_elsewhere={ELSEWHERE}, assumed='a check'}}",
    ]
    rows = ("relocations", "requests")
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=rows)


@check("who moves")
def moves(laboratory: Laboratory) -> Held:
    """Moves ~ Binomial(citizens × days but the last, per_year / 365)."""
    life = laboratory.get(lived)
    return binomial(len(life.relocations), life.citizens * (DAYS - 1), MOVES / 365)


@check("where those who leave {} move to", each=NAMES)
def destination(laboratory: Laboratory, town: str) -> Held:
    """Moves to the first of the other towns ~ Binomial(moves from here, its weight among both)."""
    rows, here = laboratory.get(lived).relocations, NAMES.index(town)
    first, second = (place for place in range(3) if place != here)
    some = rows[rows["before"] == here]
    chance = WEIGHTS[first] / (WEIGHTS[first] + WEIGHTS[second])
    return binomial(int((some["after"] == first).sum()), len(some), float(chance))


@check("who asks in another town")
def elsewhere(laboratory: Laboratory) -> Held:
    """Requests made elsewhere ~ Binomial(requests, asked_elsewhere)."""
    requests = laboratory.get(lived).requests
    some = requests[requests["service"] == 2]
    return binomial(int(some["elsewhere"].sum()), len(some), ELSEWHERE)
