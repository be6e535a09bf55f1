"""What a running server holds: its rooms, its workers, its figures, and the process that signs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from cohortium.adapters.worker import Workers
from cohortium.api.idempotency import Requests
from cohortium.api.metrics import Metrics
from cohortium.api.rooms import Rooms, SharedLog
from cohortium.api.signing import SigningProcess
from cohortium.flows.ask import sweep
from cohortium.flows.submission import receipts_bound
from cohortium.gate.limits import CONCURRENT_WORKERS
from cohortium.home import Home
from cohortium.settings import Settings
from cohortium.wiring import make_workers

READERS = 4
ASKERS = 2 * CONCURRENT_WORKERS  # half of them wait for the grid or the ledger while others run
WAITING = 64  # requests that may wait for a thread before the next is told to come back


@dataclass(slots=True)
class Server:
    """One server over one home. `reading` never waits behind questions; `log` is all rooms'."""

    reading: Rooms
    asking: Rooms
    signing: SigningProcess
    log: SharedLog
    workers: Workers
    requests: Requests
    metrics: Metrics

    @classmethod
    def over(cls, home: Path) -> Server:
        """A server over `home`; threads and files are opened at their first use."""
        workers, log = make_workers(Settings()), SharedLog(home)
        return cls(
            Rooms(home, workers, log, threads=READERS, waiting=WAITING),
            Rooms(home, workers, log, threads=ASKERS, waiting=WAITING),
            SigningProcess(home),
            log,
            workers,
            Requests(Home(home).requests),
            Metrics(),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Close what a crash left open, then have checkpoints signed until the end."""
        await asyncio.to_thread(self.requests.start)
        await self.asking.run(sweep)
        if not await self.asking.run(receipts_bound):
            await asyncio.to_thread(self.signing.bind_receipts)
        self.signing.start()
        await asyncio.to_thread(self.workers.warm)
        try:
            yield
        finally:
            await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Let running flows end, have what they recorded signed, and close the home."""
        for rooms in (self.asking, self.reading):
            rooms.close()
        self.log.close()
        self.workers.close()
        self.requests.close()
        self.signing.close()


def server_of(request: Request) -> Server:
    """The server that a request came to."""
    server: Server = request.app.state.server
    return server
