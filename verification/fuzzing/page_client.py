"""A page without a browser and without a network: speaks to the server's application in this process."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp

from fuzzing.target import Broken

PORT, TOKEN = 8470, "a-token-for-the-fuzzer"
HOST = f"127.0.0.1:{PORT}"
SECONDS = 60.0
"""What an answer, or an end, may take."""
Message = MutableMapping[str, Any]


def headers_of(other: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Return what a page's request says, with some of it otherwise or, where empty, not at all."""
    said = {"host": HOST, "origin": f"http://{HOST}", "cookie": f"glasscity-{PORT}={TOKEN}"} | other
    return [
        (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in said.items()
        if value
    ]


class Page:
    """One connection to the server."""

    def __init__(self, app: ASGIApp, other: dict[str, str]) -> None:
        self._scope = {
            **{"type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws"},
            **{"path": "/session", "raw_path": b"/session", "query_string": b"", "root_path": ""},
            **{"headers": headers_of(other), "subprotocols": [], "client": ("127.0.0.1", 1), "server": None},
        }
        self._to_server: asyncio.Queue[Message] = asyncio.Queue()
        self._moved = asyncio.Event()
        self.asked = self.answered = 0
        self.filing = ""
        self.refusals: list[str] = []
        self.closed = False
        self._to_server.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.ensure_future(app(self._scope, self._receive, self._send))  # type: ignore[arg-type]
        self._task.add_done_callback(lambda _: self._moved.set())

    async def _receive(self) -> Message:
        return await self._to_server.get()

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            self.closed = True
            self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1000})
        elif message["type"] == "websocket.send":
            self._take(message)
        self._moved.set()

    def _take(self, message: Message) -> None:
        """Read an answer as a browser does, which knows no NaN."""
        data = message.get("bytes")
        if data is not None:
            length = int.from_bytes(data[:4], "little")
            text = data[4 : 4 + length].decode()
        else:
            text = message["text"].encode().decode()
        said = json.loads(text, parse_constant=_no_constant)
        if "progress" in said:
            return
        self.answered += 1
        if "error" in said:
            self.refusals.append(said["error"]["message"])
        for event in said.get("events") or []:
            self.filing = event.get("filing") or self.filing

    def say(self, message: Message) -> None:
        """Send a message as the server gets it."""
        if not self.closed:
            self.asked += 1
            self._to_server.put_nowait({"type": "websocket.receive", **message})

    async def wait(self) -> None:
        """Wait until everything that was asked is answered, or the server has hung up."""
        try:
            async with asyncio.timeout(SECONDS):
                while self.answered < self.asked and not self.closed and not self._task.done():
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            raise Broken(f"no answer: {self.answered} of {self.asked}") from None
        if self._task.done():
            self._task.result()

    async def leave(self) -> None:
        """Go, whatever is under way; the server has to notice."""
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})
        try:
            async with asyncio.timeout(SECONDS):
                await asyncio.shield(self._task)
        except TimeoutError:
            self._task.cancel()
            raise Broken("the server does not notice that a page has gone") from None


def _no_constant(name: str) -> None:
    raise Broken(f"an answer with {name}, which is no JSON")


async def request(app: ASGIApp, method: str, path: str, query: str, other: dict[str, str]) -> int:
    """Ask for a file, and return the status."""
    found: list[Message] = []
    scope = {
        **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method},
        **{"scheme": "http", "path": path, "raw_path": path.encode(errors="replace"), "root_path": ""},
        **{"query_string": query.encode("latin-1", "replace"), "headers": headers_of(other)},
        **{"client": ("127.0.0.1", 1), "server": None},
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        found.append(message)

    async with asyncio.timeout(SECONDS):
        await app(scope, receive, send)  # type: ignore[arg-type]
    if not found or found[0]["type"] != "http.response.start" or found[0]["status"] >= 500:
        raise Broken(f"an answer that is none: {found[:1]}")
    return int(found[0]["status"])


class Overheard(logging.Handler):
    """Keeps what the server logs as gone wrong, which a page only hears of in general words."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error of a record."""
        error = record.exc_info[1] if record.exc_info else None
        self.errors.append(error or Broken(f"logged: {record.getMessage()}"))
