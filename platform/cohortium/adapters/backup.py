"""Copies of a home: taken while it is in use, digests written last; put back whole or not at all.

The ledger, wherever it is, and the openings are read as of one moment, at which nobody wrote to the ledger, so that
every entry has its opening. The vault comes after, then what never changes. What is folded from the
ledger is left out, and so are witnesses: one that is put back could sign twice. docs/formats/backup.md
is the format.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from cohortium.adapters.ledger_place import RestoredLedger, ledger_place
from cohortium.adapters.snapshot import Writing, snapshot
from cohortium.errors import BadInput, Refused
from cohortium.home import Home, write_atomically
from cohortium_ledger.files import sync_path
from cohortium_ledger.log.sqlite_store import FILE_NAME

VERSION: Final = 1
MANIFEST: Final = "manifest.json"
LEDGER_FILE: Final = f"ledger/{FILE_NAME}"
OPENINGS_FILE: Final = "vault/openings.db"
LATER: Final = ("vault/vault.db", "requests.db")  # a moment later: they may know more, never less
DESCRIPTION: Final = "home.json"
CHUNK: Final = 1 << 20
LARGEST_MANIFEST: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """One file of a copy: where it stands in the home, its bytes and their SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds. `keys` says whether the home's own keys are among it."""

    made: str
    origin: str
    entries: int
    keys: bool
    files: tuple[Copied, ...]

    def __bytes__(self) -> bytes:
        content = {"v": VERSION, **asdict(self), "files": [asdict(file) for file in self.files]}
        return json.dumps(content, indent=1).encode() + b"\n"


class Copy:
    """A copy in `directory`, being made or read."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def begin(self) -> None:
        """Make the folder. Raises BadInput when something stands there."""
        if self.directory.exists() and (
            not self.directory.is_dir() or any(self.directory.iterdir())
        ):
            raise BadInput(f"{self.directory} is not empty: choose another folder")
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def take_databases(self, home: Home) -> list[Copied]:
        """Copy the ledger and the openings as of one moment, then the vault."""
        ledger = ledger_place(home)
        with ExitStack() as stack:
            with ledger.held():
                entries = stack.enter_context(ledger.moment())
                openings = stack.enter_context(snapshot(home.root / OPENINGS_FILE))
            copied = [self._take(LEDGER_FILE, entries), self._take(OPENINGS_FILE, openings)]
        for name in LATER:
            if (home.root / name).exists():
                with snapshot(home.root / name) as later:
                    copied.append(self._take(name, later))
        return copied

    def take_files(self, home: Home, names: Iterable[str]) -> list[Copied]:
        """Copy files, or folders with all that is in them, named from the home's root.

        :raises BadInput: one is a symbolic link, which may lead anywhere: nothing of `names` is copied
        """
        found = []
        for name in names:
            path = home.root / name
            inside = [path, *sorted(path.rglob("*"))] if path.is_dir() else [path]
            _check_no_link(inside)
            found += [file for file in inside if file.is_file()]
        return [self._take_file(file, file.relative_to(home.root).as_posix()) for file in found]

    def finish(
        self, files: Iterable[Copied], *, made: str, origin: str, entries: int, keys: bool
    ) -> None:
        """Write the manifest, last of all: a copy without one is none."""
        manifest = Manifest(made, origin, entries, keys, tuple(files))
        for folder in [self.directory, *self.directory.rglob("*")]:
            if folder.is_dir():
                sync_path(folder)
        write_atomically(self.directory / MANIFEST, bytes(manifest))

    def manifest(self) -> Manifest:
        """What the copy says it holds. Raises BadInput: no copy, cut short, or more than it says."""
        path = self.directory / MANIFEST
        try:
            with path.open("rb") as file:
                manifest = _parse(json.loads(file.read(LARGEST_MANIFEST)))
        except (FileNotFoundError, NotADirectoryError):
            raise BadInput(
                f"{self.directory} is no backup, or one that was cut short: it has no {MANIFEST}"
            ) from None
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise BadInput(
                f"{path} is no manifest of version {VERSION}: take another backup"
            ) from None
        named = {file.path for file in manifest.files} | {MANIFEST}
        for found in self.directory.rglob("*"):
            if not found.is_dir() and found.relative_to(self.directory).as_posix() not in named:
                raise BadInput(f"{found} is not of this backup: its manifest does not name it")
        return manifest

    def put_back(self, manifest: Manifest, home: Home) -> None:
        """Copy everything but home.json into `home`, each file compared with its digest.

        Raises Refused when one is missing or altered; what was copied until then stays.
        """
        for file in manifest.files:
            source, target = self.directory / file.path, home.root / file.path
            if not source.is_file() or source.is_symlink():
                raise Refused(f"the backup is not whole: {file.path} is missing", code="backup")
            if file.path == DESCRIPTION:
                continue
            _folder(target.parent, home.root)
            if _copied(source, target, file.path) != file:
                raise Refused(
                    f"the backup was altered: {file.path} is not as copied", code="backup"
                )
        for folder in [home.root, *home.root.rglob("*")]:
            if folder.is_dir():
                sync_path(folder)

    def put_description(self, manifest: Manifest, home: Home) -> None:
        """Write home.json, last of all: from now on the home exists."""
        data = (self.directory / DESCRIPTION).read_bytes()
        found = Copied(DESCRIPTION, len(data), hashlib.sha256(data).hexdigest())
        if found not in manifest.files:
            raise Refused(f"the backup was altered: {DESCRIPTION} is not as copied", code="backup")
        write_atomically(home.description, data)

    def restoring(self, home: Home) -> AbstractContextManager[RestoredLedger]:
        """What brings the ledger to its place, and to an end with the restore. Raises BadInput."""
        return ledger_place(home).restoring()

    def _take(self, name: str, write: Writing) -> Copied:
        target = self.directory / name
        _folder(target.parent, self.directory)
        write(target)
        return _digest(target, name)

    def _take_file(self, path: Path, name: str) -> Copied:
        target = self.directory / name
        _folder(target.parent, self.directory)
        return _copied(path, target, name)


def _check_no_link(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_symlink():
            raise BadInput(
                f"{path} is a link, and what it leads to is not copied: put the file itself there, or"
                " name its place with intake --key"
            )


def _copied(source: Path, target: Path, name: str) -> Copied:
    """Copy a file, durably, for its owner alone and as writable as it was; what was written."""
    digest, size = hashlib.sha256(), 0
    mode = source.stat().st_mode & 0o700
    with (
        source.open("rb") as reading,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writing,
    ):
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
            size += writing.write(chunk)
        writing.flush()
        os.fchmod(writing.fileno(), mode)
        os.fsync(writing.fileno())
    return Copied(name, size, digest.hexdigest())


def _digest(path: Path, name: str) -> Copied:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return Copied(name, path.stat().st_size, found)


def _folder(folder: Path, root: Path) -> None:
    """Make `folder` and those between it and `root`, for their owner alone."""
    for part in [*reversed(folder.relative_to(root).parents), folder.relative_to(root)]:
        (root / part).mkdir(mode=0o700, exist_ok=True)


def _parse(content: Any) -> Manifest:
    if content["v"] != VERSION:
        raise ValueError
    files = tuple(
        Copied(str(file["path"]), int(file["size"]), str(file["sha256"]))
        for file in content["files"]
    )
    for file in files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or path.as_posix() != file.path:
            raise ValueError
    if len({file.path for file in files}) != len(files):
        raise ValueError
    return Manifest(
        str(content["made"]), str(content["origin"]), int(content["entries"]),
        bool(content["keys"]), files,
    )  # fmt: skip
