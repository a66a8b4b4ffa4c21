"""A scenario lived to the end of its last day, in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.society.response.minds import WEEK
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
    until: Callable[[Today], bool] = lambda _: False,
) -> Lived:
    """Live through a scenario; `each_day` is told of every day, and the last is the first that is `until`."""
    world = open_world(scenario, found_city(scenario, seed, workers), seed, life, workers)
    today = Today(-1)
    for day in range(scenario.time.days):
        today = pass_day(world, day)
        each_day(today)
        if until(today):
            break
    return Lived(scenario, world, today)


def nobody_moves(today: Today) -> bool:
    """Return whether everybody looked around today, and nobody says anything else for it.

    Where what people say hangs on what others say alone, nobody ever will.
    """
    return today.day > 0 and today.day % WEEK == 0 and not len(today.voice_moves)


def span(low: float, high: float, places: int) -> str:
    """Return an interval as it is printed."""
    return f"{low:.{places}f} to {high:.{places}f}"
