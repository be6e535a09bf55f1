"""Which store stands at a place: a folder has SQLite's, a URL ``postgresql://...`` PostgreSQL's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohortium_ledger.errors import LedgerError
from cohortium_ledger.log.sqlite_store import SqliteStore
from cohortium_ledger.log.store import Store

if TYPE_CHECKING:
    from cohortium_ledger.log.postgres_store import PostgresStore

_POSTGRES = ("postgresql://", "postgres://")


def created_store(where: Path | str, vkey: str, note: bytes) -> Store:
    """A new store with its first checkpoint. Raises LedgerExists."""
    if isinstance(where, str) and where.startswith(_POSTGRES):
        return _postgres().create(where, vkey, note)
    return SqliteStore.create(Path(where), vkey, note)


def opened_store(where: Path | str, *, reading: bool) -> Store:
    """The store that stands at `where`; with `reading` it writes nothing. Raises LedgerMissing."""
    if isinstance(where, str) and where.startswith(_POSTGRES):
        return _postgres()(where, reading=reading)
    return SqliteStore(Path(where), reading=reading)


def _postgres() -> type[PostgresStore]:
    try:
        from cohortium_ledger.log.postgres_store import PostgresStore
    except ImportError as error:
        raise LedgerError(
            "a ledger in PostgreSQL needs an extra: install cohortium[postgres]"
        ) from error
    return PostgresStore
