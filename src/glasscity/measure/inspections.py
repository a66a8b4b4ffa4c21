"""Where organisations looked, what they found there, and what was there to find: measured every day.

For every organisation that inspects, and every district, category or number of own records: the visits, the
records that they went by, the acts, those that the organisation found, and the entries recorded. The acts
are the truth, which the inspectors do not see.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.rows import of_kind
from glasscity.scenario import Scenario
from glasscity.society.inspection import GROUPS, Inspected
from glasscity.world import Today

COLUMNS = ("visits", "known", "acts", "discovered", "recorded")


class Attention:
    """Daily counts of one run, for the table `inspection_days`."""

    def __init__(self, scenario: Scenario) -> None:
        self._organisations = scenario.organisations
        self._districts = scenario.population.levels["district"]
        self._categories = dict(enumerate(scenario.category_names)) | {tables.NO_CATEGORY: "none"}
        self._rows: list[tuple[int | str, ...]] = []

    def measure(self, today: Today) -> None:
        """Take in one day."""
        for one in today.inspected:
            filer = self._organisations[one.name]
            members = range(filer.code, filer.code + filer.count)
            found = today.filings.compress(np.isin(today.filings["organisation"], members))
            deeds = today.entries.compress(of_kind(today.entries, tables.DEEDS))
            counts = [_by_group(one, some) for some in (today.acts, found, deeds)]
            whole = len(self._districts) if one.among == "districts" else 0
            for group in np.flatnonzero((np.arange(GROUPS) < whole) | np.any(counts, axis=0)):
                visits, known = (int(some[group]) if whole else 0 for some in (one.visits, one.known))
                numbers = [int(count[group]) for count in counts]
                self._rows.append((today.day, one.name, self._name(one, int(group)), visits, known, *numbers))

    def _name(self, one: Inspected, group: int) -> str:
        if one.among == "districts":
            return self._districts[group]
        return self._categories[group] if one.among == "categories" else str(group)

    def frame(self) -> pl.DataFrame:
        """Return the table `inspection_days`."""
        schema = {"day": pl.Int64, "organisation": pl.String, "group": pl.String}
        return pl.DataFrame(self._rows, schema | dict.fromkeys(COLUMNS, pl.Int64), orient="row")


def _by_group(one: Inspected, rows: NDArray[np.void]) -> NDArray[np.int64]:
    """Return how many of the rows are of inspected conduct, by the group of the person named."""
    people = rows["citizen"][np.isin(rows["conduct"], one.codes)]
    return np.bincount(one.group[people], minlength=GROUPS)
