"""Who may talk to the page's server: this machine's own browser, with the token, from the page itself.

Rule: every request names this server as its Host (so that a foreign name that leads here is refused) and, if
it says where it comes from, this server as its Origin; a WebSocket has to say so. It bears the token, once in
the address and from then on in a cookie. Other methods than reading are refused. Every answer forbids what
the page does not need.
"""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
READING = ("GET", "HEAD")
POLICY_VIOLATION = 1008
HOSTS = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """Lets through what may pass, and refuses the rest before anything else sees it."""

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app, self._token = app, token
        self._cookie = f"glasscity-{port}"
        self._hosts = {f"{host}:{port}" for host in HOSTS}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            if refusal is not None:
                await send({"type": "websocket.close", "code": POLICY_VIOLATION})
                return
            await self._app(scope, receive, send)
            return
        if refusal is not None:
            await refusal(scope, receive, self._sealed(send))
        elif self._brings_token(scope):
            await self._let_in()(scope, receive, self._sealed(send))
        else:
            await self._app(scope, receive, self._sealed(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """Return what to answer to what may not pass, or None."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("This name does not belong to this server.", 421)
        origin = headers.get("origin")
        if origin not in self._origins and (origin is not None or scope["type"] == "websocket"):
            return PlainTextResponse("This request comes from another page.", 403)
        if headers.get("sec-fetch-site") == "cross-site" and not self._brings_token(scope):
            return PlainTextResponse("This request comes from another page.", 403)
        if scope["type"] == "http" and scope["method"] not in READING:
            return PlainTextResponse("This server is only read.", 405, {"Allow": ", ".join(READING)})
        if not (self._bears_token(headers) or self._brings_token(scope)):
            return PlainTextResponse(
                "The token is missing. Open the whole address that `glasscity watch` printed.", 403
            )
        return None

    def _bears_token(self, headers: Headers) -> bool:
        """Return whether a request has the cookie."""
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        found = cookies.get(self._cookie)
        return found is not None and hmac.compare_digest(found.value.encode(), self._token.encode())

    def _brings_token(self, scope: Scope) -> bool:
        """Return whether a request for the page has the token in its address."""
        if scope["type"] != "http" or scope["path"] != "/":
            return False
        try:
            given = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=8).get("token", [])
        except ValueError:
            return False
        return len(given) == 1 and hmac.compare_digest(given[0].encode(), self._token.encode())

    def _let_in(self) -> Response:
        """Return the answer that turns the token in the address into a cookie."""
        response = RedirectResponse("/", 303)
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict", path="/")
        return response

    def _sealed(self, send: Send) -> Send:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: Any = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        return sealed
