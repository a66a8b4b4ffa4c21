"""What people do and ask for: rates, independence of people, days, deeds and lives."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from statistical_checks.check import check
from statistical_checks.held import Held, binomial, cells, from_chi_square
from statistical_checks.laboratory import CODES, Laboratory, Life, rates

CITIZENS, DAYS = 262_144, 40
PER_YEAR = {
    "red_light": (36.5, 73),
    "unpaid_bill": (18.25, 18.25),
    "bill_on_time": (7.3, 109.5),
    "volunteering": (36.5, 182.5),
    "critical_post": (14.6, 20),
}
"""Rates and bounds: kept always, half, and rarely; the highest bound makes half of all days candidates."""
SERVICES = {"loan": (36.5, 36.5, 0.1), "doctor": (7.3, 29.2, 0.2)}
SERVICE_CODES = {"loan": 1, "doctor": 2}


def _settings() -> list[str]:
    settings = rates(**PER_YEAR)
    for name, (per_year, bound, refused) in SERVICES.items():
        settings += [
            f"services.{name}.per_year={per_year}",
            f"services.{name}.bound_per_year={bound}",
            f"services.{name}.depends={{}}",
            f"services.{name}.asked_by={{}}",
            f"services.{name}.terms={{}}",
            f"services.{name}.ordinary_refusal={refused}",
        ]
    return settings


def lived(laboratory: Laboratory) -> Life:
    """Return a city where everybody has the same rates."""
    rows = ("acts", "decisions", "requests")
    return laboratory.live(*_settings(), citizens=CITIZENS, days=DAYS, rows=rows)


def another(laboratory: Laboratory, number: int) -> Life:
    """Return another life of a part of that city, whose seed is the next one, or further on."""
    return laboratory.live(*_settings(), citizens=CITIZENS // 4, days=DAYS, rows=("acts",), life=number)


next_life, first_life = partial(another, number=1), partial(another, number=0)


def chance_of(name: str) -> float:
    """Return the probability of a conduct or request on a day."""
    return (PER_YEAR.get(name) or SERVICES[name])[0] / 365


def done(life: Life, name: str) -> NDArray[np.bool_]:
    """Return bool [days, citizens], who did something or asked for something on which day."""
    if name in CODES:
        rows = life.acts[life.acts["conduct"] == CODES[name]]
    else:
        rows = life.requests[life.requests["service"] == SERVICE_CODES[name]]
    there = np.zeros((life.days, life.citizens), np.bool_)
    there[rows["day"], rows["citizen"]] = True
    return there


def deeds(laboratory: Laboratory) -> dict[str, NDArray[np.bool_]]:
    """Return the same for all that people do and ask for."""
    life = laboratory.get(lived)
    return {name: done(life, name) for name in (*PER_YEAR, *SERVICES)}


@check("how often people do it: {}", each=PER_YEAR)
def rate(laboratory: Laboratory, name: str) -> Held:
    """Acts ~ Binomial(citizens × days, per_year / 365)."""
    life = laboratory.get(lived)
    number = int((life.acts["conduct"] == CODES[name]).sum())
    return binomial(number, life.citizens * life.days, chance_of(name))


@check("how often people ask for it: {}", each=SERVICES)
def asked(laboratory: Laboratory, name: str) -> Held:
    """Requests ~ Binomial(citizens × days, per_year / 365)."""
    life = laboratory.get(lived)
    number = int((life.requests["service"] == SERVICE_CODES[name]).sum())
    return binomial(number, life.citizens * life.days, chance_of(name))


@check("ordinary refusals: {}", each=SERVICES)
def refused(laboratory: Laboratory, name: str) -> Held:
    """Refusals ~ Binomial(requests, ordinary_refusal), where no category changes the terms."""
    life = laboratory.get(lived)
    answers = life.decisions[life.decisions["service"] == SERVICE_CODES[name]]
    return binomial(int((answers["outcome"] == 4).sum()), len(answers), SERVICES[name][2])


@check("what happens together on one day")
def together(laboratory: Laboratory) -> Held:
    """The set of things that a citizen does and asks for on a day ~ independent coins, 128 sets."""
    happened = laboratory.get(deeds)
    place = np.zeros(next(iter(happened.values())).shape, np.uint8)
    law = np.ones(1)
    for bit, (name, there) in enumerate(happened.items()):
        place |= there.astype(np.uint8) << np.uint8(bit)
        chance = chance_of(name)
        law = np.concatenate([law * (1 - chance), law * chance])
    return cells(np.bincount(place.ravel(), minlength=len(law)), law * place.size)


@check("the same deed {} days later", each=(1, 2, 7, 32))
def later(laboratory: Laboratory, lag: int) -> Held:
    """Given who volunteered, volunteering so many days later ~ Binomial(those, per_year / 365)."""
    there = laboratory.get(deeds)["volunteering"]
    return binomial(
        int((there[lag:] & there[:-lag]).sum()), int(there[:-lag].sum()), chance_of("volunteering")
    )


@check("the same deed by the citizen {} numbers on", each=(1, 2, 256, 1024, 4096))
def next_citizen(laboratory: Laboratory, step: int) -> Held:
    """Given who ran a red light, the same by another citizen that day ~ Binomial(those, per_year / 365)."""
    there = laboratory.get(deeds)["red_light"]
    return binomial(
        int((there[:, step:] & there[:, :-step]).sum()), int(there[:, :-step].sum()), chance_of("red_light")
    )


@check("one deed, and another the day after: {}", each=(("volunteering", "red_light"), ("loan", "doctor")))
def other_later(laboratory: Laboratory, pair: tuple[str, str]) -> Held:
    """Given who did the first, doing the second the day after ~ Binomial(those, its probability)."""
    happened = laboratory.get(deeds)
    first, second = happened[pair[0]], happened[pair[1]]
    return binomial(int((first[:-1] & second[1:]).sum()), int(first[:-1].sum()), chance_of(pair[1]))


@check("deeds of one person over all days: {}", each=PER_YEAR)
def of_one_person(laboratory: Laboratory, name: str) -> Held:
    """Acts of one citizen ~ Binomial(days, per_year / 365), over all citizens."""
    from scipy import stats

    there = laboratory.get(deeds)[name]
    law = stats.binom.pmf(np.arange(len(there) + 1), len(there), chance_of(name))
    return cells(np.bincount(there.sum(axis=0), minlength=len(law)), law * there.shape[1])


def _even(counts: NDArray[Any], each: int, chance: float) -> Held:
    """Hold counts that are each Binomial(each, chance), and independent, against that."""
    statistic = ((counts - each * chance) ** 2 / (each * chance * (1 - chance))).sum()
    return from_chi_square(float(statistic), len(counts), float(counts.sum()), each * chance)


@check("no day is unlike another")
def by_day(laboratory: Laboratory) -> Held:
    """Red lights of each day are independent Binomial(citizens, per_year / 365)."""
    there = laboratory.get(deeds)["red_light"]
    return _even(there.sum(axis=1), there.shape[1], chance_of("red_light"))


@check("no place in the engine's blocks of 1,024 citizens is unlike another")
def by_place(laboratory: Laboratory) -> Held:
    """Volunteering by citizen number modulo 1,024: independent Binomial(citizens × days / 1,024, chance)."""
    there = laboratory.get(deeds)["volunteering"]
    counts = there.sum(axis=0).reshape(-1, 1024).sum(axis=0)
    return _even(counts, there.size // 1024, chance_of("volunteering"))


@check("no part of the city is unlike another")
def by_part(laboratory: Laboratory) -> Held:
    """Volunteering by 128 equal ranges of citizens: independent Binomial(citizens × days / 128, chance)."""
    there = laboratory.get(deeds)["volunteering"]
    counts = there.sum(axis=0).reshape(128, -1).sum(axis=1)
    return _even(counts, there.size // 128, chance_of("volunteering"))


@check("lives of consecutive seeds are independent of each other: {}", each=("volunteering", "red_light"))
def lives(laboratory: Laboratory, name: str) -> Held:
    """Given who did it in one life, doing it that day in the next ~ Binomial(those, per_year / 365)."""
    one, other = (done(laboratory.get(life), name) for life in (first_life, next_life))
    return binomial(int((one & other).sum()), int(one.sum()), chance_of(name))


@check("two people on two days: the cross of both")
def cross(laboratory: Laboratory) -> Held:
    """Citizens i, i + 1 on days t, t + 1: parity of four coins is even with (1 + (1 - 2p)⁴) / 2."""
    there = laboratory.get(deeds)["volunteering"]
    odd = there[:-1:2, :-1:2] ^ there[1::2, :-1:2] ^ there[:-1:2, 1::2] ^ there[1::2, 1::2]
    chance = (1 - (1 - 2 * chance_of("volunteering")) ** 4) / 2
    return binomial(int(odd.sum()), odd.size, chance)
