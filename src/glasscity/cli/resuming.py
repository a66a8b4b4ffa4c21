"""Commands that go on from a day of a run: resume and branch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from glasscity.cli.damaged import refuse_damaged
from glasscity.cli.runs import Force, RunFolder, Threads, WithReport, tell, told_how_to_go_on
from glasscity.cli.scenarios import Behaviour, Json, Settings
from glasscity.cli.terminal import progress_bar


def add_to(app: App) -> None:
    """Add these commands to `app`."""
    app.command(resume)
    app.command(refuse_damaged(branch))


def resume(
    folder: RunFolder,
    *,
    threads: Threads = None,
    behaviour: Behaviour = None,
    report: WithReport = False,
    json: Json = False,
) -> None:
    """Go on with a run that was stopped, from the last evening that it kept.

    It ends in the same digest, and in the same files, as if nothing had stopped it.

    Example: glasscity resume runs/essay-seed1
    """
    from glasscity.simulation import resume as go_on

    with told_how_to_go_on(), progress_bar() as progress:
        done = go_on(folder, behaviour=behaviour, threads=threads, progress=progress)
    tell(done, report, json)


def branch(
    folder: RunFolder,
    *,
    day: Annotated[int, Parameter(help="The morning from which on something is otherwise.")],
    set: Settings = None,
    out: Annotated[Path | None, Parameter(help="Folder of the branch; NAME-from-dayN if not given.")] = None,
    force: Force = False,
    threads: Threads = None,
    behaviour: Behaviour = None,
    report: WithReport = False,
    json: Json = False,
) -> None:
    """Run a city again that is another one from some morning on; until then nothing differs.

    Example: glasscity branch runs/essay-seed1 --day 200 --set rulebook.influence.weight=0
    """
    from glasscity.branching import branch as go_on

    with told_how_to_go_on(), progress_bar() as progress:
        done = go_on(
            folder,
            day=day,
            settings=set or (),
            out=out,
            replace=force,
            behaviour=behaviour,
            threads=threads,
            progress=progress,
        )
    tell(done, report, json)
