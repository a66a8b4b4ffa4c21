"""The rulebook: how many points a filing gives in a town, for how long, and what else it brings."""

from __future__ import annotations

from decimal import Decimal

from glasscity.draws import PARAMETER_POINTS
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS, millipoints
from glasscity.scenario.rulebook import Rule
from glasscity.scenario.towns import SCALE_ONE, TownScale, town_scales
from reference.draws import draw, high_product


def nearest(numerator: int, denominator: int) -> int:
    """Return a quotient to the nearest whole number, halves upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


class Rulebook:
    """The rules of one scenario, or another version of them in which some conduct has other points.

    Attributes
    ----------
    towns : how every town reads points, in the order of the towns' codes; one where there are no towns.
    """

    def __init__(self, scenario: Scenario, other_points: dict[str, Decimal] | None = None) -> None:
        self.scenario = scenario
        self.towns: list[TownScale] = town_scales(scenario)
        self._name = {conduct.code: name for name, conduct in scenario.conduct.items()}
        self._other = other_points or {}
        self._exceptions = {one.parameter: millipoints(one.points) for one in scenario.catalogue.exceptions}
        for _, conduct, first, last in scenario.blocks():
            if conduct in self._other:
                for parameter in [one for one in self._exceptions if first <= one <= last]:
                    del self._exceptions[parameter]

    def rule(self, conduct: int) -> Rule | None:
        """Rule: conduct without a rule gives nothing, and no conduct has a rule where nobody is scored."""
        if not self.scenario.scoring.enabled:
            return None
        return self.scenario.rulebook.rules.get(self._name.get(conduct, ""))

    def points(self, town: int, conduct: int, parameter: int) -> int:
        """Rule: a town's own rule, or else the national points on the scale of the town, halves up."""
        own = self.towns[town].rules.get(self._name[conduct])
        if own is not None:
            return own
        return nearest(self._national_points(conduct, parameter) * self.towns[town].scale, SCALE_ONE)

    def _national_points(self, conduct: int, parameter: int) -> int:
        """Rule: the parameter's exception, or else the points of the conduct's rule.

        Where the rule gives a range, every parameter has its own whole points in it, fixed by its code.
        """
        if parameter in self._exceptions:
            return self._exceptions[parameter]
        name = self._name[conduct]
        if name in self._other:
            return millipoints(self._other[name])
        rule = self.scenario.rulebook.rules[name]
        if rule.points is not None:
            return millipoints(rule.points)
        lowest, highest = millipoints(rule.points_from), millipoints(rule.points_to)
        if lowest == highest:
            return lowest
        word = draw(0, parameter, 0, PARAMETER_POINTS, 0, conduct)[0]
        return lowest + MILLIPOINTS * high_product(word, (highest - lowest) // MILLIPOINTS + 1)

    def override(self, conduct: int) -> int | None:
        """Return the category that a rule sets at once, as a number, or nothing; the best one is 0."""
        rule = self.rule(conduct)
        if rule is None or rule.override is None:
            return None
        return self.scenario.category_names.index(rule.override.category)

    def cap_bounds(self, name: str, town: int) -> tuple[int | None, int | None]:
        """Return how much a cap lets be gained and lost at most, on the scale of a town; None is no bound."""
        cap, scale = self.scenario.rulebook.caps[name], self.towns[town].scale
        gained, lost = (
            None if points is None else nearest(millipoints(points) * scale, SCALE_ONE)
            for points in (cap.most_gained, cap.most_lost)
        )
        return gained, lost


def other_version(scenario: Scenario) -> Rulebook | None:
    """Return the other version of the rules that the data centre may take for the right one, if any."""
    errors = scenario.data_centre
    if errors is None or errors.wrong_version is None or not scenario.centre_errs:
        return None
    return Rulebook(scenario, errors.wrong_version.points)
