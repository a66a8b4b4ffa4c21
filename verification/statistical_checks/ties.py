"""How ties end and form: who drops whom, who loses touch, what companies hear of it and when."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.world import Today, World
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, evenly, normal, sum_of_chances
from statistical_checks.laboratory import Laboratory, Life, rates
from statistical_checks.network import FRIENDS_BIT

CITIZENS, LOSE, DROP, KNOWS, NEVER = 262_144, 0.2, 0.4, 0.6, 0.3
CIRCLES = (
    "network.layers.friends.circles=1",
    "network.layers.friends.circle_size=16",
    "network.layers.friends.within=16",
)


def _rewiring(lose: float, drop: float, seek: float) -> str:
    return (
        f"rewiring={{layers=['friends'], forms='friends', knows={KNOWS}, lose_touch={lose}, "
        f"drop={{per_week={drop}, bands_below=1}}, seek={{per_week={seek}, bands_tolerated=0}}, "
        f"filed={{formed_after_days=[1, 20], ended_after_days=[3, 40], never_ended={NEVER}}}, "
        "assumed='a check'}"
    )


def losing(laboratory: Laboratory) -> Life:
    """Return a city where people lose touch, and take up friends of friends."""
    settings = [*CIRCLES, _rewiring(LOSE, 0, 0.5)]
    return laboratory.live(*settings, citizens=CITIZENS, days=22, rows=("tie_changes",))


def dropping(laboratory: Laboratory) -> tuple[Life, NDArray[np.uint8]]:
    """Return a city where people drop whom they know to have fallen, and the categories that they went by."""
    category = []

    def watch(world: World, today: Today) -> None:
        if today.day == 6:
            category.append(world.file.category.copy())

    settings = [
        *CIRCLES,
        *rates(red_light=(36.5, 36.5)),
        "organisations.traffic_police.sees={red_light=1}",
        "organisations.traffic_police.delay_days=[1, 1]",
        "rulebook.rules.red_light={points=-20, assumed='a check'}",
        _rewiring(0, DROP, 0),
    ]
    life = laboratory.live(*settings, citizens=CITIZENS, days=8, rows=("tie_changes",), watch=watch)
    return life, category[0]


def _ends(life: Life) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the ties that may end at the start, from either end, in order."""
    ties = life.city.ties
    citizen = np.repeat(np.arange(life.citizens), np.diff(ties.start))
    may_end = (ties.layers & FRIENDS_BIT > 0) & (ties.layers & 1 == 0)
    return citizen[may_end], ties.contact[may_end].astype(np.int64)


def _first_week(life: Life, why: int) -> NDArray[Any]:
    rows = life.tie_changes
    return rows[(rows["day"] == 7) & (rows["formed"] == 0) & (rows["why"] == why)]


@check("who loses touch in a week")
def loses_touch(laboratory: Laboratory) -> Held:
    """Citizens with a friend, each with the probability of losing one, less ties that both lose at once.

    Those are counted once: a tie between people of d and e friends is chosen from both ends with p² / (d e).
    """
    life = laboratory.get(losing)
    citizen, contact = _ends(life)
    degree = np.bincount(citizen, minlength=life.citizens).astype(float)
    both = LOSE**2 / (degree[citizen] * degree[contact]) / 2
    number = int((degree > 0).sum())
    variance = number * LOSE * (1 - LOSE) + both.sum()
    return normal(
        len(_first_week(life, tables.LOST_TOUCH)),
        number * LOSE - float(both.sum()),
        float(np.sqrt(variance)),
    )


@check("with which friend one loses touch")
def with_whom(laboratory: Laboratory) -> Held:
    """Rank of the friend lost, (j - ½) / d - ½ over d friends: mean 0, variance (1 - 1/d²) / 12."""
    life = laboratory.get(losing)
    citizen, contact = _ends(life)
    key = citizen.astype(np.int64) * life.citizens + contact
    rows = _first_week(life, tables.LOST_TOUCH)
    who = rows["citizen"].astype(np.int64)
    first = np.searchsorted(key, who * life.citizens)
    rank = np.searchsorted(key, who * life.citizens + rows["contact"]) - first
    degree = np.bincount(citizen, minlength=life.citizens)[who].astype(float)
    value = float(((rank + 0.5) / degree - 0.5).sum())
    return normal(value, 0.0, float(np.sqrt(((1 - 1 / degree**2) / 12).sum())))


@check("who drops a friend who fell")
def drops(laboratory: Laboratory) -> Held:
    """Drops ~ sum of per_week × (1 - (1 - knows)^n) over citizens with n friends in a worse category."""
    life, category = laboratory.get(dropping)
    citizen, contact = _ends(life)
    lower = np.bincount(citizen[category[contact] > category[citizen]], minlength=life.citizens)
    chances = DROP * (1 - (1 - KNOWS) ** lower)
    return sum_of_chances(len(_first_week(life, tables.FELL_TOO_LOW)), chances[lower > 0])


def _known_ends(laboratory: Laboratory) -> NDArray[Any]:
    rows = laboratory.get(losing).tie_changes
    return rows[(rows["formed"] == 0) & (rows["filed_by"] > 0) & (rows["since"] == 0)]


@check("ends of ties that no company notices")
def never(laboratory: Laboratory) -> Held:
    """Ends never filed ~ Binomial(ends of ties on file, never_ended)."""
    rows = _known_ends(laboratory)
    return binomial(int((rows["on_file"] < 0).sum()), len(rows), NEVER)


@check("when the end of a tie is on file")
def ended(laboratory: Laboratory) -> Held:
    """Days until it is filed are even from 3 to 40."""
    rows = _known_ends(laboratory)
    rows = rows[rows["on_file"] >= 0]
    return evenly(rows["on_file"] - rows["day"], 3, 38)


@check("when a new tie is on file")
def formed(laboratory: Laboratory) -> Held:
    """Days until it is filed are even from 1 to 20."""
    rows = laboratory.get(losing).tie_changes
    rows = rows[(rows["formed"] == 1) & (rows["filed_by"] > 0)]
    return evenly(rows["on_file"] - rows["day"], 1, 20)


@check("new ties that a company files")
def filed(laboratory: Laboratory) -> Held:
    """New ties on file ~ Binomial(pairs that form a tie for the first time, share that the company sees)."""
    life = laboratory.get(losing)
    rows = life.tie_changes[life.tie_changes["formed"] == 1]
    one = np.minimum(rows["citizen"], rows["contact"]).astype(np.int64)
    pair = one * life.citizens + np.maximum(rows["citizen"], rows["contact"])
    citizen, contact = _ends(life)
    new = ~np.isin(
        pair, np.minimum(citizen, contact).astype(np.int64) * life.citizens + np.maximum(citizen, contact)
    )
    _, first = np.unique(pair[new], return_index=True)
    return binomial(int((rows["filed_by"][new][first] > 0).sum()), len(first), 0.7)
