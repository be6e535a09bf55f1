"""Serving a home: the API on one socket until a signal, then an end that is not hurried."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cohortium.api.app import create_app
from cohortium.home import Home
from cohortium.listener import listen

GRACE_SECONDS = 30  # longer than a worker may run
CONNECTIONS = 1024  # at once; more are told 503


def serve(home: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve `home` until a signal; `ready` is told the real address once requests are taken.

    Raises BadInput when there is no home or the address cannot be had.
    """
    Home(home).require()
    listen(
        create_app(home), host, port, ready,
        grace=GRACE_SECONDS, connections=CONNECTIONS, lifespan="on",
    )  # fmt: skip
