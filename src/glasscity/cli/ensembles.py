"""Commands about many runs: ensemble, sweep, sensitivity."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from glasscity.cli.scenarios import Citizens, Days, Json, Name, Settings
from glasscity.cli.terminal import note, progress_bar, show, show_json
from glasscity.errors import BadInput, CheckFailed, did_you_mean

if TYPE_CHECKING:
    from glasscity.ensemble.findings import Findings
    from glasscity.ensemble.plan import Plan
    from glasscity.ensemble.store import Store
    from glasscity.scenario import Scenario

Lives = Annotated[int, Parameter(help="How many lives of the same city; every point is lived with the same.")]
Seed = Annotated[int, Parameter(help="A whole number that makes the city: who lives there, ties, traits.")]
Vary = Annotated[
    list[str] | None,
    Parameter(
        name="--vary",
        negative="",
        help="What to vary: path=a,b,c or path=lo..hi, as often as you like.",
        metavar="PATH=VALUES",
    ),
]
Out = Annotated[
    Path | None,
    Parameter(help="Folder of the tables; the same command goes on with what is there."),
]
Processes = Annotated[int | None, Parameter(help="Runs at the same time; all cores if not given.")]
Baseline = Annotated[bool, Parameter(help="Also live every life without a score, to compare.")]
Measures = Annotated[
    list[str] | None,
    Parameter(
        name="--measure", negative="", help="Show these measures only; see the columns of the table `runs`."
    ),
]


def add_to(app: App) -> None:
    """Add these commands to `app`."""
    for command in (ensemble, sweep, sensitivity):
        app.command(command)


def ensemble(
    scenario: Name,
    *,
    lives: Lives = 32,
    seed: Seed = 1,
    citizens: Citizens = None,
    days: Days = None,
    set: Settings = None,
    out: Out = None,
    processes: Processes = None,
    baseline: Baseline = True,
    each_citizen: Annotated[
        bool, Parameter(negative="", help="Also keep what became of each synthetic citizen in every life.")
    ] = False,
    measure: Measures = None,
    json: Json = False,
) -> None:
    """Let a city live many lives, and say what they have in common, with intervals.

    Stopped half way, the same command goes on where it was.

    Example: glasscity ensemble essay --lives 16 --citizens 2000 --days 365
    """
    from glasscity.ensemble.plan import plan_for

    known = _known(measure)
    question = _question(scenario, set, citizens, days)
    plan = plan_for(question, seed=seed, lives=lives, baseline=baseline, each_citizen=each_citizen)
    _print(*lived(plan, out, processes), known, json)


def sweep(
    scenario: Name,
    *,
    vary: Vary = None,
    design: Annotated[
        str, Parameter(help="'grid' for every combination of values; 'latin' or 'sobol' for ranges.")
    ] = "grid",
    points: Annotated[int, Parameter(help="How many points to try, with latin or sobol.")] = 0,
    lives: Lives = 8,
    seed: Seed = 1,
    citizens: Citizens = None,
    days: Days = None,
    set: Settings = None,
    out: Out = None,
    processes: Processes = None,
    baseline: Baseline = True,
    measure: Measures = None,
    json: Json = False,
) -> None:
    """Vary a scenario, live every variant with the same lives, and compare each with the city as it is.

    Example: glasscity sweep essay --vary rulebook.influence.weight=0,0.1,0.3 --lives 8 --citizens 2000
    """
    from glasscity.ensemble.design import factor, points_of
    from glasscity.ensemble.plan import Point, plan_for

    known = _known(measure)
    question = _question(scenario, set, citizens, days)
    chosen = points_of([factor(one) for one in vary or ()], design, points, seed)
    plan = plan_for(question, (Point(), *chosen), seed=seed, lives=lives, baseline=baseline)
    _print(*lived(plan, out, processes), known, json)


def sensitivity(
    scenario: Name,
    *,
    vary: Vary = None,
    base: Annotated[
        int,
        Parameter(
            help="How many points to begin with, a power of two; in all there are base × (factors + 2)."
        ),
    ] = 64,
    lives: Lives = 2,
    seed: Seed = 1,
    citizens: Citizens = None,
    days: Days = None,
    set: Settings = None,
    out: Out = None,
    processes: Processes = None,
    baseline: Baseline = True,
    measure: Measures = None,
    json: Json = False,
) -> None:
    """Say which settings decide, by Sobol's indices with intervals, and where a finding turns round.

    Example: glasscity sensitivity rongcheng-2016 --vary rulebook.influence.weight=0..0.5 --vary
    organisations.court.errors.missed=0..0.2 --base 16 --citizens 1000 --days 180
    """
    from glasscity.ensemble.design import factor
    from glasscity.ensemble.plan import plan_for
    from glasscity.ensemble.sensitivity import points_for, sensitivities_of

    known = _known(measure)
    question = _question(scenario, set, citizens, days)
    factors = [factor(one) for one in vary or ()]
    points = points_for(factors, base, seed)
    plan = plan_for(question, points, seed=seed, lives=lives, baseline=baseline)
    store, findings = lived(plan, out, processes)
    found = sensitivities_of(store, factors, known)
    if json:
        _print(store, findings, known, json, {"sensitivity": [one.to_dict() for one in found]})
        return
    from glasscity.show.ensemble_text import sensitivity_text

    show(sensitivity_text(found))
    for turn in findings.turns:
        note(f"turns round: {turn.label}, with {turn.point}")
    _end(store, findings)


def _known(measures: Sequence[str] | None) -> list[str]:
    """Return the measures asked for, or raise `BadInput` where there is none of that name."""
    from glasscity.ensemble.measures import BY_NAME

    for name in measures or ():
        if name not in BY_NAME:
            known = did_you_mean(name, BY_NAME) or f"; known: {', '.join(BY_NAME)}"
            raise BadInput(f"--measure: there is no measure {name!r}{known}")
    return list(measures or ())


def _question(scenario: str, settings: list[str] | None, citizens: int | None, days: int | None) -> Scenario:
    from glasscity.scenario import load

    return load(scenario, settings=settings or (), citizens=citizens, days=days)


def lived(plan: Plan, out: Path | None, processes: int | None) -> tuple[Store, Findings]:
    """Live what is missing of a plan and return what it came to."""
    from glasscity.ensemble.findings import findings_of
    from glasscity.ensemble.store import Store
    from glasscity.ensemble.work import live_all

    path = out if out is not None else Path("ensembles") / f"{plan.name}-{plan.sha256[:8]}"
    store = Store.open(path, plan)
    there = plan.tasks - len(store.missing())
    if there:
        note(f"{path}: {there:,} of {plan.tasks:,} runs are there already")
    with progress_bar() as progress:
        live_all(store, processes=processes, progress=progress)
    return store, findings_of(store)


def _print(
    store: Store, findings: Findings, measures: list[str], json: bool, more: dict[str, Any] | None = None
) -> None:
    if json:
        show_json({"ensemble": str(store.path), **findings.to_dict(), **(more or {})})
    else:
        from glasscity.show.ensemble_text import findings_text

        show(findings_text(findings, measures))
    _end(store, findings, quiet=json)


def _end(store: Store, findings: Findings, *, quiet: bool = False) -> None:
    """Say where the tables are, and fail where runs failed."""
    if not quiet:
        print(f"tables  {store.path}")
    if findings.failures:
        raise CheckFailed(
            f"{len(findings.failures):,} of {store.plan.tasks:,} runs failed; the others are in {store.path}"
        )
