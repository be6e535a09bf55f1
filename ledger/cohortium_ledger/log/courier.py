"""Couriers: what coroutines append goes to the sequencer in the hands of one thread for each event loop.

Whatever the coroutines of a loop ask for while their courier is away waits for it, and goes along when
it leaves next. So a thousand of them cost one change of threads a transaction, not one each. The thread
asks the sequencer as any other does: there is one queue, and one way into the log.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from cohortium_ledger.errors import LedgerError, LedgerUnavailable, LedgerUncertain
from cohortium_ledger.formats.entry import Draft
from cohortium_ledger.log.request import Guard, Request
from cohortium_ledger.log.sequencer import MAX_ENTRIES, Sequencer

_STOPPED = "the thread that wrote the ledger was stopped: see whether the entry is there"
_NO_THREAD = "no thread can be started to write the ledger; nothing was recorded"


class Courier:
    """Goes between one event loop and the sequencer. But for `_carry`, all of it is the loop's thread's."""

    def __init__(self, loop: asyncio.AbstractEventLoop, sequencer: Sequencer) -> None:
        self._loop = loop
        self._sequencer = sequencer
        self._thread = ThreadPoolExecutor(1, "ledger-courier")
        self._waiting: list[Errand] = []
        self._about = False  # it is away, or about to leave

    async def append(self, drafts: Sequence[Draft], guard: Guard | None) -> list[int]:
        """As `Sequencer.append`. Cancelled before its transaction begins, nothing is recorded."""
        request = Request(drafts, guard)
        told: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((request, told))
        if not self._about:
            self._prepare()
        try:
            await told
        except asyncio.CancelledError:
            request.called_off = True
            raise
        return request.indices

    def _prepare(self) -> None:
        """Leave when the coroutines that can run now have run: those just told come back with more."""
        self._about = True
        self._loop.call_soon(self._leave)

    def _leave(self) -> None:
        going = [errand for errand in self._waiting if not errand[0].called_off]
        errands, self._waiting = going[:MAX_ENTRIES], going[MAX_ENTRIES:]
        self._about = bool(errands)
        if not errands:
            return
        try:
            self._thread.submit(self._carry, errands)
        except RuntimeError as error:
            _blame(errands, LedgerUnavailable(_NO_THREAD), error)
            self._return(errands)

    def _carry(self, errands: list[Errand]) -> None:
        """In the courier's thread: be back when all is durable, or refused."""
        try:
            self._sequencer.submit([request for request, _ in errands])
        except BaseException as error:
            _blame(errands, LedgerUncertain(_STOPPED), error)
        try:
            self._loop.call_soon_threadsafe(self._return, errands)
        except RuntimeError:
            if not self._loop.is_closed():  # else nobody waits any more
                raise

    def _return(self, errands: list[Errand]) -> None:
        for _, told in errands:
            if not told.done():
                told.set_result(None)
        self._prepare()


class Couriers:
    """The couriers of a log, one for each event loop that appends to it."""

    def __init__(self, sequencer: Sequencer) -> None:
        self._sequencer = sequencer
        self._couriers: dict[asyncio.AbstractEventLoop, Courier] = {}
        self._lock = threading.Lock()  # held while `_couriers` is replaced

    def here(self) -> Courier:
        """The courier of the loop that runs in this thread."""
        self._sequencer.check_apart()
        loop = asyncio.get_running_loop()
        return self._couriers.get(loop) or self._hired(loop)

    def _hired(self, loop: asyncio.AbstractEventLoop) -> Courier:
        with self._lock:
            courier = Courier(loop, self._sequencer)
            others = {at: kept for at, kept in self._couriers.items() if not at.is_closed()}
            self._couriers = {**others, loop: courier}
        return courier


Errand = tuple[Request, "asyncio.Future[None]"]


def _blame(errands: Sequence[Errand], error: LedgerError, cause: BaseException) -> None:
    """Let all that is not done end with `error`, because of `cause`."""
    error.__cause__ = cause
    for request, _ in errands:
        if not request.done:
            request.error = error
            request.done = True
