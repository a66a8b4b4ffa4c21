"""One citizen's life as it was, and the same life without one thing, day by day.

Rule: the run is lived again beside its twin, and the citizen is followed through both. What a twin says of
one life, branches say of many (`branches.py`).
Reads: a run, its scenario and seeds. Writes: nothing. Units: points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from glasscity import tables
from glasscity.behaviour import behaviour_of
from glasscity.ensemble.spread import check_processes
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.filed import refuse_without_rows
from glasscity.study.lifeline import Course, first_category
from glasscity.study.on_file import read_file
from glasscity.study.story import checked_citizen
from glasscity.study.words import SYNTHETIC
from glasscity.twin.branches import NOT_SCORED, Branches, Question, live_branches, other_lives
from glasscity.twin.change import FILING, REFUSAL, change, filing_id
from glasscity.twin.filings import check_refusal, filings_of
from glasscity.twin.lockstep import Progress, live_side_by_side
from glasscity.verify import check_comes_about, own_rules
from glasscity.world import Today, World

COSTLIEST = "costliest"
MOST_LIVES = 10_000


class Answer(NamedTuple):
    """The answer to one request: the service, the outcome, and the reason, in words."""

    service: str
    outcome: str
    reason: str

    @property
    def by_category(self) -> bool:
        """Whether it was refused, and not only as anybody may be."""
        refused = self.outcome == tables.OUTCOMES[tables.REFUSED]
        return refused and self.reason != tables.REASONS[tables.ORDINARY]


class Evening(NamedTuple):
    """How the citizen stood at the end of a day; without points where nobody is scored."""

    day: int
    base: float | None
    influence: float | None
    total: float | None
    category: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Filing:
    """The filing that is taken out, as it came on file: `points` are those that counted."""

    id: str
    day: int
    conduct: str
    organisation: str
    points: float


@dataclass(frozen=True)
class WhatIf:
    """One life with something, and without it.

    Attributes
    ----------
    without : what the twin is without, in words; words : the same as it is asked for.
    filing : the filing that is taken out, None where the change is another one.
    start, start_category : before anything happened; categories : best first.
    with_it, without_it : an evening for every day.
    branches : how often it comes to that, None where no lives were asked for or none can branch.
    """

    synthetic: str
    scenario: str
    title: str
    citizen: int
    without: str
    words: str
    filing: Filing | None
    start_date: date
    start: float
    start_category: str
    categories: tuple[str, ...]
    with_it: tuple[Evening, ...]
    without_it: tuple[Evening, ...]
    branches: Branches | None

    @property
    def same(self) -> bool:
        """Whether score, category and answers are the same on every day."""
        return self.with_it == self.without_it

    @property
    def differences(self) -> list[float]:
        """Points more without it, day by day; 0 where one of both is not scored."""
        pairs = zip(self.with_it, self.without_it, strict=True)
        return [
            0.0 if there.total is None or without.total is None else without.total - there.total
            for there, without in pairs
        ]

    def date_of(self, day: int) -> date:
        """Return the date of a day."""
        return self.start_date + timedelta(days=day)

    def rank(self, category: str) -> int:
        """Return the place of a category, the best is 0; none is before all."""
        return self.categories.index(category) if category in self.categories else -1

    def to_dict(self) -> dict[str, Any]:
        """Return it as nested plain tables, ready for JSON."""
        told = asdict(self) | {"start_date": self.start_date.isoformat()}
        for name, line in (("with_it", self.with_it), ("without_it", self.without_it)):
            told[name] = [
                one._asdict() | {"answers": [answer._asdict() for answer in one.answers]} for one in line
            ]
        return told


def what_if(
    run: Run,
    citizen: int,
    without: str,
    *,
    lives: int = 32,
    threads: int | None = None,
    processes: int | None = None,
    behaviour: Path | None = None,
    progress: Progress | None = None,
) -> WhatIf:
    """Live a run again beside its twin, and follow one citizen through both; then through many lives.

    Parameters
    ----------
    without : what the twin is without, as for `change`; or `costliest`, the filing about this citizen that
        cost them most points that counted.
    lives : how many other lives; none of them for 0.

    Raises `BadInput` where there is no such thing to take out, and `CheckFailed` where the run does not come
    about again.
    """
    check_processes(processes)
    _check_lives(lives)
    refuse_without_rows(run)
    citizen = checked_citizen(run, citizen)
    filing = _filing(run, citizen, without)
    words = f"{FILING}:{filing.id}" if filing is not None else without
    seed, life, scenario = run.manifest["seed"], run.manifest["life"], run.scenario
    rules = own_rules(run, behaviour, quick=False)
    beside = _Beside(scenario, citizen)
    with behaviour_of(behaviour, expected=rules), Workers(threads) as workers:
        changed = change(scenario, words)
        twins = live_side_by_side(
            scenario, changed, seed, life, workers, watch=beside.watch, progress=progress
        )
    check_comes_about(run, twins.parent_digest)
    day = filing.day + 1 if filing is not None else 0
    if words.startswith(f"{REFUSAL}:"):
        day = check_refusal(run, words.partition(":")[2]) + 1
    branches = None
    if lives and day < run.days_number:
        others = other_lives(seed, life, lives)
        question = Question(
            *(scenario.name, scenario.to_toml(), words, seed, life, citizen, day, others), behaviour, rules
        )
        branches = live_branches(question, processes=processes, progress=progress)
    file = read_file(run, citizen)
    begins = Course(scenario, file).at(0)
    return WhatIf(
        synthetic=SYNTHETIC,
        scenario=scenario.name,
        title=scenario.title,
        citizen=citizen,
        without=changed.label if filing is None else "this filing",
        words=words,
        filing=filing,
        start_date=scenario.time.start,
        start=begins.start / MILLIPOINTS,
        start_category=begins.names[first_category(scenario, file)],
        categories=tuple(scenario.category_names),
        with_it=tuple(beside.lines[0]),
        without_it=tuple(beside.lines[1]),
        branches=branches,
    )


def _check_lives(lives: int) -> None:
    if not 0 <= lives <= MOST_LIVES:
        raise BadInput(
            f"--lives: {lives} is not a number of lives; expected 0 to {MOST_LIVES:,}, 0 leaves them out"
        )


def _filing(run: Run, citizen: int, without: str) -> Filing | None:
    """Return the filing that is to be taken out, or None where something else is."""
    if without != COSTLIEST and not without.startswith(f"{FILING}:"):
        return None
    filings = _with_what_counted(run, citizen)
    if without == COSTLIEST:
        chosen = filings.filter(pl.col("counted") < 0).sort("counted", "day", "filing").head(1)
        if chosen.is_empty():
            raise BadInput(f"{run.path}: no filing cost citizen {citizen} any points that counted")
    else:
        text = tables.filing_text(*filing_id(without.partition(":")[2]))
        chosen = filings.filter(pl.col("filing") == text).sort("day").head(1)
        if chosen.is_empty():
            raise BadInput(
                f"{run.path}: no filing {text} about citizen {citizen} came on file; "
                f"`glasscity twin {run.path} --filings-about {citizen}` lists those that did"
            )
    row = chosen.row(0, named=True)
    conduct = run.scenario.conduct[row["conduct"]].label
    return Filing(row["filing"], row["day"], conduct, row["organisation"], row["counted"])


def _with_what_counted(run: Run, citizen: int) -> pl.DataFrame:
    """Return the filings about a citizen, with the points that counted: less what a cap took back."""
    filings = filings_of(run, citizen)
    kept = (
        run.ledger.filter((pl.col("citizen") == citizen) & (pl.col("counts") == 1))
        .select("day", "kind", "points", "entry_hi", "entry_lo", "cause_hi", "cause_lo")
        .with_columns(pl.col("kind").cast(pl.String))
        .collect()
    )
    caps = kept.filter(pl.col("kind") == tables.ENTRY_KINDS[tables.CAP])
    taken = {(row["cause_hi"], row["cause_lo"]): row["points"] for row in caps.iter_rows(named=True)}
    counted: dict[tuple[str, int], float] = {}
    brought = [tables.ENTRY_KINDS[kind] for kind in (tables.CONDUCT, tables.DENUNCIATION)]
    for row in kept.filter(pl.col("kind").is_in(brought)).iter_rows(named=True):
        key = tables.filing_text(row["cause_hi"], row["cause_lo"]), row["day"]
        points = row["points"] + taken.get((row["entry_hi"], row["entry_lo"]), 0.0)
        counted[key] = counted.get(key, 0.0) + points
    found = [counted.get(key, 0.0) for key in filings.select("filing", "day").iter_rows()]
    text = [pl.col(name).cast(pl.String) for name in ("conduct", "organisation")]
    return filings.with_columns(*text, counted=pl.Series(found, dtype=pl.Float64))


class _Beside:
    """Follows one citizen through the parent and the twin."""

    def __init__(self, scenario: Scenario, citizen: int) -> None:
        self._citizen = citizen
        self._names = dict(enumerate(scenario.category_names)) | {tables.NO_CATEGORY: NOT_SCORED}
        self._services = {one.code: one.label or name for name, one in scenario.services.items()}
        self.lines: tuple[list[Evening], list[Evening]] = ([], [])

    def watch(self, there: Today, without: Today, parent: World, twin: World) -> None:
        """Take in one evening."""
        for line, today, world in zip(self.lines, (there, without), (parent, twin), strict=True):
            line.append(self._evening(today, world))

    def _evening(self, today: Today, world: World) -> Evening:
        file, who = world.file, self._citizen
        category = self._names[int(file.category[who])]
        mine = today.decisions[today.decisions["citizen"] == who]
        answers = tuple(
            Answer(
                self._services[int(one["service"])],
                tables.OUTCOMES[int(one["outcome"])],
                tables.REASONS[int(one["reason"])],
            )
            for one in mine
        )
        if not world.scored:
            return Evening(today.day, None, None, None, category, answers)
        base, influence, total = (
            int(row[who]) / MILLIPOINTS for row in (file.base, file.influence, file.total)
        )
        return Evening(today.day, base, influence, total, category, answers)


def moves(line: Iterable[Evening], start: str) -> list[tuple[int, str, str]]:
    """Return the days on which a category changed, with the one before and the one after."""
    categories = [(-1, start), *((one.day, one.category) for one in line)]
    return [(day, before, after) for (_, before), (day, after) in pairwise(categories) if before != after]
