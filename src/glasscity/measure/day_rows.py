"""Rows of whole numbers, some each day, held in the few bytes that they need until the days are over."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

ROWS_PACKED = 4096
"""Rows that are packed together: fewer, and arrays' own bytes count; more, and much waits unpacked."""
TYPES = (np.int8, np.int16, np.int32, np.int64)


class DayRows:
    """A table that grows by some rows a day.

    Parameters
    ----------
    columns : their names, in the order in which rows have them.
    """

    def __init__(self, *columns: str) -> None:
        self._columns = columns
        self._loose: list[NDArray[np.int64]] = []
        self._number = 0
        self._packed: list[tuple[NDArray[np.signedinteger], ...]] = []

    def add(self, rows: ArrayLike) -> None:
        """Take in rows, int64 [rows, columns] or what can be made into such."""
        some = np.array(rows, np.int64, order="C").reshape(-1, len(self._columns))
        if not len(some):
            return
        self._loose.append(some)
        self._number += len(some)
        if self._number >= ROWS_PACKED:
            self._packed.append(tuple(_packed(column) for column in np.concatenate(self._loose).T))
            self._loose, self._number = [], 0

    def frame(self) -> pl.DataFrame:
        """Return all rows; every column is int64."""
        loose = np.concatenate([np.empty((0, len(self._columns)), np.int64), *self._loose])
        parts = [*self._packed, tuple(loose.T)]
        columns = (np.concatenate(some, dtype=np.int64) for some in zip(*parts, strict=True))
        return pl.DataFrame(dict(zip(self._columns, columns, strict=True)))


def _packed(column: NDArray[np.int64]) -> NDArray[np.signedinteger]:
    """Return the numbers in the smallest type that has room for all of them."""
    lowest, highest = column.min(), column.max()
    fits = (kind for kind in TYPES if np.iinfo(kind).min <= lowest and highest <= np.iinfo(kind).max)
    return column.astype(next(fits))
