"""How far a low category hangs on this one rulebook: the same file under other, as plausible points.

Rule: what stands on everybody's file at the end is counted again under a hundred other rulebooks, in which
the points of each kind of conduct are multiplied by a factor of their own, between a half and two, evenly on
a scale of logarithms. Sign, order of deeds, filings, caps that have bound, contacts' influence and bounds
stay as they are; whoever a rule has put into a category is left out. Nobody's conduct is changed by it.
Reads: a run's ledger and citizens. Units: citizens, rulebooks. The factors are the same for every run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.rights.standing import scored_by_points

RULEBOOKS = 100
LARGEST_FACTOR = 2.0
SEED = 2018
"""Seed of the factors; a constant, so that the same run gives the same answer."""


@dataclass(frozen=True)
class Rulebooks:
    """Who is in the worst category, here and under other rulebooks.

    Attributes
    ----------
    rulebooks : how many others; factor : by how much points differ at most.
    in_worst : citizens in the worst category by their points; always : those of them whom every rulebook
        puts there; share : of rulebooks that put one of them there, in the mean.
    ever : citizens whom any rulebook puts there; fewest, most : in the worst category, over the rulebooks.
    """

    rulebooks: int
    factor: float
    in_worst: int
    always: int
    share: float
    ever: int
    fewest: int
    most: int


def rulebooks_of(run: Run) -> Rulebooks | None:
    """Return how far the worst category hangs on the rulebook; None for towns, or where nobody is in it."""
    scenario = stages(run.scenario)[-1].scenario
    if scenario.towns:
        return None
    people = scored_by_points(run, scenario)
    if not (now := people.worst(people.totals)).any():
        return None
    shape = RULEBOOKS, people.standing.shape[1]
    factors = LARGEST_FACTOR ** np.random.default_rng(SEED).uniform(-1, 1, shape)
    times = np.zeros(len(now), np.int64)
    numbers = []
    for factor in factors:
        there = people.worst(people.totals + people.standing @ (factor - 1))
        times += there
        numbers.append(int(there.sum()))
    return Rulebooks(
        RULEBOOKS,
        LARGEST_FACTOR,
        in_worst=int(now.sum()),
        always=int((times[now] == RULEBOOKS).sum()),
        share=float(times[now].mean() / RULEBOOKS),
        ever=int((times > 0).sum()),
        fewest=min(numbers),
        most=max(numbers),
    )
