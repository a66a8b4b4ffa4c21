"""What people remember having done: the truth that an entry is held against."""

from __future__ import annotations

from collections.abc import Sequence

from reference.rows import Row


class Memory:
    """Who did what on which day. Nothing is forgotten."""

    def __init__(self) -> None:
        self.acts: dict[int, set[tuple[int, int]]] = {}

    def remember(self, acts: Sequence[Row], day: int) -> None:
        """Take in the acts of a day."""
        self.acts[day] = {(act.citizen, act.conduct) for act in acts}

    def did(self, entries: Sequence[Row]) -> list[bool]:
        """Return for each entry whether its citizen did on that day what it says."""
        return [
            (entry.citizen, entry.conduct) in self.acts.get(entry.conduct_day, set()) for entry in entries
        ]
