"""The days of a scenario, one after the other: what is simulated, measured and handed on to be kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import polars as pl

from glasscity.digest import Digest
from glasscity.measure.daily import Measures
from glasscity.parallel import Aside, Workers
from glasscity.scenario import Scenario
from glasscity.step import SCHEDULE, pass_day
from glasscity.world import City, Today, World, open_world

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""
PHASES = (*(phase.name for phase in SCHEDULE), "measure")
"""What the seconds of a day are counted for."""


@dataclass
class Evening:
    """The end of a day: everything that the next day needs.

    Attributes
    ----------
    day : the day that is over; -1 on the evening before the first.
    seconds : what each phase has taken so far.
    """

    day: int
    world: World
    measures: Measures
    digest: Digest
    seconds: dict[str, float]


class Keeper(Protocol):
    """Keeps evenings from which a run can go on, see `unfinished`."""

    def last(self, what: str) -> Evening | None:
        """Return the evening to go on from; none at the beginning."""

    def is_due(self, day: int) -> bool:
        """Return whether the evening of a day is to be kept."""

    def keep(self, what: str, evening: Evening) -> None:
        """Keep an evening."""


@dataclass
class Simulated:
    """What is left in memory of a simulated scenario.

    Attributes
    ----------
    links : the digest's link of every evening, from which on two runs that differ have other ones.
    """

    world: World
    digest: str
    links: pl.DataFrame
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
    keeper: Keeper | None = None,
) -> Simulated:
    """Let the days of `scenario` pass in `city`, in the order of `step.SCHEDULE`.

    Parameters
    ----------
    record : called with every day that is over.
    what : what these days are called.
    keeper : keeps evenings, and knows from which one to go on.
    """
    evening = keeper.last(what) if keeper is not None else None
    if evening is None:
        evening = _first_morning(scenario, city, seed, life, workers)
    world, measures, digest, seconds = evening.world, evening.measures, evening.digest, evening.seconds
    apart = workers.threads > 1
    with Aside(apart=apart) as gathering, Aside(apart=apart) as keeping:
        for day in range(evening.day + 1, scenario.time.days):
            today = pass_day(world, day, before_record=gathering.catch_up, seconds=seconds)
            before = time.perf_counter()
            measures.measure(world, today)
            gathering.do(partial(_gather, world, day + 1))
            keeping.do(*_keep(measures, digest, record, today))
            seconds["measure"] += time.perf_counter() - before
            if keeper is not None and keeper.is_due(day):
                gathering.catch_up()
                keeping.catch_up()
                keeper.keep(what, Evening(day, world, measures, digest, seconds))
            if progress is not None:
                progress(what, day + 1, scenario.time.days)
        gathering.catch_up()
        keeping.catch_up()
    links = pl.DataFrame(
        {
            "day": pl.int_range(len(digest.links), dtype=pl.Int32, eager=True),
            "link": [link.hex() for link in digest.links],
        },
        schema_overrides={"link": pl.String},
    )
    return Simulated(world, digest.close(world.file, world.city), links, measures.frames(), seconds)


def pass_days(world: World, first: int, last: int) -> Iterator[Today]:
    """Let the days first … last pass, and yield each."""
    with Aside(apart=world.workers.threads > 1) as gathering:
        for day in range(first, last + 1):
            today = pass_day(world, day, before_record=gathering.catch_up)
            if day < last:
                gathering.do(partial(_gather, world, day + 1))
            yield today


def _first_morning(scenario: Scenario, city: City, seed: int, life: int, workers: Workers) -> Evening:
    world = open_world(scenario, city, seed, life, workers)
    return Evening(-1, world, Measures(scenario, world), Digest(), dict.fromkeys(PHASES, 0.0))


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
