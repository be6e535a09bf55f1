"""Rooms: threads in which flows run, each with the home open for itself.

An installation is for one thread at a time, so every thread opens its own at its first use and keeps
it. They share the disposable workers and the ledger, so that requests of one moment share its fsync.
Nothing is signed here: the key is another process's. What waits for a thread is bounded: past that, 503.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from cohortium.adapters.worker import Workers
from cohortium.errors import Unavailable
from cohortium.wiring import Installation, open_home, open_shared_log
from cohortium_ledger import Log

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


class SharedLog:
    """The ledger of a home, opened at its first use, for all rooms of a server."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._log: Log | None = None

    def get(self) -> Log:
        """The ledger, open for appending; it signs nothing."""
        with self._lock:
            if self._log is None:
                self._log = open_shared_log(self._home)
            return self._log

    def close(self) -> None:
        """Close it, once no room is open any more."""
        with self._lock:
            if self._log is not None:
                self._log.close()
                self._log = None


class Rooms:
    """Some threads over one home."""

    def __init__(
        self, home: Path, workers: Workers, log: SharedLog, *, threads: int, waiting: int
    ) -> None:
        self._home = home
        self._log = log
        self._workers = workers
        self._places = threading.BoundedSemaphore(threads + waiting)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="room")
        self._room = threading.local()
        self._lock = threading.Lock()
        self._open: list[ExitStack] = []

    async def run(
        self,
        flow: Callable[Concatenate[Installation, Rest], Result],
        *args: Rest.args,
        **kwargs: Rest.kwargs,
    ) -> Result:
        """Run `flow` in a room; Unavailable when too many wait already.

        A caller that is cancelled leaves the flow running to its end: it may be halfway to the ledger.
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable("too many requests are waiting: try again in a minute", code="busy")
        try:
            future = self._pool.submit(lambda: flow(self._installation(), *args, **kwargs))
        except RuntimeError as error:
            self._places.release()
            raise Unavailable("the server is stopping: try again later", code="busy") from error
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        """Wait for what runs, then close every thread's installation."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            while self._open:
                self._open.pop().close()

    def _installation(self) -> Installation:
        found: Installation | None = getattr(self._room, "installation", None)
        if found is None:
            with ExitStack() as stack:
                found = stack.enter_context(
                    open_home(self._home, workers=self._workers, log=self._log.get())
                )
                self._room.installation = found
                with self._lock:
                    self._open.append(stack.pop_all())
        return found
