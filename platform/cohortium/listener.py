"""Listening: one socket that we bind ourselves, clients that may not dawdle, an end that is not hurried.

For the API and the small servers of hospitals (`witness`, `mirror`). SIGTERM and SIGINT stop it: no new requests, running ones
are let finish. A connection whose request line and headers are not whole in time is told 408 and closed;
how long a body may take is the application's to say.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable
from typing import Literal

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from cohortium import logging
from cohortium.errors import BadInput, Unavailable

GRACE_SECONDS = 10  # a request runs for a few disk writes
# From the connection, or the first byte of a later request, to the last header.
HEADER_SECONDS = 10.0
CONNECTIONS = 256  # at once; more are told 503
BACKLOG = 512
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def listen(
    app: ASGIApp,
    host: str,
    port: int,
    ready: Callable[[str], None],
    *,
    grace: int = GRACE_SECONDS,
    connections: int = CONNECTIONS,
    lifespan: Literal["on", "off"] = "off",
) -> None:
    """Serve `app` until a signal; `ready` is told the real address once requests are taken.

    At the end, running requests have `grace` seconds. Raises BadInput when the address cannot be had.
    """
    bound = bind(host, port)
    logging.configure()
    config = uvicorn.Config(
        app, http=PromptProtocol, ws="none", log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=grace, limit_concurrency=connections, lifespan=lifespan,
    )  # fmt: skip
    server = _Announcing(config, lambda: ready(_address(bound)))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # uvicorn raises them again when it has stopped
    server.run(sockets=[bound])
    if not server.started:
        raise Unavailable("the server did not start: its log says which error it met")


class PromptProtocol(H11Protocol):
    """HTTP/1.1 that gives up on a request whose headers take too long."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Take a connection, and expect a request on it."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of a connection."""
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; headers that have begun must end."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._unwatch()
        elif self._deadline is None:
            self._watch()

    def _watch(self) -> None:
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            logging.logger().info("request", route="headers", status=408)
            self.transport.write(_TOO_SLOW)
            self.transport.close()


class _Announcing(uvicorn.Server):
    """A server that says when it takes requests."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket at `host` and `port` (0: a free one). Raises BadInput."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as error:
        raise BadInput(f"{host} is no address of this machine: choose another --host") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise BadInput(_why(error, host, port)) from error
    return bound


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: stop what uses it, or choose another with --port"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by you: choose one of 1024 or more with --port"
    return f"port {port} on {host} cannot be served: choose another --host or --port"


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if bound.family == socket.AF_INET6 else f"http://{host}:{port}"
