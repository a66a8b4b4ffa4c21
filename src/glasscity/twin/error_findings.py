"""What the study of one wrong record came to: how long it lasts, how far it reaches, whether it is corrected.

Rule: means over the filings of a life, then over lives, with Student's interval over lives: filings of one
life are not independent of each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np

from glasscity import tables
from glasscity.ensemble.intervals import Interval, interval
from glasscity.ensemble.plan import lives_of
from glasscity.errors import BadInput
from glasscity.scenario import load
from glasscity.study.truth import KINDS
from glasscity.twin.error_question import HANGS_ON, NAME, QUESTION
from glasscity.twin.one_error import FOLLOWED, UNDONE, ErrorPlan, Traced

SCENARIO, CITIZENS, DAYS, LIVES, FILINGS = "essay", 1500, 270, 8, 6
"""The study's own size; filings are those of one life."""
SHORTEST = FOLLOWED + 10
STEP = 5
"""Days between two points of the curve."""
LOOKED_AT = (30, 90, FOLLOWED)
CORRECTED = UNDONE[tables.CORRECTION]
DIFFERS = 1.0
"""Somebody still differs who is short of a point or more."""


@dataclass(frozen=True)
class OfKind:
    """Wrong filings of one kind: how many, and means over them."""

    kind: str
    filings: int
    points: float
    lost_at_end: float
    worse_days: float
    gone: int


@dataclass(frozen=True)
class ErrorAnswer:
    """What the study came to.

    Attributes
    ----------
    filings : how many were taken out, over all lives.
    points : those that they took; curve : what the subject is short of, by days since it came on file.
    differing : share of subjects short of a point or more, by days since.
    worse_days : days in a worse category for it; ever_worse : share of subjects who were on any day.
    touched, reached : others whose score ever differed at all, and by a point or more; most_reached : of one
        filing; farthest : ties to the farthest of them, over all filings.
    each_reached : others reached by a point or more, filing by filing, most first.
    corrected : share of filings that were corrected after an appeal; corrected_after : the middle number of
        days. gone : share that went from the file again in any way: corrected, struck out or expired.
    """

    name: str
    question: str
    finding: str
    hangs_on: str
    scenario: str
    citizens: int
    days: int
    lives: int
    seed: int
    filings: int
    followed: int
    points: Interval
    curve: tuple[tuple[int, Interval], ...]
    differing: tuple[tuple[int, Interval], ...]
    worse_days: Interval
    ever_worse: Interval
    touched: Interval
    reached: Interval
    most_reached: int
    farthest: int
    each_reached: tuple[int, ...]
    corrected: Interval
    corrected_after: float | None
    gone: Interval
    kinds: tuple[OfKind, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return asdict(self)


def plan_of(*, seed: int, lives: int | None, citizens: int | None, days: int | None) -> ErrorPlan:
    """Return the plan of the study, at its own size where no other is asked for."""
    if days is not None and days < SHORTEST:
        raise BadInput(
            f"study error: {days} days are too few: filings are followed for {FOLLOWED} days; "
            f"take {SHORTEST} or more"
        )
    if lives is not None and lives < 1:
        raise BadInput(f"lives: {lives} is not a number of lives; expected 1 or more")
    city = load(SCENARIO, citizens=citizens or CITIZENS, days=days or DAYS)
    return ErrorPlan(city.name, city.to_toml(), seed, lives_of(seed, lives or LIVES), FILINGS)


def answer_of(plan: ErrorPlan, lives: list[list[Traced]]) -> ErrorAnswer:
    """Return what the lives came to."""
    there = [life for life in lives if life]
    everything = [one for life in there for one in life]
    if not everything:
        raise BadInput(
            "study error: no wrong filing took points early enough; take more --citizens or --days"
        )

    def mean(value: Callable[[Traced], float]) -> Interval:
        found = interval(np.array([np.mean([value(one) for one in life]) for life in there]))
        assert found is not None
        return found

    def lost(day: int) -> Callable[[Traced], float]:
        return lambda one: _lost(one)[day]

    differing = tuple((day, mean(lambda one, day=day: _differs(one, day))) for day in LOOKED_AT)  # type: ignore[misc]
    curve = tuple((day, mean(lost(day))) for day in range(0, FOLLOWED + 1, STEP))
    after = [one.undone_after for one in everything if one.undone == CORRECTED]
    points = mean(lambda one: -one.points)
    worse_days, corrected = mean(_worse_days), mean(lambda one: float(one.undone == CORRECTED))
    reached = sorted((one.reached for one in everything), reverse=True)
    city = plan.question
    return ErrorAnswer(
        name=NAME,
        question=QUESTION,
        finding=_finding(curve, differing[-1][1], worse_days, reached, corrected),
        hangs_on=HANGS_ON,
        scenario=city.title,
        citizens=city.population.citizens,
        days=city.time.days,
        lives=len(lives),
        seed=plan.seed,
        filings=len(everything),
        followed=FOLLOWED,
        points=points,
        curve=curve,
        differing=differing,
        worse_days=worse_days,
        ever_worse=mean(lambda one: float(_worse_days(one) > 0)),
        touched=mean(lambda one: one.touched),
        reached=mean(lambda one: one.reached),
        most_reached=reached[0],
        farthest=max(one.farthest for one in everything),
        each_reached=tuple(reached),
        corrected=corrected,
        corrected_after=float(median(after)) if after else None,
        gone=mean(lambda one: float(bool(one.undone))),
        kinds=tuple(_kinds(everything)),
    )


def _lost(one: Traced) -> list[float]:
    assert one.lost is not None
    return one.lost


def _differs(one: Traced, day: int) -> float:
    return float(abs(_lost(one)[day]) >= DIFFERS)


def _worse_days(one: Traced) -> float:
    assert one.worse is not None
    return float(sum(one.worse))


def _finding(
    curve: tuple[tuple[int, Interval], ...],
    differing: Interval,
    worse_days: Interval,
    reached: list[int],
    corrected: Interval,
) -> str:
    """Return the finding in a sentence, with its intervals."""
    nobody = 100 * sum(number == 0 for number in reached) / len(reached)
    return (
        f"Half a year after a wrong record came on file, {per_hundred(differing)} in 100 still differ for "
        f"it, by {plus_minus(curve[-1][1])} points on average of {plus_minus(curve[0][1])} at first; it "
        f"keeps them in a worse category on {plus_minus(worse_days)} of {FOLLOWED} days, "
        f"{per_hundred(corrected)} in 100 were corrected, and {nobody:.0f} in 100 moved nobody else by a "
        "point."
    )


def per_hundred(share: Interval) -> str:
    """Return a share per hundred with its interval; it is no less than 0 and no more than 100."""
    reach = "" if share.half_width is None else f" ± {100 * share.half_width:.0f}"
    return f"{100 * share.mean:.0f}{reach}"


def plus_minus(one: Interval) -> str:
    """Return a mean with its interval."""
    return f"{one.mean:.1f}" + ("" if one.half_width is None else f" ± {one.half_width:.1f}")


def _kinds(everything: list[Traced]) -> list[OfKind]:
    found = []
    for kind in KINDS:
        here = [one for one in everything if one.kind == kind]
        if here:
            means = [
                float(np.mean([value(one) for one in here]))
                for value in (lambda one: one.points, lambda one: _lost(one)[FOLLOWED], _worse_days)
            ]
            undone = sum(bool(one.undone) for one in here)
            found.append(OfKind(kind, len(here), means[0], means[1], means[2], undone))
    return found
