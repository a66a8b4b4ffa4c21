"""The past of a city that is being watched: checkpoints to go back to, as many as the memory allows.

Rule: one is kept every so many days; where they come to more than `most_bytes`, every second one is let go
and twice as many days lie between them from then on. Arrays that two checkpoints share are kept once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from glasscity import checkpoint
from glasscity.checkpoint import Checkpoint
from glasscity.world import World

EVERY = 15
MOST_BYTES = 3 << 30


class Past:
    """Checkpoints of one world and of what follows it, in order of days."""

    def __init__(self, lasting: Sequence[Any], every: int = EVERY, most_bytes: int = MOST_BYTES) -> None:
        self.every = every
        self._most_bytes = most_bytes
        self._lasting = lasting
        self._kept: list[Checkpoint] = []

    @property
    def days(self) -> list[int]:
        """The days at whose end a checkpoint was taken; -1 is the morning of day 0."""
        return [one.day for one in self._kept]

    @property
    def size(self) -> int:
        """Bytes that all of them take."""
        contents = {id(content): len(content) for one in self._kept for content in one.arrays}
        return sum(contents.values()) + sum(len(one.outline) for one in self._kept)

    def take(self, day: int, world: World, *followers: Any) -> None:
        """Keep the evening of a day, if it is time for it and not yet kept."""
        if (day + 1) % self.every or day in self.days:
            return
        before = self._kept[-1] if self._kept else None
        self._kept.append(checkpoint.take(day, world, *followers, lasting=self._lasting, before=before))
        self._kept.sort(key=lambda one: one.day)
        while self.size > self._most_bytes and len(self._kept) > 2:
            self.every *= 2
            self._kept = [one for one in self._kept if not (one.day + 1) % self.every]

    def before(self, day: int) -> tuple[int, tuple[Any, ...]]:
        """Return the last evening kept that is not after `day`: which, and the world and its followers."""
        found = [one for one in self._kept if one.day <= day][-1]
        return found.day, checkpoint.restore(found)
