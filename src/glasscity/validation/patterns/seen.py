"""What a life brings about, kept in memory for whoever reads a pattern off it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity.parallel import Workers
from glasscity.rows import in_one
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.step import pass_day
from glasscity.world import Today, World, found_city, open_world

KEPT = ("acts", "forgone", "more", "entries", "shadow_entries", "hearings", "moves", "decisions")
"""Rows of a day that patterns are read off."""


class Seen:
    """A life that was lived: its rows, and the world at its end.

    Attributes
    ----------
    scenario, world : the city, and the world on the last evening.
    private_at_start : uint16 [citizens], what everybody thought on the first morning; empty without voice.
    """

    def __init__(self, scenario: Scenario, seed: int, life: int, workers: Workers) -> None:
        self.scenario = scenario
        self.world: World = open_world(scenario, found_city(scenario, seed, workers), seed, life, workers)
        voice = self.world.voice
        self.private_at_start = voice.state.private.copy() if voice is not None else np.empty(0, np.uint16)
        self._days = [self._lived(day) for day in range(scenario.time.days)]

    def _lived(self, day: int) -> dict[str, NDArray[np.void]]:
        today: Today = pass_day(self.world, day)
        return {name: getattr(today, name) for name in KEPT}

    def all(self, name: str) -> NDArray[np.void]:
        """Return the rows of all days, one of `KEPT`."""
        return in_one([day[name] for day in self._days])

    @property
    def citizens(self) -> int:
        """How many people live here."""
        return self.scenario.population.citizens

    def people(self, who: NDArray[np.integer]) -> int:
        """Return how many people a column of citizens names."""
        return len(np.unique(who))

    def share_in(self, categories: list[str], town: str = "") -> float:
        """Return the share of people, of a town if one is named, who are in categories at the end."""
        here, codes = self.lives_in(town), [self.scenario.category_names.index(name) for name in categories]
        return float(np.isin(self.world.file.category[here], codes).mean())

    def share_scored(self, town: str = "") -> float:
        """Return the share of people, of a town if one is named, who have a category at the end."""
        return self.share_in(self.scenario.category_names, town)

    def lives_in(self, town: str) -> NDArray[np.bool_]:
        """Return who lives in a town at the end, bool [citizens]; everybody if none is named."""
        home = self.world.file.town
        if not town:
            return np.ones(len(home), np.bool_)
        order = sorted(self.scenario.towns, key=lambda name: self.scenario.towns[name].code)
        return np.asarray(home == order.index(town))

    def in_points(self, millipoints: float) -> float:
        """Return points as people see them."""
        return millipoints / MILLIPOINTS
