"""The sequencer: gives entries their places, many requests in one durable transaction (group commit).

The threads of a process queue up, with one request or many; one of them leads, takes all that wait into
one transaction, and the disk is synchronized once for all of them. While it is, the next batch gathers:
one client waits for one fsync, 512 share it. Between processes, the store's head is held by one at a
time. Coroutines come here by a thread of theirs: `courier`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from cohortium_ledger.auditing.charter import rules_log
from cohortium_ledger.errors import LedgerCorrupt, LedgerError, LedgerUnavailable
from cohortium_ledger.formats.entry import Draft, entry_bytes
from cohortium_ledger.log.levels import grow
from cohortium_ledger.log.request import Guard, Request, Waiter, end_all, waiters_of
from cohortium_ledger.log.store import CHARTER, Store
from cohortium_ledger.tree.hashing import leaf_hash

MAX_ENTRIES = 8_192  # of a batch, so that nobody waits long behind it; one request may have more
MAX_BYTES = 16 << 20
_CALLED_OFF = "called off before it was written; nothing was recorded"
_INTERRUPTED = "the thread that wrote the ledger was interrupted; nothing was recorded"
_COMING_BACK = 0.0005  # seconds, a fraction of what it takes to synchronize a disk

Result = TypeVar("Result")
LastLeaf = Callable[[int], bytes | None]


class Batch:
    """The entries of one transaction, in memory until it ends or somebody in it reads the log."""

    def __init__(self, store: Store, size: int, last_leaf: LastLeaf) -> None:
        self._store = store
        self._written = size
        self._last_leaf = last_leaf
        self._prev: bytes | None = None
        self._entries: list[bytes] = []
        self._leaves: list[bytes] = []
        self._charter: list[int] = []
        self.error: BaseException | None = None  # the transaction is spoilt, whoever was told so

    @property
    def size(self) -> int:
        """The size of the log with the entries so far."""
        return self._written + len(self._entries)

    def take(self, request: Request) -> None:
        """Append a request's entries, all or none."""
        if not request.drafts:
            return
        size, prev = self.size, self._prev
        if prev is None:
            prev = self._last_leaf(size)
        entries: list[bytes] = []
        leaves: list[bytes] = []
        charter: list[int] = []
        for n, (draft, body) in enumerate(zip(request.drafts, request.bodies, strict=True), size):
            entries.append(entry_bytes(n, prev, draft, body))
            prev = leaf_hash(entries[-1])
            leaves.append(prev)
            if rules_log(draft.type, draft.body):
                charter.append(n)
        self._entries += entries
        self._leaves += leaves
        self._charter += charter
        self._prev = prev
        request.start, request.entries = size, entries

    def flush(self) -> None:
        """Bring to the store what is not there yet. What fails here fails the whole transaction."""
        if self.error is not None:
            raise self.error
        if not self._entries:
            return
        try:
            self._store.put_entries(self._written, self._entries)
            grow(self._store, self._written, self._leaves)
            self._note_charter()
        except BaseException as error:
            self.error = error
            raise
        self._written += len(self._entries)
        self._entries, self._leaves, self._charter = [], [], []

    def _note_charter(self) -> None:
        if self._charter:
            known = self._store.settings().get(CHARTER, "").split()
            self._store.put_setting(CHARTER, " ".join([*known, *map(str, self._charter)]))


