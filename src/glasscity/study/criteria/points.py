"""How many points a named conduct brings: per act, and per act that is filed; and how much of it is seen.

Rule: the week's change in points, and the number of the week's steps of every size, are regressed on the
exposures of what was named, all at once (least squares within volunteers and weeks), in the spans of delay
in which steps stand out. The first gives the points that one *act* brings on average, seen or not: points
times share seen. The others give how many more steps of each size follow an act. Whether it is a gain or a
loss is told by the roots of points, or by the clearest size of steps where these are unclear. The steps of
this sign that stand out by three standard errors, and are not far rarer than the commonest of them (as sums
of several entries are), are its entries, if they make up half of all its steps or more: their number is the
share seen (over the share of days without a step, since a step shows its own size only where no other falls
on that day), their mean the points per *filed* act; where none stand out (a rule with a range of points has
many sizes), all steps of the sign stand in for them. Intervals: 95 %, by drawing volunteers again with
replacement, the sign given.
Reads: a panel and a selection. Draws: a generator seeded with (seed, …).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscity.study.criteria.panel import LAGS, Panel, within
from glasscity.study.criteria.selection import Candidate, Selection

AGAIN = 200
"""How often volunteers are drawn again."""
STANDS_OUT = 3.0
FAIR_SHARE = 0.2
"""Steps rarer than this share of the commonest of them are sums of entries of one day."""
SPAN_STANDS_OUT = 4.0
ROWS_FOR_ONE = 3
"""Weeks of volunteers that one feature needs, so that all spans of delay can be told apart."""
TELLS = 2.0
"""Standard errors from which on all steps together are more than nothing."""
MOST_MISSING = 0.2
"""Points have an interval if no larger share of the draws has no points."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % interval; the interval is None where it was not worked out."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Estimate:
    """What a named conduct brings.

    per_act : points that one act brings on average; seen : share of acts that come on file; per_filed :
    points per filed act; the last two are None where steps tell too little. sign : 1 for a gain, -1 for a
    loss.
    """

    candidate: Candidate
    frequency: float
    sign: int
    per_act: Interval
    seen: Interval | None
    per_filed: Interval | None


@dataclass(frozen=True)
class _Sums:
    """For each volunteer: features times features, features times outcomes; and the outcomes' size."""

    gram: Array
    response: Array
    size: Array
    rows: int


def estimates(
    panel: Panel, selection: Selection, seed: Sequence[int], *, intervals: bool
) -> tuple[Estimate, ...]:
    """Return what each named conduct brings; with intervals only if asked, since they take long."""
    if not selection.named:
        return ()
    sums, owner = _sums(panel, selection)
    number = len(selection.named)
    ones = np.ones(panel.volunteers)
    effects, errors = _effects(sums, owner, number, ones)
    signs = [_sign(panel.sizes, effects[one], errors[one]) for one in range(number)]
    found = [_read(panel, signs[one], effects[one], errors[one]) for one in range(number)]
    drawn: list[list[tuple[float, float | None, float | None]]] = []
    if intervals:
        generator = np.random.default_rng(list(seed))
        for _ in range(AGAIN):
            weights = generator.multinomial(panel.volunteers, ones / panel.volunteers).astype(np.float64)
            again, _ = _effects(sums, owner, number, weights)
            drawn.append([_read(panel, signs[one], again[one], errors[one]) for one in range(number)])
    return tuple(
        Estimate(
            candidate,
            float(selection.frequency[int(candidate.idle), candidate.conduct]),
            signs[one],
            Interval(found[one][0], *_reach([draw[one][0] for draw in drawn])),
            _maybe(found[one][1], [draw[one][1] for draw in drawn]),
            _maybe(found[one][2], [draw[one][2] for draw in drawn]),
        )
        for one, (candidate, _) in enumerate(selection.named)
    )


