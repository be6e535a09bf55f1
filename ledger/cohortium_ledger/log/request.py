"""A request to the sequencer, and how the threads that wait for theirs are woken. Knows no store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from queue import Empty, SimpleQueue

from cohortium_ledger.formats.entry import Draft

_LOOK_AGAIN = 1.0  # seconds; only a thread interrupted in the wrong moment makes others wait for it

# Told the size of the log before the request's own entries, inside the transaction; may raise to call
# the request off. Any thread may run it. What it reads of the log holds the entries before its own,
# and may yet come to nothing: it must keep none of it.
Guard = Callable[[int], None]


class Request:
    """Drafts that are to be sequenced together, all or none, and what became of them."""

    __slots__ = (
        "bodies", "bytes", "called_off", "done", "drafts", "entries", "error", "guard", "start",
        "waiter",
    )  # fmt: skip

    waiter: Waiter

    def __init__(self, drafts: Sequence[Draft], guard: Guard | None) -> None:
        self.drafts = drafts
        self.bodies = [draft.canonical_body() for draft in drafts]
        self.bytes = sum(map(len, self.bodies))
        self.guard = guard
        self.start = 0
        self.entries: list[bytes] = []
        self.error: BaseException | None = None
        self.called_off = False  # who asked has gone: not sequenced, unless it is being so already
        self.done = False

    @property
    def indices(self) -> list[int]:
        """Where the entries stand, once they have their places. Raises what went wrong instead."""
        if self.error is not None:
            raise self.error
        return list(range(self.start, self.start + len(self.entries)))

    def end(self, error: BaseException | None = None) -> None:
        """Let the thread that waits for this request look at it."""
        self.error = error
        self.done = True
        self.waiter.wake.put(None)


class Waiter:
    """A thread that waits until all of `requests` are done: its own, or those it was given."""

    __slots__ = ("next", "requests", "wake")

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = requests
        self.next: Waiter | None = None  # who is woken by this one
        self.wake: SimpleQueue[None] = SimpleQueue()
        for request in requests:
            request.waiter = self

    @property
    def done(self) -> bool:
        """Whether the thread may go on."""
        return all(request.done for request in self.requests)

    def wait(self) -> None:
        """Sleep until something may have changed."""
        try:
            self.wake.get(timeout=_LOOK_AGAIN)
        except Empty:
            return

    def pass_on(self) -> None:
        """Wake the next of the batch."""
        if self.next is not None:
            self.next.wake.put(None)


def end_all(requests: Sequence[Request]) -> None:
    """Let the threads of `requests` go on, each woken by the one before it.

    Hundreds that wake together do little but take Python's lock from each other. A thread that has
    more requests in the queue is not woken yet.
    """
    for request in requests:
        request.done = True
    waiters = [waiter for waiter in waiters_of(requests) if waiter.done]
    for waiter, following in pairwise(waiters):
        waiter.next = following
    if waiters:
        waiters[0].wake.put(None)


def waiters_of(requests: Iterable[Request]) -> list[Waiter]:
    """The threads that wait for `requests`, each once, in their order."""
    return list(dict.fromkeys(request.waiter for request in requests))