class Sequencer:
    """The queue to one store's head. One for each open log; its threads share it."""

    def __init__(self, store: Store, last_leaf: LastLeaf) -> None:
        self._store = store
        self._last_leaf = last_leaf
        self._turn = threading.Lock()  # held by the thread that leads
        self._queue = threading.Lock()  # held while `_waiting` is changed
        self._waiting: deque[Request] = deque()
        self._leader: int | None = None
        self._batch: Batch | None = None
        self._company = 1  # how many threads the last batch let go

    @property
    def leads(self) -> bool:
        """Whether it is the asking thread that holds the head, in a guard."""
        return self._leader == threading.get_ident()

    def check_apart(self) -> None:
        """Refuse what asks from within a guard. Raises LedgerError."""
        if self.leads:
            raise LedgerError("the ledger is written by whoever asks already: not twice at once")

    def append(self, drafts: Sequence[Draft], guard: Guard | None) -> list[int]:
        """Sequence `drafts`, all or none; their indices, once they are durable."""
        request = Request(drafts, guard)
        self.submit([request])
        return request.indices

    def write(self, action: Callable[[], Result]) -> Result:
        """Do what else is written, by `action`, in a transaction; its result, once it is durable.

        It may look and raise, as a guard; what it puts into the store it puts within `putting`.
        """
        results: list[Result] = []
        self.append((), lambda _: results.append(action()))
        return results[0]

    @contextmanager
    def putting(self) -> Iterator[None]:
        """What is put into the store here is there whole, or the whole transaction fails."""
        try:
            yield
        except BaseException as error:
            if self._batch is not None:
                self._batch.error = error
            raise

    def submit(self, requests: Sequence[Request]) -> None:
        """Have `requests` sequenced, each for itself; returns when each says what became of it."""
        self.check_apart()
        waiter = Waiter(requests)
        try:
            with self._queue:
                self._waiting.extend(requests)
            while not waiter.done:
                if self._turn.locked():
                    waiter.wait()
                else:
                    self._lead(waiter)
        except BaseException:
            self._call_off(waiter)
            raise
        finally:
            waiter.pass_on()

    def flush(self) -> None:
        """Bring to the store what the asking thread has sequenced in a transaction still open."""
        if self._batch is not None and self.leads:
            self._batch.flush()

    def _lead(self, waiter: Waiter) -> None:
        with self._turn:
            if not waiter.done:
                self._run()
            if lost := self._left_over(waiter):  # their leader was stopped for good
                self._fail(lost, LedgerUnavailable(_INTERRUPTED))
        with self._queue:
            if self._waiting:
                self._waiting[0].waiter.wake.put(None)

    def _left_over(self, waiter: Waiter) -> list[Request]:
        """What `waiter` waits for although it is not in the queue; the turn is held."""
        if waiter.done:
            return []
        with self._queue:
            waiting = set(self._waiting)
        return [
            request for request in waiter.requests if not request.done and request not in waiting
        ]

    def _call_off(self, waiter: Waiter) -> None:
        """A thread was interrupted: it goes when nobody works on its requests any more."""
        with self._queue:
            waiting = {request for request in self._waiting if request.waiter is waiter}
            for request in waiting:
                self._waiting.remove(request)
        others = [request for request in waiter.requests if request not in waiting]
        while not all(request.done for request in others) and self._turn.locked():
            waiter.wait()

    def _run(self) -> None:
        """One transaction. What goes wrong in it fails those who are in it, and no one else."""
        requests: list[Request] = []
        try:
            self._gather()
            self._take(requests)
            self._company = len(waiters_of(requests))
            if not requests:
                return
            with self._store.writing():
                self._leader = threading.get_ident()
                self._batch = self._begun()
                for request in requests:
                    _include(request, self._batch)
                self._batch.flush()
        except Exception as error:
            self._fail(requests, error)
        except BaseException:
            self._fail(requests, LedgerUnavailable(_INTERRUPTED))
            raise
        finally:
            self._leader = self._batch = None
        end_all([request for request in requests if not request.done])

    def _gather(self) -> None:
        """Let those come back whom the last batch has just let go, while more of them come."""
        seen = 0
        while seen < (waiting := self._threads_waiting()) < self._company:
            seen = waiting
            time.sleep(_COMING_BACK)

    def _threads_waiting(self) -> int:
        with self._queue:
            return len(waiters_of(self._waiting))

    def _begun(self) -> Batch:
        """A batch at the end of the log; refuses to give an index that was signed for already."""
        size, signed = self._store.size(), self._store.last_checkpoint()[0]
        if size < signed:
            raise LedgerCorrupt(f"entry {size} is missing: {signed} were signed for", size)
        return Batch(self._store, size, self._last_leaf)

    def _take(self, requests: list[Request]) -> None:
        """All that wait, within the bounds of a batch."""
        entries = size = 0
        with self._queue:
            while self._waiting:
                request = self._waiting[0]
                entries += len(request.drafts)
                size += request.bytes
                if requests and (entries > MAX_ENTRIES or size > MAX_BYTES):
                    return
                if request.called_off:
                    request.end(LedgerUnavailable(_CALLED_OFF))
                elif not request.done:  # ended, when its leader was interrupted just below
                    requests.append(request)
                self._waiting.popleft()

    def _fail(self, requests: list[Request], error: Exception) -> None:
        """End `requests` with `error`, but for those whose entries the store has nevertheless.

        An interruption, or a connection that is lost, can hide that a transaction was committed.
        """
        self._leader = self._batch = None
        for request in requests:
            if not request.done:
                request.end(None if self._stands(request) else error)

    def _stands(self, request: Request) -> bool:
        stop = request.start + len(request.entries)
        try:
            if not request.entries or self._store.size() < stop:
                return False
            return self._store.entries(request.start, stop) == request.entries
        except LedgerError:  # it cannot be told now, and `error` says that nothing was acknowledged
            return False


def _include(request: Request, batch: Batch) -> None:
    """Put a request's entries into the batch, unless its guard, or what they are, is against it."""
    try:
        if request.guard is not None:
            request.guard(batch.size)
        batch.take(request)
    except Exception as error:
        if batch.error is not None:
            raise
        request.end(error)
