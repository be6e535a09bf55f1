"""A ledger on its way into a PostgreSQL database: nobody can open it there before it is finished.

While it is not, ``ledger.log`` has a format that no store opens. So a restore that died is told from a
ledger, and the next one takes its place. One session has an advisory lock from beginning to end: two
restores at once do not replace each other.
"""

from __future__ import annotations

from contextlib import closing

from psycopg import Connection
from psycopg.errors import UndefinedTable

from cohortium_ledger.errors import LedgerExists, LedgerUnavailable
from cohortium_ledger.log.log import Log
from cohortium_ledger.log.postgres_connection import commit, durable, told
from cohortium_ledger.log.postgres_store import UNFINISHED, PostgresStore
from cohortium_ledger.log.store import FORMAT, Store
from cohortium_ledger.log.transfer import beginning, transfer

# Any number, the same for all: locks of this kind are each database's own.
_LOCK = 0x636F686F_72746975


class _UnfinishedStore(PostgresStore):
    """The store of a ledger that is not finished."""

    FORMAT = UNFINISHED


class PostgresRestoration:
    """A restore into the database at `url`. Raises LedgerExists: it has a ledger already."""

    def __init__(self, url: str) -> None:
        self._url = url
        with told():
            self._db = durable(url)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def load(self, source: Store) -> None:
        """Put in what `source` holds, in place of what a restore that died had put in."""
        self.undo()
        fresh = _UnfinishedStore.create(self._url, source.vkey, beginning(source))
        with closing(fresh):
            transfer(source, fresh)

    def log(self, *, appending: bool = False) -> Log:
        """The log that was put in, not finished yet. Close it."""
        store = _UnfinishedStore(self._url, reading=not appending)
        return Log(store, [], appending=appending)

    def finish(self) -> None:
        """Let it be opened from now on.

        :raises LedgerUnavailable: it is not; or, when its line says so, that cannot be told
        """
        with told():
            self._db.execute("BEGIN")
            found = self._db.execute(
                "UPDATE ledger.log SET version = %s WHERE version = %s", (FORMAT, UNFINISHED)
            )
        if found.rowcount != 1:
            raise LedgerUnavailable("what was restored is no longer in the database: restore again")
        commit(self._db)

    def undo(self) -> None:
        """Remove what is not finished, if anything is."""
        with told(), self._db.transaction():
            if _format(self._db) == UNFINISHED:
                self._db.execute("DROP SCHEMA ledger CASCADE")

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def _begin(self) -> None:
        with told():
            rows = self._db.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchall()
            if rows != [(True,)]:
                raise LedgerUnavailable("another restore into this database is under way")
            if _format(self._db) not in (None, UNFINISHED):
                raise LedgerExists("a ledger is in this database already")


def _format(db: Connection[tuple[object, ...]]) -> object:
    """The format of the ledger in the database, locked; None when it has no schema ``ledger``."""
    if db.execute("SELECT to_regnamespace('ledger')").fetchone() == (None,):
        return None
    try:
        with db.transaction():
            rows = db.execute("SELECT version FROM ledger.log FOR UPDATE").fetchall()
    except UndefinedTable as error:
        raise LedgerExists("another schema `ledger` is in this database already") from error
    return rows[0][0] if len(rows) == 1 else FORMAT
