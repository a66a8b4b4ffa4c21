"""What people did because they are watched: forgone, done for points, and what they believed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from glasscity.intervention import stages
from glasscity.results import Run


@dataclass(frozen=True)
class Answered:
    """One conduct: how often it was done, forgone, and done beyond what would have been done anyway.

    Attributes
    ----------
    chilled : of what was forgone, acts that are lawful and did not count on their day.
    """

    conduct: str
    label: str
    lawful: bool
    acts: int
    forgone: int
    more: int
    chilled: int


@dataclass(frozen=True)
class Belief:
    """What is believed of one kind of conduct at the end of the run, and at its start.

    Attributes
    ----------
    counts_as : `punished`, `rewarded` or `uncounted`.
    certainty_before, certainty : mean perceived certainty that an act comes on file.
    believed, true : mean points believed to be at stake, and those of the rules, fines included.
    """

    domain: str
    counts_as: str
    certainty_before: float
    certainty: float
    believed: float
    true: float


@dataclass(frozen=True)
class Answers:
    """How people answered.

    Attributes
    ----------
    aware_before, aware : citizens who know of the system on the first and on the last day looked at.
    defiant : citizens who lean against it on the last day looked at.
    forgone : acts that would have happened if nobody had answered; forgone_lawful : of these, lawful ones;
        chilled : of these, acts that did not even count.
    more : acts that would not have happened; tokens : of these, deeds declared to be done for the points.
    """

    aware_before: int
    aware: int
    defiant: int
    forgone: int
    forgone_lawful: int
    chilled: int
    more: int
    tokens: int
    conduct: tuple[Answered, ...]
    beliefs: tuple[Belief, ...]


def answers_of(run: Run) -> Answers | None:
    """Return how people answered; None where nobody answers to anything."""
    if not run.folder.names("belief_days"):
        return None
    weeks = run.table("belief_days").collect()
    if not len(weeks):
        return None
    conduct = _conduct(run)
    first, last = weeks["day"].min(), weeks["day"].max()
    before, after = (weeks.filter(pl.col("day") == day) for day in (first, last))
    tokens = run.scenario.response.tokens if run.scenario.response is not None else []
    beliefs = zip(before.sort("kind").to_dicts(), after.sort("kind").to_dicts(), strict=True)
    return Answers(
        aware_before=int(before["aware"][0]),
        aware=int(after["aware"][0]),
        defiant=int(after["defiant"][0]),
        forgone=sum(one.forgone for one in conduct),
        forgone_lawful=sum(one.forgone for one in conduct if one.lawful),
        chilled=sum(one.chilled for one in conduct),
        more=sum(one.more for one in conduct),
        tokens=sum(one.more for one in conduct if one.conduct in tokens),
        conduct=conduct,
        beliefs=tuple(
            Belief(
                now["domain"],
                now["counts_as"],
                then["certainty"],
                now["certainty"],
                now["believed"],
                now["true"],
            )
            for then, now in beliefs
        ),
    )


def _conduct(run: Run) -> tuple[Answered, ...]:
    """Return what was done, forgone and done more, by conduct, in the order of codes."""
    course = stages(run.scenario)
    ends = [stage.day for stage in course[1:]] + [run.days_number]
    days = run.table("conduct_days").with_columns(pl.col("conduct").cast(pl.String)).collect()
    sums = {name: dict.fromkeys(("acts", "forgone", "more", "chilled"), 0) for name in run.scenario.conduct}
    for stage, (start, end) in zip(course, pairwise([0, *ends]), strict=True):
        found = days.filter((pl.col("day") >= start) & (pl.col("day") < end))
        for row in found.group_by("conduct").agg(pl.col("acts", "forgone", "more").sum()).to_dicts():
            name = row.pop("conduct")
            counts = stage.scenario.rewards(name) is not None
            row["chilled"] = 0 if counts or not stage.scenario.conduct[name].lawful else row["forgone"]
            for column, number in row.items():
                sums[name][column] += int(number)
    kinds = sorted(run.scenario.conduct.items(), key=lambda item: item[1].code)
    return tuple(Answered(name, kind.label, kind.lawful, **sums[name]) for name, kind in kinds)
