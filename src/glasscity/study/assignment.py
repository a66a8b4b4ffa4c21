"""What a category does to people: those given it by lot, less those who might have been.

Rule: the lots of an experiment make two groups that differ by the lot alone. For each outcome this is the
mean of the assigned less that of the controls, with a 95 % interval for the difference of two means whose
variances may differ. Outcomes: being in the category or a worse one, and in a low one (the two worst);
points on one's own file; each circumstance; all on some days after the category has ended; and unlawful
acts a year while it lasts and afterwards. An effect that outlasts the category is what one calls a trap.
Source: Neyman (1923), on the difference of means in a randomised experiment.
Leaves out: what the assigned do to the controls; that of many outcomes one in twenty differs by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.standing import categories_on, circumstances_on
from glasscity.study.words import counted

NORMAL_95 = 1.959964
YEAR = 365
SHARE, POINTS, A_YEAR = "share", "points", "a year"


@dataclass(frozen=True)
class Effect:
    """One outcome: the means of both groups, and their difference with its interval.

    `when` says at which time, in words, and `days_after` how many days after the category ended, where it
    is one day. `unit` is `share`, `points` or `a year`.
    """

    what: str
    when: str
    days_after: int | None
    unit: str
    assigned: float
    control: float
    difference: float
    low: float
    high: float

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Assignment:
    """An experiment: who was drawn, and what differs.

    Attributes
    ----------
    category : what was assigned, on `day`, for `days` days.
    assigned, controls : how many.
    effects : outcome by outcome; those about the category on the first of the days after come first.
    """

    category: str
    day: int
    days: int
    assigned: int
    controls: int
    effects: tuple[Effect, ...]


def assignment_of(run: Run) -> Assignment | None:
    """Return what an experiment shows; None where there is none, or too few were drawn to tell."""
    if not run.folder.names("assigned"):
        return None
    lots = run.table("assigned").collect()
    groups = tuple(lots.filter(pl.col("treated") == flag)["citizen"].to_numpy() for flag in (1, 0))
    if min(len(group) for group in groups) < 2:
        return None
    scenario = _in_force(run.scenario)
    rules = scenario.experiment
    assert rules is not None
    override = scenario.rulebook.rules[rules.conduct].override
    assert override is not None
    end = rules.day + override.days
    after = {end - 1 + days: days for days in sorted(rules.after_days) if end - 1 + days < run.days_number}
    effects = [
        *_standing(run, groups, after, scenario.category_names.index(override.category)),
        *_own_points(run, groups, after),
        *_circumstances(run, groups, after),
        *_unlawful(run, groups, rules.day, end),
    ]
    return Assignment(
        override.category, rules.day, override.days, len(groups[0]), len(groups[1]), tuple(effects)
    )


Groups = tuple[NDArray[np.uint32], ...]


def difference(
    values: NDArray[np.float64], groups: Groups, what: str, when: str, unit: str, days: int | None = None
) -> Effect:
    """Return the difference between two groups in the mean of a value that every citizen has."""
    assigned, control = (values[group] for group in groups)
    apart = float(assigned.mean() - control.mean())
    error = sqrt(assigned.var(ddof=1) / len(assigned) + control.var(ddof=1) / len(control))
    reach = NORMAL_95 * error
    means = float(assigned.mean()), float(control.mean())
    return Effect(what, when, days, unit, *means, apart, apart - reach, apart + reach)


def _in_force(scenario: Scenario) -> Scenario:
    """Return the scenario as it is on the day of the lots."""
    assert scenario.experiment is not None
    day = scenario.experiment.day
    return next(stage.scenario for stage in reversed(stages(scenario)) if stage.day <= day)


def _when(days: int) -> str:
    return f"{counted(days, 'day')} after" if days else "on the last day of it"


def _standing(run: Run, groups: Groups, after: dict[int, int], assigned: int) -> list[Effect]:
    names = run.scenario.category_names
    low = len(names) - (2 if len(names) > 3 else 1)
    bounds = {f"in {names[assigned]}" + (" or worse" if assigned < len(names) - 1 else ""): assigned}
    if low != assigned:
        bounds[f"in {names[low]} or worse"] = low
    effects = []
    for days, category in zip(after.values(), categories_on(run, list(after)), strict=True):
        scored = category < len(names)
        for what, bound in bounds.items():
            inside = (scored & (category >= bound)).astype(np.float64)
            effects.append(difference(inside, groups, what, _when(days), SHARE, days))
    return sorted(effects, key=lambda effect: list(bounds).index(effect.what))


def _own_points(run: Run, groups: Groups, after: dict[int, int]) -> list[Effect]:
    effects = []
    entries = run.table("ledger").filter(pl.col("counts") > 0)
    drawn = entries.filter(pl.col("citizen").is_in(np.concatenate(groups)))
    rows = drawn.select("day", "citizen", pl.col("points").cast(pl.Int64)).collect()
    for day, days in after.items():
        until = rows.filter(pl.col("day") <= day)
        points = np.zeros(run.citizens_number)
        np.add.at(points, until["citizen"].to_numpy(), until["points"].to_numpy() / MILLIPOINTS)
        effects.append(difference(points, groups, "points on one's own file", _when(days), POINTS, days))
    return effects


def _circumstances(run: Run, groups: Groups, after: dict[int, int]) -> list[Effect]:
    if not run.folder.names("circumstance_moves") or run.scenario.circumstances is None:
        return []
    kinds = run.scenario.circumstances.kinds
    found = list(zip(after.values(), circumstances_on(run, list(after)), strict=True))
    return [
        difference(held[name].astype(np.float64), groups, kind.label, _when(days), SHARE, days)
        for name, kind in kinds.items()
        for days, held in found
    ]


def _unlawful(run: Run, groups: Groups, start: int, end: int) -> list[Effect]:
    if not run.folder.names("acts"):
        return []
    unlawful = [conduct.code for conduct in run.scenario.conduct.values() if not conduct.lawful]
    acts = run.table("acts").filter(pl.col("conduct").is_in(unlawful)).select("day", "citizen").collect()
    spans = {"while it lasts": (start, min(end, run.days_number)), "afterwards": (end, run.days_number)}
    effects = []
    for when, (first, last) in spans.items():
        if last <= first:
            continue
        citizens = acts.filter((pl.col("day") >= first) & (pl.col("day") < last))["citizen"].to_numpy()
        number = np.bincount(citizens, minlength=run.citizens_number) * YEAR / (last - first)
        effects.append(difference(number.astype(np.float64), groups, "unlawful acts", when, A_YEAR))
    return effects
