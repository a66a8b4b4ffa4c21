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
from glasscity.measure.day_rows import DayRows
from glasscity.rows import of_kind
from glasscity.scenario import Scenario
from glasscity.society.inspection import GROUPS, Inspected
from glasscity.world import Today

AMONG = ("districts", "categories", "records")
COLUMNS = ("visits", "known", "acts", "discovered", "recorded")


class Attention:
    """Daily counts of one run, for the table `inspection_days`."""

    def __init__(self, scenario: Scenario) -> None:
        self._organisations = scenario.organisations
        self._districts = scenario.population.levels["district"]
        self._categories = dict(enumerate(scenario.category_names)) | {tables.NO_CATEGORY: "none"}
        self._rows = DayRows("day", "organisation", "among", "group", *COLUMNS)

    def measure(self, today: Today) -> None:
        """Take in one day."""
        for one in today.inspected:
            filer = self._organisations[one.name]
            members = range(filer.code, filer.code + filer.count)
            found = today.filings.compress(np.isin(today.filings["organisation"], members))
            deeds = today.entries.compress(of_kind(today.entries, tables.DEEDS))
            counts = [_by_group(one, some) for some in (today.acts, found, deeds)]
            whole = len(self._districts) if one.among == "districts" else 0
            looked = np.zeros((2, GROUPS), np.int64)
            looked[:, :whole] = [one.visits, one.known] if whole else 0
            groups = np.flatnonzero((np.arange(GROUPS) < whole) | np.any(counts, axis=0))
            about = np.array([today.day, filer.code, AMONG.index(one.among)])
            columns = np.vstack([groups, looked[:, groups], np.array(counts)[:, groups]])
            self._rows.add(np.vstack([np.repeat(about[:, None], len(groups), axis=1), columns]).T)

    def frame(self) -> pl.DataFrame:
        """Return the table `inspection_days`."""
        names = {one.code: name for name, one in self._organisations.items()}
        groups = {
            AMONG.index("districts"): dict(enumerate(self._districts)),
            AMONG.index("categories"): self._categories,
        }
        named = [
            pl.when(pl.col("among") == among).then(
                pl.col("group").replace_strict(some, default=None, return_dtype=pl.String)
            )
            for among, some in groups.items()
        ]
        return self._rows.frame().select(
            "day",
            pl.col("organisation").replace_strict(names, return_dtype=pl.String),
            pl.coalesce(*named, pl.col("group").cast(pl.String)).alias("group"),
            *COLUMNS,
        )


def _by_group(one: Inspected, rows: NDArray[np.void]) -> NDArray[np.int64]:
    """Return how many of the rows are of inspected conduct, by the group of the person named."""
    people = rows["citizen"][np.isin(rows["conduct"], one.codes)]
    return np.bincount(one.group[people], minlength=GROUPS)
