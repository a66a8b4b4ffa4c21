"""One citizen over many lives: how often they end up somewhere with a thing, and how often without it.

Rule: parent and twin are lived from the first day by the life of the run, and from the morning of the branch
on by another life, both by the same one. So a branch shares its past with the run, and what happens after it
is drawn anew; parent and twin of one branch share their draws. A branch on the morning of day 0 is another
life altogether. The run's own life is none of them: it was looked at because of how it went.
Reads: scenario, seeds, the file and the answers of one citizen. Writes: nothing. Draws: none of its own.
Leaves out: the true record, which nobody in the city reads.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from glasscity import tables
from glasscity.behaviour import behaviour_of
from glasscity.ensemble.intervals import Interval, interval, paired
from glasscity.ensemble.plan import lives_of
from glasscity.ensemble.spread import spread
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, parse
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.step import pass_day
from glasscity.twin.change import change
from glasscity.twin.lockstep import Progress
from glasscity.world import Today, World, found_city, open_world

NOT_SCORED = "none"


@dataclass(frozen=True)
class Question:
    """What is lived: plain data, for a process of its own.

    Attributes
    ----------
    scenario : as TOML; without : the words of the change.
    day : on whose morning the life becomes another one; lives : by which ones.
    behaviour, sha256 : the file of own rules of behaviour and its hash, None where there is none.
    """

    name: str
    scenario: str
    without: str
    seed: int
    life: int
    citizen: int
    day: int
    lives: tuple[int, ...]
    behaviour: Path | None = None
    sha256: str | None = None


class Became(NamedTuple):
    """What became of the citizen from the branch on, in one life, with it or without it.

    worst_days : days in the worst category; refusals : requests refused because of the category;
    points : the score at the end, NaN where nobody is scored; category : the one at the end.
    """

    worst_days: int
    refusals: int
    points: float
    category: str


@dataclass(frozen=True)
class Over:
    """Lives with it, or without it.

    Attributes
    ----------
    ever_worst, worst_at_end : in how many lives the citizen was in the worst category after the branch on
        any day, and on the last one.
    at_end : in how many lives in which category on the last day, best first.
    points, worst_days, refusals : means over lives, with intervals.
    """

    ever_worst: int
    worst_at_end: int
    at_end: dict[str, int]
    points: Interval | None
    worst_days: Interval | None
    refusals: Interval | None


@dataclass(frozen=True)
class Branches:
    """One citizen over many lives.

    Attributes
    ----------
    day : on whose morning the lives part; 0 where they differ from the start.
    lives : how many; worst : the worst category.
    points, worst_days, refusals : with it less without it, life by life.
    each : the category at the end, with it and without it, life by life.
    """

    day: int
    lives: int
    worst: str
    with_it: Over
    without_it: Over
    points: Interval | None
    worst_days: Interval | None
    refusals: Interval | None
    each: tuple[tuple[str, str], ...]


def other_lives(seed: int, life: int, number: int) -> tuple[int, ...]:
    """Return the first `number` lives of a city that are not the run's own."""
    return tuple(one for one in lives_of(seed, number + 1) if one != life)[:number]


def live_branches(
    question: Question, *, processes: int | None = None, progress: Progress | None = None
) -> Branches:
    """Live every branch with the change and without it; no result depends on the number of processes."""
    number = len(question.lives)
    found: dict[int, tuple[Became, Became]] = {}
    for place, pair in spread(partial(live_branch, question), range(number), processes):
        found[place] = pair
        if progress is not None:
            progress("lives, with and without", len(found), number)
    return _counted(question, [found[place] for place in range(number)])


def live_branch(question: Question, place: int) -> tuple[Became, Became]:
    """Live one branch, with it and without it; runs in a process of its own, on one thread."""
    with behaviour_of(question.behaviour, expected=question.sha256), Workers(1) as workers:
        scenario = parse(tomllib.loads(question.scenario, parse_float=Decimal), question.name)
        changed = change(scenario, question.without)
        worlds = [_open(one, question, workers) for one in (scenario, changed.twin)]
        worlds[1].leave_out(changed.left_out)
        followed = [_Followed(world, question.citizen) for world in worlds]
        for day in range(scenario.time.days):
            for world, one in zip(worlds, followed, strict=True):
                if day == question.day:
                    world.branch(question.lives[place])
                today = pass_day(world, day)
                if day >= question.day:
                    one.take_in(today)
        return followed[0].became(scenario), followed[1].became(scenario)


def _open(scenario: Scenario, question: Question, workers: Workers) -> World:
    """Set a city in motion without the true record."""
    city = found_city(scenario, question.seed, workers)
    return open_world(scenario, city, question.seed, question.life, workers, true_record=False)


class _Followed:
    """Follows one citizen through one world."""

    def __init__(self, world: World, citizen: int) -> None:
        self._world, self._citizen = world, citizen
        self._categories: list[int] = []
        self._refusals = 0

    def take_in(self, today: Today) -> None:
        """Take in one evening."""
        self._categories.append(int(self._world.file.category[self._citizen]))
        mine = today.decisions[today.decisions["citizen"] == self._citizen]
        self._refusals += int(refused_by_category(mine).sum())

    def became(self, scenario: Scenario) -> Became:
        """Return what became of them."""
        names = dict(enumerate(scenario.category_names)) | {tables.NO_CATEGORY: NOT_SCORED}
        last = self._categories[-1]
        points = float(self._world.file.total[self._citizen]) / MILLIPOINTS
        return Became(
            self._categories.count(len(scenario.category_names) - 1),
            self._refusals,
            points if self._world.scored and last != tables.NO_CATEGORY else float("nan"),
            names[last],
        )


def refused_by_category(decisions: np.ndarray) -> np.ndarray:
    """Return bool [decisions]: refused, and not only as anybody may be."""
    refused: np.ndarray = (decisions["outcome"] == tables.REFUSED) & (decisions["reason"] != tables.ORDINARY)
    return refused


def _counted(question: Question, pairs: list[tuple[Became, Became]]) -> Branches:
    names = parse(tomllib.loads(question.scenario, parse_float=Decimal), question.name).category_names
    with_it, without_it = ([pair[side] for pair in pairs] for side in (0, 1))
    differences = {
        name: paired(_values(with_it, name), _values(without_it, name))
        for name in ("points", "worst_days", "refusals")
    }
    return Branches(
        day=question.day,
        lives=len(pairs),
        worst=names[-1],
        with_it=_over(with_it, names),
        without_it=_over(without_it, names),
        **differences,
        each=tuple((one.category, other.category) for one, other in pairs),
    )


def _over(lives: list[Became], names: list[str]) -> Over:
    at_end = [one.category for one in lives]
    there = [*names, *([NOT_SCORED] if NOT_SCORED in at_end else [])]
    means = {name: interval(_values(lives, name)) for name in ("points", "worst_days", "refusals")}
    return Over(
        ever_worst=sum(one.worst_days > 0 for one in lives),
        worst_at_end=at_end.count(names[-1]),
        at_end={name: at_end.count(name) for name in there},
        **means,
    )


def _values(lives: list[Became], name: str) -> np.ndarray:
    return np.array([float(getattr(one, name)) for one in lives])
