"""Commands about runs: run, verify, explain, report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from glasscity.cli.damaged import refuse_damaged
from glasscity.cli.scenarios import Behaviour, Citizens, Days, Json, Name, Settings
from glasscity.cli.terminal import note, progress_bar, show, show_json
from glasscity.errors import BadInput, CheckFailed, MachineFailed

if TYPE_CHECKING:
    from glasscity.results import Run

RunFolder = Annotated[Path, Parameter(help="The folder of a run.")]
Threads = Annotated[int | None, Parameter(help="Threads; all cores if not given. No result depends on it.")]
Force = Annotated[bool, Parameter(negative="", help="Replace the run that is there.")]
WithReport = Annotated[bool, Parameter(negative="", help="Also write the report.")]


def add_to(app: App) -> None:
    """Add these commands to `app`."""
    app.command(run)
    for command in (verify, explain, report):
        app.command(refuse_damaged(command))


def run(
    scenario: Name,
    *,
    citizens: Citizens = None,
    days: Days = None,
    seed: Annotated[
        int, Parameter(help="A whole number that makes the city: who lives there, ties, traits.")
    ] = 1,
    life: Annotated[
        int | None,
        Parameter(help="A whole number that makes what happens; derived from the seed if not given."),
    ] = None,
    threads: Threads = None,
    set: Settings = None,
    out: Annotated[Path | None, Parameter(help="Folder of the run; runs/NAME-seedS if not given.")] = None,
    force: Force = False,
    baseline: Annotated[
        bool, Parameter(help="Also let the same people live under courts and fines only, to compare.")
    ] = True,
    behaviour: Behaviour = None,
    checkpoint_every: Annotated[
        int | None,
        Parameter(help="Keep an evening every so many days: `resume` goes on from there.", metavar="DAYS"),
    ] = None,
    report: WithReport = False,
    json: Json = False,
) -> None:
    """Run a city and keep the run in a folder.

    Example: glasscity run essay --citizens 20000 --seed 7
    """
    from glasscity.simulation import run as simulate

    with told_how_to_go_on(), progress_bar() as progress:
        done = simulate(
            scenario,
            citizens=citizens,
            days=days,
            seed=seed,
            life=life,
            threads=threads,
            settings=set or (),
            out=out,
            replace=force,
            baseline=baseline,
            behaviour=behaviour,
            checkpoint_every=checkpoint_every,
            progress=progress,
        )
    tell(done, report, json)


@contextmanager
def told_how_to_go_on() -> Iterator[None]:
    """Say how to go on with a run that stopped, whatever stopped it, where it kept an evening."""
    try:
        yield
    except (KeyboardInterrupt, MachineFailed) as error:
        for hint in getattr(error, "__notes__", []):
            note(f"glasscity: {hint}")
        raise


def tell(done: Run, report: bool, json: bool) -> None:
    """Say what came of a run that has just been finished, and write its report if that was asked for."""
    from glasscity.study.summary import summarise

    written = None
    if report:
        from glasscity.show.report import write_report

        written = write_report(done)
    summary = summarise(done)
    if json:
        data = {"run": str(done.path), "digest": done.digest}
        data |= {key: done.manifest[key] for key in ("seed", "life")}
        data |= {"report": str(written)} if written else {}
        show_json({**data, "seconds": done.manifest["seconds"], **summary.to_dict()})
        return
    from glasscity.show.text import brief_text

    show(brief_text(summary))
    print(f"digest  {done.digest}")
    print(f"run     {done.path}")
    if written:
        print(f"report  {written}")
    note(f"next: {_what_next(done, written is not None)}")


def _what_next(done: Run, has_report: bool) -> str:
    """Return what to type next."""
    folder = quote(str(done.path))
    parts = [] if has_report else [f"glasscity report {folder}"]
    parts += [f"glasscity report {folder} --text all"]
    parts += [f"glasscity explain {folder} --find typical"] if done.kept != "aggregates" else []
    return "; ".join(parts)


def verify(
    folder: RunFolder,
    *,
    quick: Annotated[
        bool,
        Parameter(
            negative="", help="Check files, sums and digest against each other, without making the run again."
        ),
    ] = False,
    behaviour: Behaviour = None,
    json: Json = False,
) -> None:
    """Check that a run is what it says it is, by making it again.

    Example: glasscity verify runs/essay-seed1
    """
    from glasscity.verify import verify as check

    with progress_bar() as progress:
        found = check(folder, quick=quick, behaviour=behaviour, progress=progress)
    if json:
        show_json(found.to_dict())
    else:
        for one in found.checks:
            mark = "ok " if one.passed else "NO "
            print(f"{mark} {one.looked_at:>12,}  {one.what}: {one.differences:,} differences")
            if one.first:
                print(f"    {one.first}")
        for left_out in found.left_out:
            print(f"--               {left_out}")
    if not found.passed:
        raise CheckFailed(f"{folder}: not what it says it is")


def explain(
    folder: RunFolder,
    citizen: Annotated[int | None, Parameter(help="Number of a citizen.")] = None,
    *,
    find: Annotated[
        str | None,
        Parameter(help="Pick somebody: 'fell to D', 'wrongly in D', 'tipped by contacts', 'an informer', …"),
    ] = None,
    what_if: Annotated[
        str | None,
        Parameter(
            help="Tell the same life without something: filing:ID, influence, denunciation, … as for `twin "
            "--without`; or 'costliest', the filing that cost this citizen most.",
            metavar="WHAT",
        ),
    ] = None,
    lives: Annotated[
        int, Parameter(help="With --what-if: how many other lives say how often; 0 leaves them out.")
    ] = 32,
    page: Annotated[
        Path | None,
        Parameter(help="With --what-if: also write a page with the picture.", metavar="FILE.html"),
    ] = None,
    processes: Annotated[
        int | None, Parameter(help="With --what-if: lives at the same time; all cores if not given.")
    ] = None,
    behaviour: Behaviour = None,
    json: Json = False,
) -> None:
    """Tell one citizen's story: what they did, who filed it, what it cost, what closed and opened.

    Example: glasscity explain runs/essay-seed1 --find "fell to D" --what-if costliest
    """
    from glasscity.results import Run
    from glasscity.study.explain import find as pick
    from glasscity.study.explain import story

    if (citizen is None) == (find is None):
        raise BadInput("explain: give the number of a citizen, or --find with what to look for")
    if what_if is None and (page, behaviour, processes) != (None, None, None):
        raise BadInput("explain: --page, --processes and --behaviour go with --what-if")
    subject = Run(folder)
    number = citizen if citizen is not None else pick(subject, find or "")[0]
    if what_if is not None:
        from glasscity.cli.what_if import tell

        tell(subject, number, what_if, lives, page, processes, behaviour, json)
        return
    told = story(subject, number)
    if json:
        show_json(told.to_dict())
    else:
        from glasscity.show.text import story_text

        show(story_text(told))


def report(
    folder: RunFolder,
    *,
    out: Annotated[Path | None, Parameter(help="File to write; report.html in the run if not given.")] = None,
    text: Annotated[
        str | None,
        Parameter(help="Print a section as text instead: 'all', 'people', 'doors', 'errors', 'harm', …"),
    ] = None,
    interactive: Annotated[
        bool,
        Parameter(
            negative="",
            help="Write another page instead: the city itself, day by day, with some lives in it; the run is "
            "lived again for it. interactive.html in the run if --out is not given.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Write the report of a run: one HTML file that opens anywhere, offline. Or print its numbers.

    Example: glasscity report runs/essay-seed1
    """
    from glasscity.results import Run

    if text is not None:
        if out is not None:
            raise BadInput("report: --text prints and writes no file; leave out --out or --text")
        if interactive:
            raise BadInput("report: --text prints and --interactive writes a page; leave out one of them")
        _print_sections(Run(folder), text, json)
        return
    write = _write_interactive if interactive else _write_report
    path = write(Run(folder), out)
    if json:
        show_json({"report": str(path)})
    else:
        print(path)


def _write_report(subject: Run, out: Path | None) -> Path:
    from glasscity.show.report import write_report

    return write_report(subject, out)


def _write_interactive(subject: Run, out: Path | None) -> Path:
    """Live a run again, and write it as a page."""
    from glasscity.watch.recorded import write_recorded

    path = out if out is not None else subject.path / "interactive.html"
    with progress_bar() as progress:
        return write_recorded(subject, path, replace=True, progress=progress)


def _print_sections(subject: Run, section: str, json: bool) -> None:
    """Print one section of a summary, or all of them; as JSON always everything."""
    from glasscity.show.text import sections_of, summary_text
    from glasscity.study.summary import summarise

    summary = summarise(subject)
    names = list(sections_of(summary))
    if section not in ("all", *names):
        raise BadInput(
            f"report --text: there is no section {section!r} in this run; it has: all, {', '.join(names)}"
        )
    if json:
        show_json(summary.to_dict())
    else:
        show(summary_text(summary, None if section == "all" else section))
