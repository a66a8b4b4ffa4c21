"""A server of the page in a thread of this process, and a page that talks to it, for the tests."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import uvicorn
from websockets.sync.client import ClientConnection, connect

from glasscity import draws
from glasscity.scenario import load
from glasscity.tour import Size, Tour
from glasscity.watch.server import Start, application, configured, listen

CITIZENS, DAYS, SEED = 3000, 40, 5
"""As in the fixture `small_run`."""
TOKEN = "a-token-for-the-tests"
SMALL_TOUR = Size(
    citizens=256,
    days=200,
    lives=2,
    mistake_citizens=512,
    mistake_days=240,
    error_citizens=256,
    error_days=200,
    error_lives=2,
    errors=1,
    blame_citizens=64,
    blame_days=25,
    blame_lives=1,
)
"""A tour of toy cities."""


@dataclass(frozen=True)
class Server:
    """A server that runs: its port."""

    port: int

    @property
    def host(self) -> str:
        """The name under which it may be talked to."""
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The address of the page, token included."""
        return f"http://{self.host}/?token={TOKEN}"

    @property
    def cookie(self) -> str:
        """The cookie that the token turns into."""
        return f"glasscity-{self.port}={TOKEN}"

    def request(self, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
        """Ask as a browser does, with the cookie unless another is given; an empty header is left out."""
        sent = {"Host": self.host, "Cookie": self.cookie} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse()

    def connect(self, **headers: str) -> ClientConnection:
        """Open a WebSocket as the page does, or with other headers; an empty one is left out."""
        sent = {"Origin": f"http://{self.host}", "Cookie": self.cookie} | headers
        origin = sent.pop("Origin")
        host = sent.pop("Host", "")
        extra = {name: value for name, value in sent.items() if value}
        address = f"ws://{host or self.host}/session"
        return connect(
            address,
            origin=origin or None,  # type: ignore[arg-type]
            additional_headers=extra,
            max_size=None,
            open_timeout=20,
            sock=socket.create_connection(("127.0.0.1", self.port), timeout=20),
        )


class Page:
    """A page without a browser: asks, and waits for the answer."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.number = socket, 0
        self.news: list[dict[str, Any]] = []

    def send(self, **ask: Any) -> int:
        """Ask, and do not wait."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, **ask}))
        return self.number

    def receive(self) -> tuple[dict[str, Any], bytes]:
        """Return the next message: what it says, and the bytes it shows."""
        message = self.socket.recv(timeout=120)
        if isinstance(message, str):
            return json.loads(message), b""
        length = int.from_bytes(message[:4], "little")
        return json.loads(message[4 : 4 + length]), message[4 + length :]

    def ask(self, name: str, **more: Any) -> dict[str, Any]:
        """Ask, and return the answer; its bytes under `shows`."""
        number = self.send(ask=name, **more)
        while True:
            said, shows = self.receive()
            if said["id"] == number and "progress" not in said:
                return said | ({"shows": shows} if shows else {})
            self.news.append(said)


@contextmanager
def serving(
    name: str = "essay", citizens: int = CITIZENS, days: int = DAYS, threads: int | None = 1
) -> Iterator[Server]:
    """Run a server for a small city."""
    start = Start(load(name, citizens=citizens, days=days), SEED, draws.life_of(SEED))
    listening = listen(0)
    port = listening.getsockname()[1]
    server = uvicorn.Server(
        configured(application(start, port, TOKEN, threads, Tour(SMALL_TOUR, processes=1)))
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield Server(port)
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@contextmanager
def page_of(server: Server) -> Iterator[Page]:
    """Open a page without a browser."""
    with server.connect() as socket:
        yield Page(socket)
