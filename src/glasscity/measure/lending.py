"""What a lender lent, and what came of it: measured every day, by group.

For each of the two groups of customers: who applied and was lent to today, which of yesterday's loans were
repaid or not (the truth), and how likely its customers are to repay, by their categories tonight.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.scenario import Scenario
from glasscity.scenario.lending import CHANCES, Lending
from glasscity.world import Today, World

COUNTS = ("asked", "lent", "repaid", "defaulted")


class LendingDays:
    """Daily counts of one run, for the table `lending_days`."""

    def __init__(self, scenario: Scenario, lending: Lending) -> None:
        self._names = sorted(lending.groups, key=lambda name: lending.groups[name].code)
        self._size = lending.branch
        self._upto = np.cumsum([group.customers for group in lending.in_order])
        self._service = scenario.services[lending.service].code
        self._deeds = [scenario.conduct[name].code for name in (lending.repaid, lending.defaulted)]
        # Nobody is in category 255, "none", for the lender.
        self._chance = np.zeros(256, np.int64)
        chances = [int(lending.repays[name] * CHANCES) for name in scenario.category_names]
        self._chance[: len(chances)] = chances
        self._rows: list[tuple[int | str | float, ...]] = []

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        loans = today.decisions.compress(today.decisions["service"] == self._service)
        lent = loans["citizen"][loans["outcome"] != tables.REFUSED]
        deeds = [today.acts["citizen"][today.acts["conduct"] == code] for code in self._deeds]
        counts = [self._by_group(some) for some in (loans["citizen"], lent, *deeds)]
        category = world.file.category
        branches = category[: len(category) // self._size * self._size].reshape(-1, self._size)
        first = 0
        for group, (name, upto) in enumerate(zip(self._names, self._upto, strict=True)):
            chance = float(self._chance[branches[:, first:upto]].mean()) / CHANCES
            self._rows.append((today.day, name, *(int(some[group]) for some in counts), chance))
            first = upto

    def _by_group(self, citizens: NDArray[np.uint32]) -> NDArray[np.int64]:
        place = np.searchsorted(self._upto, citizens.astype(np.int64) % self._size, side="right")
        return np.bincount(place, minlength=len(self._names))

    def frame(self) -> pl.DataFrame:
        """Return the table `lending_days`."""
        schema = {"day": pl.Int64, "group": pl.String} | dict.fromkeys(COUNTS, pl.Int64)
        return pl.DataFrame(self._rows, schema | {"chance": pl.Float64}, orient="row")


def open_lending_days(scenario: Scenario) -> LendingDays | None:
    """Return the counts of a city in which somebody may lend by the file; None where nobody does."""
    lending = scenario.lending
    return LendingDays(scenario, lending) if lending is not None and scenario.scoring.enabled else None
