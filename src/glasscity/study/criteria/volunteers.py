"""Who volunteers: anyone, or only people of one kind. Nobody is asked: the seed draws them.

Rule: a pool holds everybody of a kind who is scored; a sample is the beginning of the pool in a random order,
so that a smaller sample of the same number is part of a larger one.
Reads: totals at the end, acts, and which entries are wrong. Draws: a generator seeded with (seed, sample).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.results import Run
from glasscity.study.criteria.diaries import scored_citizens
from glasscity.study.truth import entries_about_deeds, keeps_true_record

ANYONE = "anyone"
HIGH = "only the third with the highest scores"
LOW = "only the third with the lowest scores"
LAWFUL = "only the third with the fewest unlawful acts"
WRONGED = "only people with a wrong entry on file"

Pool = NDArray[np.uint32]


def pools(run: Run) -> dict[str, Pool]:
    """Return who could volunteer, by kind; those with wrong entries only where files can be wrong."""
    people = scored_citizens(run)
    citizens = people["citizen"].to_numpy()
    unlawful = [one.code for one in run.scenario.conduct.values() if not one.lawful]
    broken = run.table("acts").filter(pl.col("conduct").is_in(unlawful)).group_by("citizen").len("broken")
    counted = people.lazy().join(broken, on="citizen", how="left", maintain_order="left")
    often = counted.select(pl.col("broken").fill_null(0)).collect()["broken"].to_numpy()
    total = people["total"].to_numpy()
    found = {
        ANYONE: citizens,
        HIGH: citizens[total >= np.quantile(total, 2 / 3)] if len(total) else citizens,
        LOW: citizens[total <= np.quantile(total, 1 / 3)] if len(total) else citizens,
        LAWFUL: citizens[often <= np.quantile(often, 1 / 3)] if len(often) else citizens,
    }
    if keeps_true_record(run):
        wrong = entries_about_deeds(run).filter(pl.col("wrong").is_not_null()).select("citizen").unique()
        found[WRONGED] = np.intersect1d(citizens, wrong.collect()["citizen"].to_numpy())
    return found


def in_random_order(pool: Pool, seed: int, sample: int) -> Pool:
    """Return the pool in the order in which sample number `sample` asks for volunteers."""
    return np.random.default_rng([seed, sample]).permutation(pool)
