"""What a log needs of its database: one protocol, one implementation for each database.

A store keeps what it is given, durably and in order, and knows nothing of entries' content, chains
or signatures. All that a log promises is built above it, once: `stored_tree`, `sequencer`, `heads`.
Whoever reads never waits for who writes. Implemented by `sqlite_store` and `postgres_store`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from cohortium_ledger.errors import LedgerCorrupt

FORMAT = 2
# The setting that says at which entries the log's charter stands. Only a hint, to find them by: the
# entries are read, and the list is held against all entries before anything is signed.
CHARTER = "charter"


class Store(Protocol):
    """An open store, shared by the threads of a process. Every method may raise LedgerUnavailable."""

    @property
    def vkey(self) -> str:
        """The key that the log began with."""

    def close(self) -> None:
        """Let go of the database; the store is of no use afterwards."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the head of the log alone, among all processes and machines.

        When it has ended without an error, what was put in it is durable; else nothing of it is
        there. The thread that writes reads its own writes, all others what was there before. Only
        the log's sequencer enters it, with one thread of a process at a time.
        """

    def size(self) -> int:
        """How many entries are sequenced."""

    def entries(self, start: int, stop: int) -> list[bytes]:
        """The entries [start, stop), every one of them. Raises LedgerCorrupt."""

    def put_entries(self, start: int, entries: Sequence[bytes]) -> None:
        """Add entries from index `start` on; inside `writing` only, as every `put_`."""

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile so far, 32 bytes each; none when there is no such tile."""

    def put_tile(self, level: int, index: int, hashes: bytes) -> None:
        """Write a tile, in place of the one that was there."""

    def last_checkpoint(self) -> tuple[int, bytes]:
        """Size and note of the newest signed checkpoint."""

    def checkpoints(self) -> list[tuple[int, bytes]]:
        """Sizes and notes of all signed checkpoints, oldest first."""

    def put_checkpoint(self, size: int, note: bytes) -> None:
        """Add a signed checkpoint; there is one of a size, for ever."""

    def published(self) -> tuple[int, bytes]:
        """Size and note of the newest published checkpoint."""

    def publications(self) -> list[tuple[int, bytes]]:
        """Sizes and notes of all published checkpoints, oldest first."""

    def put_published(self, size: int, note: bytes) -> None:
        """Add a published checkpoint, or give the one of its size other cosignatures."""

    def settings(self) -> Mapping[str, str]:
        """What was set, by name."""

    def put_setting(self, name: str, text: str) -> None:
        """Set `name`, in place of what it was."""

    def copy_to(self, directory: Path, check: Callable[[Path], None]) -> None:
        """A copy of this moment in `directory`, while others go on. Raises LedgerExists.

        It appears once `check` has found nothing wrong with it in the folder where it was made.
        """


def every_entry(rows: Iterable[tuple[object, object]], start: int, stop: int) -> list[bytes]:
    """The entries in `rows` of index and bytes, which must be those of [start, stop)."""
    found: list[bytes] = []
    for n, data in rows:
        if n != start + len(found):
            break
        if type(data) is not bytes:
            raise LedgerCorrupt(f"entry {n} is not stored as bytes", start + len(found))
        found.append(data)
    if len(found) != stop - start:
        missing = start + len(found)
        raise LedgerCorrupt(f"entry {missing} is missing from the store", missing)
    return found


def sound_tile(hashes: object, level: int, index: int) -> bytes:
    """The stored `hashes` of a tile; refuses what cannot be any."""
    if type(hashes) is not bytes or len(hashes) % 32:
        raise LedgerCorrupt(f"tile {index} of level {level} is not made of hashes")
    return hashes


def sound_notes(rows: Iterable[tuple[object, object]]) -> list[tuple[int, bytes]]:
    """The stored checkpoints in `rows` of size and note; there is always one."""
    found: list[tuple[int, bytes]] = []
    for size, note in rows:
        if type(size) is not int or type(note) is not bytes:
            raise LedgerCorrupt(f"the checkpoint of size {size} is not stored as bytes")
        found.append((size, note))
    if not found:
        raise LedgerCorrupt("no checkpoint is stored, although one is signed at creation")
    return found
