"""What is on file of each citizen, context by context: the base that its own entries alone give."""

from __future__ import annotations

from glasscity.scenario import Scenario
from glasscity.scenario.towns import TownScale
from glasscity.tables import TRANSFER
from reference.file import File
from reference.rows import Row
from reference.rulebook import nearest


class ContextBook:
    """The book of one data centre.

    Attributes
    ----------
    base : by context, the base of everybody in it.
    """

    def __init__(self, scenario: Scenario, file: File) -> None:
        self._context_of = {one.code: one.context for one in scenario.conduct.values()}
        self._file = file
        self._waiting: list[Row] = []
        self.base = {context: list(file.base) for context in scenario.contexts}

    def move(self, relocation: Row, towns: list[TownScale], carries: bool) -> None:
        """Rule: on moving, every context's base is read on the scale of the new town like the whole one."""
        here, there = towns[relocation.before], towns[relocation.after]
        for base in self.base.values():
            away = base[relocation.citizen] - here.start
            carried = nearest(away * there.scale, here.scale) if carries else 0
            base[relocation.citizen] = there.start + carried

    def take_in(self, entries: list[Row], totals_are_worked_out: bool) -> None:
        """Rule: an entry that counts belongs to the context of its conduct; it is read when totals are."""
        self._waiting += [entry for entry in entries if entry.counts and entry.kind != TRANSFER]
        if totals_are_worked_out:
            for entry in self._waiting:
                self.base[self._context_of[entry.conduct]][entry.citizen] += entry.points
            self._waiting = []

    def set_in(self, context: str, citizen: int) -> int:
        """Return the worst category that rules of one context have set, 0 if none has."""
        in_force = self._file.set_by_rules[citizen].values()
        categories = [category for category, conduct in in_force if self._context_of[conduct] == context]
        return max(categories, default=0)
