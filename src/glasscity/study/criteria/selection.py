"""Which conducts bear on the score: sparse regression over halves of the volunteers, held against decoys.

Rule: beside their own diary, everybody is given *idle* conducts, the diary of another volunteer, which no
rule counts for them and which the method does not know to be idle; and as many *decoys* as there are
candidates, from the diaries of two more volunteers, which it knows. The weekly movement of the score is
regressed on the exposures of all of them by least angles (Efron et al. 2004), over complementary halves of
the volunteers (stability selection, Meinshausen and Bühlmann 2010; Shah and Samworth 2013); a conduct's
*frequency* is in how many halves it is among the first, as many as there are conducts in a diary. It is named
if its frequency reaches the threshold: the lowest from .6 on at which the decoys that reach it are at most
one for ten conducts that do (the idea of false discoveries told by decoys: Barber and Candès 2015).
Reads: a panel. Draws: a generator seeded with (seed, …).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.errors import not_installed
from glasscity.study.criteria.panel import Floats, Panel, within

PAIRS = 20
"""Complementary pairs of halves."""
DECOY_DIARIES = 2
FALSE_SHARE = 0.1
LOWEST_THRESHOLD = 0.6
FEWEST_VOLUNTEERS = 10


@dataclass(frozen=True)
class Candidate:
    """Something in a diary: a conduct of its writer, or an idle one out of somebody else's."""

    conduct: int
    idle: bool


@dataclass(frozen=True)
class Selection:
    """What was named, and what the frequencies were.

    design : float32 [volunteers, weeks, sets, conducts, lags], exposures, own ones first, then idle ones;
    frequency : float64 [sets, conducts], decoys last; threshold : the frequency from which on one is named;
    decoys : how many decoys reach it; named : candidates, with the span of delay that most halves took.
    """

    design: Floats
    frequency: NDArray[np.float64]
    threshold: float
    decoys: int
    named: tuple[tuple[Candidate, int], ...]


def least_angles() -> Any:
    """Return the function that does the regression, or say how to get it."""
    try:
        from sklearn.linear_model import lars_path_gram
    except ImportError as error:
        raise not_installed("criteria", "scikit-learn", "criteria") from error
    return lars_path_gram


def select(panel: Panel, seed: Sequence[int]) -> Selection:
    """Return which conducts are named."""
    generator = np.random.default_rng(list(seed))
    design = _with_others(panel, generator)
    sets, conducts, lags = design.shape[2:]
    flat = within(design.reshape(panel.volunteers, panel.weeks, -1)).astype(np.float32)
    moved = np.stack([within(panel.root), within(panel.change)], axis=2).astype(np.float32)
    taken = np.zeros((moved.shape[2], sets * conducts), np.int64)
    spans = np.zeros((moved.shape[2], sets * conducts * lags), np.int64)
    whole = _products(flat, moved, np.arange(panel.volunteers))
    for _ in range(PAIRS):
        order = generator.permutation(panel.volunteers)
        one = _products(flat, moved, order[: panel.volunteers // 2])
        for gram, response in (one, (whole[0] - one[0], whole[1] - one[1])):
            for outcome in range(len(taken)):
                features = _first(gram, response[:, outcome], conducts, lags)
                taken[outcome, np.unique(features // lags)] += 1
                spans[outcome, features] += 1
    frequency = (taken.max(axis=0) / (2 * PAIRS)).reshape(sets, conducts)
    best = spans.max(axis=0).reshape(sets, conducts, lags).argmax(axis=2)
    threshold, decoys = _threshold(frequency[:2].ravel(), frequency[2:].ravel())
    named = [
        (Candidate(int(conduct), bool(idle)), int(best[idle, conduct]))
        for idle, conduct in np.argwhere(frequency[:2] >= threshold)
    ]
    return Selection(design[:, :, :2], frequency, threshold, decoys, tuple(named))


def _with_others(panel: Panel, generator: np.random.Generator) -> Floats:
    """Return exposures [volunteers, weeks, sets, conducts, lags]: own, idle, decoys."""
    order = generator.permutation(panel.volunteers)
    sets = [panel.exposure]
    for away in range(1, 2 + DECOY_DIARIES):
        swapped = np.empty_like(order)
        swapped[order] = np.roll(order, away)
        sets.append(panel.exposure[swapped])
    return np.stack(sets, axis=2)


def _products(
    flat: Floats, moved: Floats, who: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what a regression needs of some volunteers: features times features, features times outcomes."""
    rows = flat[who].reshape(-1, flat.shape[2])
    outcomes = moved[who].reshape(-1, moved.shape[2])
    return (rows.T @ rows).astype(np.float64), (rows.T @ outcomes).astype(np.float64)


def _first(
    gram: NDArray[np.float64], response: NDArray[np.float64], groups: int, lags: int
) -> NDArray[np.int64]:
    """Return the features of the first `groups` conducts that least angles take, in order."""
    size = np.diag(gram)
    alive = np.flatnonzero(size > 1e-4 * max(float(size.max()), 1e-12))
    if not len(alive):
        return np.empty(0, np.int64)
    scale = np.sqrt(size[alive])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, active, _ = least_angles()(
            response[alive] / scale,
            gram[np.ix_(alive, alive)] / np.outer(scale, scale),
            n_samples=1,
            max_iter=min(2 * groups, len(alive)),
            method="lar",
            copy_Gram=False,
            return_path=False,
        )
    features = alive[np.asarray(active, np.int64)]
    conducts = features // lags
    _, begins = np.unique(conducts, return_index=True)
    first = np.sort(begins)[:groups]
    return features[: first[-1] + 1] if len(first) else features


def _threshold(candidates: NDArray[np.float64], decoys: NDArray[np.float64]) -> tuple[float, int]:
    """Return the lowest threshold at which decoys are few, and how many of them reach it."""
    for level in np.unique(candidates[candidates >= LOWEST_THRESHOLD]):
        false = int((decoys >= level).sum())
        expected = false * len(candidates) / len(decoys)
        if expected <= FALSE_SHARE * int((candidates >= level).sum()):
            return float(level), false
    return 1.1, 0
