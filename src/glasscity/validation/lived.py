"""A scenario lived to the end of its last day, in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.step import pass_day
from glasscity.world import Today, World, found_city, open_world

POINT = 1000
"""Scores are in thousandths of a point."""


class Lived(NamedTuple):
    """A scenario that was lived, the world at its end, and its last day."""

    scenario: Scenario
    world: World
    today: Today

    @property
    def start(self) -> int:
        """The starting score, in thousandths of a point."""
        return int(self.scenario.rulebook.start * POINT)


def live_through(
    scenario: Scenario,
    seed: int,
    life: int,
    workers: Workers,
    each_day: Callable[[Today], None] = lambda _: None,
) -> Lived:
    """Live through a scenario; `each_day` is told of every day."""
    world = open_world(scenario, found_city(scenario, seed, workers), seed, life, workers)
    today = Today(-1)
    for day in range(scenario.time.days):
        today = pass_day(world, day)
        each_day(today)
    return Lived(scenario, world, today)


def mean_and_reach(values: Sequence[float] | NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean of values, one for each life, and how far its 95 % t-interval reaches each way."""
    some = np.asarray(values, float)
    if len(some) < 2:
        return float(some.mean()), float("inf")
    reach = stats.t.ppf(0.975, len(some) - 1) * some.std(ddof=1) / np.sqrt(len(some))
    return float(some.mean()), float(reach)


def interval(low: float, high: float, places: int) -> str:
    """Return an interval as it is printed."""
    return f"{low:.{places}f} to {high:.{places}f}"
