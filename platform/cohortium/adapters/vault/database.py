"""One SQLite file that many threads and processes share: WAL, fsync at every commit, 0600.

Each thread has a connection of its own. Every SQLite error leaves as `Unavailable`, one line. It
knows no tables.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from cohortium.errors import NotFound, Unavailable

WAIT = 30.0  # seconds to wait for another process that writes
CACHE = -16384  # KiB of page cache a connection may take (negative: KiB)
FETCHED = 64  # rows taken at a time
SCANNED = 1 << 22  # bytes of a file looked through at a time
TOGETHER = 256  # rows inserted by one statement
VERSION = 3  # of the schemas; stored as user_version
# Our words, since SQLite's own may repeat what is stored.
REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing was kept",
    sqlite3.SQLITE_BUSY: "another command writes to it; try again",
    sqlite3.SQLITE_LOCKED: "another command writes to it; try again",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_PERM: "it may not be opened",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk does not take or give its data",
    sqlite3.SQLITE_NOMEM: "memory ran out",
    sqlite3.SQLITE_INTERRUPT: "it was interrupted",
}


class Database:
    """A file of one schema. `create` makes it, the constructor opens one that exists."""

    def __init__(self, path: Path, *, wait: float = WAIT) -> None:
        if not path.is_file():
            raise NotFound(f"no vault at {path}: cohortium init makes one")
        self.path = path
        self._wait = wait
        self._file = _inode(path)
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        if self.one("PRAGMA user_version") != (VERSION,):
            raise Unavailable(
                f"{path} is no vault of this version, or was not finished: make it anew"
            )

    @classmethod
    def create(cls, path: Path, schema: str) -> Database:
        """Make the file with `schema`, readable by its owner alone; one left unfinished is finished."""
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with _translated(path):
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.executescript(
                    f"BEGIN IMMEDIATE; {schema}; PRAGMA user_version = {VERSION}; COMMIT"
                )
            finally:
                connection.close()
        return cls(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = self._connect()
        return found

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        with _translated(self.path):
            row: tuple[Any, ...] | None = self.connection.execute(sql, parameters).fetchone()
            return row

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows."""
        with _translated(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def each(
        self, sql: str, parameters: Sequence[Any] = ()
    ) -> Generator[tuple[Any, ...], None, None]:
        """Rows as they come; few are held at once. Close it unless it is consumed."""
        with _translated(self.path):
            cursor = self.connection.execute(sql, parameters)
        try:
            while True:
                with _translated(self.path):
                    rows = cursor.fetchmany(FETCHED)
                if not rows:
                    return
                yield from rows  # outside the translation: what its reader raises is not ours
        finally:
            with suppress(sqlite3.ProgrammingError):  # connection and cursor were closed before
                cursor.close()

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """One statement inside `transaction`; the number of rows it changed."""
        with _translated(self.path):
            return self.connection.execute(sql, parameters).rowcount

    def write_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows, inside `transaction`."""
        with _translated(self.path):
            self.connection.executemany(sql, rows)

    def write_rows(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """New rows of `table`, inside `transaction`: many a statement, in half the time of one each."""
        for start in range(0, len(rows), TOGETHER):
            part = rows[start : start + TOGETHER]
            values = ",".join([f"({','.join('?' * len(part[0]))})"] * len(part))
            self.write(f"INSERT INTO {table} VALUES {values}", [*chain.from_iterable(part)])  # noqa: S608 - our own names

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """Write here; committed (and on disk, when `durable`) at the end, undone at any exception.

        One that is not durable may be lost by a power cut, whole, and must be one that can be redone.
        """
        with self.tentative(durable=durable):
            yield
            self.commit()

    @contextmanager
    def tentative(self, *, durable: bool = True) -> Iterator[None]:
        """Write here; undone unless `commit` is called before the end."""
        connection = self.connection
        with _translated(self.path):
            connection.execute("PRAGMA synchronous = " + ("FULL" if durable else "NORMAL"))
            connection.execute("BEGIN IMMEDIATE")
        try:
            self._check_place()
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def commit(self) -> None:
        """End this thread's transaction: from here on it stands."""
        self._check_place()
        with _translated(self.path):
            self.connection.execute("COMMIT")

    def truncate(self, *, wait: bool = True) -> bool:
        """Empty the write-ahead journal into the file; False while somebody reads an older state."""
        with _translated(self.path):
            if not wait:
                self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                busy = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {int(self._wait * 1000)}")
        return not busy

    def holds(self, sought: bytes) -> bool:
        """Whether these bytes stand anywhere in the file, free pages included, or in its journal."""
        return any(_found(sought, Path(f"{self.path}{suffix}")) for suffix in ("", "-wal"))

    def rebuild(self) -> None:
        """Write the whole file anew, without free space."""
        with _translated(self.path):
            self.connection.execute("VACUUM")

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._local = threading.local()

    def _check_place(self) -> None:
        """SQLite goes on in a file that was unlinked or replaced, and what it writes there is lost."""
        if _inode(self.path) != self._file:
            raise Unavailable(
                f"{self.path} was removed or replaced: stop, and restore it", code="vault"
            )

    def _connect(self) -> sqlite3.Connection:
        with _translated(self.path):
            connection = sqlite3.connect(
                self.path, timeout=self._wait, isolation_level=None, check_same_thread=False
            )
            for pragma in (
                "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY",
                "journal_size_limit = 67108864", f"cache_size = {CACHE}", "trusted_schema = OFF",
            ):  # fmt: skip
                connection.execute(f"PRAGMA {pragma}")
        with self._lock:
            self._all.append(connection)
        return connection


def _found(sought: bytes, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            rest = b""
            while chunk := file.read(SCANNED):
                if sought in rest + chunk:
                    return True
                rest = chunk[1 - len(sought) :]
    except FileNotFoundError:
        return False
    return False


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind of error
        reason = REASONS.get(code, "it is damaged: restore it from a backup")
        raise Unavailable(f"{path} cannot be used: {reason}", code="vault") from error
