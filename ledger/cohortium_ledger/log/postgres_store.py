"""The store in a PostgreSQL database, for a log that several machines append to.

One log a database, in the schema ``ledger``. Whoever writes locks the one row of ``ledger.log`` first, so
the head is held by one at a time; a session that hangs while it holds it is ended by the server. A
connection that is lost is a LedgerUnavailable, and the next use connects anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, LiteralString

from psycopg import Connection, errors

from cohortium_ledger.errors import (
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
)
from cohortium_ledger.log.connection import NOT_RECORDED
from cohortium_ledger.log.postgres_connection import commit, connected, durable, roll_back, told
from cohortium_ledger.log.sqlite_store import SqliteStore
from cohortium_ledger.log.store import FORMAT, every_entry, sound_notes, sound_tile

_REPLACED = (
    f"the ledger in this database was replaced, or is being restored{NOT_RECORDED}: open it anew"
)
UNFINISHED = 0  # the format of a ledger while it is being restored: nobody opens it
_SCHEMA: LiteralString = """
CREATE SCHEMA ledger;
CREATE TABLE ledger.log (version integer NOT NULL, vkey text NOT NULL);
CREATE TABLE ledger.entries (n bigint PRIMARY KEY, data bytea NOT NULL);
CREATE TABLE ledger.tiles (level smallint NOT NULL, n bigint NOT NULL, hashes bytea NOT NULL,
                           PRIMARY KEY (level, n));
