"""Does the score tell what people are like, and what they will do? Its validity, of the two usual kinds.

Rule: everybody's total is read in the middle of the run. *Construct*: Spearman's rank correlation of it with
the levels of each trait, which no rule reads. *Predictive*: the chance that, of two citizens of whom one does
something gravely unlawful (gravity 5 of 10 or more) in the second half and the other does not, the score is
the lower for the one who does (ties count half): the area under the ROC curve, .5 for a coin and 1 for a
prophet. Beside it stands what counting true unlawful acts of the first half, each with its gravity, would
tell. Intervals: Hanley and McNeil (1982), 95 %.
Reads the truth, which no authority has: so it can say what a score is worth that nobody could check.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.indices.ranking import area_under_curve, rank_correlation
from glasscity.intervention import stages, totals_as_of
from glasscity.results import Run
from glasscity.scenario.quantities import millipoints
from glasscity.study.inequality import category_spells

GRAVE = 5
"""Gravity from which on an unlawful act is grave."""
GROUPED_BY = ("income", "born_here", "sex", "disability", "age")
FEWEST = 20
"""Groups in which fewer do something grave, or fewer do not, are left out: nothing could be told."""


@dataclass(frozen=True)
class Prediction:
    """How well something tells who will do something gravely unlawful: the area, with its interval.

    `who` names a group ("everybody", or attribute and level); `acted` of `citizens` did something.
    """

    who: str
    citizens: int
    acted: int
    area: float
    low: float
    high: float


@dataclass(frozen=True)
class Validity:
    """What a score is worth as knowledge.

    Attributes
    ----------
    read_on : the day at whose end totals are read.
    traits : rank correlation of the total with each trait; positive where more of it goes with more points.
    by_score, by_conduct : predictions by the total, and by the gravity of true unlawful acts until then.
    groups : predictions by the total within groups.
    """

    read_on: int
    traits: dict[str, float]
    by_score: Prediction
    by_conduct: Prediction
    groups: tuple[Prediction, ...]


def validity_of(run: Run) -> Validity | None:
    """Return what the score of a run tells; None where acts are not kept, or too few act to tell anything."""
    if not run.scenario.scoring.enabled or not run.scenario.recording.acts:
        return None
    read_on = run.days_number // 2 - 1
    if read_on < 0:
        return None
    gravity = {one.code: one.gravity for one in run.scenario.conduct.values() if not one.lawful}
    unlawful = run.table("acts").filter(pl.col("conduct").is_in(list(gravity)))
    acts = unlawful.with_columns(
        gravity=pl.col("conduct").replace_strict(gravity, return_dtype=pl.Int64)
    ).collect()
    scored = _scored_on(run, read_on)
    before = _gravity(acts.filter(pl.col("day") <= read_on), run.citizens_number)[scored]
    grave = acts.filter((pl.col("day") > read_on) & (pl.col("gravity") >= GRAVE))
    later = _gravity(grave, run.citizens_number)[scored] > 0
    totals = totals_on(run, read_on)[scored]
    citizens = run.citizens.filter(scored)
    by_score = predict("everybody", -totals, later)
    by_conduct = predict("everybody", before, later)
    if by_score is None or by_conduct is None:
        return None
    found = []
    for attribute in GROUPED_BY:
        for level in run.scenario.population.levels[attribute]:
            here = (citizens[attribute] == level).to_numpy()
            found.append(predict(f"{attribute}: {level}", -totals[here], later[here]))
    traits = {
        name: rank_correlation(totals, citizens[name].to_physical().to_numpy())
        for name in run.scenario.population.traits
    }
    return Validity(read_on, traits, by_score, by_conduct, tuple(one for one in found if one is not None))


def _scored_on(run: Run, day: int) -> NDArray[np.bool_]:
    """Return bool [citizens]: who has a category at the end of a day."""
    there = category_spells(run).filter((pl.col("first") <= day) & (pl.col("end") > day))
    scored = np.zeros(run.citizens_number, np.bool_)
    scored[there.filter(pl.col("category") != tables.NO_CATEGORY)["citizen"].to_numpy()] = True
    return scored


def _gravity(acts: pl.DataFrame, citizens: int) -> NDArray[np.int64]:
    """Return int64 [citizens]: the gravity of everybody's acts, added up."""
    weights = acts["gravity"].to_numpy()
    return np.bincount(acts["citizen"].to_numpy(), weights, citizens).astype(np.int64)


def totals_on(run: Run, day: int) -> NDArray[np.int64]:
    """Return int64 [citizens]: totals (mp) at the end of a day, from the ledger and the influence on file."""
    rules, day = run.scenario.rulebook, totals_as_of(stages(run.scenario), day)
    total = np.full(run.citizens_number, millipoints(rules.start), np.int64)
    counting = run.table("ledger").filter((pl.col("day") <= day) & (pl.col("counts") == 1))
    sums = counting.group_by("citizen").agg(pl.col("points").cast(pl.Int64).sum()).collect()
    total[sums["citizen"].to_numpy()] += sums["points"].to_numpy()
    if run.folder.names("influence"):
        changes = run.table("influence").filter(pl.col("day") <= day)
        last = changes.group_by("citizen").agg(pl.col("influence").sort_by("day").last()).collect()
        total[last["citizen"].to_numpy()] += last["influence"].to_numpy()
    return np.clip(total, millipoints(rules.lowest_total), millipoints(rules.highest_total))


def predict(who: str, sign: NDArray[np.int64], acted: NDArray[np.bool_]) -> Prediction | None:
    """Return how well a larger `sign` tells who `acted`; None where too few did, or too few did not."""
    positive = int(acted.sum())
    if min(positive, len(acted) - positive) < FEWEST:
        return None
    found = area_under_curve(sign, acted)
    return Prediction(who, len(acted), positive, found.area, found.low, found.high)
