"""Days in, records out: one run, from a scenario and two seeds to a folder that can be verified."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from shutil import disk_usage
from typing import Any

import polars as pl
from numba.core.event import Event, Listener, install_listener

from glasscity import draws, tables
from glasscity.behaviour import NAME, Behaviour, behaviour_of, try_rules
from glasscity.digest import Digest
from glasscity.errors import BadInput, MachineFailed
from glasscity.estimate import amount, estimate
from glasscity.folder import FolderWriter
from glasscity.measure.daily import Measures
from glasscity.parallel import Aside, Workers
from glasscity.recorder import Recorder
from glasscity.results import Run
from glasscity.scenario import Scenario, load
from glasscity.step import RECORD, SCHEDULE
from glasscity.world import City, Today, World, found_city, open_world

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

LARGEST_SEED = 2**64 - 1


@dataclass
class Simulated:
    """What is left in memory of a simulated scenario."""

    world: World
    digest: str
    measures: dict[str, pl.DataFrame]
    seconds: dict[str, float]


def simulate(
    scenario: Scenario,
    city: City,
    seed: int,
    life: int,
    workers: Workers,
    *,
    record: Callable[[Today], None] | None = None,
    progress: Progress | None = None,
    what: str = "days",
) -> Simulated:
    """Let the days of `scenario` pass in `city`, in the order of `step.SCHEDULE`."""
    world = open_world(scenario, city, seed, life, workers)
    measures = Measures(scenario, world)
    digest = Digest()
    seconds = dict.fromkeys([*(phase.name for phase in SCHEDULE), "measure"], 0.0)
    apart = workers.threads > 1
    with Aside(apart=apart) as gathering, Aside(apart=apart) as keeping:
        for day in range(scenario.time.days):
            today = Today(day)
            before = time.perf_counter()
            for phase in SCHEDULE:
                if phase.name == RECORD:
                    gathering.catch_up()
                try:
                    phase.run(world, today)
                except Exception as error:
                    error.add_note(f"{phase.name}, day {day}")
                    raise
                now = time.perf_counter()
                seconds[phase.name] += now - before
                before = now
            measures.measure(world, today)
            gathering.do(partial(_gather, world, day + 1))
            keeping.do(*_keep(measures, digest, record, today))
            seconds["measure"] += time.perf_counter() - before
            if progress is not None:
                progress(what, day + 1, scenario.time.days)
        gathering.catch_up()
        keeping.catch_up()
    return Simulated(world, digest.close(world.file, world.city), measures.frames(), seconds)


def _gather(world: World, day: int) -> None:
    """Put together what reaches the data centres on a day: all of it is under way on the evening before."""
    for centre in world.all_centres:
        centre.gather(day)


def _keep(
    measures: Measures, digest: Digest, record: Callable[[Today], None] | None, today: Today
) -> list[Callable[[], None]]:
    """Return how to keep a day that is over, the longest task first: nobody changes its rows any more."""
    tasks: list[Callable[[], None]] = [
        partial(digest.entries, today.entries),
        partial(measures.tally, today),
    ]
    return tasks if record is None else [*tasks, partial(record, today)]


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
    threads : threads to compute on; all cores if not given. No result depends on it.
    progress : called with what is being done, how much of it is done, and how much there is.

    Raises `BadInput` (scenario, seeds, folder) or `MachineFailed` (memory, disk).
    """
    question = load(scenario, settings=settings, citizens=citizens, days=days)
    life = draws.life_of(check_seed("seed", seed)) if life is None else check_seed("life", life)
    if threads is not None and not 1 <= threads <= 1024:
        raise BadInput(f"threads: {threads} is not a number of threads; expected 1 to 1024")
    path = Path(out) if out is not None else free_folder(question, seed, life)
    refuse_what_does_not_fit(question, path)
    began = time.time()
    with behaviour_of(behaviour) as rules:
        try_rules(question)
        compiling = nullcontext() if progress is None else install_listener("numba:compile", _Told(progress))
        with FolderWriter(path, replace=replace) as folder, Workers(threads) as workers, compiling:
            manifest = _run_into(folder, question, seed, life, workers, baseline, progress)
            manifest |= _kept(folder, rules)
            manifest["seconds"] = {k: round(v, 3) for k, v in manifest["seconds"].items()}
            manifest["written"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began))
            return Run(folder.finish(manifest))


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


def _run_into(
    folder: FolderWriter,
    question: Scenario,
    seed: int,
    life: int,
    workers: Workers,
    baseline: bool,
    progress: Progress | None,
) -> dict[str, Any]:
    """Simulate into `folder` and return the manifest."""
    before = time.perf_counter()
    if progress is not None:
        progress("founding the city", 0, 1)
    city = found_city(question, seed, workers)
    founding = time.perf_counter() - before
    recorder = Recorder(question, folder, seed, city.population.number)
    lived = simulate(question, city, seed, life, workers, record=recorder.record, progress=progress)
    recorder.close(question, lived.world)
    for name, frame in lived.measures.items():
        folder.table(name, frame)
    seconds = {"founding": founding, **lived.seconds}
    if baseline and question.scoring.enabled:
        began = time.perf_counter()
        without = question.without_score()
        bare = simulate(without, city, seed, life, workers, progress=progress, what="days without a score")
        for name, frame in bare.measures.items():
            folder.table(f"baseline_{name}", frame)
        seconds["baseline"] = time.perf_counter() - began
    folder.file("scenario.toml", question.to_toml().encode())
    return {
        "synthetic": "SYNTHETIC: every citizen and filing is a function of this scenario and these seeds",
        "scenario": question.name,
        "seed": seed,
        "life": life,
        "citizens": city.population.number,
        "days": question.time.days,
        "digest": lived.digest,
        "format": {"scenario": question.format, "tables": tables.FORMAT, "draws": draws.FORMAT},
        "baseline": baseline and question.scoring.enabled,
        "environment": environment(),
        "seconds": seconds,
    }


def _kept(folder: FolderWriter, rules: Behaviour | None) -> dict[str, Any]:
    """Keep the file of the rules of behaviour, for reading, and return what the manifest says of it."""
    if rules is None:
        return {}
    folder.file(NAME, rules.data)
    return {"behaviour": {"file": NAME, "sha256": rules.sha256}}


def check_seed(name: str, seed: int) -> int:
    """Return `seed` if it is one, or raise `BadInput`."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise BadInput(f"{name}: {seed!r} is not a seed; expected a whole number from 0 to 2**64 - 1")
    return seed


def free_folder(scenario: Scenario, seed: int, life: int) -> Path:
    """Return a folder under `runs` that does not exist yet."""
    suffix = "" if life == draws.life_of(seed) else f"-life{life}"
    path = Path("runs") / f"{scenario.name}-seed{seed}{suffix}"
    number = 2
    while path.exists():
        path = path.with_name(f"{scenario.name}-seed{seed}{suffix}-{number}")
        number += 1
    return path


def refuse_what_does_not_fit(scenario: Scenario, path: Path) -> None:
    """Raise `MachineFailed` if the run needs more memory or disk than there is."""
    needs = estimate(scenario)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    folder = path.absolute()
    while not folder.exists():
        folder = folder.parent
    there = {"memory": (needs.memory_bytes, memory), "disk": (needs.disk_bytes, disk_usage(folder).free)}
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
