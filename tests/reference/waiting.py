"""What waits for its day: filings under way, entries that will expire, appeals, answers."""

from __future__ import annotations

from collections import defaultdict

from reference.rows import Row


class Waiting:
    """Rows by the day on which they are due, in the order in which they came."""

    def __init__(self) -> None:
        self._by_day: dict[int, list[Row]] = defaultdict(list)

    def send(self, row: Row, day: int) -> None:
        """Keep a row until a day."""
        self._by_day[day].append(row)

    def take(self, day: int) -> list[Row]:
        """Return what is due on a day, and forget it."""
        return self._by_day.pop(day, [])
