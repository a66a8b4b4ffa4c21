"""How unequally something is spread: Gini's coefficient and Lorenz's curve.

Rule: for values x₁ ≤ … ≤ xₙ, none below 0, Lorenz's curve L goes in straight lines through the points (k/n,
(x₁ + … + x_k) / Σx): the part of all that those with least have. Gini's coefficient is twice the area
between it and the diagonal, Σ (2i − n − 1) xᵢ / (n Σ xᵢ): 0 where all have the same, (n − 1) / n where one
has everything.
Source: Lorenz (1905); Gini (1914).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gini(values: NDArray[np.int64]) -> float | None:
    """Return Gini's coefficient of values of 0 or more; None where all are 0, or there are none."""
    ordered = np.sort(values).astype(np.float64)
    number, total = len(ordered), float(ordered.sum())
    if not total:
        return None
    places = 2 * np.arange(1, number + 1) - number - 1
    return float((places * ordered).sum() / (number * total))


def lorenz(values: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return Lorenz's curve at some shares of the people; None where all values are 0, or there are none.

    Parameters
    ----------
    values : of 0 or more, in any order.
    shares : float64 [k] from 0 to 1.

    Returns
    -------
    float64 [k] : which part of the sum of values that share has, of those with least.
    """
    ordered = np.sort(values).astype(np.float64)
    total = float(ordered.sum())
    if not total:
        return None
    part = np.concatenate([[0.0], np.cumsum(ordered)]) / total
    return np.interp(shares, np.linspace(0, 1, len(ordered) + 1), part)
