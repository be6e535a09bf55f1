"""The envelope: what holds for every request, whatever its route.

A request id, headers that keep browsers and caches in check, a bound on the body (also when its
length is not told), one log line of ids, and a constant problem for what nobody foresaw.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cohortium import logging
from cohortium.api.metrics import Metrics
from cohortium.api.problems import TooLarge, of_error

MAX_BODY = 64 * 1024  # bytes; a question is 10 KiB at most, and JSON may escape every character
UNMATCHED = "unmatched"


class Envelope:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and whatever happens leave one line about it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        scope.setdefault("state", {})["request"] = exchange.id
        try:
            await self._serve(exchange)
        finally:
            self._tell(exchange)

    async def _serve(self, exchange: _Exchange) -> None:
        try:
            exchange.check_length()
            await self._app(exchange.scope, exchange.take, exchange.give)
        except Exception as error:
            exchange.error = type(error).__name__
            if exchange.status is not None:
                raise  # the answer had begun: cut the connection, so that nobody takes it for whole
            response = of_error(error, exchange.id)
            await response(exchange.scope, exchange.receive, exchange.give)

    def _tell(self, exchange: _Exchange) -> None:
        scope, seconds = exchange.scope, time.monotonic() - exchange.begun
        route = getattr(scope.get("route"), "path", UNMATCHED)
        status = exchange.status or 500
        self._metrics.request(scope["method"], route, status)
        logging.logger().info(
            "request", method=scope["method"], route=route, status=status,
            ms=round(seconds * 1000), grant=scope["state"].get("grant"), request=exchange.id,
            error=exchange.error or scope["state"].get("error"),
        )  # fmt: skip


@dataclass(slots=True)
class _Exchange:
    """One request and its response under way."""

    scope: Scope
    receive: Receive
    send: Send
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    begun: float = field(default_factory=time.monotonic)
    received: int = 0
    status: int | None = None
    error: str | None = None

    def check_length(self) -> None:
        """Refuse a body that says it is too large before reading any of it."""
        told = Headers(scope=self.scope).get("content-length", "0")
        if told.isdecimal() and int(told[:20]) > MAX_BODY:
            raise _too_large()

    async def take(self) -> Message:
        """The next part of the body, unless it grows over the limit."""
        message = await self.receive()
        self.received += len(message.get("body", b""))
        if self.received > MAX_BODY:
            raise _too_large()
        return message

    async def give(self, message: Message) -> None:
        """Pass the response on, with the headers that all have."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.id
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers.setdefault(
                "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"
            )
            if self.scope["path"].startswith("/v1") or message["status"] >= 400:
                headers["Cache-Control"] = "no-store"
        await self.send(message)


def _too_large() -> TooLarge:
    return TooLarge(f"the body is over {MAX_BODY // 1024} KiB: ask a shorter question", code="size")
