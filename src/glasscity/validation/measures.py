"""Measures on published examples: what their authors print, and what our arithmetic gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity.indices.fairness import Spread, demographic_parity, equalised_odds
from glasscity.indices.inequality import gini
from glasscity.indices.mixing import category_assortativity, score_assortativity
from glasscity.indices.mobility import mobility_indices
from glasscity.measure.ties import count_ends
from glasscity.validation.result import Effort, Row

GIDDY = [
    [0.91011236, 0.0886392, 0.00124844, 0.0, 0.0],
    [0.09972299, 0.78531856, 0.11080332, 0.00415512, 0.0],
    [0.0, 0.10125, 0.78875, 0.1075, 0.0025],
    [0.0, 0.00417827, 0.11977716, 0.79805014, 0.07799443],
    [0.0, 0.0, 0.00125156, 0.07133917, 0.92740926],
]
"""Incomes of the states of the USA by quintile, from one year to the next: the example of giddy's pages."""
GIDDY_START = [0.1, 0.2, 0.2, 0.4, 0.1]
NEWMAN = [[258, 16, 35, 13], [12, 157, 58, 19], [13, 23, 306, 35], [5, 7, 24, 16]]
"""Couples by the groups of the two, in thousandths (Newman 2003, Table I)."""
TRUE = np.array([0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1])
TOLD = np.array([0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0])
GROUP = np.array([1, 1, 0, 1, 1, 2, 2, 2, 0, 0, 2, 0, 1, 2, 2, 1, 2, 2])
"""The eighteen rows of fairlearn's user guide, "Common fairness metrics"."""
PATH_OF_FOUR = np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2], np.uint32)
EVEN_VALUES = np.arange(1, 101)


def rows(effort: Effort) -> list[Row]:
    """Work out every example."""
    effort.progress("measures", 0, 1)
    return [*_mobility(), *_mixing(), *_fairness(), _inequality()]


def _row(what: str, published: float, ours: float | None, places: int) -> Row:
    """Return the row of a number that has to agree to its last printed place."""
    met = ours is not None and abs(ours - published) <= 0.51 * 10**-places
    said = "none" if ours is None else f"{ours:.{places}f}"
    return Row(what, f"{published:.{places}f}", said, "", "every printed place", met)


def _mobility() -> list[Row]:
    found = mobility_indices(np.array(GIDDY), np.array(GIDDY_START))
    whose = "giddy, incomes of the states"
    return [
        _row(f"mobility after Shorrocks ({whose})", 0.19758992, found.shorrocks, 8),
        _row(f"mobility, determinant ({whose})", 0.60684855, found.determinant, 8),
        _row(f"mobility, second eigenvalue ({whose})", 0.03978200, found.second_eigenvalue, 8),
        _row(f"mobility, leaving, after Bartholomew ({whose})", 0.22776759, found.leaving, 8),
        _row(f"mobility, distance, after Bartholomew ({whose})", 0.04636660, found.distance, 8),
    ]


def _mixing() -> list[Row]:
    matrix = np.array(NEWMAN)
    squared = int((matrix.sum(axis=0) * matrix.sum(axis=1)).sum())
    newman = category_assortativity(int(matrix.sum()), int(np.trace(matrix)), squared)
    start, contact = PATH_OF_FOUR
    degree = np.diff(start).astype(np.int64)
    layers, nobody = np.full(len(contact), 4, np.uint8), np.zeros(len(degree), np.uint8)
    ends, _, _, _, *sums = count_ends(start.astype(np.int64), contact, layers, nobody, degree * 1000, 0)
    return [
        _row("assortativity, couples (Newman 2003)", 0.623, newman, 3),
        _row("assortativity by degree, a path of four", -0.5, score_assortativity(ends, *sums), 3),
    ]


def _fairness() -> list[Row]:
    def parity(told: NDArray[np.int64], among: NDArray[np.int64]) -> Spread | None:
        selected, people = (np.bincount(GROUP, who).astype(np.int64) for who in (told * among, among))
        return demographic_parity(selected, people)

    everybody = parity(TOLD, np.ones_like(TOLD))
    odds = equalised_odds(parity(TOLD, TRUE), parity(TOLD, 1 - TRUE))
    assert everybody is not None
    assert odds is not None
    whose = "fairlearn, 18 rows"
    return [
        _row(f"demographic parity, difference ({whose})", 0.25, everybody.difference, 4),
        _row(f"demographic parity, ratio ({whose})", 0.6667, everybody.ratio, 4),
        _row(f"equalised odds, difference ({whose})", 1.0, odds.difference, 4),
        _row(f"equalised odds, ratio ({whose})", 0.0, odds.ratio, 4),
    ]


def _inequality() -> Row:
    number = len(EVEN_VALUES)
    closed = (number**2 - 1) / (3 * number * (number + 1))
    return _row("Gini of 1 … 100: (n² − 1) ÷ 3n(n + 1)", closed, gini(EVEN_VALUES), 6)
