"""Gaps between groups with true conduct equal: what is left of them among people who did the same.

Method: direct standardisation. Citizens are sorted into strata by how many unlawful acts they did, and how
many that the rulebook rewards, the true numbers; within a stratum everybody in the group is compared with
everybody else; the differences are averaged with the whole city's shares of the strata as weights. The 95 %
interval is the normal one of a weighted sum of independent differences of means, whose variance is
Σ w² (s₁² / n₁ + s₀² / n₀). Strata with fewer than 5 on either side are left out, and the share of citizens
covered is said. People are taken as independent, which contacts' scores make them less; so intervals are a
little too narrow where influence is strong.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.results import Run
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.words import attribute_label, level_text

ATTRIBUTES = ("income", "born_here", "sex", "disability", "age", "children")
UNLAWFUL = (0, 1, 2, 3, 5, 8, 13, 21)
REWARDED = (0, 1, 3, 6, 10, 15, 21, 28, 40)
"""Where strata begin: 0 acts, 1, 2, 3 or 4, …"""
SMALLEST = 5
Z = 1.959964


@dataclass(frozen=True)
class Difference:
    """A group's mean less everybody else's: as it is, with conduct equal, and the 95 % interval of that."""

    as_it_is: float
    with_conduct_equal: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 lies outside the interval."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Gap:
    """One group held against everybody else.

    Attributes
    ----------
    points : difference of totals, in points; low : difference of the share in the low categories.
    covered : share of citizens in strata that have enough on both sides.
    """

    attribute: str
    attribute_label: str
    level: str
    citizens: int
    covered: float
    points: Difference
    low: Difference


def gaps_of(run: Run, low_categories: list[str]) -> tuple[Gap, ...]:
    """Return the gaps of every group that is neither everybody nor nobody; none without the table of acts.

    Parameters
    ----------
    low_categories : the categories that count as low.
    """
    scenario = run.scenario
    if not scenario.scoring.enabled or not run.folder.names("acts"):
        return ()
    unlawful = [c.code for c in scenario.conduct.values() if not c.lawful]
    rewarded = [c.code for name, c in scenario.conduct.items() if scenario.rewards(name)]
    people = run.table("citizens").sort("citizen").collect()
    strata = _stratum(run, unlawful, UNLAWFUL) * len(REWARDED) + _stratum(run, rewarded, REWARDED)
    points = people["total"].to_numpy() / MILLIPOINTS
    low = people["category"].cast(pl.String).is_in(low_categories).to_numpy().astype(np.float64)
    found = []
    for attribute in ATTRIBUTES:
        of_people = people[attribute].cast(pl.String).to_numpy()
        for level in scenario.population.levels[attribute]:
            mine = of_people == level
            if min(mine.sum(), (~mine).sum()) < SMALLEST:
                continue
            differences = [_difference(values, mine, strata) for values in (points, low)]
            if differences[0] is None or differences[1] is None:
                continue
            (in_points, covered), (in_low, _) = differences[0], differences[1]
            label = attribute_label(scenario, attribute)
            found.append(
                Gap(attribute, label, level_text(level), int(mine.sum()), covered, in_points, in_low)
            )
    return tuple(found)


def _stratum(run: Run, codes: list[int], bounds: tuple[int, ...]) -> NDArray[np.int64]:
    """Return for every citizen the place of their number of acts among the bounds."""
    acts = run.table("acts").filter(pl.col("conduct").is_in(codes)).group_by("citizen").len().collect()
    number = np.zeros(run.citizens_number, np.int64)
    number[acts["citizen"].to_numpy()] = acts["len"].to_numpy()
    return np.searchsorted(bounds, number, side="right") - 1


def _difference(
    values: NDArray[np.float64], mine: NDArray[np.bool_], strata: NDArray[np.int64]
) -> tuple[Difference, float] | None:
    """Return the difference between a group and the rest, and the share of citizens that it covers."""
    size = int(strata.max()) + 1
    sides = [_moments(values[who], strata[who], size) for who in (mine, ~mine)]
    enough = (sides[0][0] >= SMALLEST) & (sides[1][0] >= SMALLEST)
    people = np.bincount(strata, minlength=size)
    if not enough.any():
        return None
    weight = people[enough] / people[enough].sum()
    means, variances = (
        [side[1][enough] for side in sides],
        [side[2][enough] / side[0][enough] for side in sides],
    )
    equal = float((weight * (means[0] - means[1])).sum())
    reach = Z * sqrt(float((weight**2 * (variances[0] + variances[1])).sum()))
    as_it_is = float(values[mine].mean() - values[~mine].mean())
    covered = float(people[enough].sum() / people.sum())
    return Difference(as_it_is, equal, equal - reach, equal + reach), covered


def _moments(
    values: NDArray[np.float64], strata: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return number, mean and variance of the values in every stratum."""
    number = np.bincount(strata, minlength=size)
    mean = np.bincount(strata, values, minlength=size) / np.maximum(number, 1)
    squares = np.bincount(strata, (values - mean[strata]) ** 2, minlength=size)
    return number, mean, squares / np.maximum(number - 1, 1)
