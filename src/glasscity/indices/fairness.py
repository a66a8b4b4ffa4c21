"""Group fairness: how far groups differ in how often something is done to them.

Rule: with a rate for each group, the *difference* is the largest less the smallest, and the *ratio* the
smallest by the largest: 0 and 1 where all are equal. *Demographic parity* takes the rates of all people in
a group. *Equalised odds* takes the rates among those who acted, and among those who did not; the difference
is the larger of the two differences, the ratio the smaller of the two ratios. A group without such people
has no rate and is left out. A ratio is None where every rate is 0.
Source: Hardt, Price and Srebro (2016), "Equality of opportunity in supervised learning"; the forms are
those of the library fairlearn (worst case), whose documented example is in the tests. Fairlearn counts the
rate of a group without such people as 0, and the ratio of rates that are all 0 as undefined.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Spread:
    """How far the rates of groups lie apart."""

    difference: float
    ratio: float | None


def demographic_parity(selected: NDArray[np.int64], people: NDArray[np.int64]) -> Spread | None:
    """Return how far shares selected differ between groups; None where fewer than two groups have people.

    Parameters
    ----------
    selected, people : int64 [groups], how many it is done to, of how many.
    """
    there = people > 0
    if there.sum() < 2:
        return None
    rates = selected[there] / people[there]
    lowest, highest = float(rates.min()), float(rates.max())
    return Spread(highest - lowest, lowest / highest if highest else None)


def equalised_odds(among_actors: Spread | None, among_others: Spread | None) -> Spread | None:
    """Return the worse of two spreads, each as `demographic_parity` gives it; None where one is missing.

    Parameters
    ----------
    among_actors, among_others : of those who did what it should be done for, and of those who did not.
    """
    if among_actors is None or among_others is None:
        return None
    ratios = [one.ratio for one in (among_actors, among_others) if one.ratio is not None]
    difference = max(among_actors.difference, among_others.difference)
    return Spread(difference, min(ratios) if ratios else None)
