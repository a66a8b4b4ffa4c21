"""How circumstances begin and end: by chance, after a refusal or a grant, in step with each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, cells, exactly
from statistical_checks.laboratory import Laboratory, Life

CITIZENS, DAYS, EVERY = 131_072, 84, 7
LOOKS = DAYS // EVERY
ILL, OLD, POOR, DEBT, HOPE, HOME = 1, 2, 3, 4, 5, 6


def _kind(code: int, label: str, **parts: Any) -> str:
    given = ", ".join(f"{key}={value}" for key, value in parts.items())
    return (
        f"{label}={{code={code}, label='{label}', words={{begins='begins it', ends='ends it'}}, "
        f"{given}, assumed='a check'}}"
    )


def lived(laboratory: Laboratory) -> Life:
    """Return a city with circumstances that begin, end, do both, raise each other, and answer to answers."""
    kinds = [
        _kind(ILL, "ill", at_start=0.2, begins_per_year=3),
        _kind(OLD, "old", at_start=0.5, ends_per_year=4, ends_depends="{sex={male=2}}"),
        _kind(POOR, "poor", at_start=0.3, begins_per_year=2, ends_per_year=5, raises="{debt=3}"),
        _kind(DEBT, "debt", at_start=0.1, begins_per_year=1.5, ends_per_year=3),
        _kind(HOPE, "hope", lasts_days=20, begins_when_refused="{doctor=0.4}"),
        _kind(HOME, "home", at_start=0.5, ends_when_granted="{loan=0.7}"),
    ]
    settings = [
        "services.doctor={code=2, label='a doctor', context='health', per_year=36.5, bound_per_year=36.5, "
        "ordinary_refusal=0.5, price=200, assumed='a check'}",
        "services.loan={code=1, label='a loan', context='credit', per_year=18.25, bound_per_year=18.25, "
        "ordinary_refusal=0, amount=20000, interest_percent=6, assumed='a check'}",
        f"circumstances={{every_days={EVERY}, assumed='a check', kinds={{{', '.join(kinds)}}}}}",
    ]
    rows = ("circumstance_moves", "decisions")
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=rows)


def _at_start(life: Life, code: int) -> NDArray[np.bool_]:
    moves = life.circumstance_moves
    some = moves[(moves["circumstance"] == code) & (moves["cause"] == tables.AT_START)]
    inside = np.zeros(life.citizens, np.bool_)
    inside[some["citizen"]] = True
    return inside


def _at_end(life: Life, code: int) -> NDArray[np.bool_]:
    place = life.world.circumstances.codes.index(code)
    return (life.world.circumstances.bits >> np.uint16(place) & np.uint16(1)).astype(np.bool_)


@check(
    "who is in it on the first morning: {}", each=(("ill", ILL, 0.2), ("old", OLD, 0.5), ("poor", POOR, 0.3))
)
def at_start(laboratory: Laboratory, kind: tuple[str, int, float]) -> Held:
    """Citizens in it ~ Binomial(citizens, at_start)."""
    inside = _at_start(laboratory.get(lived), kind[1])
    return binomial(int(inside.sum()), len(inside), kind[2])


@check("what begins by chance")
def begins(laboratory: Laboratory) -> Held:
    """Of those not in it, those in it after k looks ~ Binomial(those, 1 - (1 - p)^k), p = rate × 7 / 365."""
    life = laboratory.get(lived)
    outside = ~_at_start(life, ILL)
    chance = 1 - (1 - 3 * EVERY / 365) ** LOOKS
    return binomial(int(_at_end(life, ILL)[outside].sum()), int(outside.sum()), chance)


@check("what ends by chance: {}", each=(("women", 0, 1), ("men, twice as soon", 1, 2)))
def ends(laboratory: Laboratory, who: tuple[str, int, int]) -> Held:
    """Of those in it, those still in it after k looks ~ Binomial(those, (1 - q)^k), q = rate × 7 / 365."""
    life = laboratory.get(lived)
    inside = _at_start(life, OLD) & (life.city.population.row("sex") == who[1])
    chance = (1 - who[2] * 4 * EVERY / 365) ** LOOKS
    return binomial(int(_at_end(life, OLD)[inside].sum()), int(inside.sum()), chance)


@check("when it begins: the week")
def week(laboratory: Laboratory) -> Held:
    """Week of the first beginning ~ geometric, (1 - p)^(w - 1) p, and never within the run."""
    life = laboratory.get(lived)
    outside = ~_at_start(life, ILL)
    moves = life.circumstance_moves
    some = moves[(moves["circumstance"] == ILL) & (moves["cause"] == tables.BY_CHANCE)]
    weeks = np.bincount(some["day"] // EVERY, minlength=LOOKS)
    chance, left = 3 * EVERY / 365, int(outside.sum())
    law = chance * (1 - chance) ** np.arange(LOOKS) * left
    return cells([*weeks, left - weeks.sum()], [*law, left - law.sum()])


@check("two circumstances of which one raises the other, after twelve looks")
def together(laboratory: Laboratory) -> Held:
    """(poor, in debt) at the end ~ the Markov chain of both: start × T^k, four states.

    A look moves each by itself, from what was the case before: debt begins three times as readily for the
    poor. The factor and the rates are those of the scenario.
    """
    life = laboratory.get(lived)
    step = EVERY / 365
    change = np.empty((4, 4))
    for poor in (0, 1):
        for debt in (0, 1):
            p = 5 * step if poor else 2 * step
            d = 3 * step if debt else 1.5 * step * (3 if poor else 1)
            for new_poor in (0, 1):
                for new_debt in (0, 1):
                    chance = (p if new_poor != poor else 1 - p) * (d if new_debt != debt else 1 - d)
                    change[2 * poor + debt, 2 * new_poor + new_debt] = chance
    start = np.outer([0.7, 0.3], [0.9, 0.1]).ravel()
    law = start @ np.linalg.matrix_power(change, LOOKS)
    place = 2 * _at_end(life, POOR) + _at_end(life, DEBT)
    return cells(np.bincount(place, minlength=4), law * life.citizens)


@check("circumstances of next-door citizens are independent")
def next_door(laboratory: Laboratory) -> Held:
    """Both of citizens 2i and 2i + 1 fell ill, of those not ill before ~ Binomial(pairs, P²)."""
    life = laboratory.get(lived)
    outside = ~_at_start(life, ILL)
    pairs = outside[::2] & outside[1::2]
    both = _at_end(life, ILL)[::2] & _at_end(life, ILL)[1::2] & pairs
    return binomial(int(both.sum()), int(pairs.sum()), (1 - (1 - 3 * EVERY / 365) ** LOOKS) ** 2)


@check("what a refusal makes begin")
def by_refusal(laboratory: Laboratory) -> Held:
    """Of first refusals, those after which it begins ~ Binomial(citizens refused, begins_when_refused)."""
    life = laboratory.get(lived)
    answers = life.decisions[life.decisions["service"] == 2]
    refused = answers[(answers["outcome"] == tables.REFUSED) & (answers["day"] < DAYS - 1)]
    _, first = np.unique(refused["citizen"], return_index=True)
    return binomial(*_follows(life, refused[first], HOPE, tables.BY_REFUSAL), 0.4)


@check("what a grant ends")
def by_grant(laboratory: Laboratory) -> Held:
    """Of first loans of those in it, those that end it ~ Binomial(those, ends_when_granted)."""
    life = laboratory.get(lived)
    loans = life.decisions[life.decisions["service"] == 1]
    granted = loans[(loans["outcome"] != tables.REFUSED) & (loans["day"] < DAYS - 1)]
    _, first = np.unique(granted["citizen"], return_index=True)
    some = granted[first]
    some = some[_at_start(life, HOME)[some["citizen"]]]
    return binomial(*_follows(life, some, HOME, tables.BY_GRANT), 0.7)


def _follows(life: Life, answers: NDArray[Any], code: int, cause: int) -> tuple[int, int]:
    """Return after how many of the answers something came of them the day after, and of how many."""
    moves = life.circumstance_moves
    some = moves[(moves["circumstance"] == code) & (moves["cause"] == cause)]
    when = some["citizen"].astype(np.int64) * DAYS + some["day"]
    wanted = answers["citizen"].astype(np.int64) * DAYS + answers["day"] + 1
    return int(np.isin(wanted, when).sum()), len(answers)


@check("what lasts a fixed time lasts it")
def fixed_time(laboratory: Laboratory) -> Held:
    """Every end by time comes 20 days after a beginning by refusal: nothing is left to chance."""
    moves = laboratory.get(lived).circumstance_moves
    some = moves[(moves["circumstance"] == HOPE) & (moves["day"] < DAYS)]
    begun = some[(some["begun"] > 0) & (some["day"] + 20 < DAYS)]
    ended = some[some["begun"] == 0]

    def keys(rows: NDArray[Any], later: int) -> NDArray[np.int64]:
        return np.sort(rows["citizen"].astype(np.int64) * 1000 + rows["day"] + later)

    return exactly(keys(ended, 0), keys(begun, 20))
