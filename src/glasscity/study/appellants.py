"""Citizens as appellants, counted: what contesting took, what answers taught, what help was worth."""

from __future__ import annotations

from typing import Any

import polars as pl

from glasscity.intervention import Stage, stages
from glasscity.results import Run
from glasscity.scenario.appeals import Appeals as Rules
from glasscity.society.appellant import lessons
from glasscity.society.leaning import MOST, UNCHANGED
from glasscity.study.wrongs import Contesting, Cost

Row = dict[str, Any]


def cost_of(run: Run) -> Cost | None:
    """Return what it took to contest entries, by what each day's scenario says; None where none says it."""
    course = stages(run.scenario)
    if not any(stage.scenario.appeals is not None and stage.scenario.appeals.cost for stage in course):
        return None
    contested = run.table("appeals").filter(pl.col("contested") > 0)
    per_day = dict(contested.group_by("day").agg(pl.len()).collect().iter_rows())
    hours = money = 0.0
    for day, number in sorted(per_day.items()):
        rules = _rules(course, day)
        if rules is not None and rules.cost is not None:
            hours += number * float(rules.cost.hours)
            money += number * float(rules.cost.money)
    return Cost(hours, money)


def by_refusal(run: Run) -> tuple[Contesting, Contesting] | None:
    """Return wrong entries of those never refused before, and of the others; None where nobody learns."""
    course = stages(run.scenario)
    if not any(stage.scenario.appeals is not None and stage.scenario.appeals.learning for stage in course):
        return None
    refusals = run.table("hearings").filter(pl.col("corrected") == 0)
    first = refusals.group_by("citizen").agg(first=pl.col("answered").min())
    told = _told(run).join(first, on="citizen", how="left")
    after = (pl.col("first") < pl.col("day")).fill_null(False)
    return _contesting(told.filter(~after)), _contesting(told.filter(after))


def by_help(run: Run) -> tuple[Contesting, Contesting] | None:
    """Return wrong entries of those without help at the end, and of the others; None where nobody has it."""
    if not any(stage.scenario.helps_appellants for stage in stages(run.scenario)):
        return None
    told = _told(run).join(run.table("citizens").select("citizen", "helped"), on="citizen", how="left")
    return _contesting(told.filter(~pl.col("helped"))), _contesting(told.filter(pl.col("helped")))


def _told(run: Run) -> pl.LazyFrame:
    """Return the wrong entries that citizens were told of, with the answers that came in time."""
    ids = ["entry_hi", "entry_lo"]
    answers = run.table("hearings").filter(pl.col("answered") < run.days_number)
    answers = answers.select(*ids, granted=pl.col("corrected"))
    told = run.table("appeals").filter((pl.col("wrong") > 0) & (pl.col("notified") > 0))
    return told.select(*ids, "day", "citizen", "contested").join(answers, on=ids, how="left")


def _contesting(told: pl.LazyFrame) -> Contesting:
    granted = pl.col("granted")
    numbers = told.select(
        pl.len(),
        pl.col("contested").cast(pl.Int64).sum(),
        granted.is_not_null().sum().alias("answered"),
        granted.cast(pl.Int64).sum(),
    )
    return Contesting(*numbers.collect().row(0))


def taught(run: Run, hearings: list[Row]) -> dict[tuple[int, int], float]:
    """Return how readily one contests after each answer, as a factor, by the entry that it is about.

    `hearings` are those of one citizen, in the order of their table. Answers that teach nothing are left out.
    """
    readiness, after, course = UNCHANGED, {}, stages(run.scenario)
    for hearing in sorted(hearings, key=lambda row: int(row["answered"])):
        learnt_on = hearing["answered"] + 1
        factors = lessons(_rules(course, learnt_on)) if learnt_on < run.days_number else None
        if factors is not None:
            factor = int(factors[hearing["corrected"]])
            readiness = min((readiness * factor + UNCHANGED // 2) // UNCHANGED, MOST)
            after[hearing["entry_hi"], hearing["entry_lo"]] = readiness / UNCHANGED
    return after


def _rules(course: list[Stage], day: int) -> Rules | None:
    """Return the appeals that hold on a day; None where none are heard."""
    scenario = [stage.scenario for stage in course if stage.day <= day][-1]
    return scenario.appeals if scenario.hears_appeals else None
