"""What is likely to be asked next, worked out while somebody reads: the same life without its worst filing.

It is left off as soon as something else is asked, and what comes of it is what would have come of asking.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from glasscity.errors import GlasscityError
from glasscity.watch.city import DAWN, Telling, WatchedCity, nothing
from glasscity.watch.what_if import what_if

Event = dict[str, Any]


class LeftOff(Exception):
    """Something else was asked."""


class Ahead:
    """One answer that is worked out ahead of its question."""

    def __init__(self) -> None:
        self._leave = threading.Event()
        self._key: tuple[int, int, str] | None = None
        self._answer: dict[str, Any] | None = None
        self.tell: Telling = nothing

    def leave_off(self) -> None:
        """Leave off what is being worked out, at the next day that passes."""
        self._leave.set()

    def is_about(self, city: WatchedCity, citizen: int, words: str) -> bool:
        """Return whether this is the answer that is being worked out, or lies ready."""
        return self._key == (city.day, citizen, words)

    def work(self, city: WatchedCity, told: dict[str, Any]) -> None:
        """Work out the life just told without the filing that one would ask about first."""
        filing = worst_filing(told["events"])
        if not filing or city.day == DAWN:
            return
        citizen, words = told["citizen"], f"filing:{filing}"
        if self.is_about(city, citizen, words) and self._answer is not None:
            return
        self._leave.clear()
        self._key, self._answer = (city.day, citizen, words), None

        def go_on(what: str, done: int, of: int, so_far: Sequence[float] = ()) -> None:
            if self._leave.is_set():
                raise LeftOff
            self.tell(what, done, of, so_far)

        try:
            self._answer = what_if(city, citizen, words, go_on)
        except (LeftOff, GlasscityError):
            self._key = None
        finally:
            self.tell = nothing

    def take(self, city: WatchedCity, citizen: int, words: str) -> dict[str, Any] | None:
        """Return the answer if it is this one, and lies ready."""
        return self._answer if self.is_about(city, citizen, words) else None

    def forget(self) -> None:
        """Forget it: another city stands there now."""
        self._key = self._answer = None


def worst_filing(events: list[Event]) -> str:
    """Return the filing that took most points, of wrong ones if there are any; nothing where none did."""
    costly = [one for one in events if one["filing"] and (one["points"] or 0) < 0]
    wrong = [one for one in costly if one["wrong"]]
    found = min(wrong or costly, key=lambda one: one["points"], default=None)
    return str(found["filing"]) if found is not None else ""
