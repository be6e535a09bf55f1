"""How the sequencer's file is opened, whether it is still the one at its path, and what its faults mean.

Knows SQLite and files, no tables. SQLite goes on in a file that was unlinked or replaced under it:
what it writes there is lost, so a writer asks `Place.check` before and after it commits.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cohortium_ledger.errors import (
    LedgerCorrupt,
    LedgerError,
    LedgerUnavailable,
    LedgerUncertain,
)

BUSY_SECONDS = 30.0  # how long a writer waits for others before it gives up
NOT_RECORDED = "; nothing was recorded"
_NOT_KNOWN = (
    "; whether it was recorded is not known: look at the disk, then run the command again, which"
    " finds what stands"
)
_SUFFIXES = ("", "-wal", "-shm")
_DAMAGED = "the ledger's file is damaged: restore it from a copy and audit it"
_GONE = "the ledger's file was removed or replaced: stop, and restore it"
_HALF = (
    "the ledger's -wal file holds entries, and they cannot be read in a folder without its -shm"
    " that nobody may write: copy the folder to where it can be written"
)
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "its files are read-only",
    sqlite3.SQLITE_PERM: "its files may not be opened",
    sqlite3.SQLITE_CANTOPEN: "its files cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk does not take or give its data",
    sqlite3.SQLITE_BUSY: "another process has held it for too long",
    sqlite3.SQLITE_LOCKED: "another connection holds it",
    sqlite3.SQLITE_NOMEM: "memory ran out",
    sqlite3.SQLITE_INTERRUPT: "it was interrupted",
}


class Place:
    """Which files stand at a path, as device and inode. Make it once the file has been read from."""

    def __init__(self, path: Path) -> None:
        self._paths = [f"{path.absolute()}{suffix}" for suffix in _SUFFIXES]
        self._files = self._standing()

    def check(self) -> None:
        """Raise LedgerUnavailable when the file or SQLite's two beside it are no longer the same."""
        if self._standing() != self._files:
            raise LedgerUnavailable(_GONE)

    def _standing(self) -> list[tuple[int, int] | None]:
        return [_inode(path) for path in self._paths]


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A connection for all threads of this process, durable at every commit; the caller locks."""
    db = _opened(path, f"mode={mode}")
    db.execute("PRAGMA synchronous = FULL")
    return db


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, also where nothing may be written: a copy, another's folder."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        db = connect(path)  # tidies -wal and -shm away when it ends, as mode=ro would not
        db.execute("PRAGMA query_only = ON")
        return db
    db = _opened(path, "mode=ro")
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # now it wants -wal and -shm
    except sqlite3.OperationalError as error:
        db.close()
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
            raise
        if _holds(Path(f"{path}-wal")):
            raise LedgerUnavailable(_HALF) from error
        return _opened(path, "immutable=1")
    return db


def _opened(path: Path, query: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{query}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


@contextmanager
def told(consequence: str = "") -> Iterator[None]:
    """Turn what SQLite says into the ledger's errors; `consequence` ends their line."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, consequence) from error
    except UnicodeDecodeError as error:  # sqlite3 could not even word its complaint
        raise LedgerCorrupt(_DAMAGED) from error


def commit(db: sqlite3.Connection) -> None:
    """Commit. A disk that fails in it has perhaps kept what it should: raises LedgerUncertain then.

    That is not tried again: a second fsync may succeed for data that the first one lost.
    """
    try:
        with told(NOT_RECORDED):
            db.execute("COMMIT")
    except LedgerUnavailable as error:
        cause = error.__cause__
        if (
            isinstance(cause, sqlite3.Error)
            and cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR
        ):
            raise LedgerUncertain(str(error).removesuffix(NOT_RECORDED) + _NOT_KNOWN) from cause
        raise


def write_over(db: sqlite3.Connection) -> None:
    """Make sure that a commit which failed stays undone; in a new transaction, which it leaves open.

    What it left in the -wal file would be read as good by whoever opens that after a crash.
    """
    with told(NOT_RECORDED):
        db.execute("PRAGMA user_version = 0")  # changes nothing, and is written nevertheless
    commit(db)
    with told(NOT_RECORDED):
        db.execute("BEGIN IMMEDIATE")


def _translated(error: sqlite3.Error, consequence: str) -> LedgerError:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.ProgrammingError) and code is None:
        return LedgerUnavailable("the ledger is closed")
    reason = None if code is None else _REASONS.get(code & 0xFF)
    if reason is None:
        return LedgerCorrupt(_DAMAGED)
    return LedgerUnavailable(f"the ledger cannot be relied on now: {reason}{consequence}")


def _inode(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - several times a commit, and a Path costs ten times this
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LedgerUnavailable(_GONE) from error
    return found.st_dev, found.st_ino


def _holds(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
