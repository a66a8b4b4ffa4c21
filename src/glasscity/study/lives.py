"""What became of people's lives: who is in which circumstance, how it came, and who asks no more."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity.results import Run


@dataclass(frozen=True)
class InCircumstance:
    """How many are in one circumstance, here and without a score (None if that was not run).

    Attributes
    ----------
    at_start, at_end : citizens in it at the end of the first and of the last day.
    at_end_without : the same at the end without a score.
    begun, begun_without : how often it began; by_answer : because of a refusal or a dearer price; by_score
        : because
        of one that hung on the score.
    in_worst, elsewhere : share of the citizen-days in the worst category, and in all others, that were in it;
        None where there were none.
    """

    circumstance: str
    label: str
    at_start: int
    at_end: int
    at_end_without: int | None
    begun: int
    begun_without: int | None
    by_answer: int
    by_score: int
    in_worst: float | None
    elsewhere: float | None


@dataclass(frozen=True)
class Unasked:
    """Requests for one service that were not made, here and without a score (None if that was not run)."""

    service: str
    label: str
    requests: int
    without_score: int | None


@dataclass(frozen=True)
class Lives:
    """Circumstances and requests not made; `worst` is the name of the worst category."""

    worst: str
    circumstances: tuple[InCircumstance, ...]
    unasked: tuple[Unasked, ...]


def lives_of(run: Run) -> Lives | None:
    """Return what became of people's lives; None where circumstances do not change."""
    if not run.folder.names("circumstance_days") or run.scenario.circumstances is None:
        return None
    here, without = (_days(run, f"{side}circumstance_days") for side in ("", "baseline_"))
    unasked, unasked_without = (_days(run, f"{side}unasked_days") for side in ("", "baseline_"))
    assert here is not None
    assert unasked is not None
    worst = run.scenario.category_names[-1]
    people = _citizen_days(run, worst)
    rows = []
    for name, kind in run.scenario.circumstances.kinds.items():
        mine = here.filter(pl.col("circumstance") == name)
        bare = None if without is None else without.filter(pl.col("circumstance") == name)
        sums = mine.select(pl.col("begun", "begun_by_answer", "begun_by_score").sum()).row(0)
        rows.append(
            InCircumstance(
                name,
                kind.label,
                _on(mine, 0),
                _on(mine, run.days_number - 1),
                None if bare is None else _on(bare, run.days_number - 1),
                sums[0],
                None if bare is None else int(bare["begun"].sum()),
                sums[1],
                sums[2],
                _share(mine.filter(pl.col("category") == worst), people[0]),
                _share(mine.filter(pl.col("category") != worst), people[1]),
            )
        )
    services = run.scenario.services.items()
    numbers = [
        Unasked(
            name,
            service.label,
            _number(unasked, name),
            None if unasked_without is None else _number(unasked_without, name),
        )
        for name, service in services
    ]
    return Lives(worst, tuple(rows), tuple(one for one in numbers if one.requests or one.without_score))


def _days(run: Run, name: str) -> pl.DataFrame | None:
    if not run.folder.names(name):
        return None
    return run.table(name).with_columns(pl.selectors.categorical().cast(pl.String)).collect()


def _on(rows: pl.DataFrame, day: int) -> int:
    return int(rows.filter(pl.col("day") == day)["citizens"].sum())


def _number(rows: pl.DataFrame, service: str) -> int:
    return int(rows.filter(pl.col("service") == service)["number"].sum())


def _citizen_days(run: Run, worst: str) -> tuple[int, int]:
    """Return citizen-days in the worst category, and in all others."""
    days = run.table("days").collect()
    inside = int(days[f"in_{worst}"].sum()) if f"in_{worst}" in days.columns else 0
    return inside, run.citizens_number * run.days_number - inside


def _share(rows: pl.DataFrame, citizen_days: int) -> float | None:
    return int(rows["citizens"].sum()) / citizen_days if citizen_days else None
