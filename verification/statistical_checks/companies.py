"""Whom a service knows by name, and what becomes of filings while an owner's services fail."""

from __future__ import annotations

import numpy as np

from statistical_checks.check import check
from statistical_checks.held import Held, binomial
from statistical_checks.laboratory import Laboratory, Life, rates

CITIZENS, DAYS = 262_144, 20
NETWORK, SHOP = 0.4, 0.25
LOST, DUPLICATED, WRONG = 0.2, 0.3, 0.25


def _settings(linked: bool, failure: str = "") -> list[str]:
    owner = f"code=1, label='An owner', linked={str(linked).lower()}, {failure} assumed='a check'"
    return [
        *rates(critical_post=(36.5, 36.5), volunteering=(36.5, 36.5)),
        "organisations.shop={code=51, label='The shop', kind='commercial', company=true, "
        "sees={volunteering=1}, delay_days=[1, 1], assumed='a check'}",
        "catalogue.blocks.shop={volunteering={first=51001, count=3}}",
        "organisations.network_company.sees={critical_post=1}",
        "organisations.network_company.delay_days=[1, 1]",
        f"organisations.network_company.accounts={{share={NETWORK}, assumed='a check'}}",
        f"organisations.shop.accounts={{share={SHOP}, assumed='a check'}}",
        "organisations.network_company.owner='big'",
        "organisations.shop.owner='big'",
        f"owners={{big={{{owner}}}}}",
    ]


def apart(laboratory: Laboratory) -> Life:
    """Return a city where a company's two services do not tell each other whom they know."""
    return laboratory.live(*_settings(False), citizens=CITIZENS, days=DAYS, rows=("acts", "entries"))


def linked(laboratory: Laboratory) -> Life:
    """Return the same city where they do."""
    return laboratory.live(*_settings(True), citizens=CITIZENS, days=1)


def failing(laboratory: Laboratory) -> np.ndarray:
    """Return what befell the filings of services that fail every day: filings, lost, filed twice, wrong."""
    failure = (
        f"failure={{per_year=365, days=1, lost={LOST}, duplicated={DUPLICATED}, wrong_person={WRONG}, "
        "assumed='a check'},"
    )
    names = "population.names={number=50, assumed='a check'}"
    counts = []
    laboratory.live(
        *_settings(False, failure),
        names,
        citizens=CITIZENS,
        days=DAYS,
        watch=lambda world, today: counts.extend(failed[1:] for failed in today.failed),
    )
    return np.sum(counts, axis=0)


@check("who has an account: {}", each=(("network company", 0, NETWORK), ("shop", 1, SHOP)))
def accounts(laboratory: Laboratory, service: tuple[str, int, float]) -> Held:
    """Known citizens ~ Binomial(citizens, share)."""
    bits = laboratory.get(apart).world.arrangements.known.bits
    return binomial(int((bits >> np.uint32(service[1]) & 1).sum()), len(bits), service[2])


@check("who is known to services that are linked")
def either(laboratory: Laboratory) -> Held:
    """Known to both ~ Binomial(citizens, 1 - (1 - share)(1 - share of the other))."""
    bits = laboratory.get(linked).world.arrangements.known.bits
    return binomial(int((bits == 3).sum()), len(bits), 1 - (1 - NETWORK) * (1 - SHOP))


@check("a service sees nobody whom it does not know, and all whom it does")
def sees(laboratory: Laboratory) -> Held:
    """Posts filed ~ Binomial(posts, share with an account), by the days whose filings are all due."""
    life = laboratory.get(apart)
    acts = life.acts[(life.acts["conduct"] == 5) & (life.acts["day"] < DAYS - 1)]
    some = (life.entries["organisation"] == 1) & (life.entries["kind"] == 1)
    # Posts of one person are filed all or not at all: so people are counted, by their first post.
    people = np.unique(acts["citizen"])
    filed = np.isin(people, life.entries["citizen"][some])
    return binomial(int(filed.sum()), len(people), NETWORK)


@check(
    "filings that are {} while services fail",
    each=(("lost", 1), ("filed twice", 2), ("on the wrong person", 3)),
)
def spoilt(laboratory: Laboratory, what: tuple[str, int]) -> Held:
    """Lost ~ Binomial(filings, lost); twice, on the wrong person ~ Binomial(filings left, shares)."""
    counts, place = laboratory.get(failing), what[1]
    of = counts[0] if place == 1 else counts[0] - counts[1]
    return binomial(int(counts[place]), int(of), (0.0, LOST, DUPLICATED, WRONG)[place])
