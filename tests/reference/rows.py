"""Rows as plain objects: the columns of `glasscity.tables`, one attribute each, whole numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


class Row(SimpleNamespace):
    """A filing, an entry, an act, a request, …: its columns are its attributes."""

    def but(self, **changed: int) -> Row:
        """Return the same row with some columns changed."""
        return Row(**{**vars(self), **changed})


def rows_of(array: Any) -> list[Row]:
    """Return the rows of a structured array of the engine."""
    names = array.dtype.names
    return [Row(**dict(zip(names, one, strict=True))) for one in array.tolist()]


def tuples(rows: list[Row], dtype: Any) -> list[tuple[int, ...]]:
    """Return rows as tuples in the order of an engine's columns, to be compared with `array.tolist()`."""
    return [tuple(int(getattr(row, name)) for name in dtype.names) for row in rows]
