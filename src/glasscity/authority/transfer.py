"""Those who move to another town: their file is transferred to the rules and the scale of that town.

Rule: where what the origin made of somebody counts on, the base becomes start there + deviation ÷ scale here
× scale there; otherwise it becomes the start there. One `transfer` entry holds the difference, so that the
ledger adds up. What is undone later, and was recorded in another town, is undone in today's points; nothing
is left to undo of what was not carried over.
Reads: relocations, file. Writes: `base`, `influence`, `town`, caps, entries of kind transfer. Draws: none.
Units: millipoints, halves rounded up.

Exactly:
- On moving, base = start there + (base - start here) × scale there / scale here; influence and what caps have
  let through are scaled alike; each the nearest, halves up. With the rule that starts anew all of them are
  the start, and 0. One entry of kind 8 has the difference of the base. An entry recorded elsewhere is undone
  on today's scale; nothing is left to undo after starting anew.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.rulebook import Rules, rescaled
from glasscity.authority.score import Formula
from glasscity.authority.state import File

_U32 = np.uint64(32)


class Transfers:
    """What one data centre has to remember of those who moved: when, from where, what came along."""

    def __init__(self) -> None:
        self._moved = np.empty(0, np.uint64)
        self._before = np.empty(0, np.uint8)
        self._anew = np.empty(0, np.bool_)

    def carry_out(
        self, relocations: NDArray[np.void], file: File, formula: Formula, carries: bool
    ) -> tuple[NDArray[np.void], NDArray[np.void]]:
        """Transfer the files of those who live elsewhere from today on.

        Returns their `transfer` entries, in order of citizen, and their changes of influence.
        """
        entries = np.zeros(len(relocations), tables.ENTRY)
        influence = np.zeros(len(relocations), tables.INFLUENCE)
        if not len(relocations):
            return entries, influence
        changed = _transfer(relocations, file, formula, carries, entries, influence)
        moved = relocations["citizen"].astype(np.uint64) << _U32 | relocations["day"].astype(np.uint64)
        place = np.searchsorted(self._moved, moved)
        self._moved = np.insert(self._moved, place, moved)
        self._before = np.insert(self._before, place, relocations["before"])
        self._anew = np.insert(self._anew, place, not carries)
        return entries, influence[:changed]

    def town_then(self, citizen: NDArray[np.uint32], day: NDArray[np.int32], file: File) -> NDArray[np.uint8]:
        """Return where citizens lived on the days given."""
        now = file.town[citizen]
        if not len(self._moved):
            return now
        place, moved = self._next_move(citizen, day)
        now[moved] = self._before[place[moved]]
        return now

    def in_points_of_today(self, entries: NDArray[np.void], file: File, rules: Rules) -> NDArray[np.void]:
        """Return entries to be undone, with the points that are to be undone in today's town."""
        if not len(self._moved) or not len(entries):
            return entries
        citizen = entries["citizen"]
        place, moved = self._next_move(citizen, entries["day"])
        end = np.searchsorted(self._moved, (citizen.astype(np.uint64) + np.uint64(1)) << _U32)
        anew = np.concatenate([[0], np.cumsum(self._anew)])
        entries = entries.copy()
        for row in np.flatnonzero(moved):
            to, of = rules.scale[file.town[citizen[row]]], rules.scale[self._before[place[row]]]
            lost = anew[end[row]] > anew[place[row]]
            entries["points"][row] = 0 if lost else rescaled(entries["points"][row], to, of)
        return entries

    def _next_move(
        self, citizen: NDArray[np.uint32], day: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the place of each citizen's first move after a day, and whether there is one."""
        key = citizen.astype(np.uint64) << _U32 | day.astype(np.uint64)
        place = np.searchsorted(self._moved, key, side="right")
        beyond = place == len(self._moved)
        found = self._moved[np.where(beyond, 0, place)] >> _U32
        return place, ~beyond & (found == citizen)


@njit(cache=True, nogil=True)
def _transfer(relocations, file, formula, carries, entries, changes):  # type: ignore[no-untyped-def]
    """Transfer files, fill in their entries, and return how many influences changed."""
    changed = 0
    for i in range(len(relocations)):
        relocation, entry = relocations[i], entries[i]
        citizen, here, there = relocation.citizen, relocation.before, relocation.after
        to, of = (formula.scale[there], formula.scale[here]) if carries else (np.int64(0), np.int64(1))
        before, influence = np.int64(file.base[citizen]), np.int64(file.influence[citizen])
        file.base[citizen] = formula.start[there] + rescaled(before - formula.start[here], to, of)
        file.influence[citizen] = rescaled(influence, to, of)
        for cap in range(file.gained.shape[0]):
            file.gained[cap, citizen] = rescaled(file.gained[cap, citizen], to, of)
            file.lost[cap, citizen] = rescaled(file.lost[cap, citizen], to, of)
        file.town[citizen] = there
        entry.day, entry.citizen, entry.conduct_day = relocation.day, citizen, relocation.day
        entry.entry_hi = entry.cause_hi = tables.filing_hi(citizen, relocation.day, 0)
        entry.cause_lo = tables.filing_lo(0, tables.TRANSFER, 0)
        entry.entry_lo = tables.entry_lo(entry.cause_lo, tables.TRANSFER, 0)
        entry.points, entry.kind, entry.counts = file.base[citizen] - before, tables.TRANSFER, 1
        if file.influence[citizen] != influence:
            change = changes[changed]
            change.day, change.citizen = relocation.day, citizen
            change.influence = file.influence[citizen]
            changed += 1
    return changed
