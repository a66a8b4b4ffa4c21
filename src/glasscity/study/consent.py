"""Who is scored where that needs consent, and how those without it fare beside low and high scorers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity import tables
from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.study.filed import entries_of
from glasscity.study.lifeline import Scale
from glasscity.study.truth import ABOUT_DEEDS

WITHOUT, LOW, HIGH = "without consent", "low scorers", "high scorers"
GROUPS = (WITHOUT, LOW, HIGH)
"""Askers by their category on the day: none; worse than that of the start; that one or a better one."""


@dataclass(frozen=True)
class Answered:
    """How one group's requests for one service were answered; money is above the ordinary price, in all."""

    service: str
    label: str
    group: str
    requests: int
    refused: int
    money: float


@dataclass(frozen=True)
class Consent:
    """Consent to being scored.

    Attributes
    ----------
    without : citizens who are not scored at the end; without_at_start : before anything happened.
    begun, ended : how often somebody came to be scored, and ceased to be, in the course of the run.
    uncounted : entries about deeds that a rule gives points for, and that do not count.
    answers : requests by service and group, every service with every group.
    """

    without: int
    without_at_start: int
    begun: int
    ended: int
    uncounted: int
    answers: tuple[Answered, ...]

    def of(self, group: str) -> list[Answered]:
        """Return the answers to one group, service by service."""
        return [answer for answer in self.answers if answer.group == group]


def consent_of(run: Run) -> Consent | None:
    """Return who is scored and how the others fare; None where nobody is ever asked."""
    if not any(stage.scenario.asks_consent for stage in stages(run.scenario)):
        return None
    citizens, begun, ended = _unscored(run)
    idle = (pl.col("counts") == 0) & (pl.col("sign") != 0) & pl.col("kind").is_in(ABOUT_DEEDS)
    uncounted = entries_of(run).filter(idle).select(pl.col("entries").sum()).collect().item()
    return Consent(
        without=citizens,
        without_at_start=citizens + begun - ended,
        begun=begun,
        ended=ended,
        uncounted=int(uncounted),
        answers=_answers(run),
    )


def _unscored(run: Run) -> tuple[int, int, int]:
    """Return who is not scored at the end, and how often scoring began and ended."""
    if run.kept != "all":
        sums = run.table("category_sums").filter(pl.col("category").cast(pl.String) == "none")
        citizens, begun, ended = sums.select("at_end", "moved_out", "moved_in").collect().row(0)
        return int(citizens), int(begun), int(ended)
    number = run.table("citizens").select((pl.col("category") == "none").sum()).collect().item()
    moves = run.table("moves").select(
        begun=(pl.col("before") == tables.NO_CATEGORY).sum(),
        ended=(pl.col("after") == tables.NO_CATEGORY).sum(),
    )
    begun, ended = moves.collect().row(0)
    return int(number), int(begun), int(ended)


def _answers(run: Run) -> tuple[Answered, ...]:
    scenario = run.scenario
    scale, names = Scale(scenario), scenario.category_names
    low = names[scale.category(scale.start) + 1 :] if scale.scored else []
    category = pl.col("category").cast(pl.String)
    unscored = pl.when(category == "none").then(pl.lit(WITHOUT))
    group = unscored.when(category.is_in(low)).then(pl.lit(LOW)).otherwise(pl.lit(HIGH))
    is_refused = pl.col("outcome").cast(pl.String) == tables.OUTCOMES[tables.REFUSED]
    sums = (
        run.table("request_days")
        .group_by(pl.col("service").cast(pl.String), group=group)
        .agg(
            pl.col("number").sum(),
            refused=pl.col("number").filter(is_refused).sum(),
            money=pl.col("money").sum(),
        )
        .collect()
    )
    found = {(service, group): rest for service, group, *rest in sums.iter_rows()}
    return tuple(
        Answered(name, service.label, group, number, refused, money / 100)
        for name, service in scenario.services.items()
        for group in GROUPS
        for number, refused, money in [found.get((name, group), (0, 0, 0))]
    )
