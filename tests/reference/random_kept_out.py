"""What random scenarios leave out, because the engine is known to differ from the documents there: nothing.

When the two differ, and until the engine is mended, a function here takes the settings out of a scenario's
tables, and says in its first line what differs.
"""

from __future__ import annotations

from collections.abc import Callable

from reference.random_mechanisms import Tables

KEPT_OUT: tuple[Callable[[Tables], None], ...] = ()


def keep_out(tables: Tables) -> None:
    """Take out of a scenario's tables whatever is known to differ."""
    for leave_out in KEPT_OUT:
        leave_out(tables)
