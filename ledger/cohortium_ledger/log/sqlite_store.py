"""The store in one SQLite file, written durably, by many processes in turn.

WAL, synchronous=FULL: a transaction that has returned is on the disk. Writers take the file with
BEGIN IMMEDIATE and wait their turn. Readers have connections of their own and see the last commit.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from cohortium_ledger.errors import (
    LedgerCorrupt,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
)
from cohortium_ledger.log.appearing import appearing, remove_abandoned
from cohortium_ledger.log.connection import (
    NOT_RECORDED,
    Place,
    commit,
    connect,
    connect_to_read,
    told,
    write_over,
)
from cohortium_ledger.log.store import FORMAT, Store, every_entry, sound_notes, sound_tile
from cohortium_ledger.log.transfer import beginning, transfer

FILE_NAME = "ledger.sqlite"
_SCHEMA = """
CREATE TABLE log (version INTEGER NOT NULL, vkey TEXT NOT NULL);
CREATE TABLE entries (n INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE tiles (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL,
                    PRIMARY KEY (level, n));
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note BLOB NOT NULL);
CREATE TABLE published (size INTEGER PRIMARY KEY, note BLOB NOT NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, text TEXT NOT NULL);
"""
_INSERT = "INSERT INTO entries VALUES "
_ROWS = 64  # of a statement: each lets go of Python's lock, and a busy loop is slow to give it back
_UPSERT_TILE = "INSERT INTO tiles VALUES (?, ?, ?) ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes"
_UPSERT_PUBLISHED = (
    "INSERT INTO published VALUES (?, ?) ON CONFLICT (size) DO UPDATE SET note = excluded.note"
)
_UPSERT_SETTING = (
    "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text"
)


class SqliteStore:
    """An open store: one connection writes, others read. See `store.Store`.

    With `reading`, it writes nothing, and can be opened where nothing may be written.
    """

    def __init__(self, directory: Path, *, reading: bool = False) -> None:
        self._path = directory / FILE_NAME
        if not self._path.is_file():
            raise LedgerMissing(f"no ledger in {directory}")
        if not reading:
            remove_abandoned(self._path)
        self._turn = object()  # the transaction that is open, or was last
        self._writer: int | None = None  # the thread that writes
        self._closed = False
        self._doubtful = False  # a commit failed halfway
        self._idle: list[sqlite3.Connection] = []
        with told():
            self._db = connect_to_read(self._path) if reading else connect(self._path)
        try:
            self.vkey = self._identity()
            self._place = Place(self._path)
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, directory: Path, vkey: str, note: bytes) -> SqliteStore:
        """A new store with its first checkpoint; it appears whole or not at all."""
        path = directory / FILE_NAME
        if path.exists():
            raise LedgerExists(f"a ledger is in {directory} already")
        with appearing(path) as fresh:
            _fill(fresh, vkey, note)
        return cls(directory)

    @classmethod
    def create_from(
        cls, source: Store, directory: Path, check: Callable[[Path], None] = lambda _: None
    ) -> None:
        """A new store with all that `source` holds; it appears once `check` finds it good, or not at all."""
        path = directory / FILE_NAME
        if path.exists():
            raise LedgerExists(f"a ledger is in {directory} already")
        with appearing(path) as fresh:
            _fill(fresh, source.vkey, beginning(source))
            with closing(cls(fresh.parent)) as copy:
                transfer(source, copy)
            check(fresh.parent)

    def close(self) -> None:
        """Close the file; the store is of no use afterwards."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the file: when this has ended without an error, its writes are on the disk."""
        own = self._turn = object()  # a transaction whose end an interruption skipped is not ours
        self._writer = threading.get_ident()
        try:
            with told(NOT_RECORDED):
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                self._db.execute("BEGIN IMMEDIATE")
            self._place.check()
            if self._doubtful:
                write_over(self._db)
                self._doubtful = False
            yield
            self._place.check()
            self._doubtful = True
            commit(self._db)
            self._doubtful = False
            self._place.check()  # or it was committed to a file that nobody will find
        except BaseException:
            with told(NOT_RECORDED):
                if self._turn is own and self._db.in_transaction:
                    self._db.execute("ROLLBACK")
            raise
        finally:
            if self._turn is own:
                self._writer = None

    def size(self) -> int:
        """How many entries are sequenced, in the file that stands at the path now."""
        self._place.check()
        last = self._all("SELECT max(n) FROM entries")[0][0]
        return 0 if last is None else int(last) + 1

    def entries(self, start: int, stop: int) -> list[bytes]:
        """The entries [start, stop), every one of them."""
        rows = self._all(
            "SELECT n, data FROM entries WHERE n >= ? AND n < ? ORDER BY n", start, stop
        )
        return every_entry(rows, start, stop)

    def put_entries(self, start: int, entries: Sequence[bytes]) -> None:
        """Add entries from index `start` on; inside `writing` only."""
        with told(NOT_RECORDED):
            for first in range(0, len(entries), _ROWS):
                rows = entries[first : first + _ROWS]
                values = tuple(chain.from_iterable(enumerate(rows, start + first)))
                self._db.execute(_INSERT + ", ".join(["(?, ?)"] * len(rows)), values)

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile so far, 32 bytes each; none when there is no such tile."""
        rows = self._all("SELECT hashes FROM tiles WHERE level = ? AND n = ?", level, index)
        return sound_tile(rows[0][0], level, index) if rows else b""

    def put_tile(self, level: int, index: int, hashes: bytes) -> None:
        """Write a tile anew; inside `writing` only."""
        self._put(_UPSERT_TILE, level, index, hashes)

    def last_checkpoint(self) -> tuple[int, bytes]:
        """Size and note of the newest signed checkpoint."""
        return sound_notes(self._all(f"{_NOTES} checkpoints {_NEWEST}"))[0]

    def checkpoints(self) -> list[tuple[int, bytes]]:
        """Sizes and notes of all signed checkpoints, oldest first."""
        return sound_notes(self._all(f"{_NOTES} checkpoints ORDER BY size"))

    def put_checkpoint(self, size: int, note: bytes) -> None:
        """Add a signed checkpoint; inside `writing` only."""
        self._put("INSERT INTO checkpoints VALUES (?, ?)", size, note)

    def published(self) -> tuple[int, bytes]:
        """Size and note of the newest published checkpoint."""
        return sound_notes(self._all(f"{_NOTES} published {_NEWEST}"))[0]

    def publications(self) -> list[tuple[int, bytes]]:
        """Sizes and notes of all published checkpoints, oldest first."""
        return sound_notes(self._all(f"{_NOTES} published ORDER BY size"))

    def put_published(self, size: int, note: bytes) -> None:
        """Add a published checkpoint, or replace the one of its size; inside `writing` only."""
        self._put(_UPSERT_PUBLISHED, size, note)

    def settings(self) -> Mapping[str, str]:
        """What was set, by name."""
        return {str(name): str(text) for name, text in self._all("SELECT name, text FROM settings")}

    def put_setting(self, name: str, text: str) -> None:
        """Set `name`; inside `writing` only."""
        self._put(_UPSERT_SETTING, name, text)

    def copy_to(self, directory: Path, check: Callable[[Path], None]) -> None:
        """A copy of this moment in `directory`, which appears once it is found good, or not at all."""
        path = directory / FILE_NAME
        if path.exists():
            raise LedgerExists(f"a ledger is in {directory} already")
        with appearing(path) as fresh:
            _make_empty(fresh)
            with self._reading() as source, closing(connect(fresh)) as copy:
                source.backup(copy)
            check(fresh.parent)

    def _identity(self) -> str:
        with told():  # through the writing connection: from now on it keeps -wal and -shm in being
            rows = self._db.execute("SELECT version, vkey FROM log").fetchall()
        if not rows or rows[0][0] != FORMAT or not isinstance(rows[0][1], str):
            raise LedgerCorrupt(f"the ledger's file is not of format {FORMAT}")
        return rows[0][1]

    def _put(self, statement: str, *values: int | str | bytes) -> None:
        with told(NOT_RECORDED):
            self._db.execute(statement, values)

    def _all(self, statement: str, *values: int) -> list[Any]:
        if self._writer == threading.get_ident():
            with told(NOT_RECORDED):
                return self._db.execute(statement, values).fetchall()
        with told(), self._reading() as db:
            return db.execute(statement, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with, for one thread at a time: opened when all others are in use."""
        if self._closed:
            raise LedgerUnavailable("the ledger is closed")
        try:
            db = self._idle.pop()
        except IndexError:
            db = self._connected()
        try:
            yield db
        except BaseException:
            db.close()
            raise
        self._idle.append(db)
        if self._closed:  # meanwhile: nobody else will close it
            db.close()

    def _connected(self) -> sqlite3.Connection:
        db = connect_to_read(self._path)
        try:
            db.execute("SELECT version FROM log").fetchone()
            self._place.check()  # or it is another file than the one that is written
        except BaseException:
            db.close()
            raise
        return db


_NOTES = "SELECT size, note FROM"
_NEWEST = "ORDER BY size DESC LIMIT 1"


def _fill(path: Path, vkey: str, note: bytes) -> None:
    _make_empty(path)
    with closing(connect(path, "rwc")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(_SCHEMA)
        db.execute("INSERT INTO log VALUES (?, ?)", (FORMAT, vkey))
        db.execute("INSERT INTO checkpoints VALUES (0, ?)", (note,))
        db.execute("INSERT INTO published VALUES (0, ?)", (note,))


def _make_empty(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
