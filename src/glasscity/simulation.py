"""Days in, records out: one run, from a scenario and two seeds to a folder that can be verified."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path
from shlex import quote
from shutil import disk_usage
from typing import Any

from numba.core.event import Event, Listener, install_listener

from glasscity import draws
from glasscity.behaviour import NAME, Behaviour, behaviour_of, rules_made_with, try_rules
from glasscity.days import Progress, simulate
from glasscity.errors import BadInput, CheckFailed, MachineFailed
from glasscity.estimate import amount, estimate
from glasscity.folder import MANIFEST, SUFFIX, FolderWriter, first_free, unfinished_folder
from glasscity.formats import formats
from glasscity.parallel import Workers
from glasscity.recorder import Recorder
from glasscity.results import SCENARIO, Run
from glasscity.scenario import Scenario, load, parse
from glasscity.scenario.reading import tables_of
from glasscity.seeds import check_seed
from glasscity.unfinished import (
    JOURNAL,
    WHAT,
    Journal,
    Keeper,
    names_what_is_whole,
    read_journal,
    refuse_another_version,
)
from glasscity.world import City, found_city

DAYS, DAYS_WITHOUT_SCORE = WHAT
FIRST_FILES = SCENARIO, NAME
"""What a run with checkpoints has on disk before its journal."""


def run(
    scenario: str | Path | Scenario,
    *,
    seed: int = 1,
    life: int | None = None,
    citizens: int | None = None,
    days: int | None = None,
    settings: Iterable[str] = (),
    out: str | Path | None = None,
    replace: bool = False,
    baseline: bool = True,
    behaviour: str | Path | None = None,
    checkpoint_every: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run a city and return its `Run`, a folder on disk.

    Parameters
    ----------
    scenario : the name of a city that ships, the path of a TOML file, or a scenario already read.
    seed, life : the seed that makes the city, and the one that makes what happens (derived from `seed`
        if not given); from 0 to 2**64 - 1.
    citizens, days, settings : changes to the scenario, see `glasscity.load`.
    out : the run's folder; `runs/NAME-seed-life` with a number where none is given.
    replace : replace the run that is there.

    Other parameters
    ----------------
    baseline : also let the same people live under courts and fines only, and keep the daily aggregates.
    behaviour : a Python file with rules of behaviour of your own (it is executed), see
        `docs/behaviour-rules.md`.
    checkpoint_every : keep an evening every so many days, so that `resume` goes on from there whatever stops
        the run. No result depends on it.
    threads : threads to compute on; all cores if not given. No result depends on it.
    progress : called with what is being done, how much of it is done, and how much there is.

    Raises `BadInput` (scenario, seeds, folder) or `MachineFailed` (memory, disk).
    """
    question = load(scenario, settings=settings, citizens=citizens, days=days)
    life = draws.life_of(check_seed("seed", seed)) if life is None else check_seed("life", life)
    check_threads(threads)
    if checkpoint_every is not None and checkpoint_every < 1:
        raise BadInput(f"checkpoint_every: {checkpoint_every} is not a number of days; expected 1 or more")
    path = Path(out) if out is not None else free_folder(question, seed, life)
    refuse_what_does_not_fit(question, path, checkpoints=checkpoint_every is not None)
    place = _free_place(path, replace) if checkpoint_every is not None else None
    baseline = baseline and question.scoring.enabled
    said = _said_at_the_beginning(question, seed, life, baseline, checkpoint_every)
    with behaviour_of(behaviour) as rules:
        try_rules(question)
        with FolderWriter(path, replace=replace, place=place) as folder:
            folder.file(SCENARIO, question.to_toml().encode())
            journal = Journal(said | _kept(folder, rules), DAYS)
            if checkpoint_every is not None:
                journal.write(folder)
            return _finish(folder, question, journal, threads, progress)


