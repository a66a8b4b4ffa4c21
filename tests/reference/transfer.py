"""Those who move to another town: their file is transferred to the rules and the scale of that town."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from glasscity.scenario.towns import TownScale
from glasscity.tables import TRANSFER
from reference.file import File
from reference.filing import lower_id, upper_id
from reference.ledger import Ledger, lower_half
from reference.rows import Row
from reference.rulebook import nearest


class Moved(NamedTuple):
    """Since when somebody lives elsewhere, where they lived before, and whether they started anew."""

    day: int
    before: int
    anew: bool


class Transfers:
    """Who moved when, and from where."""

    def __init__(self) -> None:
        self._moves: dict[int, list[Moved]] = defaultdict(list)

    def carry_out(
        self, relocation: Row, ledger: Ledger, towns: list[TownScale], carries: bool
    ) -> tuple[Row, list[Row]]:
        """Rule: the base becomes the start there, and what one was away from the start here on the new scale.

        Where nothing is carried over one starts there like everybody else. What caps have let through and
        what contacts add is rescaled alike. One entry holds the difference. Returns it, and the change of
        influence, if there is one.
        """
        file, citizen, day = ledger.file, relocation.citizen, relocation.day
        here, there = towns[relocation.before], towns[relocation.after]

        def carried(points: int) -> int:
            return nearest(points * there.scale, here.scale) if carries else 0

        before, influence = file.base[citizen], file.influence[citizen]
        file.base[citizen] = there.start + carried(before - here.start)
        file.influence[citizen] = carried(influence)
        for room in (*file.gained.values(), *file.lost.values()):
            room[citizen] = carried(room[citizen])
        file.town[citizen] = relocation.after
        self._moves[citizen].append(Moved(day, relocation.before, not carries))
        high, low = upper_id(citizen, day, 0), lower_id(0, TRANSFER, 0)
        entry = Row(
            day=day,
            citizen=citizen,
            entry_hi=high,
            entry_lo=lower_half(low, TRANSFER),
            cause_hi=high,
            cause_lo=low,
            conduct_day=day,
            organisation=0,
            conduct=0,
            parameter=0,
            points=file.base[citizen] - before,
            kind=TRANSFER,
            counts=1,
        )
        changed = file.influence[citizen] != influence
        changes = [Row(day=day, citizen=citizen, influence=file.influence[citizen])] if changed else []
        return ledger.add(entry), changes

    def _since(self, citizen: int, day: int) -> list[Moved]:
        """Return the moves of a citizen after a day, the first one first."""
        return [moved for moved in self._moves[citizen] if moved.day > day]

    def town_then(self, citizen: int, day: int, file: File) -> int:
        """Return where a citizen lived on a day."""
        later = self._since(citizen, day)
        return later[0].before if later else file.town[citizen]

    def points_of_today(self, entry: Row, file: File, towns: list[TownScale]) -> int:
        """Rule: what was recorded in another town is undone on today's scale.

        Whoever started anew since then has nothing of it left to undo.
        """
        later = self._since(entry.citizen, entry.day)
        if not later:
            return entry.points
        if any(moved.anew for moved in later):
            return 0
        then, now = towns[later[0].before], towns[file.town[entry.citizen]]
        return nearest(entry.points * now.scale, then.scale)
