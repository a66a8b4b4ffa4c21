"""One fine disposition: how readily somebody does well rather than ill, and how categories wear at it.

Rule: everybody has a propensity p, drawn evenly between two bounds in steps of a thousandth. The rate of
conduct that goes with it is multiplied by 2 p, of conduct that goes against it by 2 (1 - p). On every day
that begins in a category named in `daily`, p changes by what stands there, within the bounds.
Reads: last night's categories. Writes: propensity, two rows of leanings. Draws: CITY_PROPENSITY.
Units: thousandths; factors on rates in 128ths, to the nearest one, at most 255 of them.
Leaves out: what a single experience does (see `response`), and that people differ in more than one way.

Exactly:
- p is in thousandths: the lowest, plus one of (highest - lowest + 1) by w0 of CITY_PROPENSITY(citizen, 0, 0,
  0). A factor is 2 p, or 2 (1000 - p), thousandths in 128ths, the nearest, halves up, at most 255.
- From day 1 on, before anything else of the phase, p changes by the `daily` number of last night's category,
  held between the lowest and the highest; a category that is not named changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.propensity import THOUSANDTHS, in_thousandths
from glasscity.society.leaning import MOST, UNCHANGED, Bearing

RAISED, LOWERED = 0, 1
"""Rows of leanings: of conduct that goes with the propensity, and of conduct that goes against it."""


class Propensities:
    """Everybody's propensity.

    Attributes
    ----------
    level : uint16 [citizens], thousandths.
    bearing, enabled : see `leaning.Origin`.
    """

    def __init__(self, course: Sequence[Scenario], citizens: int, seed: int, workers: Workers) -> None:
        rules = next(one.propensity for one in course if one.propensity is not None)
        self._codes = {name: conduct.code for name, conduct in course[0].conduct.items()}
        self.bearing = Bearing(
            2,
            {self._codes[name]: RAISED for name in rules.raises}
            | {self._codes[name]: LOWERED for name in rules.lowers},
        )
        self._bounds = in_thousandths(rules.lowest), in_thousandths(rules.highest)
        self.level = np.empty(citizens, np.uint16)
        workers.run(_draw, citizens, np.uint64(seed), *self._bounds, self.level)
        self._leaning = np.empty((2, 0), np.uint8)
        self.change(course[0])

    def change(self, scenario: Scenario) -> None:
        """Go by the rules of `scenario` from this morning on."""
        rules = scenario.propensity
        self.enabled = rules is not None and rules.enabled
        daily = rules.daily if rules is not None else {}
        self._daily = np.array(
            [in_thousandths(daily[name]) if name in daily else 0 for name in scenario.category_names],
            np.int64,
        )

    def attach(self, leaning: NDArray[np.uint8]) -> None:
        """Take the rows of factors to write into."""
        self._leaning = leaning
        _lean(0, len(self.level), self.level, leaning)

    def wear(self, category: NDArray[np.uint8], workers: Workers) -> None:
        """Change the propensity of those who begin the day in a category that changes it."""
        if self.enabled and self._daily.any():
            rules = self._daily, *self._bounds
            workers.run(_wear, len(category), category, *rules, self.level, self._leaning, light=True)


def open_propensities(
    course: Sequence[Scenario], citizens: int, seed: int, workers: Workers
) -> Propensities | None:
    """Return everybody's propensity, where a scenario of the course has any."""
    if not any(one.propensity is not None for one in course):
        return None
    return Propensities(course, citizens, seed, workers)


@njit(cache=True, nogil=True)
def _draw(lo, hi, key, lowest, highest, level):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        word = draws.draw(key, citizen, 0, draws.CITY_PROPENSITY, 0, 0)[0]
        level[citizen] = lowest + draws.high_product(word, highest - lowest + 1)


@njit(cache=True, nogil=True, inline="always")
def _factor(thousandths):  # type: ignore[no-untyped-def]
    """Return 2 p in 128ths, halves rounded up."""
    return np.uint8(min((2 * UNCHANGED * 2 * thousandths + THOUSANDTHS) // (2 * THOUSANDTHS), MOST))


@njit(cache=True, nogil=True)
def _lean(lo, hi, level, leaning):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        leaning[RAISED, citizen] = _factor(np.int64(level[citizen]))
        leaning[LOWERED, citizen] = _factor(THOUSANDTHS - np.int64(level[citizen]))


@njit(cache=True, nogil=True)
def _wear(lo, hi, category, daily, lowest, highest, level, leaning):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        if category[citizen] >= len(daily) or daily[category[citizen]] == 0:
            continue
        level[citizen] = min(max(np.int64(level[citizen]) + daily[category[citizen]], lowest), highest)
        _lean(citizen, citizen + 1, level, leaning)


__all__ = ["Propensities", "open_propensities"]
