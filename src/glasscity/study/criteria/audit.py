"""What outsiders can recover of a secret rulebook: volunteers are drawn, their papers read, and compared.

Rule: several samples of volunteers are drawn. Each is read (`panel`, `selection`, `points`) without a look at
the rulebook, and then held against it (`against`): in the first weeks and for the first volunteers of the
sample as well, so that one sees how many of both an audit needs. The same with volunteers of one kind.
Reads: a run. Draws: generators seeded with (seed, sample, …): the same run and seed give the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.study.criteria.against import Score, TrueRule, is_recovered, score_of, true_rules
from glasscity.study.criteria.diaries import diaries_of, refuse_what_tells_nothing
from glasscity.study.criteria.findings import Biased, Criteria, Needed, Recovery, RuleFound, Spread
from glasscity.study.criteria.panel import WEEK, Panel, panel_of
from glasscity.study.criteria.points import Estimate, estimates
from glasscity.study.criteria.selection import FEWEST_VOLUNTEERS, Selection, least_angles, select
from glasscity.study.criteria.volunteers import ANYONE, Pool, in_random_order, pools
from glasscity.study.criteria.words import finding_of, what_it_hangs_on
from glasscity.study.words import SYNTHETIC

VOLUNTEERS = (50, 100, 200, 500, 1000)
MONTHS = (1, 3, 6, 12)
SAMPLES = 10
"""Samples of the size that was asked for; the grid has fewer, as have other kinds of volunteers."""
SAMPLES_OF_GRID = 4
Progress = Callable[[str, int, int], None]


class Plan(NamedTuple):
    """What is to be worked out: the asked-for size and time, and the grid around it."""

    volunteers: int
    months: int
    grid_volunteers: tuple[int, ...]
    grid_months: tuple[int, ...]
    seed: int


def criteria(
    run: Run,
    *,
    volunteers: int = 500,
    months: int | None = None,
    seed: int = 1,
    recall: float = 0.8,
    precision: float = 0.9,
    progress: Progress | None = None,
) -> Criteria:
    """Return what outsiders can recover of the rulebook of `run` from volunteers' diaries and scores.

    Parameters
    ----------
    volunteers, months : size of the sample, and how long they keep diaries; a year, or as long as the run, if
        not given.
    seed : draws who volunteers.
    recall, precision : what an audit wants to reach, for the sample that it needs.
    """
    for name, share in (("recall", recall), ("precision", precision)):
        if not 0 < share <= 1:
            raise BadInput(f"criteria --{name} {share:g}: give a share above 0, at most 1")
    refuse_what_tells_nothing(run)
    least_angles()
    there = pools(run)
    plan = _plan(run, len(there[ANYONE]), volunteers, months, seed)
    truth = true_rules(run)
    if not any(one.points for one in truth):
        raise BadInput(f"{run.path}: no rule of this city gives points: there is nothing to recover")
    tell = progress or (lambda what, done, total: None)
    cells, first = _cells(run, plan, there[ANYONE], truth, tell)
    main = _recovery(plan.volunteers, plan.months, cells[plan.volunteers, plan.months])
    grid = tuple(_recovery(*key, scores[:SAMPLES_OF_GRID]) for key, scores in sorted(cells.items()))
    biased = tuple(_biased(run, plan, there, truth, tell))
    panel, selection, found = first
    return Criteria(
        synthetic=SYNTHETIC,
        scenario=run.scenario.name,
        citizens=run.citizens_number,
        seed=seed,
        volunteers=plan.volunteers,
        months=plan.months,
        rules=sum(one.points is not None for one in truth),
        conducts=len(truth),
        finding=finding_of(main, truth, [score.recovered for score in cells[plan.volunteers, plan.months]]),
        hangs_on=what_it_hangs_on(run, truth, main, biased),
        found=_rules_found(panel, selection, found, truth),
        idle=sum(one.candidate.idle for one in found),
        threshold=selection.threshold,
        decoys=selection.decoys,
        main=main,
        grid=grid,
        biased=biased,
        recall=recall,
        precision=precision,
        needed=_needed(grid, recall, precision),
    )


def _plan(run: Run, people: int, volunteers: int, months: int | None, seed: int) -> Plan:
    """Check what was asked for, and lay out the grid."""
    reach = run.days_number * 12 // 365
    if reach < 1:
        raise BadInput(
            f"{run.path}: this run has {run.days_number} days; diaries are read from a month (31 days) on"
        )
    if months is not None and not 1 <= months <= reach:
        raise BadInput(f"criteria --months {months}: this run has 1 to {reach} months")
    if not FEWEST_VOLUNTEERS <= volunteers <= people:
        raise BadInput(
            f"criteria --volunteers {volunteers}: give {FEWEST_VOLUNTEERS} or more, and no more than the "
            f"{people:,} citizens of this run who are scored and whose rows it kept"
        )
    if seed < 0:
        raise BadInput(f"criteria --seed {seed}: give a whole number from 0 on")
    whole = min(reach, MONTHS[-1]) if months is None else months
    sizes = {volunteers, *(size for size in VOLUNTEERS if size <= people)}
    times = {whole, *(month for month in MONTHS if month <= reach)}
    return Plan(volunteers, whole, tuple(sorted(sizes)), tuple(sorted(times)), seed)


def weeks_of(months: int) -> int:
    """Return how many whole weeks lie in so many months."""
    return months * 365 // (12 * WEEK)


First = tuple[Panel, Selection, tuple[Estimate, ...]]


def _cells(
    run: Run, plan: Plan, pool: Pool, truth: Sequence[TrueRule], tell: Progress
) -> tuple[dict[tuple[int, int], list[Score]], First]:
    """Return the scores of every cell of the grid, and the whole reading of the first sample."""
    cells: dict[tuple[int, int], list[Score]] = {
        (size, month): [] for size in plan.grid_volunteers for month in plan.grid_months
    }
    first: First | None = None
    for sample in range(SAMPLES):
        tell("reading diaries", sample, SAMPLES)
        asked = {(plan.volunteers, plan.months)} if sample >= SAMPLES_OF_GRID else set(cells)
        most = max(size for size, _ in asked)
        panel = panel_of(diaries_of(run, in_random_order(pool, plan.seed, sample)[:most]))
        for size, month in sorted(asked):
            part = panel.part(size, weeks_of(month))
            address = (plan.seed, sample, size, month)
            is_first = not sample and (size, month) == (plan.volunteers, plan.months)
            selection, found = _read(part, address, intervals=is_first)
            cells[size, month].append(score_of(found, truth))
            if is_first:
                first = part, selection, found
    tell("reading diaries", SAMPLES, SAMPLES)
    assert first is not None
    return cells, first


def _read(
    panel: Panel, address: Sequence[int], *, intervals: bool = False
) -> tuple[Selection, tuple[Estimate, ...]]:
    selection = select(panel, (*address, 1))
    return selection, estimates(panel, selection, (*address, 2), intervals=intervals)


def _recovery(volunteers: int, months: int, scores: Sequence[Score]) -> Recovery:
    precise = [one.precision for one in scores if one.precision is not None]
    errors = [one.point_error for one in scores if one.point_error is not None]
    return Recovery(
        volunteers,
        months,
        len(scores),
        _spread([one.recovered for one in scores]),
        _spread([one.recall for one in scores]),
        _spread(precise) if precise else None,
        float(np.mean([one.wrong_sign for one in scores])),
        float(np.mean([one.false for one in scores])),
        float(np.mean(errors)) if errors else None,
    )


def _spread(values: Sequence[float]) -> Spread:
    return Spread(float(np.mean(values)), float(min(values)), float(max(values)))


def _biased(
    run: Run, plan: Plan, there: dict[str, Pool], truth: Sequence[TrueRule], tell: Progress
) -> list[Biased]:
    """Return the same for every kind of volunteers, as many as there are of them, anyone first."""
    kinds = {who: pool for who, pool in there.items() if len(pool) >= FEWEST_VOLUNTEERS}
    result = []
    for number, (who, pool) in enumerate(kinds.items()):
        scores, kept = [], []
        size = min(plan.volunteers, len(pool))
        for sample in range(SAMPLES_OF_GRID):
            tell("other volunteers", number * SAMPLES_OF_GRID + sample, len(kinds) * SAMPLES_OF_GRID)
            panel = panel_of(diaries_of(run, in_random_order(pool, plan.seed, sample)[:size]))
            address = (plan.seed, sample, size, plan.months)
            _, found = _read(panel.part(size, weeks_of(plan.months)), address)
            scores.append(score_of(found, truth))
            kept += _kept(found, truth)
        middle = float(np.median(kept)) if kept else None
        result.append(Biased(who, len(pool), _recovery(size, plan.months, scores), middle))
    tell("other volunteers", len(kinds) * SAMPLES_OF_GRID, len(kinds) * SAMPLES_OF_GRID)
    return result


def _kept(found: Sequence[Estimate], truth: Sequence[TrueRule]) -> list[float]:
    """Return points per act as found, as a share of those in the whole city, of recovered rules."""
    pairs = [
        (one.per_act.value, truth[one.candidate.conduct].per_act) for one in found if is_recovered(one, truth)
    ]
    return [value / true for value, true in pairs if true]


def _needed(grid: Sequence[Recovery], recall: float, precision: float) -> tuple[Needed, ...]:
    enough = [one for one in grid if one.reaches(recall, precision)]
    return tuple(
        Needed(month, min((one.volunteers for one in enough if one.months == month), default=None))
        for month in sorted({one.months for one in grid})
    )


def _rules_found(
    panel: Panel, selection: Selection, found: Sequence[Estimate], truth: Sequence[TrueRule]
) -> tuple[RuleFound, ...]:
    """Return every conduct with what was found and what is true, those with the most points first."""
    named = {one.candidate.conduct: one for one in found if not one.candidate.idle}
    done = panel.done.sum(axis=(0, 1))
    rows = []
    for conduct, true in enumerate(truth):
        one = named.get(conduct)
        rows.append(
            RuleFound(
                true.conduct,
                true.label,
                _verdict(one, true, truth),
                one is not None,
                float(selection.frequency[0, conduct]),
                int(done[conduct]),
                one.per_filed if one else None,
                one.seen if one else None,
                one.per_act if one else None,
                true.points,
                true.seen,
                true.per_act,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-abs(row.true_points or 0), row.conduct)))


def _verdict(one: Estimate | None, true: TrueRule, truth: Sequence[TrueRule]) -> str:
    if one is None:
        return "missed" if true.points is not None else "rightly left out"
    if true.points is None:
        return "false"
    return "recovered" if is_recovered(one, truth) else "wrong sign"
