"""Who is in which circumstance, counted every day by category, and what nobody asks for any more.

The daily aggregates end up in the tables `circumstance_days` and `unasked_days` of a run.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.measure.day_rows import DayRows
from glasscity.scenario import Scenario
from glasscity.world import Today, World

CATEGORIES = 256
BY_SCORE = (tables.OWN_FILE, tables.CONTACTS, tables.OVERRIDDEN, tables.LENDER)
"""Reasons of an answer that would be another one without the score."""
COUNTS = ("citizens", "begun", "ended", "begun_by_answer", "begun_by_score")


class CircumstanceDays:
    """Counts circumstances of one run.

    Parameters
    ----------
    course : the scenario at every stage of the run, for the names of circumstances by code.
    """

    def __init__(self, course: list[Scenario], world: World) -> None:
        assert world.circumstances is not None
        self._codes = world.circumstances.codes
        self._names = {
            kind.code: name
            for scenario in course
            if scenario.circumstances is not None
            for name, kind in scenario.circumstances.kinds.items()
        }
        categories = dict(enumerate(course[0].category_names))
        self._categories = categories | {tables.NO_CATEGORY: "none"}
        self._services = {service.code: name for name, service in course[0].services.items()}
        self._days = DayRows("day", "circumstance", "category", *COUNTS)
        self._unasked = DayRows("day", "service", "number")

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        assert world.circumstances is not None
        counts = np.zeros((len(COUNTS), len(self._codes), CATEGORIES), np.int64)
        in_it = world.workers.run(
            _count,
            len(world.circumstances.bits),
            world.circumstances.bits,
            world.file.category,
            len(self._codes),
        )
        counts[0] = np.sum(in_it, axis=0)
        moves = today.circumstance_moves
        begun = (moves["begun"] > 0) & (moves["cause"] != tables.AT_START)
        by_answer = begun & np.isin(moves["cause"], [tables.BY_REFUSAL, tables.BY_PRICE])
        by_score = by_answer & np.isin(moves["reason"], BY_SCORE)
        place = np.searchsorted(self._codes, moves["circumstance"])
        for row, chosen in enumerate((begun, moves["begun"] == 0, by_answer, by_score), 1):
            np.add.at(counts[row], (place[chosen], moves["category"][chosen]), 1)
        kind, category = np.nonzero(counts.any(axis=0))
        rows = np.column_stack([np.asarray(self._codes)[kind], category, counts[:, kind, category].T])
        self._days.add(_dated(today.day, rows))
        services, number = np.unique(today.unasked["service"], return_counts=True)
        self._unasked.add(_dated(today.day, np.column_stack([services, number])))

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the tables `circumstance_days` and `unasked_days`."""
        names = pl.Enum(list(self._names.values()))
        services = pl.Enum(list(self._services.values()))
        return {
            "circumstance_days": self._days.frame().with_columns(
                pl.col("circumstance").replace_strict(self._names, return_dtype=names),
                pl.col("category").replace_strict(
                    self._categories, return_dtype=pl.Enum(list(self._categories.values()))
                ),
            ),
            "unasked_days": self._unasked.frame().with_columns(
                pl.col("service").replace_strict(self._services, return_dtype=services)
            ),
        }


def _dated(day: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.column_stack([np.full(len(rows), day), rows])


@njit(cache=True, nogil=True)
def _count(lo, hi, bits, category, kinds):  # type: ignore[no-untyped-def]
    """Return int64 [kinds, categories]: citizens of lo … hi who are in it."""
    counts = np.zeros((kinds, CATEGORIES), np.int64)
    for citizen in range(lo, hi):
        held = np.int64(bits[citizen])
        if held:
            for kind in range(kinds):
                counts[kind, category[citizen]] += held >> kind & 1
    return counts
