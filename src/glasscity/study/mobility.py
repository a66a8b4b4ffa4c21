"""How much categories change from month to month: the transition matrix and the usual indices of it.

Rule: everybody's category is looked at every 30 days; p_ij is the share of those in i who are in j a month
later.
With n categories:
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

from glasscity import tables
from glasscity.results import Run
from glasscity.study.standing import categories_on

MONTH = 30


@dataclass(frozen=True)
class Indices:
    """Indices of mobility: 0 where nobody moves."""

    shorrocks: float
    determinant: float
    second_eigenvalue: float
    leaving: float
    distance: float


@dataclass(frozen=True)
class Mobility:
    """How categories change from month to month.

    Attributes
    ----------
    months : how many steps of a month were looked at.
    categories : the names, best first; those that nobody was in are left out.
    moves : citizen-months by category before (rows) and a month later.
    shares : the same, each row as shares of its sum.
    indices : worked out from the shares.
    """

    months: int
    categories: tuple[str, ...]
    moves: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...], ...]
    indices: Indices


def mobility_of(run: Run) -> Mobility | None:
    """Return how categories changed; None where there are not two months, or not two categories."""
    names = run.scenario.category_names
    days = range(MONTH - 1, run.days_number, MONTH)
    number = len(names)
    moves = np.zeros((number, number), np.int64)
    before: NDArray[np.uint8] | None = None
    for now in categories_on(run, days):
        if before is not None:
            scored = (before != tables.NO_CATEGORY) & (now != tables.NO_CATEGORY)
            pairs = before[scored].astype(np.int64) * number + now[scored]
            moves += np.bincount(pairs, minlength=number * number).reshape(number, number)
        before = now
    there = np.flatnonzero(moves.sum(axis=0) + moves.sum(axis=1))
    if len(there) < 2:
        return None
    moves = moves[np.ix_(there, there)]
    shares = transition_shares(moves)
    held = moves.sum(axis=1) / moves.sum()
    return Mobility(
        len(days) - 1,
        tuple(names[place] for place in there),
        tuple(tuple(row) for row in moves.tolist()),
        tuple(tuple(row) for row in shares.tolist()),
        indices_of(shares, held),
    )


def transition_shares(moves: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each row of counts as shares of its sum; whoever was never seen to leave is held to stay."""
    sums = moves.sum(axis=1, keepdims=True)
    return np.where(sums > 0, moves / np.maximum(sums, 1), np.eye(len(moves)))


def indices_of(shares: NDArray[np.float64], held: NDArray[np.float64]) -> Indices:
    """Return the indices of a transition matrix.

    Parameters
    ----------
    shares : float64 [n, n], every row sums to 1.
    held : float64 [n], the share of people in each category.
    """
    number = len(shares)
    staying = np.diag(shares)
    steps = np.abs(np.subtract.outer(np.arange(number), np.arange(number)))
    eigenvalues = np.sort(np.abs(np.linalg.eigvals(shares)))[::-1]
    return Indices(
        shorrocks=float((number - staying.sum()) / (number - 1)),
        determinant=float(1 - abs(np.linalg.det(shares))),
        second_eigenvalue=float(1 - eigenvalues[1]),
        leaving=float((number - number * (held * staying).sum()) / (number - 1)),
        distance=float((held[:, None] * shares * steps).sum() / (number - 1)),
    )
