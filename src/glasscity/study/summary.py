"""What a run came to: who ended where, what closed and opened, for what, beside the city without a score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import polars as pl

from glasscity import tables
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.study.answers import answers_of
from glasscity.study.assignment import assignment_of
from glasscity.study.causes import causes_of, records_of, top
from glasscity.study.consent import consent_of
from glasscity.study.copies import copies_of
from glasscity.study.failures import failures_of
from glasscity.study.filed import categories_held, entries_of, left_out
from glasscity.study.gains import gains_of
from glasscity.study.headlines import headlines
from glasscity.study.inequality import inequality_of
from glasscity.study.inspections import inspections_of
from glasscity.study.lending import lending_of
from glasscity.study.lifeline import Scale
from glasscity.study.lives import lives_of
from glasscity.study.mistakes import appeals_of, denunciations_of, errors_of, harm_of
from glasscity.study.mobility import mobility_of
from glasscity.study.outcome import (
    Beside,
    CategoryCount,
    Fines,
    ServiceAnswers,
    Summary,
    Way,
    Ways,
)
from glasscity.study.parity import parity_of
from glasscity.study.proxies import proxies_of
from glasscity.study.recovery import recovery_of
from glasscity.study.repairs import repairs_of
from glasscity.study.segregation import ties_of
from glasscity.study.towns import towns_of
from glasscity.study.validity import validity_of
from glasscity.study.voices import voices_of
from glasscity.study.words import SYNTHETIC

NO_CATEGORY = "none"
Found = TypeVar("Found")


def summarise(run: Run) -> Summary:
    """Return what a run came to, beside the same city without a score where that was run."""
    with ThreadPoolExecutor() as pool:
        return _summarise(run, pool)


def _summarise(run: Run, pool: ThreadPoolExecutor) -> Summary:
    """Return it; what takes longest in a large city is worked out on threads of its own."""
    scenario = run.scenario
    scored = scenario.scoring.enabled
    causes, conduct = causes_of(run), _Conduct(run)
    unlawful = [name for name, kind in scenario.conduct.items() if not kind.lawful]
    fines = {name: float(fine) for name, fine in scenario.courts.fines.items()}
    complete = run.kept == "all"
    validity, ties, errors = (
        _aside(pool, validity_of, run, complete),
        _aside(pool, ties_of, run, complete),
        _aside(pool, errors_of, run, complete),
    )
    ways = _ways(run) if scored and complete else None
    summary = Summary(
        synthetic=SYNTHETIC,
        scenario=scenario.name,
        title=scenario.title,
        citizens=run.citizens_number,
        days=run.days_number,
        scored=scored,
        currency=scenario.currency,
        headlines=(),
        categories=(
            _categories(scenario, ways)
            if complete
            else tuple(CategoryCount(*held) for held in categories_held(run))
        ),
        ways=ways,
        services=_services(run),
        causes=top(scenario, causes),
        acts=conduct.sum("acts"),
        unlawful_acts=conduct.sum("acts", dict.fromkeys(unlawful, 1)),
        entries=conduct.sum("entries", more=_denounced(run)),
        records=records_of(run, causes),
        fines=Fines(conduct.sum("fined"), conduct.sum("fined", fines)),
        errors=errors(),
        denunciations=denunciations_of(run) if complete else None,
        appeals=appeals_of(run) if complete else None,
        repairs=repairs_of(run) if complete else None,
        harm=harm_of(run),
        copies=copies_of(run),
        answers=answers_of(run),
        voices=voices_of(run),
        gains=gains_of(run),
        validity=validity(),
        lives=lives_of(run),
        recovery=recovery_of(run) if scored and complete else None,
        mobility=mobility_of(run) if scored and complete else None,
        assignment=assignment_of(run) if complete else None,
        inequality=inequality_of(run) if scored and complete else None,
        consent=consent_of(run),
        towns=towns_of(run),
        inspections=inspections_of(run),
        lending=lending_of(run),
        proxies=proxies_of(run) if complete else (),
        parity=parity_of(run) if scored and complete else (),
        failures=failures_of(run),
        ties=ties(),
        left_out=left_out(run),
    )
    return replace(summary, headlines=headlines(summary))


def _aside(
    pool: ThreadPoolExecutor, find: Callable[[Run], Found], run: Run, wanted: bool
) -> Callable[[], Found | None]:
    """Begin to work something out, and return what waits for it; nothing where it is not wanted."""
    future = pool.submit(find, run) if wanted else None
    return lambda: future.result() if future is not None else None


def _tables(run: Run, name: str) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Return a table of daily aggregates, and the same of the city without a score."""
    baseline = f"baseline_{name}"
    without = run.table(baseline).collect() if run.folder.names(baseline) else None
    return run.table(name).collect(), without


class _Conduct:
    """Acts and entries of the whole run by conduct, here and without a score."""

    def __init__(self, run: Run) -> None:
        self._sides = [None if frame is None else _totals(frame) for frame in _tables(run, "conduct_days")]

    def sum(self, column: str, weights: Mapping[str, float] | None = None, more: int = 0) -> Beside:
        """Return the sum of `acts`, `entries` or `fined`; with `weights`, of these alone, weighted.

        `more` is what this city has besides.
        """

        def one_side(totals: dict[str, dict[str, int]] | None) -> float | None:
            if totals is None:
                return None
            return sum(
                row[column] * (1 if weights is None else weights.get(n, 0)) for n, row in totals.items()
            )

        here, without = map(one_side, self._sides)
        return Beside((here or 0) + more, without)


