"""Joint punishment: one national list, read in every town.

Rule: whoever is in a listed category in the evening is on the list from the next day on, and for some days
after leaving it. The services named are closed to them everywhere: at home whatever their category is there,
and where they ask in another town, which looks at no category.
Reads: moves between categories. Writes: the list. Draws: none. Units: days.

Exactly:
- Whoever is in a listed category on an evening is on the list from the next day on; after leaving it up to
  and including day of leaving + `stays_days`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity.scenario import Scenario

FOR_NOW = np.iinfo(np.int32).max
NEVER = -1


class Mask(NamedTuple):
    """until : int32 [citizens], last day on the list, FOR_NOW while in a listed category, NEVER if not on it,
    or empty where there is none; closed : bool [service codes], what is closed to those on it."""

    until: NDArray[np.int32]
    closed: NDArray[np.bool_]


class NationalList:
    """The list of one data centre."""

    def __init__(self, scenario: Scenario, category: NDArray[np.uint8]) -> None:
        self._until = np.full(len(category), NEVER, np.int32)
        self.change(scenario, category, 0)

    def change(self, scenario: Scenario, category: NDArray[np.uint8], day: int) -> None:
        """Go by the joint punishment of `scenario` from this morning on."""
        size = max((service.code for service in scenario.services.values()), default=0) + 1
        closed, self._listed = np.zeros(size, np.bool_), np.zeros(256, np.bool_)
        rules = scenario.joint
        if rules is not None and rules.enabled:
            self._listed[[scenario.category_names.index(name) for name in rules.categories]] = True
            closed[[scenario.services[name].code for name in rules.services]] = True
            self._stays = rules.stays_days
        else:
            self._stays = 0
        self.mask = Mask(self._until, closed)
        listed = self._listed[category]
        self._until[listed] = FOR_NOW
        self._until[~listed & (self._until == FOR_NOW)] = day + self._stays

    def take_in(self, moves: NDArray[np.void], day: int) -> None:
        """Note who came into a listed category today, and who left one: it holds from tomorrow on."""
        after, before = self._listed[moves["after"]], self._listed[moves["before"]]
        self._until[moves["citizen"][after]] = FOR_NOW
        self._until[moves["citizen"][before & ~after]] = day + self._stays


def no_mask(scenario: Scenario) -> Mask:
    """Return the list of a city without joint punishment: nobody is on it."""
    size = max((service.code for service in scenario.services.values()), default=0) + 1
    return Mask(np.empty(0, np.int32), np.zeros(size, np.bool_))
