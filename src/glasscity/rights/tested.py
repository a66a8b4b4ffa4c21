"""What one run shows of what the rules make possible: crossing, proportion, error, groups, appeals, bounds.

Rule: shares of restriction-days by kind are those of `harm`, which asks of each closed door whether it would
be open without the cause; gaps between groups are those of `gaps`, with true conduct equal; low categories by
error are those that the true record does not have. Bounds are moved, all by as much and one way, with
everybody's total as it is at the end: who would be in another category? Whoever a rule has put into a
category stays there. Nobody's conduct is changed by it.
Reads: a run. Units: restriction-days, citizens, points. It is one life of a city that nobody lives in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.filed import left_out
from glasscity.study.gaps import Gap, gaps_of
from glasscity.study.mistakes import appeals_of, errors_of, harm_of
from glasscity.study.wrongs import Appeals, Errors, Harm

STEPS = (0.01, 0.02, 0.05, 0.1)
"""How far bounds are moved, as shares of the way from the best bound to the worst."""


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
    gaps : every group held against the others.
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
        gaps=gaps_of(run, list(low)) if complete and scored else (),
        bounds=moved_bounds(run) if complete and scored else (),
        left_out=left_out(run),
    )


def low_categories(scenario: Scenario) -> tuple[str, ...]:
    """Return the two worst categories, or the worst where there are at most three."""
    names = scenario.category_names
    return tuple(names[-2:] if len(names) > 3 else names[-1:])


def moved_bounds(run: Run) -> tuple[Moved, ...]:
    """Return who would be in another category if the bounds lay elsewhere; nothing for several towns."""
    scenario = stages(run.scenario)[-1].scenario
    if scenario.towns:
        return ()
    book, names = scenario.rulebook, scenario.category_names
    bounds = np.array(
        [int(b.at_least * MILLIPOINTS) for b in book.categories.bands if b.at_least is not None]
    )
    people = run.table("citizens").select("total", category=pl.col("category").cast(pl.String)).collect()
    scored = people.filter(pl.col("category").is_in(names))
    totals = scored["total"].to_numpy().astype(np.int64)
    now = _bands(totals, bounds)
    place = {name: index for index, name in enumerate(names)}
    free = now == scored["category"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    span = max(int(bounds[0] - bounds[-1]), 10 * MILLIPOINTS)
    return tuple(
        _moved(totals[free], now[free], bounds, sign * max(1, round(span * step)), len(names) - 1)
        for sign in (-1, 1)
        for step in (reversed(STEPS) if sign < 0 else STEPS)
    )


def _bands(totals: NDArray[np.int64], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the band of every total; bounds fall from the best to the worst."""
    return np.searchsorted(-bounds, -totals, side="left").astype(np.int64)


def _moved(
    totals: NDArray[np.int64], now: NDArray[np.int64], bounds: NDArray[np.int64], by: int, worst: int
) -> Moved:
    then = _bands(totals, bounds + by)
    return Moved(
        by / MILLIPOINTS,
        int((then != now).sum()),
        len(totals),
        int((now == worst).sum()),
        int((then == worst).sum()),
    )