CREATE TABLE ledger.checkpoints (size bigint PRIMARY KEY, note bytea NOT NULL);
CREATE TABLE ledger.published (size bigint PRIMARY KEY, note bytea NOT NULL);
CREATE TABLE ledger.settings (name text PRIMARY KEY, text text NOT NULL);
ALTER TABLE ledger.entries ALTER data SET STORAGE EXTERNAL;
ALTER TABLE ledger.tiles ALTER hashes SET STORAGE EXTERNAL;
"""  # hashes and commitments do not compress
_INSERT_ENTRY: LiteralString = "INSERT INTO ledger.entries VALUES (%s, %s)"
_UPSERT_TILE: LiteralString = (
    "INSERT INTO ledger.tiles VALUES (%s, %s, %s)"
    " ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes"
)
_UPSERT_PUBLISHED: LiteralString = (
    "INSERT INTO ledger.published VALUES (%s, %s)"
    " ON CONFLICT (size) DO UPDATE SET note = excluded.note"
)
_UPSERT_SETTING: LiteralString = (
    "INSERT INTO ledger.settings VALUES (%s, %s)"
    " ON CONFLICT (name) DO UPDATE SET text = excluded.text"
)


class PostgresStore:
    """An open store: one connection writes, others read. See `store.Store`."""

    FORMAT = FORMAT  # what it opens and creates

    def __init__(self, url: str, *, reading: bool = False) -> None:
        self._url = url
        self._read_only = reading
        self._turn = object()  # the transaction that is open, or was last
        self._writer: int | None = None  # the thread that writes
        self._closed = False
        self._db: Connection[Any] | None = None  # writes
        self._idle: list[Connection[Any]] = []
        try:
            self.vkey = self._identity()
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, url: str, vkey: str, note: bytes) -> PostgresStore:
        """A new store with its first checkpoint; it appears whole or not at all."""
        with told(), connected(url) as db, db.transaction():
            try:
                db.execute(_SCHEMA)
            except (errors.DuplicateSchema, errors.UniqueViolation) as error:
                raise LedgerExists("a ledger is in this database already") from error
            db.execute("INSERT INTO ledger.log VALUES (%s, %s)", (cls.FORMAT, vkey))
            db.execute("INSERT INTO ledger.checkpoints VALUES (0, %s)", (note,))
            db.execute("INSERT INTO ledger.published VALUES (0, %s)", (note,))
        return cls(url)

    def close(self) -> None:
        """Close the connections; the store is of no use afterwards."""
        self._closed = True
        self._drop_idle()
        if self._db is not None:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the head: when this has ended without an error, its writes are on the server's disk."""
        own = self._turn = object()  # a transaction whose end an interruption skipped is not ours
        self._writer = threading.get_ident()
        try:
            db = self._begun()
            yield
            commit(db)
        except BaseException as error:
            if self._turn is own and self._db is not None:
                if not isinstance(error, Exception):
                    self._db.close()  # interrupted in a statement, it could take its answer for another's
                roll_back(self._db)
                if self._db.closed:
                    self._drop_idle()
            raise
        finally:
            if self._turn is own:
                self._writer = None

    def size(self) -> int:
        """How many entries are sequenced."""
        last = self._all("SELECT max(n) FROM ledger.entries")[0][0]
        return 0 if last is None else int(last) + 1

    def entries(self, start: int, stop: int) -> list[bytes]:
        """The entries [start, stop), every one of them."""
        rows = self._all(
            "SELECT n, data FROM ledger.entries WHERE n >= %s AND n < %s ORDER BY n", start, stop
        )
        return every_entry(rows, start, stop)

    def put_entries(self, start: int, entries: Sequence[bytes]) -> None:
        """Add entries from index `start` on; inside `writing` only."""
        with told(NOT_RECORDED), self._held().cursor() as cursor:
            cursor.executemany(_INSERT_ENTRY, list(enumerate(entries, start)))

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile so far, 32 bytes each; none when there is no such tile."""
        rows = self._all(
            "SELECT hashes FROM ledger.tiles WHERE level = %s AND n = %s", level, index
        )
        return sound_tile(rows[0][0], level, index) if rows else b""

    def put_tile(self, level: int, index: int, hashes: bytes) -> None:
        """Write a tile anew; inside `writing` only."""
        self._put(_UPSERT_TILE, level, index, hashes)

    def last_checkpoint(self) -> tuple[int, bytes]:
        """Size and note of the newest signed checkpoint."""
        return sound_notes(
            self._all("SELECT size, note FROM ledger.checkpoints ORDER BY size DESC LIMIT 1")
        )[0]

    def checkpoints(self) -> list[tuple[int, bytes]]:
        """Sizes and notes of all signed checkpoints, oldest first."""
        return sound_notes(self._all("SELECT size, note FROM ledger.checkpoints ORDER BY size"))

    def put_checkpoint(self, size: int, note: bytes) -> None:
        """Add a signed checkpoint; inside `writing` only."""
        self._put("INSERT INTO ledger.checkpoints VALUES (%s, %s)", size, note)

    def published(self) -> tuple[int, bytes]:
        """Size and note of the newest published checkpoint."""
        return sound_notes(
            self._all("SELECT size, note FROM ledger.published ORDER BY size DESC LIMIT 1")
        )[0]

    def publications(self) -> list[tuple[int, bytes]]:
        """Sizes and notes of all published checkpoints, oldest first."""
        return sound_notes(self._all("SELECT size, note FROM ledger.published ORDER BY size"))

    def put_published(self, size: int, note: bytes) -> None:
        """Add a published checkpoint, or replace the one of its size; inside `writing` only."""
        self._put(_UPSERT_PUBLISHED, size, note)

    def settings(self) -> Mapping[str, str]:
        """What was set, by name."""
        return dict(self._all("SELECT name, text FROM ledger.settings"))

    def put_setting(self, name: str, text: str) -> None:
        """Set `name`; inside `writing` only."""
        self._put(_UPSERT_SETTING, name, text)

    def copy_to(self, directory: Path, check: Callable[[Path], None]) -> None:
        """A copy of this moment in an SQLite file, which appears once it is found good, or not at all."""
        with closing(PostgresSnapshot(self._url)) as moment:
            SqliteStore.create_from(moment, directory, check)

    def _identity(self) -> str:
        rows = self._all("SELECT version, vkey FROM ledger.log")
        if len(rows) == 1 and rows[0][0] == UNFINISHED != self.FORMAT:
            raise LedgerMissing(
                "no ledger in this database yet: a restore into it was not finished; restore again,"
                " into a new home"
            )
        if len(rows) != 1 or rows[0][0] != self.FORMAT:
            raise LedgerCorrupt(f"the ledger's database is not of format {FORMAT}")
        return str(rows[0][1])

    def _begun(self) -> Connection[Any]:
        """The writing connection, connected anew if it was lost, with the head held."""
        if self._closed:
            raise LedgerUnavailable("the ledger is closed")
        if self._read_only:
            raise LedgerError("this ledger was opened to be read")
        with told(NOT_RECORDED):
            if self._db is None or self._db.closed:
                self._db = durable(self._url)
            roll_back(self._db)
            self._db.execute("BEGIN")
            query = "SELECT version, vkey FROM ledger.log FOR UPDATE"
            if self._db.execute(query).fetchall() != [(self.FORMAT, self.vkey)]:
                raise LedgerUnavailable(_REPLACED)
            return self._db

    def _held(self) -> Connection[Any]:
        if self._writer != threading.get_ident() or self._db is None:
            raise LedgerError("the ledger is written inside a transaction only")
        return self._db

    def _put(self, statement: LiteralString, *values: int | str | bytes) -> None:
        with told(NOT_RECORDED):
            self._held().execute(statement, values)

    def _all(self, statement: LiteralString, *values: int) -> list[tuple[Any, ...]]:
        if self._writer == threading.get_ident():
            with told(NOT_RECORDED):
                return self._held().execute(statement, values).fetchall()
        with told(), self._reading() as db:
            return db.execute(statement, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[Connection[Any]]:
        """A connection to read with, for one thread at a time: opened when all others are in use."""
        if self._closed:
            raise LedgerUnavailable("the ledger is closed")
        try:
            db = self._idle.pop()
        except IndexError:
            db = connected(self._url, "-c default_transaction_read_only=on")
        try:
            yield db
        except BaseException:
            db.close()
            self._drop_idle()
            raise
        self._idle.append(db)
        if self._closed:  # meanwhile: nobody else will close it
            db.close()

    def _drop_idle(self) -> None:
        """A server that went away took all connections: none is tried for the next use."""
        while self._idle:
            self._idle.pop().close()


class PostgresSnapshot(PostgresStore):
    """The store as it is when this is made, whatever is written later; read by one thread."""

    def __init__(self, url: str) -> None:
        # it holds up nobody, and whoever copies it may wait for a slow disk
        options = "-c idle_in_transaction_session_timeout=0"
        with told():
            self._moment = connected(url, options)
            self._moment.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        super().__init__(url, reading=True)

    def close(self) -> None:
        """Let go of the moment."""
        super().close()
        self._moment.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection[Any]]:
        yield self._moment


@contextmanager
def held(url: str) -> Iterator[None]:
    """Keep everybody from writing the ledger; nothing is written here.

    :raises LedgerUnavailable: the head cannot be had, or was lost before this ended
    """
    with told(), closing(connected(url)) as db:
        db.execute("BEGIN")
        db.execute("SELECT version FROM ledger.log FOR UPDATE")
        yield
        db.execute("ROLLBACK")
