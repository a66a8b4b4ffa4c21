"""The page's server: on this machine only, and for whoever has the token.

The page's files are read once, when the server starts, and handed out by name: no path from a browser reaches
the file system.
"""

from __future__ import annotations

import secrets
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from glasscity.errors import BadInput, MachineFailed
from glasscity.scenario import Scenario, load, shipped
from glasscity.tour import Tour
from glasscity.watch import memory
from glasscity.watch.asks import LARGEST_MESSAGE
from glasscity.watch.guard import Guard
from glasscity.watch.rooms import Rooms
from glasscity.watch.session import Scenarios
from glasscity.watch.talk import Talk

LOOPBACK = "127.0.0.1"
FIRST_PORT, PORTS = 8470, 20
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}
INDEX = "index.html"


@dataclass(frozen=True)
class Start:
    """What the command line asked for: the city that the page opens first.

    Attributes
    ----------
    scenario : the city; seed, life : its seeds; run : the folder it came from, in words, or nothing.
    """

    scenario: Scenario
    seed: int
    life: int
    run: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "scenario": self.scenario.name,
            "citizens": self.scenario.population.citizens,
            "seed": str(self.seed),
            "life": str(self.life),
            "run": self.run,
        }


def application(
    start: Start, port: int, token: str, threads: int | None = None, tour: Tour | None = None
) -> ASGIApp:
    """Return the server's application, guarded.

    Parameters
    ----------
    tour : what the guided tour asks; of full size if not given.
    """
    scenarios: dict[str, Callable[[], Scenario]] = {name: partial(load, name) for name in shipped()}
    scenarios[start.scenario.name] = lambda: start.scenario
    rooms = Rooms(scenarios, threads, tour)
    greeting = {"scenarios": _told(scenarios), "start": start.to_dict()}
    page = page_files()

    async def talk(websocket: WebSocket) -> None:
        await Talk(websocket, rooms, lambda: greeting).run()

    async def file(request: Request) -> Response:
        name = request.path_params["name"] or INDEX
        if name not in page:
            return PlainTextResponse("There is no such page.", 404)
        kind = KINDS.get(Path(name).suffix, "application/octet-stream")
        return Response(page[name], media_type=kind)

    routes = [WebSocketRoute("/session", talk), Route("/{name:path}", file, methods=["GET"])]
    inner = Starlette(routes=routes)
    # Nothing here has two addresses, and to send somebody on, Starlette reads the query, whatever it is.
    inner.router.redirect_slashes = False
    return Guard(inner, port, token)


def page_files() -> dict[str, bytes]:
    """Return the built page, file by file; an explanation in its place where it was not built."""
    found: dict[str, bytes] = {}
    top = files("glasscity") / "watch" / "page"

    def collect(place: Traversable, beginning: str) -> None:
        for one in place.iterdir():
            if one.is_dir():
                collect(one, f"{beginning}{one.name}/")
            else:
                found[beginning + one.name] = one.read_bytes()

    if top.is_dir():
        collect(top, "")
    return found or {INDEX: b"<!doctype html><title>glasscity</title><p>The page was not built: make page."}


def _told(scenarios: Scenarios) -> list[dict[str, Any]]:
    found = [make() for make in scenarios.values()]
    return [
        {
            "name": one.name,
            "title": one.title,
            "summary": one.summary,
            "citizens": one.population.citizens,
            "days": one.time.days,
        }
        for one in found
    ]


def listen(port: int | None) -> socket.socket:
    """Return a socket on this machine's own address: on a port, or the first free one of some.

    Raises `BadInput` for a port that is no port, and `MachineFailed` where it is taken.
    """
    if port is not None and not 0 <= port <= 65535:
        raise BadInput(f"--port {port}: expected 0 to 65535, 0 for any free one")
    wanted = [port] if port is not None else [*range(FIRST_PORT, FIRST_PORT + PORTS), 0]
    for one in wanted:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, one))
        except OSError as error:
            listening.close()
            if port is not None:
                raise MachineFailed(f"--port {port}: {error.strerror}; choose another one") from None
            continue
        listening.listen(64)
        return listening
    raise MachineFailed("no port is free on this machine")


def serve(
    start: Start,
    *,
    port: int | None = None,
    browser: bool = True,
    at: str = "",
    threads: int | None = None,
    told: Callable[[str], None] = print,
) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    port : the port; the first free one from `FIRST_PORT` on if not given.
    browser : also open it in this machine's browser.
    at : which part of the page to open, such as `#/tour`.
    told : is given the address, token included.
    """
    memory.settle()
    listening = listen(port)
    with listening:
        number = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        app = application(start, number, token, threads)
        address = f"http://{LOOPBACK}:{number}/?token={token}{at}"
        told(address)
        if browser:
            webbrowser.open(address)
        uvicorn.Server(configured(app)).run(sockets=[listening])


def configured(app: ASGIApp) -> uvicorn.Config:
    """Return how the server is run."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_max_queue=4,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
