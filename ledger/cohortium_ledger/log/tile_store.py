"""Where a log's static tree is put: a folder, or an S3-compatible store under a prefix.

A tile never changes, so it is created and never overwritten; the checkpoint and the key are replaced
only while they are what was read before. A store knows nothing of what it is given. Object stores
are reached through `obstore`, which takes its settings from the environment (``AWS_*``); plain http
only when AWS_ALLOW_HTTP is true.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cohortium_ledger.errors import FormatError, LedgerError, LedgerUnavailable
from cohortium_ledger.files import put_file, sync_path

if TYPE_CHECKING:
    from obstore.store import S3Store

TIMEOUT = "30s"  # of one request
_SCHEME = "s3://"


class TileStore(Protocol):
    """Where files are put by path. Every method may raise LedgerUnavailable."""

    def is_empty(self) -> bool:
        """Whether nothing is there."""

    def read(self, path: str) -> tuple[bytes, str] | None:
        """The file at `path` and its version, None if there is none."""

    def create(self, path: str, data: bytes) -> bool:
        """Put a file where there is none, whole; False when there is one already."""

    def replace(self, path: str, data: bytes, version: str | None) -> bool:
        """Put a file in place of that `version`, or of none; False when another is there by now.

        All that was put before is durable first.
        """


def open_tile_store(where: Path | str) -> TileStore:
    """The store in a folder, or at ``s3://bucket/prefix``."""
    if isinstance(where, str) and where.startswith(_SCHEME):
        return ObjectStore(where)
    if isinstance(where, str) and "://" in where:
        raise FormatError("tiles are put into a folder or to s3://bucket/prefix")
    return FolderStore(Path(where))


class FolderStore:
    """A folder. One process at a time writes it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._unsynced: set[Path] = set()

    def is_empty(self) -> bool:
        with _told_of_folder():
            return not self._directory.exists() or not any(self._directory.iterdir())

    def read(self, path: str) -> tuple[bytes, str] | None:
        with _told_of_folder():
            try:
                data = (self._directory / path).read_bytes()
            except FileNotFoundError:
                return None
        return data, hashlib.sha256(data).hexdigest()

    def create(self, path: str, data: bytes) -> bool:
        with _told_of_folder():
            if (self._directory / path).exists():
                return False
            self._put(path, data)
        return True

    def replace(self, path: str, data: bytes, version: str | None) -> bool:
        there = self.read(path)
        if (None if there is None else there[1]) != version:
            return False
        with _told_of_folder():
            while self._unsynced:
                sync_path(self._unsynced.pop())
            self._put(path, data)
        return True

    def _put(self, path: str, data: bytes) -> None:
        place = self._directory / path
        put_file(place, data)
        self._unsynced.add(place.parent)


class ObjectStore:
    """The objects under one prefix of a bucket, written under conditions that the store checks."""

    def __init__(self, url: str) -> None:
        self._store = _connected(url)

    def is_empty(self) -> bool:
        import obstore

        with _told_of_objects("it"):
            return not next(iter(obstore.list(self._store, chunk_size=1)), [])

    def read(self, path: str) -> tuple[bytes, str] | None:
        import obstore

        with _told_of_objects(path):
            try:
                found = obstore.get(self._store, path)
                return bytes(found.bytes()), found.meta["e_tag"] or ""
            except FileNotFoundError:
                return None

    def create(self, path: str, data: bytes) -> bool:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        with _told_of_objects(path):
            try:
                obstore.put(self._store, path, data, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
        return True

    def replace(self, path: str, data: bytes, version: str | None) -> bool:
        import obstore
        from obstore.exceptions import PreconditionError

        if version is None:
            return self.create(path, data)
        with _told_of_objects(path):
            try:
                obstore.put(
                    self._store, path, data, mode={"e_tag": version}, use_multipart=False
                )  # fmt: skip
            except (PreconditionError, FileNotFoundError):
                return False
        return True


def _connected(url: str) -> S3Store:
    try:
        from obstore.exceptions import BaseError
        from obstore.store import S3Store
    except ImportError as error:
        raise LedgerError(
            "tiles in an object store need an extra: install cohortium[s3]"
        ) from error
    plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
    try:
        return S3Store.from_url(
            url,
            client_options={"timeout": TIMEOUT, "allow_http": plain},
            retry_config={"max_retries": 3},
        )
    except (BaseError, ValueError) as error:
        raise FormatError("no object store: give s3://bucket/prefix and AWS_* settings") from error


@contextmanager
def _told_of_folder() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise LedgerUnavailable(f"the static tree is not complete: {reason}") from error


@contextmanager
def _told_of_objects(path: str) -> Iterator[None]:
    """Turn what the client says into ours: no address and no answer of a server in it."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        raise LedgerUnavailable(
            f"the static tree is not complete: the object store did not take or give {path}"
            f" ({type(error).__name__})"
        ) from error
