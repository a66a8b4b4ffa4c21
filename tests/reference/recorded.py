"""What is on record, counted for those who inspect: by district, and for each citizen."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.scenario import Scenario
from glasscity.scenario.inspection import Inspection
from glasscity.tables import DEEDS
from reference.rows import Row

MOST_RECORDS = 255


class Recorded:
    """The entries of what organisations inspect, whoever filed them; corrections take none of them back."""

    def __init__(self, scenario: Scenario, district: Sequence[int]) -> None:
        """Begin to count: `district` says where everybody is registered, as a place among the levels."""
        self._district = district
        self._districts = scenario.population.levels["district"]
        self._codes = {
            name: {scenario.conduct[conduct].code for conduct in one.inspection.inspects}
            for name, one in scenario.organisations.items()
            if one.inspection is not None
        }
        self._days: list[list[Row]] = []

    def take_in(self, entries: list[Row]) -> None:
        """Take in one day's entries; to be called on every day, in order."""
        self._days.append([entry for entry in entries if entry.kind in DEEDS])

    def incidents(self, name: str, inspection: Inspection) -> list[int]:
        """Rule: an entry counts for the district where the person named lives, as long as it is remembered.

        What was on record at the start counts as if it had been recorded the day before day 0.
        """
        first, remembered = 0, inspection.remembered_days
        counted = [inspection.at_start.get(district, 0) for district in self._districts]
        if remembered is not None and len(self._days) >= remembered:
            first = len(self._days) - remembered
            counted = [0] * len(self._districts)
        for entry in [entry for day in self._days[first:] for entry in day]:
            if entry.conduct in self._codes[name]:
                counted[self._district[entry.citizen]] += 1
        return counted

    def own(self, name: str) -> list[int]:
        """Rule: each citizen's records of what an organisation inspects; at most 255 are counted."""
        counted = [0] * len(self._district)
        for entry in [entry for day in self._days for entry in day]:
            if entry.conduct in self._codes[name]:
                counted[entry.citizen] = min(counted[entry.citizen] + 1, MOST_RECORDS)
        return counted
