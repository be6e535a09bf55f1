"""What a witness remembers: for each log, the newest checkpoint it cosigned. One SQLite file.

WAL, synchronous=FULL: what `writing` has ended without an error is on the disk. Writers take the file
with BEGIN IMMEDIATE, so that two processes over one folder decide one after the other. It stores
notes and knows nothing of keys, trees or rules. A copy put back is a witness that forgot: never restore one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cohortium_ledger.errors import LedgerCorrupt, LedgerMissing, LedgerUnavailable
from cohortium_ledger.log.connection import Place, connect, told

_FORMAT = 1
_SCHEMA = """
CREATE TABLE witness (version INTEGER NOT NULL, vkey TEXT NOT NULL);
CREATE TABLE cosigned (origin TEXT PRIMARY KEY, note BLOB NOT NULL);
"""
_DAMAGED = (
    "the witness's state is damaged: do not put an older copy back, it would have forgotten;"
    " make a new witness"
)
_DOWN = (
    "the witness's state cannot be relied on now (disk full or read-only, file removed, or held by"
    " another process): nothing was cosigned"
)


class WitnessStore:
    """An open state. One connection, shared by the threads of a process under a lock."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise LedgerMissing(
                f"no witness state at {path}: never start an old key on a new state"
            )
        self._lock = threading.RLock()
        with _told():
            self._db = connect(path)
            try:
                self.vkey = self._identity()
                self._place = Place(path)
            except BaseException:
                self._db.close()
                raise

    @staticmethod
    def create(path: Path, vkey: str) -> None:
        """A new, empty state at `path`, of the witness with this verifier key; durable."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with _told():
            db = connect(path, "rwc")
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(_SCHEMA)
                db.execute("INSERT INTO witness VALUES (?, ?)", (_FORMAT, vkey))
            finally:
                db.close()

    def close(self) -> None:
        """Close the file; the state is of no use afterwards."""
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the state alone. When this has ended without an error, its writes are on the disk."""
        with self._lock:
            with _told():
                self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                with _told():
                    self._db.execute("COMMIT")
                self._check_place()  # or it was committed to a file that nobody will find
            finally:
                if self._db.in_transaction:
                    with _told():
                        self._db.execute("ROLLBACK")

    def note(self, origin: str) -> bytes | None:
        """The note cosigned last for the log called `origin`; None if there was none."""
        self._check_place()
        row = self._one("SELECT note FROM cosigned WHERE origin = ?", origin)
        if row is None:
            return None
        if type(row[0]) is not bytes:
            raise LedgerCorrupt(_DAMAGED)
        return row[0]

    def put_note(self, origin: str, note: bytes) -> None:
        """Remember `note` as the newest of `origin`; inside `writing` only."""
        with self._lock, _told():
            self._db.execute(
                "INSERT INTO cosigned VALUES (?, ?)"
                " ON CONFLICT (origin) DO UPDATE SET note = excluded.note",
                (origin, note),
            )

    def _identity(self) -> str:
        row = self._one("SELECT version, vkey FROM witness")
        if row is None or row[0] != _FORMAT or not isinstance(row[1], str):
            raise LedgerCorrupt(_DAMAGED)
        return row[1]

    def _check_place(self) -> None:
        with _told():
            self._place.check()

    def _one(self, statement: str, *values: str) -> Any:
        with self._lock, _told():
            return self._db.execute(statement, values).fetchone()


@contextmanager
def _told() -> Iterator[None]:
    """The faults of a SQLite file, in words that fit a witness."""
    try:
        with told():
            yield
    except LedgerCorrupt as error:
        raise LedgerCorrupt(_DAMAGED) from error
    except LedgerUnavailable as error:
        raise LedgerUnavailable(_DOWN) from error
