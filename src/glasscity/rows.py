"""Rows of structured arrays, moved as plain bytes: NumPy by itself goes through their columns one by one.

Some of the rows: `rows.take(places)` and `rows.compress(which)`, which move bytes, rather than `rows[…]`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numba import config
from numpy.typing import NDArray

WAITING_AT_MOST = 64 << 20
"""Bytes of rows that wait for their file on disk, of all tables of a run together."""


def row_type(columns: list[tuple[str, str]]) -> np.dtype[np.void]:
    """Return the type of rows with these columns, packed.

    Kernels read a row's columns by their names. Where Numba is told not to compile them, plain NumPy has to
    be asked for rows that can be read so; they are slower, and the same bytes.
    """
    packed = np.dtype(columns)
    compiled = not config.DISABLE_JIT  # type: ignore[attr-defined]
    return packed if compiled else np.dtype((np.record, packed))


def in_one(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return arrays of one kind, one after the other; a single one as it is."""
    if len(parts) == 1:
        return parts[0]
    dtype = parts[0].dtype
    if dtype.names is None:
        return np.concatenate(parts)
    return np.concatenate([_plain(part) for part in parts]).view(dtype)


def in_a_row(rows: NDArray[Any], parts: list[tuple[int, int]]) -> NDArray[Any]:
    """Return parts of an array one after the other; nothing is copied where they lie so already."""
    if all(end == begin for (_, end), (begin, _) in pairwise(parts)):
        return rows[: parts[-1][1]]
    return in_one([rows[begin:end] for begin, end in parts])


def copied(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Return a copy, to be changed."""
    copy: NDArray[np.void] = _plain(rows).copy().view(rows.dtype)
    return copy


def by_itself(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Return rows that keep no larger array in memory, of which they are a part: to be held for long."""
    return rows if rows.base is None else copied(rows)


def put(rows: NDArray[np.void], place: int, some: NDArray[np.void]) -> None:
    """Put some rows of the same kind into an array, from a place on."""
    _plain(rows[place : place + len(some)])[:] = _plain(some)


def of_kind(rows: NDArray[np.void], kinds: Collection[int]) -> NDArray[np.bool_]:
    """Return which rows are of one of some kinds, by their field `kind`, uint8."""
    return among(rows["kind"], list(kinds))


def among(codes: NDArray[Any], some: NDArray[np.uint16] | list[int]) -> NDArray[np.bool_]:
    """Return which codes, uint8 or uint16, are among some."""
    wanted = np.zeros(1 << 8 * codes.itemsize, np.bool_)
    wanted[some] = True
    which: NDArray[np.bool_] = wanted[codes]
    return which


def _plain(rows: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(rows).view(f"V{rows.dtype.itemsize}")
