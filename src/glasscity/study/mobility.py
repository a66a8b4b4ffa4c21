"""How much categories change from month to month: the transition matrix and the usual indices of it.

Rule: everybody's category is looked at every 30 days; p_ij is the share of those in i who are in j a month
later. The indices are those of `indices.mobility`, with the shares of people in each category as weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.indices.mobility import MobilityIndices, mobility_indices, transition_shares
from glasscity.results import Run
from glasscity.study.standing import categories_on

MONTH = 30


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
    indices: MobilityIndices


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
        mobility_indices(shares, held),
    )
