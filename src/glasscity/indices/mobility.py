"""Indices of a transition matrix: how much people move between categories from one time to the next.

Rule, with n categories and p_ij the share of those in i who are in j the next time:
*Shorrocks* (n − Σ p_ii) / (n − 1): 0 if nobody ever moves, 1 if where one was says nothing;
*determinant* 1 − |det P|; *second eigenvalue* 1 − |λ₂|: how fast the past is forgotten;
*Bartholomew* (n − n Σ π_i p_ii) / (n − 1), the share who leave, and Σ_i π_i Σ_j p_ij |i − j| / (n − 1), the
distance they go, with π the shares in each category.
Source: Shorrocks (1978), "The measurement of mobility"; Bartholomew (1973); the forms are those of the
library giddy, whose documented example is in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MobilityIndices:
    """Indices of mobility: 0 where nobody moves."""

    shorrocks: float
    determinant: float
    second_eigenvalue: float
    leaving: float
    distance: float


def transition_shares(moves: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each row of counts as shares of its sum; whoever was never seen to leave is held to stay."""
    sums = moves.sum(axis=1, keepdims=True)
    return np.where(sums > 0, moves / np.maximum(sums, 1), np.eye(len(moves)))


def mobility_indices(shares: NDArray[np.float64], held: NDArray[np.float64]) -> MobilityIndices:
    """Return the indices of a transition matrix.

    Parameters
    ----------
    shares : float64 [n, n], n of 2 or more, every row sums to 1.
    held : float64 [n], the share of people in each category.
    """
    number = len(shares)
    staying = np.diag(shares)
    steps = np.abs(np.subtract.outer(np.arange(number), np.arange(number)))
    eigenvalues = np.sort(np.abs(np.linalg.eigvals(shares)))[::-1]
    return MobilityIndices(
        shorrocks=float((number - staying.sum()) / (number - 1)),
        determinant=float(1 - abs(np.linalg.det(shares))),
        second_eigenvalue=float(1 - eigenvalues[1]),
        leaving=float((number - number * (held * staying).sum()) / (number - 1)),
        distance=float((held[:, None] * shares * steps).sum() / (number - 1)),
    )
