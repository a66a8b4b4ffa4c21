"""What is on record, counted for those who inspect: by district, and for each citizen.

Rule: an entry of a conduct that an organisation inspects, whoever filed it, counts for the district where the
person named lives, and for that person. What an organisation had on record before day 0 counts as if it had
been recorded the day before. Counts are handed back over the border the next day, as a declared global path.
Reads: the day's entries, where people live. Writes: counts. Draws: none. Units: entries.
Leaves out: corrections, which do not take back what inspectors go by.

Exactly:
- Counted are the entries of deeds of days before today; with `remembered_days` d only those of the last d
  days, and `at_start` only while fewer than d days have passed. A person's own are never forgotten, and stop
  at 255.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.rows import among, of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.inspection import Inspection

MOST_RECORDS = 255
"""Records of one citizen that are counted."""


class Recorded:
    """Counts of entries, kept for every organisation that inspects.

    Parameters
    ----------
    scenario : as the run begins; what is inspected never changes.
    district : uint8 [citizens], where everybody is registered.
    """

    def __init__(self, scenario: Scenario, district: NDArray[np.uint8]) -> None:
        self._district = district
        self._names = scenario.population.levels["district"]
        self._of = {
            name: organisation.inspection
            for name, organisation in scenario.organisations.items()
            if organisation.inspection is not None
        }
        self._codes = {
            name: np.array([scenario.conduct[one].code for one in inspection.inspects], np.uint16)
            for name, inspection in self._of.items()
        }
        number = len(self._names)
        self._until = {name: [np.zeros(number, np.int64)] for name in self._of}
        self._own = {
            name: np.zeros(len(district), np.uint8)
            for name, inspection in self._of.items()
            if inspection.among == "records"
        }

    def take_in(self, entries: NDArray[np.void]) -> None:
        """Count one day's entries; to be called on every day, in order."""
        about_deeds = of_kind(entries, tables.DEEDS)
        for name, codes in self._codes.items():
            named = entries["citizen"][about_deeds & among(entries["conduct"], codes)]
            each = np.bincount(self._district[named], minlength=len(self._names))
            self._until[name].append(self._until[name][-1] + each)
            if name in self._own:
                own = self._own[name]
                people, records = np.unique(named, return_counts=True)
                own[people] = np.minimum(own[people] + records, MOST_RECORDS).astype(np.uint8)

    def today(self, name: str) -> NDArray[np.int64]:
        """Return the entries that the last day brought, by district."""
        until = self._until[name]
        return until[-1] - until[-2]

    def incidents(self, name: str, inspection: Inspection) -> NDArray[np.int64]:
        """Return int64 [districts]: what an organisation goes by on the coming day.

        Parameters
        ----------
        inspection : its rules on that day, for how long it remembers.
        """
        until, remembered = self._until[name], inspection.remembered_days
        day = len(until) - 1
        if remembered is None or day < remembered:
            start = [inspection.at_start.get(district, 0) for district in self._names]
            return until[-1] + np.array(start, np.int64)
        return until[-1] - until[day - remembered]

    def own(self, name: str) -> NDArray[np.uint8]:
        """Return uint8 [citizens]: how many records of what an organisation inspects everybody has."""
        return self._own[name]
