"""How the sequencer's PostgreSQL is connected to, when a commit of it counts, and what its faults mean.

Knows PostgreSQL, and of tables only that there are some. No message has the URL, which may hold a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, errors
from psycopg.pq import TransactionStatus

from cohortium_ledger.errors import (
    LedgerCorrupt,
    LedgerError,
    LedgerMissing,
    LedgerUnavailable,
    LedgerUncertain,
)
from cohortium_ledger.log.connection import BUSY_SECONDS, NOT_RECORDED

_CONNECT_SECONDS = 10
_HANGING_SECONDS = 60  # how long a session may hold the head without a word
_UNKNOWN = (
    "the ledger cannot be relied on now: the connection was lost while it was recorded;"
    " look whether it stands before it is tried again"
)


def connected(url: str, options: str = "") -> Connection[Any]:
    """A connection whose statements stand alone, and which never waits for ever."""
    db = psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=_CONNECT_SECONDS,
        application_name="cohortium-ledger",
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=30_000,
        options=f"-c lock_timeout={int(BUSY_SECONDS * 1000)}"
        f" -c idle_in_transaction_session_timeout={_HANGING_SECONDS * 1000} {options}",
    )
    db.prepare_threshold = 2
    return db


def durable(url: str) -> Connection[Any]:
    """A connection whose commits are on the server's disk; refuses a server that does not do that."""
    db = connected(url)
    rows = dict(
        db.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')"
        ).fetchall()
    )
    if rows.get("fsync") != "on":
        db.close()
        raise LedgerUnavailable("the database has fsync off: nothing it says it keeps is durable")
    if rows.get("synchronous_commit") == "off":
        db.execute("SET synchronous_commit = on")
    return db


def commit(db: Connection[Any]) -> None:
    """Commit, and make sure of it: what failed before is rolled back by a COMMIT without an error."""
    if db.info.transaction_status != TransactionStatus.INTRANS:
        raise LedgerUnavailable(f"a statement failed in the transaction{NOT_RECORDED}")
    try:
        answer = db.execute("COMMIT").statusmessage
    except psycopg.Error as error:
        raise LedgerUncertain(_UNKNOWN) from error
    if answer != "COMMIT":
        raise LedgerUnavailable(f"the database did not commit{NOT_RECORDED}")


def roll_back(db: Connection[Any]) -> None:
    """Undo what is open; a connection on which that cannot be said is closed, which undoes it too."""
    if db.closed or db.info.transaction_status == TransactionStatus.IDLE:
        return
    try:
        db.execute("ROLLBACK")
    except psycopg.Error:
        db.close()


@contextmanager
def told(consequence: str = "") -> Iterator[None]:
    """Turn what the database says into the ledger's errors; `consequence` ends their line."""
    try:
        yield
    except psycopg.Error as error:
        raise _translated(error, consequence) from error


def _translated(error: psycopg.Error, consequence: str) -> LedgerError:
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName):
        return LedgerMissing("no ledger in this database")
    if isinstance(error, errors.IntegrityError | errors.DataError):
        return LedgerCorrupt("the ledger's database is damaged: restore it and audit it")
    reason = next((text for kinds, text in _REASONS if isinstance(error, kinds)), _LOST)
    return LedgerUnavailable(f"the ledger cannot be relied on now: {reason}{consequence}")


_LOST = "its database cannot be reached, or the connection to it was lost"
_REASONS: tuple[tuple[type[psycopg.Error] | tuple[type[psycopg.Error], ...], str], ...] = (
    (errors.LockNotAvailable, "another process has held it for too long"),
    (errors.DiskFull, "the disk is full"),
    (errors.ReadOnlySqlTransaction, "its database is read-only"),
    (errors.InsufficientPrivilege, "its database does not let this user do that"),
    (errors.InFailedSqlTransaction, "a statement before failed"),
    (errors.QueryCanceled, "it was interrupted"),
)
