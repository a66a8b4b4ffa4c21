"""What the engine answers: for every chapter and choice, worked out when it is asked for and then kept.

Rule: an outcome is put together from *pieces*, each one life of one city. Pieces follow from scenario and
seeds alone, so that outcomes do not depend on who works them out, in which order, in how many processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from threading import Lock
from typing import Any, Protocol

from glasscity.ensemble.spread import spread
from glasscity.study.words import SYNTHETIC
from glasscity.tour.chapters import CHAPTERS, chapter_of
from glasscity.tour.size import FULL, Size
from glasscity.tour.told import TELLERS, pieces_of

Progress = Callable[[str, int, int], None]
Outcome = dict[str, Any]
WHAT = "lives of the city"


class Piece(Protocol):
    """Something to be lived: plain data, for a process of its own, and a key for what is kept."""

    def work(self) -> Any:
        """Live it, and return what it came to."""


class Tour:
    """The outcomes of one size; what has been worked out stays in memory.

    Parameters
    ----------
    size : of the cities, and how often each is lived.
    processes : how many live at the same time, all cores if not given; no outcome depends on it.
    """

    def __init__(self, size: Size = FULL, processes: int | None = None) -> None:
        self.size = size
        self._processes = processes
        self._kept: dict[Piece, Any] = {}
        self._lock = Lock()

    def outcome(self, chapter: str, choice: str, progress: Progress | None = None) -> Outcome:
        """Return what the engine answers to one choice, as plain data ready for JSON.

        Raises `BadInput` where there is no such chapter or choice.
        """
        wanted = chapter_of(chapter).choice(choice)
        pieces = pieces_of(chapter, wanted.name, self.size)
        self._work_out(pieces, progress)
        told = TELLERS[chapter](wanted.name, [self._kept[piece] for piece in pieces], self.size)
        return {"synthetic": SYNTHETIC, "chapter": chapter, "choice": wanted.name, **told}

    def all_outcomes(self, progress: Progress | None = None) -> dict[str, dict[str, Outcome]]:
        """Return the outcomes of every choice of every chapter, all of them worked out side by side."""
        asked = [(chapter.name, choice.name) for chapter in CHAPTERS for choice in chapter.choices]
        self._work_out([piece for one in asked for piece in pieces_of(*one, self.size)], progress)
        found: dict[str, dict[str, Outcome]] = {chapter.name: {} for chapter in CHAPTERS}
        for chapter, choice in asked:
            found[chapter][choice] = self.outcome(chapter, choice)
        return found

    def _work_out(self, pieces: Iterable[Piece], progress: Progress | None) -> None:
        with self._lock:
            missing = [piece for piece in dict.fromkeys(pieces) if piece not in self._kept]
            each = spread(partial(_work_at, missing), range(len(missing)), self._processes)
            for done, (place, found) in enumerate(each, 1):
                self._kept[missing[place]] = found
                if progress is not None:
                    progress(WHAT, done, len(missing))


def _work_at(pieces: list[Piece], place: int) -> Any:
    return pieces[place].work()
