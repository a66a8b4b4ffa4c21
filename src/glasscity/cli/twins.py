"""The command twin: the same city with one thing changed."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from glasscity.cli.damaged import refuse_damaged
from glasscity.cli.runs import RunFolder
from glasscity.cli.scenarios import Behaviour, Json
from glasscity.cli.terminal import note, progress_bar, show, show_json
from glasscity.errors import BadInput

if TYPE_CHECKING:
    from glasscity.results import Run
    from glasscity.twin.lockstep import Twins


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(refuse_damaged(twin))


def twin(
    folder: RunFolder,
    *,
    without: Annotated[
        str | None,
        Parameter(
            help="What the twin is without: influence, denunciation, errors:ORGANISATION, "
            "data-centre-errors, rule:NAME, domain:NAME, appeals, secrecy, score, filing:ID, "
            "refusal:ID (of an appeal against that filing).",
            metavar="WHAT",
        ),
    ] = None,
    filings_about: Annotated[
        int | None, Parameter(help="List the filings about a citizen instead.", metavar="CITIZEN")
    ] = None,
    out: Annotated[
        Path | None, Parameter(help="Also write the tables `days` and `citizens` into this folder.")
    ] = None,
    threads: Annotated[int | None, Parameter(help="Threads; all cores if not given.")] = None,
    behaviour: Behaviour = None,
    json: Json = False,
) -> None:
    """Run a city again with one thing changed, and say who differs, since when, by how much and how.

    Example: glasscity twin runs/essay-seed1 --without influence
    """
    from glasscity.results import Run

    if (without is None) == (filings_about is None):
        raise BadInput(
            "twin: say --without with what to change, or --filings-about with the number of a citizen"
        )
    run = Run(folder)
    if filings_about is not None:
        _list_filings(run, filings_about, json)
        return
    if out is not None and out.exists():
        raise BadInput(f"{out}: there is something already; choose another --out")
    from glasscity.twin.findings import found_of, write_tables

    assert without is not None
    label, twins = _live(run, without, threads, behaviour)
    found = found_of(label, twins)
    if out is not None:
        write_tables(twins, out)
    if json:
        show_json({"run": str(folder), **found.to_dict()} | ({"tables": str(out)} if out else {}))
        return
    from glasscity.show.twin_text import twin_text

    show(twin_text(run.scenario.name, found))
    if out is not None:
        print(f"tables  {out}")
    else:
        note(f"next: glasscity twin {quote(str(folder))} --without {quote(without)} --out FOLDER")


def _list_filings(run: Run, citizen: int, json: bool) -> None:
    if json:
        import polars as pl

        from glasscity.twin.filings import filings_of

        plain = filings_of(run, citizen).with_columns(pl.selectors.enum().cast(pl.String)).to_dicts()
        show_json({"run": str(run.path), "citizen": citizen, "filings": plain})
        return
    from glasscity.show.twin_text import filings_text

    show(filings_text(run, citizen))


def _live(run: Run, without: str, threads: int | None, behaviour: Path | None) -> tuple[str, Twins]:
    """Live the run again beside its twin; what does not come about again is refused."""
    from glasscity.behaviour import behaviour_of
    from glasscity.parallel import Workers
    from glasscity.twin.change import FILING, REFUSAL, change
    from glasscity.twin.filings import check_filing, check_refusal
    from glasscity.twin.lockstep import live_side_by_side
    from glasscity.verify import check_comes_about, own_rules

    seed, life = run.manifest["seed"], run.manifest["life"]
    with (
        behaviour_of(behaviour, expected=own_rules(run, behaviour, quick=False)),
        progress_bar() as progress,
        Workers(threads) as workers,
    ):
        changed = change(run.scenario, without)
        if without.startswith(f"{FILING}:"):
            check_filing(run, without.partition(":")[2])
        if without.startswith(f"{REFUSAL}:"):
            check_refusal(run, without.partition(":")[2])
        twins = live_side_by_side(run.scenario, changed, seed, life, workers, progress=progress)
    check_comes_about(run, twins.parent_digest)
    return changed.label, twins
