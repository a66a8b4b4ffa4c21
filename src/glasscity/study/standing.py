"""Where everybody stood at the end of some days: categories and circumstances, from what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.results import Run


def categories_on(run: Run, days: Sequence[int]) -> Iterator[NDArray[np.uint8]]:
    """Yield, for each of some days in order, uint8 [citizens]: the category at its end, as a code."""
    moves = run.table("moves").select("day", "citizen", "before", "after").sort("day").collect()
    state = _at_first(run, moves)
    for part in _until(moves, days):
        state[part["citizen"].to_numpy()] = part["after"].to_numpy()
        yield state.copy()


def _at_first(run: Run, moves: pl.DataFrame) -> NDArray[np.uint8]:
    """Return everybody's category before anything happened: what they left first, or are in to the end."""
    codes = {name: code for code, name in enumerate(run.scenario.category_names)}
    end = run.table("citizens").select(pl.col("category").cast(pl.String)).collect()["category"]
    state = end.replace_strict(codes, default=tables.NO_CATEGORY, return_dtype=pl.UInt8).to_numpy().copy()
    first = moves.unique("citizen", keep="first", maintain_order=True)
    state[first["citizen"].to_numpy()] = first["before"].to_numpy()
    return state


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
