"""How filings are garbled: every kind of error at its rate, independently of the others."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.society.error import DUPLICATE, INVENTED, MISTAKEN, ORIGINAL, STALE
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, cells, evenly
from statistical_checks.laboratory import CODES, Laboratory, Life, copy_of, rates

CITIZENS, DAYS, LAST = 131_072, 92, 30
WATER = 21
CONDUCTS = ("red_light", "unpaid_bill", "bill_on_time")
CHANCES = {"late": 0.2, "duplicated": 0.15, "wrong_person": 0.2, "wrong_parameter": 0.15, "stale": 0.1}
MISSED, NAMESAKE = 0.1, 0.6
INVENTED_A_YEAR = 7.3


def lived(laboratory: Laboratory) -> Life:
    """Return a city whose water works see all of three deeds and err in every way."""
    often = (36.5, 36.5)
    chances = ", ".join(f"{name}={chance}" for name, chance in CHANCES.items())
    settings = [
        *rates(red_light=often, unpaid_bill=often, bill_on_time=often),
        "catalogue.blocks.water_works={red_light={first=22001, count=1}, "
        "unpaid_bill={first=22002, count=1}, bill_on_time={first=22003, count=1}}",
        "organisations.water_works.sees={red_light=1, unpaid_bill=1, bill_on_time=1}",
        "organisations.water_works.delay_days=[1, 10]",
        f"organisations.water_works.errors={{missed={MISSED}, {chances}, namesake={NAMESAKE}, "
        f"late_days=[3, 9], stale_days=[20, 39], invented_per_year={INVENTED_A_YEAR}, "
        "invented_bound_per_year=14.6, assumed='a check'}",
        "population.names={number=2000, assumed='a check'}",
    ]
    rows = ("entries", "shadow_entries")
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=rows)


class Filings(NamedTuple):
    """Of every true filing of the first days: what became of it. Arrays, in the order of their ids.

    present : whether it arrived; later : days beyond its own; citizen : whom it names; actor : who did it;
    origin, conduct : what was done, and what it says; twice, stale : whether a copy arrived; stale_after.
    """

    present: NDArray[Any]
    later: NDArray[Any]
    citizen: NDArray[Any]
    actor: NDArray[Any]
    origin: NDArray[Any]
    conduct: NDArray[Any]
    twice: NDArray[Any]
    stale: NDArray[Any]
    stale_after: NDArray[Any]


def filings(laboratory: Laboratory) -> Filings:
    """Put together what was true and what arrived of it."""
    life = laboratory.get(lived)
    true, filed = (_of_water_works(rows) for rows in (life.shadow_entries, life.entries))
    true = true[np.argsort(true["entry_hi"])]
    copy = copy_of(filed)
    original, twice, stale = (
        _found(true, filed[np.isin(copy, kinds)]) for kinds in ((ORIGINAL, MISTAKEN), (DUPLICATE,), (STALE,))
    )
    there = original >= 0
    arrived = filed[np.isin(copy, (ORIGINAL, MISTAKEN))]
    old = filed[copy == STALE]
    return Filings(
        there,
        np.where(there, arrived["day"][original] - true["day"], 0),
        arrived["citizen"][original].astype(np.int64),
        (true["entry_hi"] >> np.uint64(32)).astype(np.int64),
        true["conduct"],
        arrived["conduct"][original],
        twice >= 0,
        stale >= 0,
        np.where(stale >= 0, old["day"][stale] - arrived["day"][original], 0),
    )


def _of_water_works(rows: NDArray[Any]) -> NDArray[Any]:
    some = (rows["organisation"] == WATER) & (rows["kind"] == tables.CONDUCT)
    return rows[some & (rows["conduct_day"] < LAST)]


def _found(true: NDArray[Any], filed: NDArray[Any]) -> NDArray[np.int64]:
    """Return, for every true filing, the place among `filed` of the one with its id, or -1."""
    order = np.argsort(filed["entry_hi"])
    ids = filed["entry_hi"][order]
    place = np.minimum(np.searchsorted(ids, true["entry_hi"]), len(ids) - 1)
    return np.where(ids[place] == true["entry_hi"], order[place], -1)


def _mistakable(laboratory: Laboratory, some: Filings) -> NDArray[np.bool_]:
    """Return whose deeds may land on a namesake and on a neighbour, who differ."""
    confusions = laboratory.get(lived).world.confusions
    by_name, next_door = confusions.namesake[some.actor], confusions.next_door[some.actor]
    return (by_name != some.actor) & (next_door != some.actor) & (by_name != next_door)


def _is(laboratory: Laboratory, some: Filings) -> dict[str, NDArray[np.bool_]]:
    return {
        "late": some.later > 0,
        "duplicated": some.twice,
        "wrong_person": some.citizen != some.actor,
        "wrong_parameter": some.conduct != some.origin,
        "stale": some.stale,
    }


@check("filings that are missed")
def missed(laboratory: Laboratory) -> Held:
    """True filings that never arrive ~ Binomial(true filings, missed)."""
    some = laboratory.get(filings)
    return binomial(int((~some.present).sum()), len(some.present), MISSED)


@check("filings that are {}", each=CHANCES)
def rate(laboratory: Laboratory, name: str) -> Held:
    """Filings with this error ~ Binomial(filings that arrive about those who can be mistaken, its rate)."""
    some = laboratory.get(filings)
    of = some.present & _mistakable(laboratory, some)
    return binomial(int(_is(laboratory, some)[name][of].sum()), int(of.sum()), CHANCES[name])


@check("errors of one filing are independent of each other")
def joint(laboratory: Laboratory) -> Held:
    """Sets of errors of a filing ~ independent coins, 32 sets."""
    some = laboratory.get(filings)
    of = some.present & _mistakable(laboratory, some)
    place, law = np.zeros(int(of.sum()), np.int64), np.ones(1)
    for bit, (name, there) in enumerate(_is(laboratory, some).items()):
        place |= there[of].astype(np.int64) << bit
        law = np.concatenate([law * (1 - CHANCES[name]), law * CHANCES[name]])
    return cells(np.bincount(place, minlength=32), law * len(place))


@check("how much later the late ones are")
def late_days(laboratory: Laboratory) -> Held:
    """Additional days are even from 3 to 9."""
    later = laboratory.get(filings).later
    return evenly(later[later > 0], 3, 7)


@check("how old the stale ones are")
def stale_days(laboratory: Laboratory) -> Held:
    """Days from a filing to its stale copy are even from 20 to 39."""
    some = laboratory.get(filings)
    return evenly(some.stale_after[some.stale & some.present], 20, 20)


@check("namesakes among the wrong persons")
def namesakes(laboratory: Laboratory) -> Held:
    """Of filings on the wrong person, those on a namesake ~ Binomial(those, namesake)."""
    some = laboratory.get(filings)
    wrong = some.present & _mistakable(laboratory, some) & (some.citizen != some.actor)
    by_name = laboratory.get(lived).world.confusions.namesake[some.actor] == some.citizen
    return binomial(int(by_name[wrong].sum()), int(wrong.sum()), NAMESAKE)


@check("for which other deed {} is mistaken", each=CONDUCTS)
def other_deed(laboratory: Laboratory, name: str) -> Held:
    """Of deeds mistaken for one of two others, those for the one of the lower code ~ Binomial(n, ½)."""
    some = laboratory.get(filings)
    mistaken = some.present & (some.origin == CODES[name]) & (some.conduct != some.origin)
    others = sorted(CODES[one] for one in CONDUCTS if one != name)
    return binomial(int((some.conduct[mistaken] == others[0]).sum()), int(mistaken.sum()), 0.5)


def _invented(laboratory: Laboratory) -> NDArray[Any]:
    some = _of_water_works(laboratory.get(lived).entries)
    return some[copy_of(some) == INVENTED]


@check("filings that are invented")
def invented(laboratory: Laboratory) -> Held:
    """Invented filings ~ Binomial(citizens × days, invented_per_year / 365)."""
    number = len(_invented(laboratory))
    return binomial(number, laboratory.get(lived).citizens * LAST, INVENTED_A_YEAR / 365)


@check("of which deed something is invented")
def invented_deed(laboratory: Laboratory) -> Held:
    """Deeds of invented filings are even over the three that the organisation watches."""
    return evenly(_invented(laboratory)["conduct"].astype(np.int64), 1, 3)


@check("how long an invented filing takes")
def invented_delay(laboratory: Laboratory) -> Held:
    """Days from the invented deed to its entry are even over the delays, 1 to 10."""
    some = _invented(laboratory)
    return evenly(some["day"] - some["conduct_day"], 1, 10)
