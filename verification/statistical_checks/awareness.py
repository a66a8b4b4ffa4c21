"""Who knows of the system: at the start, by one's own entries, by those of contacts (a contagion)."""

from __future__ import annotations

import numpy as np

from statistical_checks.check import check
from statistical_checks.held import Held, binomial, normal, sum_of_chances
from statistical_checks.laboratory import Laboratory, Life, rates

CITIZENS, DAYS = 524_288, 7
AT_START, OWN, CONTACTS, TOLD, ILLEGITIMATE = 0.1, 0.3, 0.04, 0.5, 0.35


def lived(laboratory: Laboratory) -> Life:
    """Return a city where entries make people know of the system, within a single week."""
    response = (
        f"response={{told={TOLD}, awareness={{at_start={AT_START}, by_own_entry={OWN}, "
        f"by_contacts={CONTACTS}, assumed='a check'}}, "
        "learning={rule='habit', at_start=0, assumed='a check'}, "
        "leaning={certainty=0, severity=0, half_severity=1, points_per_money=0, reward=0, "
        "nothing_to_lose=0, licence=0, assumed='a check'}, "
        f"defiance={{illegitimate={ILLEGITIMATE}, against=0, weeks=1, assumed='a check'}}, "
        "assumed='a check'}"
    )
    settings = [
        *rates(red_light=(36.5, 73)),
        "organisations.traffic_police.delay_days=[1, 1]",
        "organisations.traffic_police.sees={red_light=1}",
        "network.neighbours.tie=0",
        response,
    ]
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=("entries",))


@check("who knows of the system on the first day")
def at_start(laboratory: Laboratory) -> Held:
    """Aware ~ Binomial(citizens, at_start)."""
    since = laboratory.get(lived).world.minds.state.aware_since
    return binomial(int((since == 0).sum()), len(since), AT_START)


@check("who feels the system to be illegitimate")
def illegitimate(laboratory: Laboratory) -> Held:
    """Such citizens ~ Binomial(citizens, illegitimate)."""
    found = laboratory.get(lived).world.minds.state.illegitimate
    return binomial(int(found.sum()), len(found), ILLEGITIMATE)


@check("who is told of an entry")
def told(laboratory: Laboratory) -> Held:
    """Entries told of ~ Binomial(entries of deeds until the day before last, told)."""
    life = laboratory.get(lived)
    entries = life.entries
    some = (entries["kind"] == 1) & (entries["day"] <= DAYS - 2)
    return binomial(int(life.world.minds.state.told.sum(dtype=np.int64)), int(some.sum()), TOLD)


@check("who comes to know of the system: by their own entries and those of contacts")
def contagion(laboratory: Laboratory) -> Held:
    """Newly aware ~ sum of 1 - (1 - own)^t (1 - contacts)^h: t entries told of, h heard of from contacts."""
    state = laboratory.get(lived).world.minds.state
    unaware = state.aware_since != 0
    own = state.told.sum(axis=0, dtype=np.int64)[unaware]
    heard = state.heard.sum(axis=0, dtype=np.int64)[unaware]
    chances = 1 - (1 - OWN) ** own * (1 - CONTACTS) ** heard
    return sum_of_chances(int((state.aware_since[unaware] > 0).sum()), chances)


@check("who comes to know of the system by contacts alone")
def by_contacts(laboratory: Laboratory) -> Held:
    """Newly aware of those told of nothing themselves ~ sum of 1 - (1 - contacts)^h."""
    state = laboratory.get(lived).world.minds.state
    some = (state.aware_since != 0) & (state.told.sum(axis=0, dtype=np.int64) == 0)
    heard = state.heard.sum(axis=0, dtype=np.int64)[some]
    return sum_of_chances(int((state.aware_since[some] > 0).sum()), 1 - (1 - CONTACTS) ** heard)


@check("contacts who hear of the same entry decide each for themselves")
def each_for_themselves(laboratory: Laboratory) -> Held:
    """Products of deviations of awareness over ties, of those told of nothing themselves: mean 0.

    Given what was heard, awareness is independent; so the products over ties are uncorrelated, and the
    variance of their sum is the sum of the products of variances.
    """
    life = laboratory.get(lived)
    state, ties = life.world.minds.state, life.city.ties
    some = (state.aware_since != 0) & (state.told.sum(axis=0, dtype=np.int64) == 0)
    chance = 1 - (1 - CONTACTS) ** state.heard.sum(axis=0, dtype=np.int64)
    off = np.where(some, (state.aware_since > 0) - chance, 0.0)
    variance = np.where(some, chance * (1 - chance), 0.0)
    citizen = np.repeat(np.arange(life.citizens), np.diff(ties.start))
    once = citizen < ties.contact
    one, other = citizen[once], ties.contact[once]
    return normal(
        float((off[one] * off[other]).sum()), 0.0, float(np.sqrt((variance[one] * variance[other]).sum()))
    )
