"""What random scenarios leave out, because the engine is known to differ from the documents there.

One function for each difference, with what it is. When it is mended, the function goes.
"""

from __future__ import annotations

from collections.abc import Callable

from reference.dice import sourced
from reference.random_mechanisms import LETTER_BOX, Tables

LONGER_THAN_ANY_RUN = [1, 100]


def _memory(tables: Tables) -> None:
    """A stale copy that comes before its deed is forgotten, and that the data centre imports once more or
    moves back after it, counts as about what was not done. Here somebody files so late that nothing is
    forgotten."""
    centre = tables.get("data_centre") or {}
    errors = [organisation.get("errors") or {} for organisation in tables["organisations"].values()]
    if not {"imported_twice", "merged_files"} & centre.keys() or not any(one.get("stale") for one in errors):
        return
    office = tables["organisations"].get(LETTER_BOX) or next(iter(tables["organisations"].values()))
    office["errors"] = sourced(late_days=LONGER_THAN_ANY_RUN)


KEPT_OUT: tuple[Callable[[Tables], None], ...] = (_memory,)


def keep_out(tables: Tables) -> None:
    """Take out of a scenario's tables whatever is known to differ."""
    for leave_out in KEPT_OUT:
        leave_out(tables)
