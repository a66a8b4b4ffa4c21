"""The digest once more, from the tables that a run keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.digest import Digest
from glasscity.results import Run
from glasscity.rows import in_one
from glasscity.verify_sums import Check


def digest_of_tables(subject: Run) -> Check:
    """The digest of the stored tables is the manifest's."""
    digest = Digest()
    for rows in _days(subject):
        digest.entries(rows)
    citizens = subject.table("citizens").sort("citizen").collect()
    names = [*subject.scenario.category_names, "none"]
    places = citizens["category"].cast(pl.String).replace_strict(names, list(range(len(names))))
    category = np.where(places.to_numpy() == len(names) - 1, tables.NO_CATEGORY, places.to_numpy())
    file = {name: citizens[name].to_numpy() for name in ("base", "influence", "total")}
    computed = digest.close_arrays(
        {**file, "category": category.astype(np.uint8), **_tie_rows(subject, len(citizens))}
    )
    wrong = computed != subject.digest
    first = f"the tables give {computed}, the manifest says {subject.digest}" if wrong else ""
    return Check("digest", 1, "digest is that of the stored tables", int(wrong), first)


def _days(subject: Run) -> Iterator[NDArray[np.void]]:
    """Yield the ledger's rows day by day; a day may lie in several files."""
    waiting = np.empty(0, tables.ENTRY)
    for name in subject.folder.names("ledger"):
        part = _structured(pl.read_parquet(subject.path / name, glob=False), tables.ENTRY)
        waiting = in_one([waiting, part])
        *whole, waiting = np.split(waiting, np.flatnonzero(np.diff(waiting["day"])) + 1)
        yield from whole
    yield waiting


def _structured(frame: pl.DataFrame, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    rows = np.zeros(len(frame), dtype)
    assert dtype.names is not None
    for name in dtype.names:
        rows[name] = frame[name].to_numpy()
    return rows


def _tie_rows(subject: Run, citizens: int) -> dict[str, NDArray[Any]]:
    """Return the ties both ways, in rows, as the digest takes them."""
    ties = subject.table("ties").filter(pl.col("until_day") < 0).collect()
    a, b = ties["citizen"].to_numpy(), ties["contact"].to_numpy()
    one, other = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.lexsort((other, one))
    start = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=citizens))]).astype(np.int64)
    return {
        "ties": start,
        "contact": other[order].astype(np.uint32),
        "layers": np.tile(ties["layers"].to_numpy(), 2)[order],
        "filed_by": np.tile(ties["filed_by"].to_numpy(), 2)[order],
    }
