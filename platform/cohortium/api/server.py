"""What a running server holds: its rooms, its workers, its figures, and its work in the background."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from cohortium import logging
from cohortium.adapters.worker import Workers
from cohortium.api.idempotency import Requests
from cohortium.api.metrics import Metrics
from cohortium.api.rooms import Rooms
from cohortium.flows.ask import sweep
from cohortium.flows.receipt import integrated_size
from cohortium.gate.limits import CONCURRENT_WORKERS
from cohortium.home import Home
from cohortium.settings import Settings
from cohortium.wiring import Installation, make_workers

READERS = 4
ASKERS = 2 * CONCURRENT_WORKERS  # half of them wait for the grid or the ledger while others run
WAITING = 64  # requests that may wait for a thread before the next is told to come back
INTEGRATE_EVERY = 0.25  # seconds between looks at the ledger: an answer is signed within a second
AFTER_TROUBLE = 2.0


@dataclass(slots=True)
class Server:
    """One server over one home. `reading` never waits behind questions; `signing` is one thread."""

    reading: Rooms
    asking: Rooms
    signing: Rooms
    workers: Workers
    requests: Requests
    metrics: Metrics

    @classmethod
    def over(cls, home: Path) -> Server:
        """A server over `home`; threads and files are opened at their first use."""
        workers = make_workers(Settings())
        return cls(
            Rooms(home, workers, threads=READERS, waiting=WAITING),
            Rooms(home, workers, threads=ASKERS, waiting=WAITING),
            Rooms(home, workers, threads=1, waiting=2),
            workers,
            Requests(Home(home).requests),
            Metrics(),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Close what a crash left open, then sign in the background until the end."""
        await asyncio.to_thread(self.requests.start)
        await self.signing.run(sweep)
        signing = asyncio.create_task(self._keep_signing())
        await asyncio.to_thread(self.workers.warm)
        try:
            yield
        finally:
            signing.cancel()
            await asyncio.gather(signing, return_exceptions=True)
            await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Let running flows end, sign nothing more, and close the home."""
        for rooms in (self.asking, self.reading, self.signing):
            rooms.close()
        self.workers.close()
        self.requests.close()

    async def _keep_signing(self) -> None:
        while True:
            pause = INTEGRATE_EVERY
            try:
                self.metrics.ledger(*await self.signing.run(integrate))
            except Exception as error:
                logging.logger().error("integrate", error=type(error).__name__)
                pause = AFTER_TROUBLE
            await asyncio.sleep(pause)


def integrate(installation: Installation) -> tuple[int, int]:
    """Sign a checkpoint when entries came since the last; returns sizes: sequenced and signed."""
    size = installation.log.size
    if integrated_size(installation) < size:
        installation.log.integrate()
    return size, integrated_size(installation)


def server_of(request: Request) -> Server:
    """The server that a request came to."""
    server: Server = request.app.state.server
    return server