def _sums(panel: Panel, selection: Selection) -> tuple[_Sums, NDArray[np.int64]]:
    """Return the sums of all volunteers, and to which named conduct each feature belongs.

    First every span of delay of what was named is a feature; then those in which no size of steps stands out
    are left out, as they would only add noise. Where there are too few weeks for that, the best spans stay.
    """
    outcomes = within(np.concatenate([panel.change[..., None], panel.root[..., None], panel.steps], axis=2))
    every = [(one, span) for one in range(len(selection.named)) for span in range(len(LAGS))]
    best = [(one, span) for one, (_, span) in enumerate(selection.named)]
    kept = best
    if len(every) * ROWS_FOR_ONE <= panel.volunteers * panel.weeks:
        sums = _sums_of(panel, selection, every, outcomes)
        effects, errors = _effects(sums, np.arange(len(every)), len(every), np.ones(panel.volunteers))
        tell = set(np.argwhere(effects[:, 2:] > SPAN_STANDS_OUT * errors[:, 2:])[:, 0].tolist())
        kept = [one for place, one in enumerate(every) if place in tell or one in best]
    return _sums_of(panel, selection, kept, outcomes), np.array([one for one, _ in kept])


def _sums_of(
    panel: Panel, selection: Selection, features: Sequence[tuple[int, int]], outcomes: Array
) -> _Sums:
    """Return the sums for these features: a named conduct, by number, and a span of delay each."""
    columns = [
        selection.design[:, :, int(selection.named[one][0].idle), selection.named[one][0].conduct, span]
        for one, span in features
    ]
    exposure = within(np.stack(columns, axis=2))
    turned = exposure.transpose(0, 2, 1)
    rows = panel.volunteers * panel.weeks
    return _Sums(turned @ exposure, turned @ outcomes, (outcomes**2).sum(axis=(0, 1)), rows)


def _effects(sums: _Sums, owner: NDArray[np.int64], number: int, weights: Array) -> tuple[Array, Array]:
    """Return effects and their standard errors [named, outcomes], spans of delay added up."""
    gram = np.tensordot(weights, sums.gram, 1)
    response = np.tensordot(weights, sums.response, 1)
    ridge = 1e-8 * np.diag(gram).max()
    inverse = np.linalg.inv(gram + ridge * np.eye(len(gram)))
    coefficients = inverse @ response
    together = np.zeros((number, len(owner)))
    together[owner, np.arange(len(owner))] = 1
    rest = np.maximum(sums.size - (coefficients * response).sum(axis=0), 0) / max(sums.rows - len(owner), 1)
    spread = np.einsum("nf,fg,ng->n", together, inverse, together)
    return together @ coefficients, np.sqrt(np.outer(np.maximum(spread, 0), rest))


def _sign(sizes: Array, effects: Array, errors: Array) -> int:
    """Return 1 for a gain, -1 for a loss: by the roots of points, or else by the clearest size of steps."""
    if abs(effects[1]) > TELLS * errors[1]:
        return 1 if effects[1] > 0 else -1
    strength = effects[2:] / np.where(errors[2:] > 0, errors[2:], np.inf)
    return 1 if sizes[int(strength.argmax())] > 0 else -1


def _read(panel: Panel, sign: int, effects: Array, errors: Array) -> tuple[float, float | None, float | None]:
    """Return the points per act, the share seen and the points per filed act."""
    steps, error, sizes = effects[2:], errors[2:], panel.sizes
    same = sizes * sign > 0
    every = float(steps[same].sum())
    out = same & (steps > STANDS_OUT * error)
    out &= steps >= FAIR_SHARE * steps[out].max(initial=0.0)
    seen = float(steps[out].sum())
    if out.any() and seen >= every / 2:
        points = float((sizes[out] * steps[out]).sum() / seen)
        return float(effects[0]), seen / panel.quiet, points
    if every > TELLS * float(np.sqrt((error[same] ** 2).sum())):
        points = float((sizes[same] * steps[same]).sum() / every)
        return float(effects[0]), every, points if points * sign > 0 else None
    return float(effects[0]), None, None


def _reach(values: Sequence[float]) -> tuple[float | None, float | None]:
    if not values:
        return None, None
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def _maybe(value: float | None, draws: Sequence[float | None]) -> Interval | None:
    if value is None:
        return None
    there = [draw for draw in draws if draw is not None]
    if len(there) < (1 - MOST_MISSING) * len(draws):
        return Interval(value)
    return Interval(value, *_reach(there))
