"""What volunteers hand over: a diary of their own acts, and the history of their own score. Nothing else.

Rule: a diary has every act of its writer with its day, whether or not anybody saw it, and every day on
which they denounced somebody; a score history has the
total at the end of every day, as it is shown to the citizen. Outsiders know neither the rulebook, nor which
acts were filed, when, by whom, nor what is wrong on the file, nor what contacts added.
Reads: acts and denunciations; the ledger and the influence only to add up totals. Units: points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.errors import BadInput
from glasscity.intervention import stages, totals_as_of
from glasscity.results import Run
from glasscity.scenario.quantities import MILLIPOINTS, millipoints


@dataclass(frozen=True)
class Diaries:
    """Diaries and score histories of some citizens, in the same order.

    conducts : what one may have done, by name;
    acts : uint8 [citizens, days, conducts], how often somebody did it on that day;
    totals : float64 [citizens, days + 1], points before the first day and at the end of each.
    """

    conducts: tuple[str, ...]
    acts: NDArray[np.uint8]
    totals: NDArray[np.float64]


def refuse_what_tells_nothing(run: Run) -> None:
    """Raise `BadInput` where a run has no scores, no diaries, or no score histories to go by."""
    scenario, recording = run.scenario, run.scenario.recording
    if not scenario.scoring.enabled:
        raise BadInput(
            f"{run.path}: nobody is scored in this city (scoring.enabled = false), so that there are no "
            "criteria to recover; give a run of a city with a score"
        )
    if scenario.towns:
        raise BadInput(
            f"{run.path}: {len(scenario.towns)} towns give points by scales and rules of their own; give a "
            "run of a city with one rulebook (without [towns])"
        )
    if run.kept == "aggregates":
        raise BadInput(
            f'{run.path}: recording.ledger = "aggregates" kept no rows of single citizens, so that nobody '
            'here has a diary or a score history; run the city with recording.ledger="all", or "sample"'
        )
    if not recording.acts:
        raise BadInput(
            f"{run.path}: recording.acts = false: this run did not keep what people did, so that nobody has "
            "a diary; run the city with recording.acts=true"
        )
    influence = scenario.rulebook.influence
    if not recording.influence and influence.kind != "off" and influence.weight > 0:
        raise BadInput(
            f"{run.path}: recording.influence = false: contacts bear on scores here and this run did not "
            "keep how, so that nobody has a score history; run the city with recording.influence=true"
        )


def scored_citizens(run: Run) -> pl.DataFrame:
    """Return `citizen` and `total` (mp, at the end) of everybody who has a category, by number."""
    scored = pl.col("category").to_physical() < len(run.scenario.category_names)
    frame = run.table("citizens").filter(scored).select("citizen", "total")
    return frame.sort("citizen").collect()


def own_acts(run: Run) -> pl.LazyFrame:
    """Return `day`, `citizen` and `conduct` (code) of what people know that they did.

    Whoever denounces somebody does what the reward is for, if there is one.
    """
    columns = [pl.col("day"), pl.col("citizen"), pl.col("conduct")]
    acts = run.table("acts").select(columns)
    rules = run.scenario.denunciation
    if rules is None or rules.reward is None or not run.folder.names("denunciations"):
        return acts
    code = run.scenario.conduct[rules.reward].code
    told = run.table("denunciations").select(
        "day", citizen=pl.col("informer"), conduct=pl.lit(code, pl.UInt16)
    )
    return pl.concat([acts, told])


def diaries_of(run: Run, citizens: NDArray[np.uint32]) -> Diaries:
    """Return the diaries and score histories of `citizens`, in their order."""
    places = pl.LazyFrame({"citizen": citizens, "place": np.arange(len(citizens), dtype=np.int64)})
    return Diaries(tuple(run.scenario.conduct), _acts(run, places, len(citizens)), _totals(run, places))


def _acts(run: Run, places: pl.LazyFrame, number: int) -> NDArray[np.uint8]:
    conducts = {one.code: column for column, one in enumerate(run.scenario.conduct.values())}
    column = pl.col("conduct").replace_strict(conducts, return_dtype=pl.Int64)
    rows = own_acts(run).join(places, on="citizen").with_columns(column=column)
    found = rows.group_by("place", "day", "column").len("times").collect()
    acts = np.zeros((number, run.days_number, len(conducts)), np.uint8)
    where = (found[name].to_numpy() for name in ("place", "day", "column"))
    acts[tuple(where)] = np.minimum(found["times"].to_numpy(), 255)
    return acts


def _totals(run: Run, places: pl.LazyFrame) -> NDArray[np.float64]:
    """Return totals as they are read: base and contacts, clamped, worked out on the days of the rule."""
    rules, course = run.scenario.rulebook, stages(run.scenario)
    number, days = places.select(pl.len()).collect().item(), run.days_number
    changes = np.zeros((number, days + 1), np.int64)
    counting = run.table("ledger").filter(pl.col("counts") == 1).join(places, on="citizen")
    points = counting.group_by("place", "day").agg(change=pl.col("points").cast(pl.Int64).sum()).collect()
    _add(changes, points)
    if run.folder.names("influence"):
        rows = run.table("influence").join(places, on="citizen")
        last = rows.group_by("place", "day").agg(now=pl.col("influence").last().cast(pl.Int64))
        before = pl.col("now").shift(1, fill_value=0).over("place", order_by="day")
        _add(changes, last.with_columns(change=pl.col("now") - before).collect())
    changes[:, 0] = millipoints(rules.start)
    read = [totals_as_of(course, day) + 1 for day in range(-1, days)]
    totals = changes.cumsum(axis=1)[:, read]
    low, high = millipoints(rules.lowest_total), millipoints(rules.highest_total)
    shown: NDArray[np.float64] = np.clip(totals, low, high) / MILLIPOINTS
    return shown


def _add(changes: NDArray[np.int64], rows: pl.DataFrame) -> None:
    place, day = rows["place"].to_numpy(), rows["day"].to_numpy()
    np.add.at(changes, (place, day + 1), rows["change"].to_numpy())
