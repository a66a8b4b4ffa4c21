"""How long something lasts, when some of it is not over yet: Kaplan and Meier's estimate.

Source: Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Survival:
    """Kaplan and Meier's estimate of how long something lasts.

    Parameters
    ----------
    days : how long each was watched; over : whether it ended then, or was still going on.
    """

    def __init__(self, days: NDArray[np.int64], over: NDArray[np.bool_]) -> None:
        self._longest = int(days.max())
        self._days = np.unique(days[over])
        at_risk = len(days) - np.searchsorted(np.sort(days), self._days)
        ended = np.searchsorted(np.sort(days[over]), self._days, "right")
        ended = np.diff(np.concatenate([[0], ended]))
        self._going_on = np.cumprod(1 - ended / at_risk)

    @property
    def median(self) -> int | None:
        """The first day by which half have ended; None where it lies beyond what was watched."""
        half = np.flatnonzero(self._going_on <= 0.5 + 1e-12)
        return int(self._days[half[0]]) if len(half) else None

    def over_by(self, day: int) -> float | None:
        """Return the share that has ended by a day; None where none was watched for so long."""
        if day > self._longest and (not len(self._going_on) or self._going_on[-1] > 0):
            return None
        place = int(np.searchsorted(self._days, day, "right"))
        return float(1 - self._going_on[place - 1]) if place else 0.0
