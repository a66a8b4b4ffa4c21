"""What one run shows of what the rules make possible: crossing, proportion, error, groups, appeals, bounds.

Rule: shares of restriction-days by kind are those of `harm`, which asks of each closed door whether it would
be open without the cause; gaps between groups are those of `gaps`, with true conduct equal; low categories by
error are those that the true record does not have. Bounds are moved, all by as much and one way, with
everybody's total as it is at the end: who would be in another category? Whoever a rule has put into a
category stays there. Nobody's conduct is changed by it.
Reads: a run. Units: restriction-days, citizens, points. It is one life of a city that nobody lives in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.rights.rulebooks import Rulebooks, rulebooks_of
from glasscity.rights.standing import Standing, scored_by_points
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.filed import left_out
from glasscity.study.gaps import Gap, gaps_of
from glasscity.study.mistakes import appeals_of, errors_of, harm_of
from glasscity.study.wrongs import Appeals, Errors, Harm

STEPS = (0.01, 0.02, 0.05, 0.1)
"""How far bounds are moved: shares of the way from the best bound, or from the start, to the worst bound."""


@dataclass(frozen=True)
class Moved:
    """All bounds moved up by some points (down, below 0), and who would be in another category.

    Attributes
    ----------
    changed : citizens in another category; of : all who are scored and whom no rule has put anywhere.
    worst_before, worst_after : those of them in the worst category.
    """

    points: float
    changed: int
    of: int
    worst_before: int
    worst_after: int


@dataclass(frozen=True)
class Tested:
    """What a run shows; None or empty for what it did not keep or this city has not.

    Attributes
    ----------
    seed, life, digest : which run.
    low_categories : those that count as low; in_low, in_worst : citizens in them at the end.
    gaps : every group held against the others who did as many unlawful and as many rewarded acts; lawful acts
        that take points are not held equal. Empty where there is no such conduct.
    """

    seed: int
    life: int
    digest: str
    citizens: int
    days: int
    low_categories: tuple[str, ...]
    in_low: int | None
    in_worst: int | None
    harm: Harm | None
    errors: Errors | None
    appeals: Appeals | None
    gaps: tuple[Gap, ...]
    bounds: tuple[Moved, ...]
    rulebooks: Rulebooks | None
    left_out: str

    def share_of_harm(self, kind: str) -> float | None:
        """Return the share of restriction-days of one kind; None where there are none."""
        if self.harm is None or not self.harm.days["all"]:
            return None
        return self.harm.days[kind] / self.harm.days["all"]

    @property
    def unequal(self) -> tuple[Gap, ...]:
        """Groups more, or less, often in low categories than others who did the same; interval without 0."""
        found = [gap for gap in self.gaps if gap.low.excludes_zero]
        return tuple(sorted(found, key=lambda gap: -abs(gap.low.with_conduct_equal)))


def tested_of(run: Run) -> Tested:
    """Return what a run shows."""
    scenario, complete = run.scenario, run.kept == "all"
    scored = scenario.scoring.enabled
    low = low_categories(scenario)
    held = run.table("citizens").select(pl.col("category").cast(pl.String)).collect() if complete else None
    return Tested(
        seed=int(run.manifest["seed"]),
        life=int(run.manifest["life"]),
        digest=run.digest,
        citizens=run.citizens_number,
        days=run.days_number,
        low_categories=low,
        in_low=None if held is None else int(held["category"].is_in(low).sum()),
        in_worst=None if held is None else int((held["category"] == scenario.category_names[-1]).sum()),
        harm=harm_of(run),
        errors=errors_of(run) if complete else None,
        appeals=appeals_of(run) if complete else None,
        gaps=gaps_of(run, list(low)) if complete and scored and can_be_equal(scenario) else (),
        bounds=moved_bounds(run) if complete and scored else (),
        rulebooks=rulebooks_of(run) if complete and scored else None,
        left_out=left_out(run),
    )


def can_be_equal(scenario: Scenario) -> bool:
    """Return whether there is unlawful or rewarded conduct, the two kinds that gaps hold equal."""
    conduct = scenario.conduct.items()
    return any(not kind.lawful or scenario.rewards(name) for name, kind in conduct)


def low_categories(scenario: Scenario) -> tuple[str, ...]:
    """Return the two worst categories, or the worst where there are at most three."""
    names = scenario.category_names
    return tuple(names[-2:] if len(names) > 3 else names[-1:])


def moved_bounds(run: Run) -> tuple[Moved, ...]:
    """Return who would be in another category if the bounds lay elsewhere; nothing for several towns."""
    scenario = stages(run.scenario)[-1].scenario
    if scenario.towns:
        return ()
    people = scored_by_points(run, scenario)
    start, bounds = int(scenario.rulebook.start * MILLIPOINTS), people.bounds
    span = max(int(bounds[0] - bounds[-1]), abs(start - int(bounds[-1])))
    now = people.bands(people.totals)
    return tuple(
        _moved(people, now, sign * max(1, round(span * step)))
        for sign in (-1, 1)
        for step in (reversed(STEPS) if sign < 0 else STEPS)
    )


def _moved(people: Standing, now: NDArray[np.int64], by: int) -> Moved:
    worst = len(people.bounds)
    then = replace(people, bounds=people.bounds + by).bands(people.totals)
    return Moved(
        by / MILLIPOINTS,
        int((then != now).sum()),
        len(now),
        int((now == worst).sum()),
        int((then == worst).sum()),
    )
