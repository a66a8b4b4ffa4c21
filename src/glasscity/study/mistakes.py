"""Errors, denunciations, appeals and harm of a run, counted; None for what there is not in this city."""

from __future__ import annotations

import polars as pl

from glasscity import tables
from glasscity.measure import harm
from glasscity.results import Run
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.answerable import answerable_of
from glasscity.study.appellants import by_help, by_refusal, cost_of
from glasscity.study.truth import (
    ABOUT_DEEDS,
    KINDS,
    entries_about_deeds,
    keeps_true_record,
    true_categories_at_end,
)
from glasscity.study.wrongs import (
    Appeals,
    Denunciations,
    Errors,
    Filer,
    Funnel,
    Harm,
    Harmed,
    Mishap,
    Motive,
    WrongEntries,
)


def errors_of(run: Run) -> Errors | None:
    """Return what is wrong on file, and what follows from it; None where the file cannot be wrong."""
    if not keeps_true_record(run):
        return None
    scenario = run.scenario
    rules = scenario.rulebook.rules.items()
    setting = [scenario.conduct[name].code for name, rule in rules if rule.override is not None]
    against = (pl.col("counts") > 0) & ((pl.col("points") < 0) | pl.col("conduct").is_in(setting))
    found = (
        entries_about_deeds(run)
        .group_by("organisation", "wrong")
        .agg(pl.len().alias("entries"), against.sum().alias("against"))
        .collect()
    )
    wrong = found.filter(pl.col("wrong").is_not_null())
    by_kind = {kind: wrong.filter(pl.col("wrong") == kind) for kind in KINDS}
    matrix = _matrix(run)
    cells = [(i, j, number) for i, row in enumerate(matrix) for j, number in enumerate(row)]
    scored = scenario.scoring.enabled
    number = _sum(wrong, "entries")
    return Errors(
        entries=_sum(found, "entries"),
        wrong=number,
        against=_sum(wrong, "against"),
        per_thousand=1000 * number / run.citizens_number,
        kinds=tuple(
            WrongEntries(kind, _sum(frame, "entries"), _sum(frame, "against"))
            for kind, frame in by_kind.items()
        ),
        mishaps=_mishaps(run),
        filers=_filers(run, found),
        worse=sum(number for i, j, number in cells if i > j) if scored else None,
        better=sum(number for i, j, number in cells if i < j) if scored else None,
        wrongly_in_worst=sum(matrix[-1][:-1]) if scored else None,
        matrix=matrix,
        answerable=answerable_of(run) if scored else (),
    )


def _sum(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum())


def _mishaps(run: Run) -> tuple[Mishap, ...]:
    """Return what befell the data centre, kind by kind."""
    if not run.folder.names("mishaps"):
        return ()
    begun, mishandled = run.table("mishaps").collect(), run.table("mishandled").collect()
    found = []
    for code, name in tables.MISHAPS.items():
        mine, touched = begun.filter(kind=code), mishandled.filter(kind=code)
        if mine.height:
            spans = mine.select(
                pl.int_ranges("day", pl.min_horizontal(pl.col("last_day") + 1, run.days_number))
            )
            days = spans.to_series().explode().n_unique()
            batches = touched.group_by("began").len()["len"]
            counts = touched.height, touched["citizen"].n_unique(), int(batches.max() or 0)  # type: ignore[arg-type]
            found.append(Mishap(name, mine.height, days, *counts))
    return tuple(found)


def _filers(run: Run, found: pl.DataFrame) -> tuple[Filer, ...]:
    """Return what every organisation filed that filed anything, the members of a series together."""
    filers = []
    for name, organisation in run.scenario.organisations.items():
        mine = found.filter(
            pl.col("organisation").is_between(organisation.code, organisation.code + organisation.count - 1)
        )
        wrong = mine.filter(pl.col("wrong").is_not_null())
        if mine.height:
            counts = _sum(mine, "entries"), _sum(wrong, "entries"), _sum(wrong, "against")
            filers.append(Filer(name, organisation.label, *counts))
    return tuple(sorted(filers, key=lambda filer: (-filer.wrong, -filer.entries, filer.organisation)))


def _matrix(run: Run) -> tuple[tuple[int, ...], ...]:
    if not run.scenario.scoring.enabled:
        return ()
    places = range(len(run.scenario.category_names))
    both = true_categories_at_end(run).group_by("now", "truly").len().collect()
    numbers = {(now, truly): number for now, truly, number in both.iter_rows()}
    return tuple(tuple(numbers.get((now, truly), 0) for truly in places) for now in places)


