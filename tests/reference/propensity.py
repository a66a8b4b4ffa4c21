"""How readily somebody does well rather than ill, as one number, and how categories wear at it."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.draws import CITY_PROPENSITY
from glasscity.scenario import Scenario
from glasscity.scenario.propensity import in_thousandths
from reference.draws import draw, high_product
from reference.leaning import MOST, UNCHANGED, Factors

THOUSANDTHS = 1000


class Propensities:
    """Everybody's propensity p, in thousandths.

    Rule: p is drawn evenly between two bounds. Conduct that goes with it has the factor 2 p, conduct that
    goes against it 2 (1 - p).
    """

    def __init__(self, course: Sequence[Scenario], citizens: int, seed: int) -> None:
        rules = next(one.propensity for one in course if one.propensity is not None)
        self._lowest, self._highest = in_thousandths(rules.lowest), in_thousandths(rules.highest)
        self.level = []
        for citizen in range(citizens):
            word = draw(seed, citizen, 0, CITY_PROPENSITY, 0, 0)[0]
            self.level.append(self._lowest + high_product(word, self._highest - self._lowest + 1))
        self._with = [factor_of(level) for level in self.level]
        self._against = [factor_of(THOUSANDTHS - level) for level in self.level]
        conduct = course[0].conduct
        self._row_on = {conduct[name].code: self._with for name in rules.raises}
        self._row_on |= {conduct[name].code: self._against for name in rules.lowers}
        self.change(course[0])

    def change(self, scenario: Scenario) -> None:
        """Go by the rules of a scenario from this morning on."""
        rules = scenario.propensity
        self.enabled = rules is not None and rules.enabled
        self._daily = [
            in_thousandths(rules.daily[name]) if rules is not None and name in rules.daily else 0
            for name in scenario.category_names
        ]

    def rows_on(self, code: int) -> list[Factors]:
        """Return the factors on what goes with the propensity, or against it."""
        return [self._row_on[code]] if code in self._row_on else []

    def wear(self, category: Sequence[int]) -> None:
        """Rule: on every day that begins in a category that is named, p changes by what stands there, within
        the bounds."""
        if not self.enabled:
            return
        for citizen, own in enumerate(category):
            change = self._daily[own] if own < len(self._daily) else 0
            level = min(max(self.level[citizen] + change, self._lowest), self._highest)
            self.level[citizen] = level
            self._with[citizen], self._against[citizen] = factor_of(level), factor_of(THOUSANDTHS - level)


def factor_of(thousandths: int) -> int:
    """Rule: 2 p in 128ths, the nearest, halves up; what a byte cannot hold is 255."""
    return min((2 * UNCHANGED * 2 * thousandths + THOUSANDTHS) // (2 * THOUSANDTHS), MOST)


def open_propensities(course: Sequence[Scenario], citizens: int, seed: int) -> Propensities | None:
    """Return everybody's propensity, where a scenario of the course has any."""
    return Propensities(course, citizens, seed) if any(one.propensity is not None for one in course) else None
