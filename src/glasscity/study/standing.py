"""Where everybody stood at the end of some days: categories and circumstances, from what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.authority.category import first_category
from glasscity.results import Run


def categories_on(run: Run, days: Sequence[int]) -> Iterator[NDArray[np.uint8]]:
    """Yield, for each of some days in order, uint8 [citizens]: the category at its end, as a code."""
    moves = run.table("moves").select("day", "citizen", "after").sort("day").collect()
    state = np.full(run.citizens_number, first_category(run.scenario), np.uint8)
    for part in _until(moves, days):
        state[part["citizen"].to_numpy()] = part["after"].to_numpy()
        yield state.copy()


def circumstances_on(run: Run, days: Sequence[int]) -> Iterator[dict[str, NDArray[np.bool_]]]:
    """Yield, for each of some days in order, who is in which circumstance at its end: bool [citizens]."""
    there = run.scenario.circumstances
    kinds = {kind.code: name for name, kind in there.kinds.items()} if there is not None else {}
    state = {name: np.zeros(run.citizens_number, np.bool_) for name in kinds.values()}
    moves = run.table("circumstance_moves").sort("day", maintain_order=True).collect()
    for part in _until(moves, days):
        for (code,), rows in part.group_by("circumstance", maintain_order=True):
            if code in kinds:
                state[kinds[int(str(code))]][rows["citizen"].to_numpy()] = rows["begun"].to_numpy() > 0
        yield {name: held.copy() for name, held in state.items()}


def _until(moves: pl.DataFrame, days: Sequence[int]) -> Iterator[pl.DataFrame]:
    """Yield the moves up to each of some days that come after the day before it."""
    before = -1
    for day in days:
        yield moves.filter((pl.col("day") > before) & (pl.col("day") <= day))
        before = day