def denunciations_of(run: Run) -> Denunciations | None:
    """Return who told of whom; None where nobody does."""
    rules = run.scenario.denunciation
    if rules is None or not run.folder.names("denunciations"):
        return None
    told = run.table("denunciations").collect()
    columns = ("lie", "looked_into", "found_out")
    sums = [pl.col(name).cast(pl.Int64).sum() for name in columns]
    by_motive = {
        code: numbers
        for code, *numbers in told.group_by("motive").agg(pl.len().alias("number"), *sums).iter_rows()
    }
    motives = [
        Motive(name, motive.label, *by_motive.get(motive.code, (0, 0, 0, 0)))
        for name, motive in rules.motives.items()
    ]
    each = told.group_by("informer").len()["len"].sort(descending=True).to_list()
    busiest = -(-len(each) // 100)
    earned, taken = _points(run)
    return Denunciations(
        number=told.height,
        lies=sum(motive.lies for motive in motives),
        looked_into=sum(motive.looked_into for motive in motives),
        found_out=sum(motive.found_out for motive in motives),
        informers=len(each),
        targets=told["target"].n_unique(),
        busiest=busiest,
        by_busiest=sum(each[:busiest]),
        concentration=_concentration(each, run.citizens_number),
        points_earned=earned,
        points_taken=taken,
        motives=tuple(motives),
    )


def _concentration(each: list[int], citizens: int) -> tuple[tuple[float, float], ...]:
    """Return the corners of the curve of shares, the busiest first."""
    corners, people, told, whole = [(0.0, 0.0)], 0, 0, sum(each)
    for number in sorted(set(each), reverse=True):
        people += each.count(number)
        told += number * each.count(number)
        corners.append((people / citizens, told / whole))
    return tuple(corners)


def _points(run: Run) -> tuple[float, float]:
    """Return the points that informers got, and those that the people told of lost (negative)."""
    rules = run.scenario.denunciation
    assert rules is not None
    reward = run.scenario.conduct[rules.reward].code if rules.reward else 0
    points = pl.col("points").cast(pl.Int64)
    earned = (pl.col("kind") == tables.CONDUCT) & (pl.col("conduct") == reward)
    taken = (pl.col("kind") == tables.DENUNCIATION) & (points < 0)
    counted = run.table("ledger").filter(pl.col("counts") > 0)
    both = points.filter(earned).sum().alias("earned"), points.filter(taken).sum().alias("taken")
    sums = counted.select(*both)
    gained, lost = sums.collect().row(0)
    return gained / MILLIPOINTS, lost / MILLIPOINTS


def appeals_of(run: Run) -> Appeals | None:
    """Return what became of entries against somebody; None where nobody can contest anything."""
    if not run.folder.names("appeals"):
        return None
    days, ids = run.days_number, ["entry_hi", "entry_lo"]
    steps = run.table("hearings").select(*ids, "heard", "answered")
    undone_kind = pl.col("entry_lo") % 256
    taken_back = (
        run.table("ledger")
        .filter((pl.col("kind") == tables.CORRECTION) & undone_kind.is_in(ABOUT_DEEDS))
        .select(gone="day", entry_hi="cause_hi", entry_lo="cause_lo")
    )
    appeals = run.table("appeals").select(*ids, "day", "wrong", "notified", "contested", "made")
    appeals = appeals.join(steps, on=ids, how="left").join(taken_back, on=ids, how="left")
    made = (pl.col("contested") > 0) & (pl.col("made") < days)
    numbers = (
        appeals.group_by("wrong")
        .agg(
            pl.len().alias("entries"),
            pl.col("notified").cast(pl.Int64).sum(),
            pl.col("contested").cast(pl.Int64).sum(),
            pl.col("heard").is_not_null().sum(),
            (pl.col("answered") < days).sum(),
            pl.col("gone").is_not_null().sum(),
            waiting=(made & pl.col("heard").is_null()).sum(),
            took=(pl.col("gone") - pl.col("day") + 1).median(),
        )
        .collect()
    )
    found = {wrong: row for wrong, *row in numbers.iter_rows()}
    nothing = [0] * 7 + [None]
    wrong, right = found.get(1, nothing), found.get(0, nothing)
    never_refused, refused = by_refusal(run) or (None, None)
    alone, helped = by_help(run) or (None, None)
    return Appeals(
        Funnel(*wrong[:6]),
        Funnel(*right[:6]),
        wrong[6] + right[6],
        wrong[7],
        cost_of(run),
        never_refused,
        refused,
        alone,
        helped,
    )


def harm_of(run: Run) -> Harm | None:
    """Return restriction-days by service and kind; None where harm is not measured."""
    if not run.folder.names("harm_days"):
        return None
    counts = run.table("harm_days").with_columns(pl.col("service", "kind").cast(pl.String))
    sums = counts.group_by("service", "kind").agg(pl.col("citizens").sum()).collect()
    numbers = {(service, kind): int(number) for service, kind, number in sums.iter_rows()}
    services = tuple(
        Harmed(name, service.label, {kind: numbers.get((name, kind), 0) for kind in harm.KINDS})
        for name, service in run.scenario.services.items()
    )
    days = {kind: sum(service.days[kind] for service in services) for kind in harm.KINDS}
    return Harm(days, services)