def _denounced(run: Run) -> int:
    """Return how many entries came from denunciations."""
    entries = entries_of(run).filter(pl.col("kind") == tables.DENUNCIATION)
    return int(entries.select(pl.col("entries").sum()).collect().item())


def _totals(frame: pl.DataFrame) -> dict[str, dict[str, int]]:
    sums = frame.group_by(pl.col("conduct").cast(pl.String)).agg(pl.col("acts", "entries", "fined").sum())
    return {row.pop("conduct"): row for row in sums.to_dicts()}


def _ways(run: Run) -> Ways:
    """Return who moved where; the start is what the first move left, or else the end."""
    scale, names = Scale(run.scenario), [*run.scenario.category_names, NO_CATEGORY]
    unscored = len(names) - 1
    first = (
        run.table("moves")
        .with_columns(pl.col("before", "after").replace({tables.NO_CATEGORY: unscored}))
        .group_by("citizen")
        .agg(
            start=pl.col("before").first(),
            moves=pl.len(),
            in_worst=(pl.col("after") == scale.worst).any() | (pl.col("before").first() == scale.worst),
        )
    )
    end = run.table("citizens").select("citizen", end=pl.col("category").to_physical().cast(pl.UInt8))
    both = (
        end.join(first, on="citizen", how="left")
        .with_columns(
            pl.col("start").fill_null(pl.col("end")),
            pl.col("moves").fill_null(0),
            pl.col("in_worst").fill_null(pl.col("end") == scale.worst),
        )
        .group_by("start", "end")
        .agg(
            number=pl.len(),
            moved=(pl.col("moves") > 0).sum(),
            moves=pl.col("moves").sum(),
            in_worst=pl.col("in_worst").sum(),
        )
        .sort("start", "end")
        .collect()
    )
    start_place, end_place = pl.col("start"), pl.col("end")
    scored = (start_place < unscored) & (end_place < unscored)
    numbers = both.select(
        better=pl.col("number").filter(scored & (end_place < start_place)).sum(),
        worse=pl.col("number").filter(scored & (end_place > start_place)).sum(),
        same=pl.col("number").filter(scored & (end_place == start_place)).sum(),
        ever_moved=pl.col("moved").sum(),
        moves=pl.col("moves").sum(),
        ever_in_worst=pl.col("in_worst").sum(),
        came_back=pl.col("in_worst").filter(end_place < scale.worst).sum(),
    ).row(0, named=True)
    found = {(row["start"], row["end"]): row["number"] for row in both.to_dicts()}
    starts = sorted({start for start, _ in found})
    ends = names if any(unscored in way for way in found) else names[:-1]
    matrix = tuple(
        Way(names[start], end, found.get((start, place), 0))
        for start in starts
        for place, end in enumerate(ends)
    )
    return Ways(matrix=matrix, worst=names[scale.worst], **numbers)


def _categories(scenario: Scenario, ways: Ways | None) -> tuple[CategoryCount, ...]:
    if ways is None:
        return ()
    return tuple(
        CategoryCount(
            name,
            sum(way.number for way in ways.matrix if way.start == name),
            sum(way.number for way in ways.matrix if way.end == name),
        )
        for name in dict.fromkeys([*scenario.category_names, *(way.end for way in ways.matrix)])
    )


def _services(run: Run) -> tuple[ServiceAnswers, ...]:
    """Return how requests were answered, a row for each service."""
    here, without = _tables(run, "request_days")
    refused = pl.col("outcome").cast(pl.String) == tables.OUTCOMES[tables.REFUSED]
    first = pl.col("outcome").cast(pl.String) == tables.OUTCOMES[tables.FIRST]
    rows = []
    for name, service in run.scenario.services.items():
        own = here.filter(pl.col("service") == name)
        bare = without.filter(pl.col("service") == name) if without is not None else None
        reasons = dict(own.filter(refused).group_by("reason").agg(pl.col("number").sum()).iter_rows())
        dearer, cheaper = own.filter(pl.col("money") > 0), own.filter(pl.col("money") < 0)
        rows.append(
            ServiceAnswers(
                service=name,
                label=service.label,
                is_loan=service.amount is not None,
                requests=Beside(_sum(own), None if bare is None else _sum(bare)),
                refused=Beside(
                    _sum(own.filter(refused)), None if bare is None else _sum(bare.filter(refused))
                ),
                refused_by={
                    reason: int(reasons.get(reason, 0)) for reason in tables.REASONS.values() if reason
                },
                first=_sum(own.filter(first)),
                dearer=_sum(dearer),
                dearer_money=_sum(dearer, "money") / 100,
                cheaper=_sum(cheaper),
                cheaper_money=-_sum(cheaper, "money") / 100,
            )
        )
    return tuple(rows)


def _sum(frame: pl.DataFrame, column: str = "number") -> int:
    return int(frame[column].sum())
