"""A surface through the trials: what each target's mean would be at points that no trial has tried.

Rule: each target's mean over lives is a polynomial of the values sought, at most quadratic: of the forms
linear, with squares, with squares and products, the one that errs least when each trial in turn is left out.
There is none where a list is sought, or where trials are too few.
Source: response surfaces (Box and Wilson 1951); the left-out error is that of Allen 1974 (PRESS).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscity.calibration.target import Target
from glasscity.ensemble.design import SOBOL, Factor, places

POINTS = 1 << 13
"""Points spread evenly over the ranges at which a surface is looked at."""
NEAREST_TO_CERTAIN = 0.999


@dataclass(frozen=True)
class Surface:
    """A polynomial through the trials: of which terms, their coefficients, and the left-out error."""

    factors: int
    terms: str
    coefficients: NDArray[np.float64]
    error: float

    def at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean at points float [n, factors] of the unit cube."""
        found: NDArray[np.float64] = _terms(x, self.terms) @ self.coefficients
        return found


def surfaces_of(
    factors: tuple[Factor, ...], x: NDArray[np.float64], means: NDArray[np.float64]
) -> list[Surface]:
    """Return one surface for each target, or none at all.

    Parameters
    ----------
    x : float [trials, factors], in the unit cube; means : float [trials, targets].
    """
    if not all(factor.is_range for factor in factors):
        return []
    laid = [laid_through(x, column) for column in means.T]
    found = [one for one in laid if one is not None]
    return found if len(found) == len(laid) else []


def laid_through(x: NDArray[np.float64], means: NDArray[np.float64]) -> Surface | None:
    """Return the polynomial that errs least where it was not laid through; None for too few trials.

    Parameters
    ----------
    x : float [trials, factors], in the unit cube; means : float [trials].
    """
    found = []
    for terms in ("linear", "squares", "products"):
        matrix = _terms(x, terms)
        if len(x) < 2 * matrix.shape[1] or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
            continue
        orthogonal, _ = np.linalg.qr(matrix)
        leverage = np.minimum((orthogonal**2).sum(axis=1), NEAREST_TO_CERTAIN)
        coefficients: NDArray[np.float64] = np.linalg.lstsq(matrix, means, rcond=None)[0].astype(np.float64)
        left_out = (means - matrix @ coefficients) / (1 - leverage)
        found.append(Surface(x.shape[1], terms, coefficients, float(np.sqrt((left_out**2).mean()))))
    return min(found, key=lambda one: one.error) if found else None


def _terms(x: NDArray[np.float64], terms: str) -> NDArray[np.float64]:
    columns = [np.ones(len(x)), *x.T]
    if terms != "linear":
        columns += [column**2 for column in x.T]
    if terms == "products":
        columns += [x[:, i] * x[:, j] for i in range(x.shape[1]) for j in range(i)]
    return np.column_stack(columns)


def best_place(surfaces: list[Surface], targets: tuple[Target, ...], seed: int) -> NDArray[np.float64]:
    """Return the place in the unit cube, float [factors], where the surfaces meet the targets best.

    It is sought downhill (L-BFGS-B) from the best of `POINTS` points of a Sobol sequence of this seed.
    """
    from scipy.optimize import minimize

    def loss(x: NDArray[np.float64]) -> NDArray[np.float64]:
        squares = [
            target.weight * ((surface.at(x) - target.value) / target.tolerance) ** 2
            for surface, target in zip(surfaces, targets, strict=True)
        ]
        found: NDArray[np.float64] = np.sum(squares, axis=0)
        return found

    cube = places(SOBOL, surfaces[0].factors, POINTS, seed)
    start = cube[int(np.argmin(loss(cube)))]
    bounds = [(0.0, 1.0)] * len(start)
    found = minimize(lambda x: float(loss(x[None, :])[0]), start, method="L-BFGS-B", bounds=bounds)
    return np.clip(np.asarray(found.x, np.float64), 0, 1)


def in_the_cube(factors: tuple[Factor, ...], values: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the place of each value in its range, from 0 to 1; for a list, its place in the list."""
    return np.array(
        [
            (float(value) - float(one.low)) / float(one.high - one.low)
            if one.is_range
            else one.values.index(value) / max(len(one.values) - 1, 1)
            for one, value in zip(factors, values, strict=True)
        ]
    )
