"""Joint punishment: one national list, read in every town."""

from __future__ import annotations

from math import inf

from glasscity.scenario import Scenario
from reference.file import File
from reference.rows import Row


class NationalList:
    """The list of one data centre.

    Attributes
    ----------
    until : the last day of everybody who is or was listed, without end while they are in a listed category.
    """

    def __init__(self, scenario: Scenario, file: File) -> None:
        self._file = file
        self.until: dict[int, float] = {}
        self.change(scenario, 0)

    def change(self, scenario: Scenario, day: int) -> None:
        """Go by the joint punishment of `scenario` from this morning on."""
        joint, names = scenario.joint, scenario.category_names
        self._listed: set[int] = set()
        self._closed: set[int] = set()
        self._stays = 0
        if joint is not None and joint.enabled:
            self._listed = {names.index(name) for name in joint.categories}
            self._closed = {scenario.services[name].code for name in joint.services}
            self._stays = joint.stays_days
        for citizen in self._file.citizens:
            if self._file.category[citizen] in self._listed:
                self.until[citizen] = inf
            elif self.until.get(citizen) == inf:
                self.until[citizen] = day + self._stays

    def take_in(self, moves: list[Row], day: int) -> None:
        """Rule: in a listed category one is on the list from tomorrow on, and for some days after it."""
        for move in moves:
            if move.after in self._listed:
                self.until[move.citizen] = inf
            elif move.before in self._listed:
                self.until[move.citizen] = day + self._stays

    def closes(self, service: int, citizen: int, day: int) -> bool:
        """Return whether a service is closed to a citizen by the list."""
        return service in self._closed and self.until.get(citizen, -1) >= day
