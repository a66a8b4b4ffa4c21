"""A page without a browser, which `wheel.py` runs in the new environment: it starts `watch` and talks to it.

    python wheel_page.py GLASSCITY RUN DIGEST

It asks without the token and is refused, takes the page and every file that was installed for it, lives the
run's city to its end over the WebSocket, and holds its digest against that of the run. It knows nothing of
the checkout.
"""

from __future__ import annotations

import json
import subprocess
import sys
from http.client import HTTPConnection, HTTPResponse
from importlib.resources import files
from urllib.parse import urlsplit

from websockets.sync.client import connect


def ask(host: str, path: str, cookie: str = "") -> HTTPResponse:
    """Ask as a browser does."""
    connection = HTTPConnection(host, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    return connection.getresponse()


def assets(host: str, cookie: str) -> int:
    """Take the page and each of its files, byte for byte as installed, and return how many."""
    page = files("glasscity") / "watch" / "page"
    folder = page / "assets"
    names = ["index.html", *(f"assets/{one.name}" for one in folder.iterdir())]
    assert len(names) > 3, f"installed of the page: {names}"
    for name in names:
        answer = ask(host, "/" if name == "index.html" else f"/{name}", cookie)
        assert answer.status == 200, f"{name}: {answer.status}"
        assert answer.read() == (page / name).read_bytes(), name
    return len(names)


def live(host: str, cookie: str) -> str:
    """Open the run's city, live it to the end, and return its digest."""
    with connect(
        f"ws://{host}/session",
        origin=f"http://{host}",  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
        max_size=None,
    ) as page:

        def answer(number: int, **asked: object) -> dict[str, object]:
            page.send(json.dumps({"id": number, **asked}))
            while True:
                message = page.recv(timeout=600)
                if isinstance(message, bytes):
                    message = message[4 : 4 + int.from_bytes(message[:4], "little")].decode()
                said = json.loads(message)
                if said["id"] == number and "progress" not in said:
                    return dict(said)

        hello = answer(1, ask="hello")
        start = hello["start"]
        assert isinstance(start, dict), start
        answer(2, ask="open", **{name: start[name] for name in ("scenario", "citizens", "seed", "life")})
        return str(answer(3, ask="advance", days=366, lens="category")["digest"])


def main(program: str, run: str, digest: str) -> None:
    """Start the server, ask, and end it."""
    server = subprocess.Popen(
        [program, "watch", run, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        address = urlsplit(server.stdout.readline().strip())
        host, token = address.netloc, address.query.removeprefix("token=")
        assert host.startswith("127.0.0.1:"), host
        assert ask(host, "/").status == 403
        entered = ask(host, f"/?token={token}")
        assert entered.status in (302, 303, 307), entered.status
        cookie = str(entered.headers["Set-Cookie"]).partition(";")[0]
        number = assets(host, cookie)
        lived = live(host, cookie)
        assert lived == digest, f"{lived} is not the run's {digest}"
        print(f"{number} files of the page, and the run's digest over the socket")
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main(*sys.argv[1:])
