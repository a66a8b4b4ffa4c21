"""The command calibrate: unknown numbers of a scenario, set to published aggregates and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from glasscity.cli.ensembles import Processes, Seed, Vary
from glasscity.cli.scenarios import Citizens, Days, Json, Name, Settings
from glasscity.cli.terminal import note, progress_bar, show, show_json


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(calibrate)


def calibrate(
    scenario: Name,
    *,
    vary: Vary = None,
    targets: Annotated[
        str | None,
        Parameter(help="Published aggregates with their sources: a file that ships, or a TOML file."),
    ] = None,
    target: Annotated[
        list[str] | None,
        Parameter(
            negative="",
            help="One more aggregate to fit, without a source: measure=value or measure=value±tolerance.",
            metavar="MEASURE=VALUE",
        ),
    ] = None,
    held_out: Annotated[
        list[str] | None,
        Parameter(
            negative="",
            help="An aggregate that nothing is fitted to: the result is tested by it.",
            metavar="MEASURE=VALUE",
        ),
    ] = None,
    trials: Annotated[int, Parameter(help="How many points are tried; more go on with those there.")] = 60,
    lives: Annotated[int, Parameter(help="How many lives every trial is lived with, all the same.")] = 4,
    fresh: Annotated[int, Parameter(help="How many other lives the best point is tested with.")] = 8,
    seed: Seed = 1,
    citizens: Citizens = None,
    days: Days = None,
    set: Settings = None,
    out: Annotated[
        Path | None, Parameter(help="Folder of the trials; the same command goes on with what is there.")
    ] = None,
    write: Annotated[
        Path | None,
        Parameter(help="Write the scenario with the values found, at its own size.", metavar="FILE.toml"),
    ] = None,
    processes: Processes = None,
    json: Json = False,
) -> None:
    """Set a few unknown numbers so that published aggregates come about, and say what that leaves open.

    Nothing else is sought: no data on single people, and no amount of compliance, silence or denunciation.
    Stopped half way, the same command goes on where it was.

    Example: glasscity calibrate rongcheng-2016 --targets rongcheng-2015 --citizens 1000 --vary
    conduct.littering.per_year=0.5..3 --vary conduct.neighbourly_help.per_year=0.2..2
    """
    from glasscity.calibration.journal import optuna
    from glasscity.calibration.outcome import calibrate as sought
    from glasscity.calibration.question import calibration_for
    from glasscity.calibration.store import CalibrationStore
    from glasscity.calibration.target import targets_for
    from glasscity.calibration.written import check_place, write_scenario
    from glasscity.ensemble.design import factor
    from glasscity.scenario import load

    city = load(scenario, settings=set or (), citizens=citizens, days=days)
    asked = calibration_for(
        city,
        [factor(one) for one in vary or ()],
        targets_for(city, targets, target, held_out),
        trials=trials,
        lives=lives,
        fresh=fresh,
        seed=seed,
    )
    if write is not None:
        check_place(write)
    optuna()
    store = CalibrationStore.open(
        out if out is not None else Path("calibrations") / f"{asked.name}-{asked.sha256[:8]}", asked
    )
    with progress_bar() as progress:
        outcome = sought(store, processes=processes, progress=progress)
    written = None
    if write is not None:
        written = write_scenario(load(scenario, settings=set or ()), outcome, write)
        note(f"{written}: written; next: glasscity check {written}, then glasscity run {written}")
    if json:
        show_json({"calibration": str(store.path), **outcome.to_dict(), "written": written})
        return
    from glasscity.show.calibration_text import calibration_text

    show(calibration_text(outcome))
    print(f"trials  {store.path}")
    if written is not None:
        print(f"city    {written}")
