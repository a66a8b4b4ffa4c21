"""Entries that are contested, and those among them that are corrected.

Rule: a correction undoes an entry together with the cap and override entries that followed it. An entry is
undone at most once: what has expired is not corrected, and what was corrected does not expire any more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.at_hand import AtHand
from glasscity.authority.hearing import Hearer, Hearings
from glasscity.authority.same_filing import same_filing
from glasscity.rows import in_one


class Corrections:
    """The contested entries of one data centre, until their appeals are answered."""

    def __init__(self, hearings: Hearings) -> None:
        self.hearings = hearings
        self._contested = np.empty(0, tables.ENTRY)
        self.heard = np.empty(0, tables.APPEAL)

    def take_in(self, appeals: NDArray[np.void], yesterday: NDArray[np.void], at_hand: AtHand) -> None:
        """Accept appeals against entries of yesterday; those with their followers are kept at hand."""
        self.hearings.take_in(appeals)
        made = appeals.compress(appeals["contested"] > 0)
        contested = yesterday.compress(same_filing(yesterday, made) >= 0)
        at_hand.keep(contested)
        self._contested = in_one([self._contested, contested])

    def still_asked(self) -> list[NDArray[np.void]]:
        """Return the entries whose appeals are not answered yet."""
        return [self._contested]

    def due(self, day: int, hearer: Hearer) -> NDArray[np.void]:
        """Hear appeals, and return the entries that today's answers undo, where they still stand."""
        self.heard, answered = self.hearings.hear(day, hearer)
        is_answered = same_filing(self._contested, answered) >= 0
        is_granted = same_filing(self._contested, answered.compress(answered["corrected"] > 0)) >= 0
        undone = self._contested.compress(is_granted)
        self._contested = self._contested.compress(~is_answered)
        return undone
