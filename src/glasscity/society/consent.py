"""Who consents to being scored, at the start of the regime and later.

Rule: when scoring comes to need consent, every citizen consents with a probability that may depend on who
they are. Later, somebody without consent comes to give it at one yearly rate, and somebody who has given it
withdraws it at another. What is declared on one day holds from the morning of the next.
Reads: attribute levels. Writes: consents. Draws: CITY_CONSENT (one for each citizen, by the city's seed, so
that a larger share holds all who belong to a smaller one), CONSENT_CHANGE.
Leaves out: pressure, advantages and friends as reasons to consent.

Exactly:
- At first, and when consent is first asked or asked by another share: w0 of CITY_CONSENT(citizen, 0, 0, 0)
  below t(share × factors). Every day, in the phase of recording, w0 of CONSENT_CHANGE(citizen, day, 0, 0)
  below t(withdrawing_per_year / 365, or joining_per_year / 365) changes it; the data centre goes by it from
  the next day's recording on.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.draws import Life
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.consent import Consent
from glasscity.scenario.model import yearly_to_daily
from glasscity.scenario.quantities import threshold32
from glasscity.society.occasions import Row, level_table, look_up
from glasscity.society.population import Population


class Consents:
    """The consents of a city.

    Attributes
    ----------
    given : uint8 [citizens], 1 where a citizen may be scored: by consent, or because nobody is asked.
    """

    def __init__(self, scenario: Scenario, population: Population, seed: int, life: Life) -> None:
        self.given = np.ones(population.number, np.uint8)
        self._population = population
        self._seed, self._life = np.uint64(seed), life
        self._asked: Consent | None = None
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Go by the regime of `scenario` from this morning on; what was declared yesterday holds.

        Whoever is asked for the first time, or by another share, is asked anew; where nobody is asked any
        more, everybody may be scored.
        """
        consent = scenario.scoring.consent if scenario.asks_consent else None
        before, self._asked = self._asked, consent
        self._declared = np.empty(0, np.uint32)
        if consent is None:
            self.given = np.ones_like(self.given)
            return
        rates = (consent.joining_per_year, consent.withdrawing_per_year)
        self._chances = np.array([threshold32(yearly_to_daily(rate)) for rate in rates], np.uint64)
        if before is None or (before.share, before.depends) != (consent.share, consent.depends):
            row = Row(consent.share, Decimal(1), consent.depends, {})
            table = level_table(self._population.level_names, [row])
            self.given = _ask(table, self._population.levels, self._seed)

    def declared(self) -> NDArray[np.uint32]:
        """Return who changed their mind yesterday, and forget it."""
        declared, self._declared = self._declared, np.empty(0, np.uint32)
        return declared

    def declare(self, day: int, workers: Workers) -> None:
        """Give or withdraw consent: it holds from tomorrow on."""
        if self._asked is not None and self._chances.any():
            found = workers.run(_declare, len(self.given), self.given, self._chances, self._life.key, day)
            self._declared = np.concatenate(found)


def prepare_consents(
    course: Sequence[Scenario], population: Population, seed: int, life: Life
) -> Consents | None:
    """Return the consents of a city, or nothing where nobody is ever asked."""
    if not any(one.asks_consent for one in course):
        return None
    return Consents(course[0], population, seed, life)


@njit(cache=True, nogil=True)
def _ask(table, levels, key):  # type: ignore[no-untyped-def]
    given = np.zeros(levels.shape[1], np.uint8)
    for citizen in range(levels.shape[1]):
        word = np.uint64(draws.draw(key, citizen, 0, draws.CITY_CONSENT, 0, 0)[0])
        given[citizen] = word < look_up(table, 0, levels, citizen)
    return given


@njit(cache=True, nogil=True)
def _declare(lo, hi, given, chances, key, day):  # type: ignore[no-untyped-def]
    declared = np.empty(hi - lo, np.uint32)
    number = 0
    for citizen in range(lo, hi):
        word = np.uint64(draws.draw(key, citizen, day, draws.CONSENT_CHANGE, 0, 0)[0])
        if word < chances[given[citizen]]:
            given[citizen] = 1 - given[citizen]
            declared[number] = citizen
            number += 1
    return declared[:number]
