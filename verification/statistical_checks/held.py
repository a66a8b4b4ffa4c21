"""How a count is held against a distribution: the p-value, and the smallest deviation that would be found.

Counts of yes and no, and Poisson counts, are held against their exact distributions, both tails equally: the
p-value is twice the smaller tail. Sums of many independent chances are held against the normal distribution
with their exact mean and variance. Shares of several cells are held against Pearson's chi-square; cells with
fewer than `FEWEST` expected are put together first, so that its tail can be trusted.

The deviation that is found is worked out from the alternative itself (binomial, Poisson, normal, noncentral
chi-square): the smallest one for which an alarm at the check's level has a probability of `SURELY` or more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

LEVEL = 1.5e-5
"""The p-value below which a check alarms: what it may do by chance in a sound engine."""
SURELY = 0.99
FEWEST = 10.0


class Held(NamedTuple):
    """What one check found: counted and expected in words, the p-value, the deviation it would have found."""

    counted: str
    expected: str
    p: float
    detects: str


def binomial(successes: int, trials: int, probability: float, level: float = LEVEL) -> Held:
    """Hold a number of successes against Binomial(trials, probability), exactly."""
    number, law = int(successes), stats.binom(int(trials), probability)
    p = min(1.0, 2 * min(float(law.cdf(number)), float(law.sf(number - 1))))
    return Held(
        f"{number:,} of {int(trials):,} ({_share(number, trials)})",
        f"{probability:.6g} of each, {float(law.mean()):,.1f}",
        p,
        _binomial_detects(int(trials), probability, level),
    )


def _share(number: int, of: int) -> str:
    return f"{number / of:.6g}" if of else "none"


def _binomial_detects(trials: int, probability: float, level: float) -> str:
    """Return the smallest change of the probability, either way, that alarms with SURELY, in words."""
    if not 0 < probability < 1:
        return "a single case"
    above = int(stats.binom.isf(level / 2, trials, probability))
    below = int(stats.binom.ppf(level / 2, trials, probability)) - 1
    more = less = None
    if above < trials:
        more = _root(lambda q: stats.binom.sf(above, trials, q) - SURELY, probability, 1 - 1e-12)
    if below >= 0:
        less = _root(lambda q: stats.binom.cdf(below, trials, q) - SURELY, 1e-15, probability)
    return _both(more, less, probability)


def poisson(number: int, mean: float, level: float = LEVEL) -> Held:
    """Hold a number of rare events against Poisson(mean), exactly."""
    law = stats.poisson(mean)
    p = min(1.0, 2 * min(float(law.cdf(number)), float(law.sf(number - 1))))
    above, below = int(law.isf(level / 2)), int(law.ppf(level / 2)) - 1
    more = _root(lambda m: stats.poisson.sf(above, m) - SURELY, mean, 20 * mean + 100)
    less = _root(lambda m: stats.poisson.cdf(below, m) - SURELY, 1e-9, mean) if below >= 0 else None
    return Held(f"{number:,}", f"{mean:,.1f}", p, _both(more, less, mean))


def normal(value: float, mean: float, deviation: float, level: float = LEVEL) -> Held:
    """Hold a sum of many independent parts against the normal distribution of its mean and deviation."""
    p = float(2 * stats.norm.sf(abs(value - mean) / deviation))
    found = float(stats.norm.isf(level / 2) + stats.norm.isf(1 - SURELY)) * deviation
    detects = f"{_percent(found / abs(mean))} more or less" if mean else f"a shift of {found:.3g}"
    return Held(f"{value:,.6g}", f"{mean:,.6g}, give or take {deviation:,.3g}", p, detects)


def sum_of_chances(successes: int, chances: ArrayLike, level: float = LEVEL) -> Held:
    """Hold a number of successes against the sum of independent chances of different sizes."""
    each = np.asarray(chances, np.float64)
    mean, deviation = float(each.sum()), float(np.sqrt((each * (1 - each)).sum()))
    nearer = np.sign(mean - successes) * min(0.5, abs(mean - successes))
    held = normal(float(successes + nearer), mean, deviation, level)
    return held._replace(counted=f"{int(successes):,} of {each.size:,}")


def cells(observed: ArrayLike, expected: ArrayLike, level: float = LEVEL, fewest: float = FEWEST) -> Held:
    """Hold numbers in cells against what is expected there, by Pearson's chi-square.

    `fewest` : what a cell expects at least; where thousands of cells expect the same, two are enough.
    """
    rows = np.asarray(observed, float).ravel(), np.asarray(expected, float).ravel()
    seen, wanted = _pooled(*rows, fewest)
    if len(wanted) < 2:
        raise ValueError("too little was counted to hold against anything")
    if not np.isclose(seen.sum(), wanted.sum(), rtol=1e-6):
        raise ValueError(f"{seen.sum()} were counted and {wanted.sum()} expected")
    statistic, degrees = float(((seen - wanted) ** 2 / wanted).sum()), len(wanted) - 1
    return from_chi_square(statistic, degrees, float(wanted.sum()), float(np.median(wanted)), level)


def from_chi_square(
    statistic: float, degrees: int, total: float, in_a_cell: float, level: float = LEVEL, known: float = 0.0
) -> Held:
    """Hold a statistic against chi-square; `in_a_cell` of `total` are expected in a middling cell.

    `known` : noncentrality that a known imperfection may have; only what goes beyond it alarms.
    """
    law = stats.ncx2(degrees, known) if known else stats.chi2(degrees)
    limit, most = law.isf(level), 50 * degrees + 20 * known + 2000
    off = optimize.brentq(lambda x: stats.ncx2.sf(limit, degrees, x) - SURELY, known + 1e-3, most)
    one = np.sqrt(off * (1 - in_a_cell / max(total, in_a_cell)) / in_a_cell)
    return Held(
        f"chi-square {statistic:,.1f} over {total:,.0f}",
        f"{degrees} degrees of freedom" + (f", noncentrality at most {known:,.0f}" if known else ""),
        float(law.sf(statistic)),
        f"one cell's share {_percent(float(one))} off",
    )


def evenly(values: NDArray[Any], lowest: int, number: int, level: float = LEVEL) -> Held:
    """Hold whole numbers against the even distribution over `number` of them from `lowest` on.

    A value outside them is a fault, not chance: the p-value is 0 then.
    """
    places = np.asarray(values, np.int64) - lowest
    outside = int(((places < 0) | (places >= number)).sum())
    inside = places[(places >= 0) & (places < number)]
    held = cells(np.bincount(inside, minlength=number), np.full(number, len(inside) / number), level)
    return held._replace(p=0.0, counted=f"{outside} out of range") if outside else held


def table(rows: NDArray[Any], columns: NDArray[Any], level: float = LEVEL) -> Held:
    """Hold two classifications against being independent: chi-square of the contingency table."""
    seen = np.zeros((int(rows.max()) + 1, int(columns.max()) + 1))
    np.add.at(seen, (rows, columns), 1)
    seen = seen[seen.sum(axis=1) > 0][:, seen.sum(axis=0) > 0]
    wanted = stats.contingency.expected_freq(seen)
    if wanted.min() < FEWEST:
        raise ValueError("too little was counted to hold against anything")
    statistic = float(((seen - wanted) ** 2 / wanted).sum())
    degrees = (seen.shape[0] - 1) * (seen.shape[1] - 1)
    return from_chi_square(statistic, degrees, float(seen.sum()), float(np.median(wanted)), level)


def exactly(value: Any, wanted: Any) -> Held:
    """Hold what leaves nothing to chance: any difference alarms."""
    same = bool(np.array_equal(np.asarray(value), np.asarray(wanted)))
    size = np.asarray(wanted).size
    counted = f"{size:,} values" if size > 1 else f"{np.asarray(value)}"
    return Held(counted, "the same" if size > 1 else f"{np.asarray(wanted)}", float(same), "any difference")


def _pooled(seen: NDArray[Any], wanted: NDArray[Any], fewest: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Put cells together, in the order of what is expected in them, until each expects enough."""
    order = np.argsort(wanted, kind="stable")
    seen, wanted = seen[order], wanted[order]
    few = int(np.searchsorted(np.cumsum(wanted), fewest, side="left"))
    enough = int(np.searchsorted(wanted, fewest))
    if enough == 0:
        return seen, wanted
    together = max(few + 1, enough)
    return (
        np.concatenate([[seen[:together].sum()], seen[together:]]),
        np.concatenate([[wanted[:together].sum()], wanted[together:]]),
    )


def _root(function: Any, low: float, high: float) -> float | None:
    """Return where a function changes its sign, or nothing if it does not."""
    if function(low) * function(high) > 0:
        return None
    return float(optimize.brentq(function, low, high, xtol=1e-15, rtol=1e-9))


def _both(more: float | None, less: float | None, of: float) -> str:
    parts = [f"{_percent(more / of - 1)} more"] if more is not None else []
    parts += [f"{_percent(1 - less / of)} less"] if less is not None else []
    return " or ".join(parts) or "nothing at this size"


def in_words(p: float) -> str:
    """Return a p-value as it is written."""
    return f"{p:.1g}" if p else "0"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 1 else f"{share:.2g} times"
