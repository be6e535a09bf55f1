"""The sequencer's storage: one SQLite file, written durably, by many processes in turn.

WAL, synchronous=FULL: a transaction that has returned is on the disk. Writers take the file with
BEGIN IMMEDIATE and wait their turn. It stores what it is given and knows nothing of entries' content,
chains or signatures.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cohortium_ledger.connection import NOT_RECORDED, Place, connect, connect_to_read, told
from cohortium_ledger.errors import (
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
)

FILE_NAME = "ledger.sqlite"
_FORMAT = 1
_SCHEMA = """
CREATE TABLE log (version INTEGER NOT NULL, vkey TEXT NOT NULL);
CREATE TABLE entries (n INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE tiles (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL,
                    PRIMARY KEY (level, n));
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note BLOB NOT NULL);
"""


class Store:
    """An open store. One connection, shared by the threads of a process under a lock.

    With `reading`, it writes nothing, and can be opened where nothing may be written.
    """

    def __init__(self, directory: Path, *, reading: bool = False) -> None:
        path = directory / FILE_NAME
        if not path.is_file():
            raise LedgerMissing(f"no ledger in {directory}")
        self._lock = threading.RLock()
        with told():
            self._db = connect_to_read(path) if reading else connect(path)
        try:
            self.vkey = self._identity()
            self._place = Place(path)
        except BaseException:
            self._db.close()
            raise

    @classmethod
    def create(cls, directory: Path, vkey: str, note: bytes) -> Store:
        """A new store with its first checkpoint; it appears whole or not at all."""
        path = directory / FILE_NAME
        if path.exists():
            raise LedgerExists(f"a ledger is in {directory} already")
        fresh = directory / f".{FILE_NAME}.{secrets.token_hex(8)}"
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with told():
                _fill(fresh, vkey, note)
            _appear(fresh, path)
        except OSError as error:
            raise LedgerUnavailable(f"no ledger can be made: {error.strerror}") from error
        finally:
            for leftover in directory.glob(f"{fresh.name}*"):
                leftover.unlink()
        return cls(directory)

    def close(self) -> None:
        """Close the file; the store is of no use afterwards."""
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A durable transaction: when this has ended without an error, its writes are on the disk."""
        with self._lock:
            with told(NOT_RECORDED):
                if self._db.in_transaction:
                    raise LedgerError(
                        "the ledger is written by whoever asks already: not twice at once"
                    )
                self._db.execute("BEGIN IMMEDIATE")
            try:
                self._place.check()
                yield
                self._place.check()
                with told(NOT_RECORDED):
                    self._db.execute("COMMIT")
                self._place.check()  # or it was committed to a file that nobody will find
            except BaseException:
                if self._db.in_transaction:
                    with told(NOT_RECORDED):
                        self._db.execute("ROLLBACK")
                raise

    def size(self) -> int:
        """How many entries are sequenced, in the file that stands at the path now."""
        self._place.check()
        row = self._one("SELECT max(n) FROM entries")
        return 0 if row is None or row[0] is None else int(row[0]) + 1

    def entries(self, start: int, stop: int) -> list[bytes]:
        """The entries [start, stop), every one of them."""
        rows = self._all(
            "SELECT n, data FROM entries WHERE n >= ? AND n < ? ORDER BY n", start, stop
        )
        for n, row in zip(range(start, stop), rows + [None] * (stop - start), strict=False):
            if row is None or row[0] != n:
                raise LedgerCorrupt(f"entry {n} is missing from the store", n)
            if type(row[1]) is not bytes:
                raise LedgerCorrupt(f"entry {n} is not stored as bytes", n)
        return [row[1] for row in rows]

    def put_entries(self, start: int, entries: Sequence[bytes]) -> None:
        """Add entries from index `start` on; inside `writing` only."""
        with self._lock, told(NOT_RECORDED):
            self._db.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(entries, start))

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile so far, 32 bytes each; none when there is no such tile."""
        row = self._one("SELECT hashes FROM tiles WHERE level = ? AND n = ?", level, index)
        if row is None:
            return b""
        if type(row[0]) is not bytes or len(row[0]) % 32:
            raise LedgerCorrupt(f"tile {index} of level {level} is not made of hashes")
        return row[0]

    def put_tile(self, level: int, index: int, hashes: bytes) -> None:
        """Write a tile anew; inside `writing` only."""
        with self._lock, told(NOT_RECORDED):
            self._db.execute(
                "INSERT INTO tiles VALUES (?, ?, ?)"
                " ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes",
                (level, index, hashes),
            )

    def last_checkpoint(self) -> tuple[int, bytes]:
        """Size and note of the newest checkpoint."""
        row = self._one("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1")
        if row is None or type(row[1]) is not bytes:
            raise LedgerCorrupt("no checkpoint is stored, although one is signed at creation")
        return int(row[0]), row[1]

    def checkpoints(self) -> list[tuple[int, bytes]]:
        """Sizes and notes of all checkpoints, oldest first."""
        rows = self._all("SELECT size, note FROM checkpoints ORDER BY size")
        for size, note in rows:
            if type(note) is not bytes:
                raise LedgerCorrupt(f"the checkpoint of size {size} is not stored as bytes")
        return [(int(size), note) for size, note in rows]

    def put_checkpoint(self, size: int, note: bytes) -> None:
        """Add a checkpoint; inside `writing` only."""
        with self._lock, told(NOT_RECORDED):
            self._db.execute("INSERT INTO checkpoints VALUES (?, ?)", (size, note))

    def _identity(self) -> str:
        row = self._one("SELECT version, vkey FROM log")
        if row is None or row[0] != _FORMAT or not isinstance(row[1], str):
            raise LedgerCorrupt(f"the ledger's file is not of format {_FORMAT}")
        return row[1]

    def _one(self, statement: str, *values: int) -> Any:
        with self._lock, told():
            return self._db.execute(statement, values).fetchone()

    def _all(self, statement: str, *values: int) -> list[Any]:
        with self._lock, told():
            return self._db.execute(statement, values).fetchall()


def _fill(path: Path, vkey: str, note: bytes) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    db = connect(path, "rwc")
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(_SCHEMA)
        db.execute("INSERT INTO log VALUES (?, ?)", (_FORMAT, vkey))
        db.execute("INSERT INTO checkpoints VALUES (0, ?)", (note,))
    finally:
        db.close()


def _appear(fresh: Path, path: Path) -> None:
    """Give `fresh` its lasting name, durably, unless another took it meanwhile."""
    try:
        os.link(fresh, path)
    except FileExistsError as error:
        raise LedgerExists(f"a ledger is in {path.parent} already") from error
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
