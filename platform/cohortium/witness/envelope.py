"""The envelope: what holds for every request, whatever its route.

A request id, headers that keep browsers and caches in check, and one log line of ids and numbers.
"""

from __future__ import annotations

import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cohortium import logging

UNMATCHED = "unmatched"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Envelope:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and whatever happens leave one line about it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, begun, status = secrets.token_hex(8), time.monotonic(), 500

        async def give(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers.update({"X-Request-Id": request, **HEADERS})
            await send(message)

        try:
            await self._app(scope, receive, give)
        finally:
            route = getattr(scope.get("route"), "path", UNMATCHED)
            milliseconds = round((time.monotonic() - begun) * 1000)
            logging.logger().info(
                "request", method=scope["method"], route=route, status=status, ms=milliseconds,
                request=request,
            )  # fmt: skip
