"""How well one order tells another: the area under the ROC curve, and Spearman's rank correlation.

Rule: the *area* is the chance that, of one who acted and one who did not, the sign is the larger for the
one who did, ties counting half: .5 for a coin and 1 for a prophet. Its 95 % interval is that of Hanley and
McNeil (1982), "The meaning and use of the area under a receiver operating characteristic curve".
*Spearman's* correlation is Pearson's of the ranks, ties sharing the mean of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray

NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Area:
    """An area under the ROC curve, from 0 to 1, with its interval."""

    area: float
    low: float
    high: float


def area_under_curve(sign: NDArray[np.int64], acted: NDArray[np.bool_]) -> Area:
    """Return how well a larger `sign` tells who `acted`; some must have, and some not."""
    positive = int(acted.sum())
    negative = len(acted) - positive
    ranks = pl.Series(sign).rank("average").to_numpy()
    area = float((ranks[acted].sum() - positive * (positive + 1) / 2) / (positive * negative))
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    variance = area * (1 - area) + (positive - 1) * (one - area * area) + (negative - 1) * (two - area * area)
    reach = NORMAL_95 * sqrt(max(variance, 0.0) / (positive * negative))
    return Area(area, max(area - reach, 0.0), min(area + reach, 1.0))


def rank_correlation(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return Spearman's rank correlation; 0 where either does not vary."""
    frame = pl.DataFrame({"one": one, "other": other})
    found = frame.select(pl.corr("one", "other", method="spearman")).item()
    return 0.0 if found is None or np.isnan(found) else float(found)