def resume(
    path: str | Path,
    *,
    behaviour: str | Path | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """Go on with a run that was stopped, from the last evening that it kept, and return its `Run`.

    It ends in what the run would have ended in: the same digest, the same files, byte for byte.

    Parameters
    ----------
    path : the run's folder, or the folder `NAME.unfinished` in which it is written meanwhile.
    behaviour : the file with the rules of behaviour that the run was begun with, if it was; it is executed.

    Raises `BadInput` (no unfinished run, other rules), `CheckFailed` (damaged) or `MachineFailed`.
    """
    check_threads(threads)
    place = unfinished_folder(Path(path))
    path = place.with_name(place.name.removesuffix(SUFFIX))
    if (path / MANIFEST).is_file() and not place.is_dir():
        raise BadInput(f"{path}: this run is finished; there is nothing to go on with")
    if names_what_is_whole(place, path):
        return Run(path)
    journal, files = read_journal(place)
    question = _scenario_in(place, journal)
    ours = {"format": formats(question), "glasscity": environment()["glasscity"]}
    refuse_another_version(place, journal, ours)
    own = rules_made_with(place, journal.said.get("behaviour"), behaviour)
    with (
        behaviour_of(behaviour, expected=own),
        FolderWriter(path, replace=True, place=place, files=files, notes=[JOURNAL]) as folder,
    ):
        return _finish(folder, question, journal, threads, progress)


class _Told(Listener):
    """Says so when the first kernel is compiled; where all of them lie on disk, it says nothing."""

    def __init__(self, progress: Progress) -> None:
        self._progress: Progress | None = progress

    def on_start(self, event: Event) -> None:
        if self._progress is not None:
            self._progress("compiling kernels, which are kept for the next run", 0, 1)
            self._progress = None

    def on_end(self, event: Event) -> None:
        pass


def _finish(
    folder: FolderWriter,
    question: Scenario,
    journal: Journal,
    threads: int | None,
    progress: Progress | None,
) -> Run:
    """Live what is left of a run, and return it."""
    try:
        return Run(folder.finish(_lived(folder, question, journal, threads, progress)))
    except (KeyboardInterrupt, MachineFailed) as error:
        if journal.every:
            error.add_note(f"what was kept goes on with: glasscity resume {quote(str(folder.path))}")
        raise


def _lived(
    folder: FolderWriter,
    question: Scenario,
    journal: Journal,
    threads: int | None,
    progress: Progress | None,
) -> dict[str, Any]:
    """Live what is left of a run, and return its manifest."""
    compiling = nullcontext() if progress is None else install_listener("numba:compile", _Told(progress))
    with Workers(threads) as workers, compiling:
        if progress is not None:
            progress("founding the city", 0, 1)
        before = time.perf_counter()
        city = found_city(question, int(journal.said["seed"]), workers)
        journal.lived.setdefault("seconds", {"founding": time.perf_counter() - before})
        if journal.what == DAYS:
            _live(folder, question, city, journal, workers, progress)
        if journal.said["baseline"]:
            _live_without_score(folder, question, city, journal, workers, progress)
    if journal.checkpoint is not None:
        folder.forget(journal.checkpoint)
    return _manifest(journal)


def _live(
    folder: FolderWriter,
    question: Scenario,
    city: City,
    journal: Journal,
    workers: Workers,
    progress: Progress | None,
) -> None:
    """Live the days of a run, and put their tables on disk."""
    seed, life = int(journal.said["seed"]), int(journal.said["life"])
    recorder = Recorder(question, folder, seed, city.population.number)
    keeper = Keeper(folder, journal, question, city, workers, recorder)
    lived = simulate(
        question, city, seed, life, workers, record=keeper.record, progress=progress, what=DAYS, keeper=keeper
    )
    keeper.close(question, lived.world)
    for name, frame in {"links": lived.links, **lived.measures}.items():
        folder.table(name, frame)
    journal.lived |= {"digest": lived.digest, "seconds": {**journal.lived["seconds"], **lived.seconds}}
    journal.begin(DAYS_WITHOUT_SCORE, folder)


def _live_without_score(
    folder: FolderWriter,
    question: Scenario,
    city: City,
    journal: Journal,
    workers: Workers,
    progress: Progress | None,
) -> None:
    """Let the same people live without a score, and put what was measured on disk."""
    seed, life = int(journal.said["seed"]), int(journal.said["life"])
    without = question.without_score()
    keeper = Keeper(folder, journal, without, city, workers)
    bare = simulate(
        without, city, seed, life, workers, progress=progress, what=DAYS_WITHOUT_SCORE, keeper=keeper
    )
    for name, frame in bare.measures.items():
        folder.table(f"baseline_{name}", frame)
    journal.lived["seconds"]["baseline"] = sum(bare.seconds.values())


def _said_at_the_beginning(
    question: Scenario, seed: int, life: int, baseline: bool, every: int | None
) -> dict[str, Any]:
    """Return what holds of a run from its beginning to its end."""
    return {
        "synthetic": "SYNTHETIC: every citizen and filing is a function of this scenario and these seeds",
        "scenario": question.name,
        "seed": seed,
        "life": life,
        "citizens": question.population.everybody,
        "days": question.time.days,
        "baseline": baseline,
        "every": every or 0,
        "format": formats(question),
        "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "environment": environment(),
    }


def _manifest(journal: Journal) -> dict[str, Any]:
    """Return what a finished run says of itself: how often evenings were kept changes nothing in it."""
    said = {key: value for key, value in journal.said.items() if key not in ("every", "began")}
    formats = {what: version for what, version in said["format"].items() if what != "checkpoint"}
    seconds = {phase: round(taken, 3) for phase, taken in journal.lived["seconds"].items()}
    more = {"digest": journal.lived["digest"], "format": formats, "seconds": seconds}
    return said | more | {"written": journal.said["began"]}


def _kept(folder: FolderWriter, rules: Behaviour | None) -> dict[str, Any]:
    """Keep the file of the rules of behaviour, for reading, and return what the manifest says of it."""
    if rules is None:
        return {}
    folder.file(NAME, rules.data)
    return {"behaviour": {"file": NAME, "sha256": rules.sha256}}


def check_threads(threads: int | None) -> None:
    """Raise `BadInput` for what is no number of threads."""
    if threads is not None and not 1 <= threads <= 1024:
        raise BadInput(f"threads: {threads} is not a number of threads; expected 1 to 1024")


def _scenario_in(place: Path, journal: Journal) -> Scenario:
    """Return the scenario of an unfinished run, whose hash has been checked."""
    file = place / SCENARIO
    question = parse(tables_of(str(file), file.read_bytes()), str(file))
    here = _said_at_the_beginning(question, 0, 0, False, None)
    for what in ("scenario", "citizens", "days"):
        if journal.said.get(what) != here[what]:
            raise CheckFailed(
                f"{file}: {what} {here[what]}, and {JOURNAL} says otherwise: start this run anew"
            )
    return question


def _free_place(path: Path, replace: bool) -> Path:
    """Return where to write a run with checkpoints; one that is unfinished there is not overwritten."""
    place = unfinished_folder(path)
    if place.exists() and not replace:
        raise BadInput(
            f"{place}: an unfinished run is there; go on with it (glasscity resume {path}), or begin anew "
            "with --force"
        )
    began = place.is_dir() and all(
        one.name in FIRST_FILES or one.name.startswith(".") for one in place.iterdir()
    )
    if place.exists() and not began and not any((place / one).is_file() for one in (JOURNAL, MANIFEST)):
        raise BadInput(f"{place}: this is not an unfinished run, so --force does not replace it")
    return place


def free_folder(scenario: Scenario, seed: int, life: int) -> Path:
    """Return a folder under `runs` that does not exist yet."""
    suffix = "" if life == draws.life_of(seed) else f"-life{life}"
    return first_free(Path("runs") / f"{scenario.name}-seed{seed}{suffix}")


def refuse_what_does_not_fit(scenario: Scenario, path: Path, *, checkpoints: bool = False) -> None:
    """Raise `MachineFailed` if the run needs more memory or disk than there is."""
    needs = estimate(scenario)
    # One evening on disk and the next: at most what is in memory, twice.
    kept = 2 * needs.memory_bytes if checkpoints else 0
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    folder = path.absolute()
    while not folder.exists():
        folder = folder.parent
    there = {
        "memory": (needs.memory_bytes, memory),
        "disk": (needs.disk_bytes + kept, disk_usage(folder).free),
    }
    for what, (needed, available) in there.items():
        if needed > available:
            raise MachineFailed(
                f"{scenario.name}: about {amount(needed)} of {what} needed and "
                f"{amount(available)} there; use fewer citizens (--citizens) or days (--days)"
            )


def environment() -> dict[str, str]:
    """Return the versions that a run was made with; no result depends on them."""
    packages = {name: version(name) for name in ("glasscity", "numpy", "numba", "polars", "pydantic")}
    return {"python": sys.version.split()[0], "machine": platform.machine(), **packages}
