"""The conversation with one page: reads asks, answers them in order, tells how far long ones have come."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from glasscity import __version__
from glasscity.errors import GlasscityError
from glasscity.watch import asks
from glasscity.watch.rooms import Room, Rooms
from glasscity.watch.session import Answer, Frame

MOST_WAITING = 8
"""Asks that may wait for their turn; a page that asks for more is turned away."""
SECONDS_BETWEEN_NEWS = 0.1
SECONDS_TO_LEAVE = 3.0
TOO_MUCH = 1008
Greeting = Callable[[], dict[str, Any]]


class Talk:
    """One connection."""

    def __init__(self, socket: WebSocket, rooms: Rooms, greeting: Greeting) -> None:
        self._socket, self._rooms, self._greeting = socket, rooms, greeting
        self._room: Room | None = None
        self._waiting: asyncio.Queue[asks.Ask] = asyncio.Queue(MOST_WAITING)
        self._said_at = 0.0
        self._ahead: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Talk until the page goes."""
        await self._socket.accept()
        answering = asyncio.create_task(self._answer_all())
        try:
            while True:
                await self._take(await self._socket.receive_text())
        except (WebSocketDisconnect, KeyError, RuntimeError):
            pass
        finally:
            try:
                await self._leave_off(answering)
            finally:
                if self._room is not None:
                    self._rooms.leave(self._room)

    async def _leave_off(self, answering: asyncio.Task[None]) -> None:
        """Leave off what is under way, and wait until the session's own thread is done with it."""
        answering.cancel()
        with suppress(asyncio.CancelledError):
            await answering
        if self._room is not None:
            session = self._room.session
            session.give_up()
            await asyncio.get_running_loop().run_in_executor(session.thread, bool)

    async def _take(self, text: str) -> None:
        """Take in one message."""
        try:
            ask = asks.read(text)
        except GlasscityError as error:
            await self._say({"id": asks.number_of(text), "error": {"message": str(error), "place": None}})
            return
        if isinstance(ask, asks.Stop):
            if self._room is not None:
                self._room.session.stop()
            await self._say({"id": ask.id, "answer": "stop"})
            return
        try:
            self._waiting.put_nowait(ask)
        except asyncio.QueueFull:
            await self._socket.close(TOO_MUCH, "too many asks at once")

    async def _answer_all(self) -> None:
        """Answer one ask after the other."""
        while True:
            ask = await self._waiting.get()
            try:
                answer = await self._answered(ask)
            except GlasscityError as error:
                await self._say({"id": ask.id, "error": {"message": str(error), "place": None}})
                continue
            except Exception:
                logging.getLogger(__name__).exception("an ask of the page failed")
                message = "this went wrong here; what was shown before still holds"
                await self._say({"id": ask.id, "error": {"message": message, "place": None}})
                continue
            if isinstance(answer, Frame):
                packed = Frame({"id": ask.id, **answer.says}, answer.shows).packed()
                await self._send(packed)
            else:
                await self._say({"id": ask.id, "answer": getattr(ask, "ask", ""), **answer})

    async def _answered(self, ask: asks.Ask) -> Answer:
        if isinstance(ask, asks.Hello):
            return await self._hello(ask)
        if self._room is None:
            self._room = self._rooms.enter(None)
        loop, session = asyncio.get_running_loop(), self._room.session

        def tell(what: str, done: int, of: int, so_far: Sequence[float] = ()) -> None:
            now = time.monotonic()
            if now - self._said_at >= SECONDS_BETWEEN_NEWS:
                self._said_at = now
                far = {"what": what, "done": done, "of": of, "so_far": list(so_far)}
                news = {"id": ask.id, "progress": far}
                asyncio.run_coroutine_threadsafe(self._say(news), loop)

        if self._ahead is not None:
            session.leave_off(ask, tell)
            await self._ahead
        answer = await loop.run_in_executor(session.thread, session.answer, ask, tell)
        if self._waiting.empty():
            session.go_ahead()
            self._ahead = loop.run_in_executor(session.thread, session.work_ahead, ask)
        return answer

    async def _hello(self, ask: asks.Hello) -> Answer:
        # A page that is loaded anew comes before the server has seen that it went.
        deadline = time.monotonic() + SECONDS_TO_LEAVE
        while self._room is None and self._rooms.is_occupied(ask.session) and time.monotonic() < deadline:
            await asyncio.sleep(SECONDS_BETWEEN_NEWS)
        if self._room is None:
            self._room = self._rooms.enter(ask.session)
        return {
            "version": __version__,
            "session": self._room.name,
            "open": self._room.session.has_city,
            "most_citizens": asks.MOST_CITIZENS,
            **self._greeting(),
        }

    async def _say(self, what: dict[str, Any]) -> None:
        await self._send(json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=str))

    async def _send(self, what: str | bytes) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            if isinstance(what, str):
                await self._socket.send_text(what)
            else:
                await self._socket.send_bytes(what)
