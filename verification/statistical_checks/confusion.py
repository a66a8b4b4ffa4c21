"""Who is mistaken for whom: names by their shares, namesakes in a keyed order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from statistical_checks.check import check
from statistical_checks.held import Held, cells, normal
from statistical_checks.laboratory import Laboratory

CITIZENS, NUMBER = 524_288, 2000


def namesake(laboratory: Laboratory) -> NDArray[np.int64]:
    """Return everybody's namesake in a city where somebody errs about persons."""
    life = laboratory.live(
        "organisations.water_works.errors={wrong_person=0.1, assumed='a check'}",
        f"population.names={{number={NUMBER}, assumed='a check'}}",
        citizens=CITIZENS,
        days=1,
    )
    return life.world.confusions.namesake.astype(np.int64)


def sizes(laboratory: Laboratory) -> NDArray[Any]:
    """Return how many bear each name that somebody bears: the namesakes of one name form a circle."""
    following = laboratory.get(namesake)
    number = len(following)
    graph = coo_array((np.ones(number), (np.arange(number), following)), shape=(number, number))
    return np.sort(np.bincount(connected_components(graph, directed=False)[1]))[::-1]


def _shares() -> NDArray[np.float64]:
    weights = 1 / np.arange(1, NUMBER + 1)
    return weights / weights.sum()


@check("how many bear the four most frequent names")
def frequent(laboratory: Laboratory) -> Held:
    """Bearers of the r-th name ~ Multinomial(citizens; shares proportional to 1 / r); the first four are too
    far apart to change places."""
    of, shares = laboratory.get(sizes), _shares()
    return cells([*of[:4], of[4:].sum()], np.array([*shares[:4], shares[4:].sum()]) * of.sum())


@check("how many pairs have the same name")
def same_name(laboratory: Laboratory) -> Held:
    """Pairs of one name: mean C(N,2) a, variance C(N,2)(a - a²) + N(N-1)(N-2)(b - a²), a = Σp², b = Σp³."""
    of, shares = laboratory.get(sizes).astype(float), _shares()
    number, a, b = of.sum(), (shares**2).sum(), (shares**3).sum()
    pairs = number * (number - 1) / 2
    variance = pairs * (a - a * a) + number * (number - 1) * (number - 2) * (b - a * a)
    return normal(float((of * (of - 1) / 2).sum()), pairs * a, float(np.sqrt(variance)))


@check("a namesake has a higher number as often as a lower one")
def ascents(laboratory: Laboratory) -> Held:
    """Namesakes of a higher number among k in an even circular order: mean k/2, variance k/12.

    A circular order of k has one more ascent than an order in a row of k - 1 (Eulerian numbers: mean
    (n - 1)/2, variance (n + 1)/12 of n); of two bearers exactly one has the higher number.
    """
    following, of = laboratory.get(namesake), laboratory.get(sizes)
    higher = int((following > np.arange(len(following))).sum())
    mean = of[of > 1].sum() / 2
    return normal(higher, float(mean), float(np.sqrt(of[of > 2].sum() / 12)))
