"""The sessions of a server: a page that was left can be taken up again for some minutes."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from glasscity.errors import BadInput
from glasscity.tour import Tour
from glasscity.watch.session import Scenarios, Session

MOST_SESSIONS = 4
KEPT_SECONDS = 600.0


@dataclass
class Room:
    """A session with its name, and since when nobody is in it."""

    name: str
    session: Session
    occupied: bool = True
    left_at: float = field(default_factory=time.monotonic)


class Rooms:
    """At most `MOST_SESSIONS` sessions at a time; what was left longest makes room first.

    What the guided tour has found out is shared by all of them.
    """

    def __init__(self, scenarios: Scenarios, threads: int | None = None, tour: Tour | None = None) -> None:
        self._scenarios, self._threads = scenarios, threads
        self._tour = tour or Tour()
        self._rooms: dict[str, Room] = {}

    def enter(self, name: str | None) -> Room:
        """Take up a session that was left, or begin one.

        Raises `BadInput` where too many pages are open.
        """
        self._clear()
        room = self._rooms.get(name or "")
        if room is not None and not room.occupied:
            room.occupied = True
            return room
        if len(self._rooms) >= MOST_SESSIONS:
            left = [one for one in self._rooms.values() if not one.occupied]
            if not left:
                raise BadInput(f"{MOST_SESSIONS} pages are open already: close one of them first")
            self._close(min(left, key=lambda one: one.left_at))
        room = Room(secrets.token_urlsafe(16), Session(self._scenarios, self._tour, self._threads))
        self._rooms[room.name] = room
        return room

    def is_occupied(self, name: str | None) -> bool:
        """Return whether somebody is in this session at present."""
        room = self._rooms.get(name or "")
        return room is not None and room.occupied

    def leave(self, room: Room) -> None:
        """Leave a session; it can be taken up again for a while."""
        room.occupied, room.left_at = False, time.monotonic()
        if not room.session.has_city:
            self._close(room)

    def _clear(self) -> None:
        now = time.monotonic()
        for room in list(self._rooms.values()):
            if not room.occupied and now - room.left_at > KEPT_SECONDS:
                self._close(room)

    def _close(self, room: Room) -> None:
        self._rooms.pop(room.name, None)
        room.session.close()
