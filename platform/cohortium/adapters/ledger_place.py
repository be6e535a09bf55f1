"""Where a home's ledger stands, for backup and restore: its own folder, or a PostgreSQL database.

A copy always holds an SQLite file, whichever it came from, so that either is restored from either.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cohortium.adapters import snapshot
from cohortium.adapters.snapshot import Writing
from cohortium.errors import BadInput
from cohortium.home import LEDGER_URL, Home
from cohortium_ledger import LedgerExists, Log
from cohortium_ledger.errors import LedgerError
from cohortium_ledger.files import sync_path
from cohortium_ledger.log.sqlite_store import FILE_NAME, SqliteStore

if TYPE_CHECKING:  # an extra
    from cohortium_ledger.log.postgres_restoration import PostgresRestoration

POSTGRES = ("postgresql://", "postgres://")
NEEDED = "a ledger in PostgreSQL needs an extra: install cohortium[postgres]"


class RestoredLedger(Protocol):
    """A ledger on its way to its place: in use once `LedgerPlace.restoring` has ended well."""

    def settle(self) -> None:
        """Bring the ledger that was put back into the home to its place."""

    def read(self) -> Log:
        """The log there, to be audited. Close it."""

    def shared(self) -> AbstractContextManager[Log | None]:
        """The log there to open the home with; None when it opens as that of any home."""


class LedgerPlace(Protocol):
    """Where the ledger of a home is, or is to be."""

    def held(self) -> AbstractContextManager[None]:
        """Keep everybody from writing to the ledger."""

    def moment(self) -> AbstractContextManager[Writing]:
        """The ledger as it is now, to be written into an SQLite file."""

    def restoring(self) -> AbstractContextManager[RestoredLedger]:
        """A restore: what it brought here is in use in the end, or removed after an error.

        Raises BadInput: a ledger is there already.
        """


def ledger_place(home: Home) -> LedgerPlace:
    """The place that the settings name. Raises BadInput: they name no database."""
    place = home.ledger_place
    if isinstance(place, Path):
        return _Folder(place)
    if not place.startswith(POSTGRES):
        raise BadInput(f"{LEDGER_URL} is no postgresql:// URL: set it to one, or not at all")
    return _Database(place, home.ledger)


class _Folder:
    """The home's own folder, where the file is put back to; nothing is left to be brought anywhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def held(self) -> AbstractContextManager[None]:
        return snapshot.held(self._folder / FILE_NAME)

    def moment(self) -> AbstractContextManager[Writing]:
        return snapshot.snapshot(self._folder / FILE_NAME)

    def restoring(self) -> AbstractContextManager[RestoredLedger]:
        return nullcontext(self)

    def settle(self) -> None:
        pass

    def read(self) -> Log:
        return Log.open(self._folder)

    def shared(self) -> AbstractContextManager[Log | None]:
        return nullcontext()


class _Database:
    """The database at `url`; a file that is put back comes by way of `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder

    def held(self) -> AbstractContextManager[None]:
        try:
            from cohortium_ledger.log.postgres_store import held
        except ImportError as error:
            raise LedgerError(NEEDED) from error
        return held(self._url)

    @contextmanager
    def moment(self) -> Iterator[Writing]:
        from cohortium_ledger.log.postgres_store import PostgresSnapshot

        with closing(PostgresSnapshot(self._url)) as store:
            yield lambda path: SqliteStore.create_from(store, path.parent)

    @contextmanager
    def restoring(self) -> Iterator[RestoredLedger]:
        with closing(self._restoration()) as restoration:
            try:
                yield _IntoDatabase(restoration, self._folder)
            except BaseException:
                restoration.undo()
                raise
            restoration.finish()

    def _restoration(self) -> PostgresRestoration:
        try:
            from cohortium_ledger.log.postgres_restoration import PostgresRestoration
        except ImportError as error:
            raise LedgerError(NEEDED) from error
        try:
            return PostgresRestoration(self._url)
        except LedgerExists as error:
            raise BadInput(
                f"{error}: let {LEDGER_URL} name an empty one, or unset it to restore into the home"
            ) from error


class _IntoDatabase:
    """A ledger that goes from the folder it was put back to into the database."""

    def __init__(self, restoration: PostgresRestoration, folder: Path) -> None:
        self._restoration = restoration
        self._folder = folder

    def settle(self) -> None:
        with closing(SqliteStore(self._folder, reading=True)) as source:
            self._restoration.load(source)
        for path in list(self._folder.iterdir()):  # an old ledger that could be taken for the one
            path.unlink()
        sync_path(self._folder)

    def read(self) -> Log:
        return self._restoration.log()

    def shared(self) -> AbstractContextManager[Log | None]:
        return self._restoration.log(appending=True)
