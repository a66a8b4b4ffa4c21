"""Citizens as appellants: what earlier answers have taught them, and who has somebody to help.

Rule: every appeal of one's own that is refused multiplies how readily one contests the next entry by one
factor, every one that is granted by another, from the day after the answer on (learnt helplessness). Some
citizens have help with appeals: they are drawn once, with a probability that may depend on who they are.
Reads: answers to appeals, attribute levels. Writes: readiness, help. Draws: HELPER (one for each citizen, by
the city's seed, so that a larger share holds all who belong to a smaller one).
Units: readiness in 128ths, halves rounded up, from 0 to 255.
Source: Maier and Seligman 1976 on learnt helplessness; that answers of an authority teach so is assumed.
Leaves out: what one learns from others' appeals, and that discouragement fades.

Exactly:
- Help has who has w0 of HELPER(citizen, 0, 0, 0) below t(share × factors). Readiness is 128 at first; with f
  the factor in 128ths, the nearest, halves up, it becomes floor((readiness × f + 64) / 128), at most 255, on
  the morning after the day of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.mailbox import Mailbox
from glasscity.scenario import Scenario
from glasscity.scenario.appeals import Appeals
from glasscity.society.leaning import MOST, UNCHANGED
from glasscity.society.occasions import Row, level_table, look_up
from glasscity.society.population import Population


class Appellants:
    """The citizens of a city in which appeals are heard at some time.

    Attributes
    ----------
    readiness : uint8 [citizens], factor on contesting in 128ths.
    helped : uint8 [citizens], 1 where somebody has help with appeals.
    """

    def __init__(self, scenario: Scenario, population: Population, seed: int) -> None:
        self.readiness = np.full(population.number, UNCHANGED, np.uint8)
        self.helped = np.zeros(population.number, np.uint8)
        self._population = population
        self._seed = np.uint64(seed)
        self._answers = Mailbox(tables.APPEAL, scenario.time.days)
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Go by the appeals of `scenario` from this morning on; what was learnt stays learnt."""
        appeals = scenario.appeals if scenario.hears_appeals else None
        self._lessons = lessons(appeals)
        helpers = appeals.helpers if appeals is not None else None
        if helpers is None:
            self.helped[:] = 0
            return
        row = Row(helpers.share, Decimal(1), helpers.depends, {})
        _find_help(
            level_table(self._population.level_names, [row]), self._population.levels, self._seed, self.helped
        )

    def take_in(self, hearings: NDArray[np.void]) -> None:
        """Accept today's hearings: each appellant learns the day after the answer."""
        self._answers.send(hearings, hearings["answered"] + 1)

    def learn(self, day: int) -> None:
        """Take in the answers of yesterday."""
        answers = self._answers.take(day)
        if self._lessons is not None and len(answers):
            _learn(self.readiness, answers["citizen"], answers["corrected"], self._lessons)


def prepare_appellants(course: Sequence[Scenario], population: Population, seed: int) -> Appellants | None:
    """Return the appellants of a city, or nothing where no appeal is ever heard."""
    if not any(one.hears_appeals for one in course):
        return None
    return Appellants(course[0], population, seed)


def lessons(appeals: Appeals | None) -> NDArray[np.int64] | None:
    """Return the factors after a refusal and after a success, in 128ths; None where nobody learns."""
    learning = appeals.learning if appeals is not None else None
    if learning is None:
        return None
    factors = learning.after_refusal, learning.after_success
    return np.array([int((factor * UNCHANGED + Decimal("0.5")).__floor__()) for factor in factors], np.int64)


@njit(cache=True, nogil=True)
def _learn(readiness, citizens, granted, factors):  # type: ignore[no-untyped-def]
    for i in range(len(citizens)):
        before = np.int64(readiness[citizens[i]])
        after = (before * factors[granted[i]] + UNCHANGED // 2) // UNCHANGED
        readiness[citizens[i]] = min(after, MOST)


@njit(cache=True, nogil=True)
def _find_help(table, levels, key, helped):  # type: ignore[no-untyped-def]
    for citizen in range(levels.shape[1]):
        word = np.uint64(draws.draw(key, citizen, 0, draws.HELPER, 0, 0)[0])
        helped[citizen] = word < look_up(table, 0, levels, citizen)
