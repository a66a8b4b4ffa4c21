"""What people believe, measured once a week, kind of conduct by kind: the table `belief_days`.

Reads: the minds of a city. Writes: rows, and nothing in the city. Units: shares, points, factors; sums are
taken over whole numbers, so every machine gets the same means.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.society.leaning import UNCHANGED
from glasscity.society.response.kinds import CENTIPOINTS, counts_as
from glasscity.society.response.learning import FULL
from glasscity.society.response.minds import NEVER, WEEK, Minds
from glasscity.society.response.rules import ONE

SCHEMA = {
    "day": pl.Int64,
    "kind": pl.Int64,
    "domain": pl.String,
    "counts_as": pl.String,
    "aware": pl.Int64,
    "defiant": pl.Int64,
    "certainty": pl.Float64,
    "believed": pl.Float64,
    "true": pl.Float64,
    "factor": pl.Float64,
}


class Beliefs:
    """Collects the weekly means of one run."""

    def __init__(self, scenario: Scenario) -> None:
        self._course = {stage.day: stage.scenario for stage in stages(scenario)}
        self._scenario = scenario
        self._rows: list[tuple[int | float | str, ...]] = []

    def measure(self, minds: Minds, day: int) -> None:
        """Take in one day, if it begins a week."""
        self._scenario = self._course.get(day, self._scenario)
        if not minds.enabled or day % WEEK:
            return
        state, stakes, manner = minds.state, minds.stakes, minds.manner
        citizens = len(state.aware_since)
        aware = int((state.aware_since != NEVER).sum())
        defiant = int((state.defiant > 0).sum())
        seen = int(manner.transparency) / ONE
        for place, kind in enumerate(minds.kinds):
            certainty = _sum(state.belief[stakes.certainty_of[place]]) / (citizens * FULL)
            learnt = _sum(state.stake[place]) / citizens
            fine, points = int(stakes.fine[place]), int(stakes.points[place])
            believed = fine + (seen * points + (1 - seen) * learnt if manner.scored else 0)
            self._rows.append(
                (
                    *(day, place, kind.domain, counts_as(self._scenario, kind), aware, defiant, certainty),
                    *(believed / CENTIPOINTS, (fine + points) / CENTIPOINTS),
                    _sum(state.leaning[place]) / (citizens * UNCHANGED),
                )
            )

    def frame(self) -> pl.DataFrame:
        """Return the table `belief_days`."""
        return pl.DataFrame(self._rows, schema=SCHEMA, orient="row")


def _sum(numbers: np.ndarray) -> int:
    return int(numbers.sum(dtype=np.int64))
