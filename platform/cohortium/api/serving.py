"""Serving: one process, one socket that we bind ourselves, an end that is not hurried.

SIGTERM and SIGINT stop it: no new requests, running ones are let finish, the home is closed.
"""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from cohortium import logging
from cohortium.api.app import create_app
from cohortium.errors import BadInput, Unavailable
from cohortium.home import Home

GRACE_SECONDS = 30  # longer than a worker may run
BACKLOG = 512


def serve(home: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve `home` until a signal; `ready` is told the real address once requests are taken.

    Raises BadInput when there is no home or the address cannot be had.
    """
    Home(home).require()
    bound = _bind(host, port)
    logging.configure()
    config = uvicorn.Config(
        create_app(home), log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS, lifespan="on",
    )  # fmt: skip
    server = _Announcing(config, lambda: ready(_address(bound)))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # uvicorn raises them again when it has stopped
    server.run(sockets=[bound])
    if not server.started:
        raise Unavailable("the server did not start: its log says which error it met")


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


def _bind(host: str, port: int) -> socket.socket:
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
