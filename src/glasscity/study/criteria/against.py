"""What outsiders named, held against the rulebook and the run, which they never see.

Rule: a rule is *recovered* if its conduct is named with the right sign. Precision: of all that is named, how
much is recovered rules; idle conducts and conducts without a rule count as false, a wrong sign too. Recall:
of all rules that give points, how many are recovered, those that nobody among the volunteers ever touched
included. Point error: the middle one of the distances between points per filed act as found and as the
rulebook has them (of a range, its middle), over recovered rules.
Reads: the rulebook; the ledger and the acts of the whole run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from glasscity.results import Run
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.criteria.diaries import own_acts
from glasscity.study.criteria.points import Estimate
from glasscity.study.truth import (
    ANOTHER_CONDUCT,
    DONE,
    LIE,
    MADE_UP,
    MERGED,
    SOMEBODY_ELSE,
    entries_about_deeds,
)

OF_NO_ACT = (SOMEBODY_ELSE, LIE, MADE_UP, ANOTHER_CONDUCT, MERGED)
"""Entries that are about no act of the citizen on whose file they are."""


@dataclass(frozen=True)
class TrueRule:
    """What the rulebook gives for a conduct, and what became of it in this run.

    points : by the rulebook, of a range its middle; None without a rule. acts : in the city. seen : entries
    about true acts, denunciations included, for each act; per_act : their points for each act,
    before caps and expiry; both None where nobody did it.
    """

    conduct: str
    label: str
    points: float | None
    acts: int
    seen: float | None
    per_act: float | None


@dataclass(frozen=True)
class Score:
    """How well the rulebook was recovered once.

    point_error is None where no recovered rule has points per filed act.
    """

    named: int
    recovered: int
    wrong_sign: int
    false: int
    rules: int
    point_error: float | None

    @property
    def precision(self) -> float | None:
        """Of what is named, the share that is recovered rules; None where nothing is named."""
        return self.recovered / self.named if self.named else None

    @property
    def recall(self) -> float:
        """Of the rules, the share that is recovered."""
        return self.recovered / self.rules


def true_rules(run: Run) -> tuple[TrueRule, ...]:
    """Return the truth about every conduct, in the order of the scenario."""
    scenario = run.scenario
    acts = dict(own_acts(run).group_by("conduct").len().collect().iter_rows())
    wrong = pl.col("wrong")
    right = entries_about_deeds(run).filter(wrong.is_null() | ~wrong.is_in(OF_NO_ACT))
    sums = right.group_by(done=DONE.cast(pl.Int64)).agg(
        entries=pl.len(), points=(pl.col("points") * pl.col("counts").cast(pl.Int64)).sum()
    )
    filed = {code: (entries, points) for code, entries, points in sums.collect().iter_rows()}
    found = []
    for name, conduct in scenario.conduct.items():
        rule = scenario.rulebook.rules.get(name)
        points = float(rule.mean_points) if rule is not None else 0.0
        number = int(acts.get(conduct.code, 0))
        entries, sum_of_points = filed.get(conduct.code, (0, 0))
        found.append(
            TrueRule(
                name,
                conduct.label,
                points or None,
                number,
                entries / number if number else None,
                sum_of_points / MILLIPOINTS / number if number else None,
            )
        )
    return tuple(found)


def is_recovered(estimate: Estimate, truth: Sequence[TrueRule]) -> bool:
    """Return whether a named conduct has a rule of that sign."""
    points = truth[estimate.candidate.conduct].points
    return not estimate.candidate.idle and points is not None and points * estimate.sign > 0


def score_of(found: Sequence[Estimate], truth: Sequence[TrueRule]) -> Score:
    """Return how well what was found fits the truth."""
    recovered = [one for one in found if is_recovered(one, truth)]
    ruled = [one for one in found if not one.candidate.idle and truth[one.candidate.conduct].points]
    errors = [
        abs(one.per_filed.value - (truth[one.candidate.conduct].points or 0.0))
        for one in recovered
        if one.per_filed is not None
    ]
    return Score(
        len(found),
        len(recovered),
        len(ruled) - len(recovered),
        len(found) - len(ruled),
        sum(one.points is not None for one in truth),
        float(np.median(errors)) if errors else None,
    )
