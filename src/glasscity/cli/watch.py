"""The command watch: a page on this machine on which one sees a city live."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from glasscity.cli.damaged import refuse_damaged
from glasscity.cli.scenarios import Citizens, Days, Settings
from glasscity.cli.terminal import note
from glasscity.errors import BadInput

if TYPE_CHECKING:
    from glasscity.watch import Start

CITY = "essay"


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(refuse_damaged(watch))


def watch(
    scenario: Annotated[
        str, Parameter(help="A city that ships, a scenario file, or the folder of a run.")
    ] = CITY,
    *,
    citizens: Citizens = None,
    days: Days = None,
    seed: Annotated[int | None, Parameter(help="A whole number that makes the city; 1 if not given.")] = None,
    life: Annotated[
        int | None,
        Parameter(help="A whole number that makes what happens; derived from the seed if not given."),
    ] = None,
    set: Settings = None,
    port: Annotated[
        int | None, Parameter(help="Where the page is served, on this machine only; a free one if not given.")
    ] = None,
    browser: Annotated[bool, Parameter(help="Open the page in a browser.")] = True,
    threads: Annotated[
        int | None, Parameter(help="Threads; all cores if not given. No result depends on it.")
    ] = None,
) -> None:
    """Watch a city live: meet one citizen, change a rule, see whom it hits. Ctrl-C ends it.

    Example: glasscity watch essay --citizens 20000
    """
    start = starting(scenario, citizens, days, seed, life, set)
    serve_page(start, port, browser, threads=threads)


def starting(
    scenario: str,
    citizens: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    life: int | None = None,
    settings: list[str] | None = None,
) -> Start:
    """Return what the page opens first."""
    from glasscity import draws
    from glasscity.folder import MANIFEST
    from glasscity.results import Run
    from glasscity.scenario import load
    from glasscity.seeds import check_seed
    from glasscity.watch import Start
    from glasscity.watch.asks import MOST_CITIZENS
    from glasscity.watch.recorded import check_run

    if (Path(scenario) / MANIFEST).is_file():
        if citizens is not None or days is not None or seed is not None or life is not None or settings:
            raise BadInput(f"{scenario}: this is a run: its citizens, days, seeds and settings are settled")
        run = Run(scenario)
        check_run(run)
        found, name = run.scenario, str(run.path)
        seeds = int(run.manifest["seed"]), int(run.manifest["life"])
    else:
        found, name = load(scenario, settings=settings or (), citizens=citizens, days=days), ""
        one = check_seed("seed", 1 if seed is None else seed)
        seeds = one, draws.life_of(one) if life is None else check_seed("life", life)
    if found.population.citizens > MOST_CITIZENS:
        raise BadInput(f"{scenario}: a page shows at most {MOST_CITIZENS:,} citizens; give --citizens")
    return Start(found, *seeds, name)


def serve_page(
    start: Start, port: int | None, browser: bool, *, at: str = "", threads: int | None = None
) -> None:
    """Serve the page, and say where."""
    from glasscity.watch import serve

    def told(address: str) -> None:
        print(address, flush=True)
        note("SYNTHETIC. The page is on this machine only, for whoever has this address; Ctrl-C ends it")

    serve(start, port=port, browser=browser, at=at, threads=threads, told=told)
