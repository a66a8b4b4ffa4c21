"""Entries that are contested, and those among them that are corrected.

Rule: a correction undoes an entry together with the cap and override entries that followed it. An entry is
undone at most once: what has expired is not corrected, and what was corrected does not expire any more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.at_hand import KEY, entry_key, filing_key
from glasscity.authority.hearing import Hearer, Hearings


class Corrections:
    """The contested entries of one data centre, until their appeals are answered."""

    def __init__(self, hearings: Hearings) -> None:
        self.hearings = hearings
        self._contested = np.empty(0, tables.ENTRY)
        self._undone = np.empty(0, KEY)
        self.heard = np.empty(0, tables.APPEAL)

    def take_in(self, appeals: NDArray[np.void], yesterday: NDArray[np.void]) -> None:
        """Accept appeals against entries of yesterday; those with their followers are kept at hand."""
        self.hearings.take_in(appeals)
        made = filing_key(appeals[appeals["contested"] > 0])
        self._contested = np.concatenate([self._contested, yesterday[np.isin(filing_key(yesterday), made)]])

    def due(self, day: int, hearer: Hearer) -> NDArray[np.void]:
        """Hear appeals, and return the entries that today's answers undo."""
        self.heard, answered = self.hearings.hear(day, hearer)
        is_answered = np.isin(filing_key(self._contested), filing_key(answered))
        is_granted = np.isin(filing_key(self._contested), filing_key(answered[answered["corrected"] > 0]))
        undone = self._contested[is_granted]
        self._contested = self._contested[~is_answered]
        self._undone = np.concatenate([self._undone, entry_key(undone)])
        return undone

    def still_expiring(self, expiring: NDArray[np.void]) -> NDArray[np.void]:
        """Return the entries whose time is up, without those corrected before."""
        return expiring[~np.isin(entry_key(expiring), self._undone)]

    def forget(self, expiring: NDArray[np.void]) -> None:
        """What expires today cannot be corrected any more."""
        self._contested = self._contested[~np.isin(entry_key(self._contested), entry_key(expiring))]
