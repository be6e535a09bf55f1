"""A request to the sequencer, and how the threads that wait for theirs are woken. Knows no store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        "bodies", "bytes", "done", "drafts", "entries", "error", "guard", "next", "start", "wake",
    )  # fmt: skip

    def __init__(self, drafts: Sequence[Draft], guard: Guard | None) -> None:
        self.drafts = drafts
        self.bodies = [draft.canonical_body() for draft in drafts]
        self.bytes = sum(map(len, self.bodies))
        self.guard = guard
        self.start = 0
        self.entries: list[bytes] = []
        self.error: BaseException | None = None
        self.done = False
        self.next: Request | None = None  # whose thread is woken by this request's
        self.wake: SimpleQueue[None] = SimpleQueue()

    @property
    def indices(self) -> list[int]:
        """Where the entries stand, once they have their places."""
        return list(range(self.start, self.start + len(self.entries)))

    def end(self, error: BaseException | None = None) -> None:
        """Let the thread that waits for this request go on."""
        self.error = error
        self.done = True
        self.wake.put(None)

    def pass_on(self) -> None:
        """Wake the next of the batch."""
        if self.next is not None:
            self.next.wake.put(None)

    def wait(self) -> None:
        """Sleep until something may have changed."""
        try:
            self.wake.get(timeout=_LOOK_AGAIN)
        except Empty:
            return


def end_all(requests: Sequence[Request]) -> None:
    """Let the threads of `requests` go on, each woken by the one before it.

    Hundreds that wake together do little but take Python's lock from each other.
    """
    for request, following in pairwise(requests):
        request.next = following
    for request in requests:
        request.done = True
    if requests:
        requests[0].wake.put(None)
