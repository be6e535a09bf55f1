"""Asking a witness: over HTTP (C2SP tlog-witness), or in a folder of this machine.

A witness may hang, lie or answer nonsense. Here its answer is bounded in size and time, and nothing in
it is believed: `publication` checks it. A local witness is asked in this process; it keeps its own key
and state as any other, and refuses as any other.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from cohortium_ledger.errors import LedgerUnavailable, TreeUnavailable
from cohortium_ledger.formats.checkpoint import MAX_CHECKPOINT
from cohortium_ledger.remote.fetching import WebSource
from cohortium_ledger.signing.wrapping import Wrapping
from cohortium_ledger.witness.witness import Witness

Answer = TypeVar("Answer")
MAX_ANSWER = 64 * 1024  # bytes of signature lines: one of ML-DSA-44 has 3,300
_NOWHERE = "the policy gives it no address, and it does not run here"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a witness answered to a checkpoint; `body` is not checked yet."""

    status: int
    body: bytes


class WitnessClient(Protocol):
    """One witness, asked by one thread at a time. Every method may raise LedgerError, and may be slow."""

    def add_checkpoint(self, request: bytes) -> Reply:
        """Its answer to the body of an add-checkpoint request."""

    def checkpoint(self, origin: str) -> bytes | None:
        """The newest note it cosigned for the log `origin`; None when it knows of none."""

    def close(self) -> None:
        """Let go of what it takes to ask."""


class WebWitness:
    """A witness at an http or https address. Raises FormatError when `url` is none."""

    def __init__(self, url: str, timeout: float) -> None:
        self._source = WebSource(url, timeout)

    def add_checkpoint(self, request: bytes) -> Reply:
        """Its answer, whatever the status. Raises TreeUnavailable when there is none in time."""
        return Reply(
            *_asked("add-checkpoint", lambda path: self._source.post(path, request, MAX_ANSWER))
        )

    def checkpoint(self, origin: str) -> bytes | None:
        """The newest note it cosigned for the log `origin`."""
        path = f"{origin_hash(origin)}/checkpoint"
        return _asked(path, lambda path: self._source.get(path, MAX_CHECKPOINT))

    def close(self) -> None:
        """Nothing is kept open."""


class LocalWitness:
    """The witness in a folder, opened at its first use; `wrapping` is told what opens its keys."""

    def __init__(
        self, directory: Path, logs: Sequence[str], wrapping: Callable[[], Wrapping | None]
    ) -> None:
        self._directory = directory
        self._logs = logs
        self._wrapping = wrapping
        self._lock = threading.Lock()
        self._witness: Witness | None = None
        self._closed = False

    def add_checkpoint(self, request: bytes) -> Reply:
        """Its answer."""
        answer = self._opened().add_checkpoint(request)
        return Reply(answer.status, answer.body)

    def checkpoint(self, origin: str) -> bytes | None:
        """The newest note it cosigned for the log `origin`."""
        return self._opened().checkpoint(origin_hash(origin))

    def close(self) -> None:
        """Close the witness, if it was opened."""
        with self._lock:
            self._closed = True
            if self._witness is not None:
                self._witness.close()

    def _opened(self) -> Witness:
        with self._lock:
            if self._closed:
                raise LedgerUnavailable("the witness is closed")
            if not self._directory.is_dir():
                raise TreeUnavailable(_NOWHERE)
            if self._witness is None:
                self._witness = Witness.open(self._directory, self._logs, wrapping=self._wrapping())
            return self._witness


class UnknownWitness:
    """A witness that the policy names, and of which nobody knows where it is."""

    def add_checkpoint(self, request: bytes) -> Reply:
        """Nobody to ask."""
        del request
        raise TreeUnavailable(_NOWHERE)

    def checkpoint(self, origin: str) -> bytes | None:
        """Nobody to ask."""
        del origin
        raise TreeUnavailable(_NOWHERE)

    def close(self) -> None:
        """Nothing is kept open."""


def _asked(path: str, ask: Callable[[str], Answer]) -> Answer:
    """What a witness answers at `path`; who is told why it does not wants its name, not the path."""
    try:
        return ask(path)
    except TreeUnavailable as error:
        raise TreeUnavailable(str(error).removeprefix(f"{path}: ")) from error


def origin_hash(origin: str) -> str:
    """A log's name in the address of its checkpoint: SHA-256, in hex."""
    return hashlib.sha256(origin.encode()).hexdigest()
