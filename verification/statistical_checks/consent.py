"""Who consents and changes their mind; who is drawn by lot."""

from __future__ import annotations

import numpy as np

from statistical_checks.check import check
from statistical_checks.held import Held, binomial
from statistical_checks.laboratory import Laboratory, Life

CITIZENS, DAYS = 262_144, 20
SHARE, JOINING, WITHDRAWING = 0.4, 7.3, 3.65
LOT, LOT_DAY, LOT_SHARE = 7, 3, 0.2


def consenting(laboratory: Laboratory) -> Life:
    """Return a city where scoring needs consent, and people change their minds."""
    return laboratory.live(
        f"scoring.consent={{share={SHARE}, depends={{sex={{male=1.5}}}}, joining_per_year={JOINING}, "
        f"withdrawing_per_year={WITHDRAWING}, assumed='a check'}}",
        citizens=CITIZENS,
        days=DAYS,
    )


def asked_once(laboratory: Laboratory) -> Life:
    """Return a city where everybody is asked once and stays with it."""
    return laboratory.live(
        f"scoring.consent={{share={SHARE}, depends={{sex={{male=1.5}}}}, assumed='a check'}}",
        citizens=CITIZENS,
        days=1,
    )


def drawn(laboratory: Laboratory) -> Life:
    """Return a city in which lots put some into the worst category."""
    lot = "label='drawn by lot', domain='traffic', context='streets', lawful=true, gravity=0"
    settings = [
        f"conduct.drawn={{code={LOT}, {lot}, per_year=0, bound_per_year=0, assumed='a check'}}",
        "organisations.experiment={code=51, label='The experiment', kind='other', assumed='a check'}",
        "catalogue.blocks.experiment={drawn={first=51001, count=1}}",
        "rulebook.rules.drawn={points=0, override={category='D', days=9}, assumed='a check'}",
        f"experiment={{day={LOT_DAY}, share={LOT_SHARE}, by='experiment', conduct='drawn', "
        "assumed='a check'}",
    ]
    return laboratory.live(*settings, citizens=CITIZENS, days=LOT_DAY + 1, rows=("assigned", "entries"))


@check("who consents when asked: {}", each=(("women", 0, 1.0), ("men", 1, 1.5)))
def share(laboratory: Laboratory, who: tuple[str, int, float]) -> Held:
    """Consenting ~ Binomial(citizens of that sex, share × factor)."""
    life = laboratory.get(asked_once)
    some = life.city.population.row("sex") == who[1]
    return binomial(int(life.world.consents.given[some].sum()), int(some.sum()), SHARE * who[2])


@check("who consents after days of changing minds: {}", each=(("women", 0, 1.0), ("men", 1, 1.5)))
def later(laboratory: Laboratory, who: tuple[str, int, float]) -> Held:
    """Two-state chain: s + (share - s)(1 - a - b)^days, a joining, b withdrawing a day, s = a / (a + b)."""
    life = laboratory.get(consenting)
    some = life.city.population.row("sex") == who[1]
    joins, withdraws = JOINING / 365, WITHDRAWING / 365
    stays = joins / (joins + withdraws)
    chance = stays + (SHARE * who[2] - stays) * (1 - joins - withdraws) ** DAYS
    return binomial(int(life.world.consents.given[some].sum()), int(some.sum()), chance)


@check("who is {} by lot", each=(("assigned", 1), ("a control", 0)))
def by_lot(laboratory: Laboratory, who: tuple[str, int]) -> Held:
    """Assigned, and controls ~ Binomial(citizens not yet in the category, share)."""
    life = laboratory.get(drawn)
    rows = life.assigned[life.assigned["treated"] == who[1]]
    return binomial(len(rows), life.citizens, LOT_SHARE)


@check("lots do not go by where one lives or who one is")
def blind(laboratory: Laboratory) -> Held:
    """Women among those assigned ~ Binomial(assigned and controls who are women, ½ of them assigned)."""
    life = laboratory.get(drawn)
    women = life.assigned[life.city.population.row("sex")[life.assigned["citizen"]] == 0]
    return binomial(int(np.sum(women["treated"])), len(women), 0.5)
