"""The command responsibility: whose doing is it, and who could have prevented it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from glasscity.cli.damaged import refuse_damaged
from glasscity.cli.ensembles import Processes
from glasscity.cli.scenarios import Behaviour, Citizens, Days, Json
from glasscity.cli.terminal import progress_bar, show, show_json
from glasscity.errors import BadInput

if TYPE_CHECKING:
    from glasscity.responsibility.findings import Responsibility
    from glasscity.results import Run
    from glasscity.scenario import Scenario

FEWEST, MOST = 2, 8


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(refuse_damaged(responsibility))


def responsibility(
    subject: Annotated[
        str, Parameter(help="A city that ships, the path of a TOML file, or the folder of a run.")
    ],
    *,
    lives: Annotated[
        int,
        Parameter(help="Lives in which groups are compared, with everything that follows; 0 leaves it out."),
    ] = 8,
    players: Annotated[
        int, Parameter(help="How many of those who filed about a citizen are told apart, 2 to 8.")
    ] = 6,
    into: Annotated[
        str | None,
        Parameter(
            help="Look into a group: companies, municipal, judicial, commercial, other.", metavar="GROUP"
        ),
    ] = None,
    seed: Annotated[int | None, Parameter(help="Makes the city; that of the run, or 1.")] = None,
    citizens: Citizens = None,
    days: Days = None,
    out: Annotated[Path | None, Parameter(help="Also write a page with pictures: this HTML file.")] = None,
    processes: Processes = None,
    behaviour: Behaviour = None,
    json: Json = False,
) -> None:
    """Share out a city's harm among those who brought it about, and say who could have prevented it.

    Example: glasscity responsibility essay --citizens 1000 --days 180
    """
    if not FEWEST <= players <= MOST:
        raise BadInput(f"--players {players}: expected {FEWEST} to {MOST}; each one more doubles the time")
    if lives < 0:
        raise BadInput(f"--lives {lives}: expected 0 or more")
    if out is not None and (out.is_dir() or out.suffix.lower() not in (".html", ".htm")):
        raise BadInput(f"{out}: --out writes a page; give a name such as responsibility.html")
    run, scenario = _subject(subject, citizens, days, seed)
    found = _found(run, scenario, seed, lives, players, into, behaviour, processes)
    written = None
    if out is not None:
        from glasscity.show.responsibility_page import write_responsibility

        written = write_responsibility(found, out)
    if json:
        show_json(found.to_dict() | ({"page": str(written)} if written else {}))
        return
    from glasscity.show.responsibility_text import responsibility_text

    show(responsibility_text(found))
    if written:
        print(f"page    {written}")


def _subject(
    name: str, citizens: int | None, days: int | None, seed: int | None
) -> tuple[Run | None, Scenario]:
    """Return the run in a folder with its scenario, or the scenario of a name or a file."""
    from glasscity.scenario import load, shipped

    if name in shipped() or not Path(name).is_dir():
        return None, load(name, citizens=citizens, days=days)
    from glasscity.results import Run

    if citizens is not None or days is not None or seed is not None:
        raise BadInput(f"{name}: this is a run, whose size and seed are what they are; name a city instead")
    run = Run(name)
    return run, run.scenario


def _found(
    run: Run | None,
    scenario: Scenario,
    seed: int | None,
    lives: int,
    players: int,
    into: str | None,
    behaviour: Path | None,
    processes: int | None,
) -> Responsibility:
    from glasscity import draws
    from glasscity.behaviour import behaviour_of
    from glasscity.parallel import Workers
    from glasscity.responsibility.findings import found_of
    from glasscity.responsibility.groups import groups_of
    from glasscity.responsibility.mechanical import check_harm, share_out
    from glasscity.responsibility.together import live_together
    from glasscity.seeds import check_seed
    from glasscity.verify import check_comes_about, own_rules

    check_harm(scenario)
    groups_of(scenario, into)
    expected = own_rules(run, behaviour, quick=False) if run is not None else None
    if run is not None:
        seed, life = run.manifest["seed"], run.manifest["life"]
    else:
        seed = check_seed("seed", 1 if seed is None else seed)
        life = draws.life_of(seed)
    with progress_bar() as progress:
        with behaviour_of(behaviour, expected=expected), Workers() as workers:
            shared = share_out(scenario, seed, life, players, workers, progress)
        if run is not None:
            check_comes_about(run, shared.digest)
        together = None
        if lives:
            together = live_together(
                scenario,
                seed=seed,
                lives=lives,
                into=into,
                behaviour=behaviour,
                processes=processes,
                progress=progress,
            )
    return found_of(scenario, seed, life, players, shared, together)
