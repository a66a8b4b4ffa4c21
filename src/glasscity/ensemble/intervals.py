"""Means over lives, with the interval that other lives would fall into.

Rule: Student's interval for the mean of independent lives, 95 %. Two points that were lived with the same
lives are compared pair by pair, life by life, which takes out what the lives have in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean over lives, half the width of its 95 % interval (None for a single life), and how many lives."""

    mean: float
    half_width: float | None
    lives: int

    @property
    def low(self) -> float:
        """The lower end; the mean where there is one life only."""
        return self.mean - (self.half_width or 0.0)

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + (self.half_width or 0.0)

    @property
    def excludes_zero(self) -> bool:
        """Whether there is an interval, and 0 lies outside."""
        return self.half_width is not None and (self.low > 0 or self.high < 0)


def interval(values: NDArray[np.float64]) -> Interval | None:
    """Return the mean of what lives came to, those left out that have no such value; None where none has."""
    there = values[~np.isnan(values)]
    if not len(there):
        return None
    mean = float(there.mean())
    if len(there) == 1:
        return Interval(mean, None, 1)
    from scipy.stats import t

    reach = float(t.ppf((1 + CONFIDENCE) / 2, len(there) - 1))
    return Interval(mean, reach * float(there.std(ddof=1)) / sqrt(len(there)), len(there))


def paired(values: NDArray[np.float64], others: NDArray[np.float64]) -> Interval | None:
    """Return the mean difference `values` − `others`, life by life."""
    return interval(values - others)
