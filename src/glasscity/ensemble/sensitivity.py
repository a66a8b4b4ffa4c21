"""How much each factor decides: Sobol's indices, with bootstrap intervals, and where a finding turns round.

Method: Saltelli's design (2010), N × (factors + 2) points of a scrambled Sobol sequence, N a power of
two; first and total indices by SALib, which resamples the N blocks for the intervals. The output at a
point is the mean over its lives: what is left of chance between lives counts against the indices' sum,
and `noise` says how much that is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.ensemble.design import Factor, at
from glasscity.ensemble.findings import outputs
from glasscity.ensemble.measures import MEASURES
from glasscity.ensemble.plan import Point
from glasscity.ensemble.store import Store
from glasscity.errors import BadInput, not_installed

RESAMPLES = 500
FEWEST = 8
"""Below so many base points the indices say nothing."""


@dataclass(frozen=True)
class Index:
    """How much of a measure's variance one factor accounts for, alone and with all it takes part in.

    The intervals are half-widths, 95 %.
    """

    factor: str
    first: float
    first_interval: float
    total: float
    total_interval: float


@dataclass(frozen=True)
class Sensitivity:
    """The indices of one measure.

    Attributes
    ----------
    noise : the part of the variance between points that is chance between lives, None for a single life.
    """

    measure: str
    mean: float
    deviation: float
    noise: float | None
    indices: tuple[Index, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "indices": [asdict(one) for one in self.indices]}


def design(factors: Sequence[Factor], base: int, seed: int = 1) -> NDArray[np.float64]:
    """Return float [base × (factors + 2), factors]: Saltelli's design in the unit cube.

    Raises `BadInput` for a base that is no power of two or too small.
    """
    if base < FEWEST or base & (base - 1):
        raise BadInput(f"--base: {base} does not fit Saltelli's design; take a power of two from {FEWEST} on")
    if len(factors) < 2:
        raise BadInput("--vary: sensitivity needs two factors at least; for one, `sweep` shows the curve")
    sample, _ = salib()
    found: NDArray[np.float64] = sample(_problem(factors), base, calc_second_order=False, seed=seed)
    return found


def salib() -> tuple[Any, Any]:
    """Return the functions that make the design and work out the indices, or say how to get them."""
    try:
        from SALib.analyze import sobol as analyse
        from SALib.sample import sobol as sample
    except ImportError as error:
        raise not_installed("sensitivity", "SALib", "study") from error
    return sample.sample, analyse.analyze


def indices_of(
    measure: str, factors: Sequence[Factor], outputs: NDArray[np.float64], seed: int = 1
) -> Sensitivity | None:
    """Return the indices of one measure.

    Parameters
    ----------
    outputs : float [points, lives], in the order of the design.

    None where the measure is missing somewhere, or never varies.
    """
    means = outputs.mean(axis=1)
    if np.isnan(means).any() or np.ptp(means) == 0:
        return None
    _, analyse = salib()
    found = analyse(
        _problem(factors),
        (means - means.mean()) / means.std(),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        seed=seed,
    )
    lives = outputs.shape[1]
    noise = float(outputs.var(axis=1, ddof=1).mean() / lives / means.var()) if lives > 1 else None
    columns = (found[name] for name in ("S1", "S1_conf", "ST", "ST_conf"))
    rows = zip((one.path for one in factors), *columns, strict=True)
    indices = tuple(Index(path, *map(float, numbers)) for path, *numbers in rows)
    return Sensitivity(measure, float(means.mean()), float(means.std()), noise, indices)


def sensitivity_of(
    factors: list[Factor],
    base: int,
    evaluate: Callable[[list[Point]], NDArray[np.float64]],
    seed: int = 1,
) -> Sensitivity | None:
    """Return the indices of any function of points: `evaluate` returns float [points, lives]."""
    points = points_for(factors, base, seed)[1:]
    return indices_of("output", factors, evaluate(list(points)), seed)


def points_for(factors: list[Factor], base: int, seed: int = 1) -> tuple[Point, ...]:
    """Return the city as it is, and the points of the design after it."""
    return (Point(), *(at(factors, place) for place in design(factors, base, seed)))


def sensitivities_of(store: Store, factors: list[Factor], measures: list[str]) -> list[Sensitivity]:
    """Return the indices of measures (of all where none is named) from the runs at `points_for`."""
    plan, runs = store.plan, store.table("runs")
    shape = len(plan.points), len(plan.lives)
    found = [
        indices_of(one.name, factors, outputs(runs, one.name, *shape)[1:], plan.seed)
        for one in MEASURES
        if not measures or one.name in measures
    ]
    return [one for one in found if one is not None]


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    return {
        "num_vars": len(factors),
        "names": [one.path for one in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }
