"""What is likely to be asked next, worked out while somebody reads: the same life without its worst filings.

It is left off as soon as something else is asked, and what comes of it is what would have come of asking.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from glasscity.errors import GlasscityError
from glasscity.watch.city import DAWN, Telling, WatchedCity, nothing
from glasscity.watch.what_if import what_if

Event = dict[str, Any]
MOST = 3
"""Filings of one life that are taken out ahead of asking."""


class LeftOff(Exception):
    """Something else was asked."""


class Question(NamedTuple):
    """What if this had not been filed: asked of a city on an evening."""

    day: int
    citizen: int
    words: str


class Ahead:
    """Answers that are worked out ahead of their questions, one after the other."""

    def __init__(self) -> None:
        self._leave = threading.Event()
        self._answers: dict[Question, dict[str, Any]] = {}
        self._wanted: Question | None = None
        self._tell: Telling = nothing

    def go_ahead(self) -> None:
        """Allow work to begin; whoever asks something says `leave_off` after this, never before."""
        self._leave.clear()

    def leave_off(self, wanted: Question | None = None, tell: Telling = nothing) -> None:
        """Leave off at the next day that passes, but for the answer that is wanted: that one is finished."""
        self._wanted, self._tell = wanted, tell
        self._leave.set()

    def work(self, city: WatchedCity, told: dict[str, Any]) -> None:
        """Work out the life just told without the filings that one would ask about first."""
        if city.day == DAWN:
            return
        questions = [
            Question(city.day, told["citizen"], f"filing:{filing}")
            for filing in worst_filings(told["events"])
        ]
        self._answers = {one: answer for one, answer in self._answers.items() if one in questions}
        for question in questions:
            if question not in self._answers and not self._leave.is_set():
                self._work_out(city, question)

    def _work_out(self, city: WatchedCity, question: Question) -> None:
        def go_on(what: str, done: int, of: int, so_far: Sequence[float] = ()) -> None:
            if self._leave.is_set():
                if self._wanted != question:
                    raise LeftOff
                self._tell(what, done, of, so_far)

        with suppress(LeftOff, GlasscityError):
            self._answers[question] = what_if(city, question.citizen, question.words, go_on)

    def take(self, question: Question) -> dict[str, Any] | None:
        """Return the answer if it lies ready."""
        return self._answers.get(question)

    def forget(self) -> None:
        """Forget everything: another city stands there now."""
        self._answers = {}


def worst_filings(events: list[Event]) -> list[str]:
    """Return the filings that took most points, wrong ones first; none where none did."""
    costly = [one for one in events if one["filing"] and (one["points"] or 0) < 0]
    costly.sort(key=lambda one: (not one["wrong"], one["points"]))
    return list(dict.fromkeys(str(one["filing"]) for one in costly))[:MOST]
