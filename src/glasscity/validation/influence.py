"""Closed forms of contacts' influence: where totals end by algebra, and where the engine ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import spsolve

from glasscity.scenario import load
from glasscity.validation.lived import POINT, Lived, live_through
from glasscity.validation.result import Effort, Row
from glasscity.world import World

SCENARIO = "influence"
EVEN = "network.ring.rewired=0"
ALL_BAD = ["population.traits.bent.shares=[0, 1, 0]"]
DRIFT, DRIFT_DAYS = 0.02, 60


def rows(effort: Effort) -> list[Row]:
    """Live through each kind of influence, and compare with the solution."""
    steps = (_level, _level_evenly, _drift)
    found: list[Row] = []
    for done, step in enumerate(steps):
        effort.progress("influence", done, len(steps))
        found += step(effort)
    return found


def _lived(effort: Effort, *settings: str, days: int | None = None) -> Lived:
    scenario = load(SCENARIO, settings=list(settings), days=days)
    return live_through(scenario, effort.seed, 1, effort.workers)


def friends_mean(world: World) -> sparse.csr_matrix:
    """Return P, float [citizens, citizens]: the mean over everybody's known contacts."""
    start, contact = world.city.contacts.start, world.city.contacts.contact
    number = np.diff(start)
    weight = np.repeat(1 / np.maximum(number, 1), number)
    return sparse.csr_matrix((weight, contact, start), shape=(len(number),) * 2)


def _deviations(lived: Lived) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return base and total as deviations from the start, in thousandths of a point."""
    file = lived.world.file
    return file.base.astype(np.float64) - lived.start, file.total.astype(np.float64) - lived.start


def _row(what: str, published: str, far: float, bound: float) -> Row:
    """Return the row of a largest deviation, in thousandths of a point."""
    tolerance = f"{bound:.2f} thousandths of a point, from rounding to whole ones"
    return Row(what, published, f"off by {far:.2f} thousandths at most", "", tolerance, far <= bound)


def _level(effort: Effort) -> list[Row]:
    lived = _lived(effort)
    weight = float(lived.scenario.rulebook.influence.weight)
    base, total = _deviations(lived)
    matrix = sparse.identity(len(base), format="csr") - weight * friends_mean(lived.world)
    far = float(np.abs(spsolve(matrix.tocsc(), base) - total).max())
    return [_row("level, an uneven network", "x solves (I − wP) x = b", far, 0.5 / (1 - weight) + 0.5)]


def _level_evenly(effort: Effort) -> list[Row]:
    lived = _lived(effort, EVEN, *ALL_BAD)
    weight = float(lived.scenario.rulebook.influence.weight)
    base, total = _deviations(lived)
    far = float(np.abs(total - base / (1 - weight)).max())
    published = f"all at b ÷ (1 − w) = {base[0] / POINT / (1 - weight):.3f} points"
    return [
        _row("level, everybody the same deed and eight friends", published, far, 0.5 / (1 - weight) + 0.5)
    ]


def _drift(effort: Effort) -> list[Row]:
    drift = ["rulebook.influence.kind='drift'", f"rulebook.influence.weight={DRIFT}"]
    lived = _lived(effort, EVEN, *drift, days=DRIFT_DAYS)
    base, total = _deviations(lived)
    step = (1 - DRIFT) * sparse.identity(len(base), format="csr") + DRIFT * friends_mean(lived.world)
    expected = base
    # The entries are on file on the evening of day 1; influence reads yesterday's totals, so from day 2 on.
    for _ in range(2, DRIFT_DAYS):
        expected = step @ expected
    bound = 0.5 * DRIFT_DAYS
    moved = abs(float(total.mean() - base.mean()))
    far = float(np.abs(expected - total).max())
    return [
        _row(
            "drift, eight friends each: mean of all totals",
            f"stays at {base.mean() / POINT:.4f} points",
            moved,
            bound,
        ),
        _row(f"drift, everybody's total after {DRIFT_DAYS} days", "((1 − w) I + wP)ⁿ b", far, bound),
    ]
