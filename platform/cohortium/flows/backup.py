"""Backup and restore: a copy of a home in use, and a home made from one.

A restored home is checked before it exists: digests, the whole ledger, and that nobody holds a newer
checkpoint. Without keys it can be read, audited and exported; whoever puts the keys back can write.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cohortium.errors import BadInput, Refused
from cohortium.home import Home, write_atomically
from cohortium.times import Clock, instant
from cohortium_ledger import Entry, Log, parse_checkpoint, parse_note
from cohortium_ledger.errors import LedgerError, LedgerUnavailable
from cohortium_ledger.files import sync_path

if TYPE_CHECKING:  # wiring alone builds adapters; flows are handed them
    from cohortium.adapters.backup import Copy
    from cohortium.adapters.ledger_place import RestoredLedger
    from cohortium.ports import Installation


class Opening(Protocol):
    """Opens the home in a folder, with `log` when its ledger is open already."""

    def __call__(
        self, path: Path, /, *, log: Log | None
    ) -> AbstractContextManager[Installation]: ...


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: ledger entries, files and bytes; `missing` releases stood on no disk."""

    entries: int
    files: int
    size: int
    keys: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """A home that was restored: its ledger's entries, and whether it can be written to."""

    origin: str
    entries: int
    keys: bool


def backup(home: Home, copy: Copy, *, clock: Clock, keys: bool) -> Backup:
    """Copy the home, which others may be using, to `copy`; with its keys when `keys`.

    :raises BadInput: no home, or something stands where the copy is to go
    :raises Unavailable: a file cannot be read or written now; the copy has no manifest then
    """
    home.require()
    made = instant(clock())
    copy.begin()
    files = copy.take_databases(home)
    with Log.open(copy.directory / "ledger") as log:  # the copy, so what it names is what it holds
        origin, entries = log.origin, log.size
        released = [str(body["release"]) for body in _bodies(log.entries(), "release.published")]
    missing = tuple(name for name in released if not (home.releases / name).is_dir())
    kept = [f"releases/{name}" for name in released if name not in missing]
    files += copy.take_files(home, kept)
    if keys:
        files += copy.take_files(home, ["keys"])
    files += copy.take_files(home, ["home.json"])
    copy.finish(files, made=made, origin=origin, entries=entries, keys=keys)
    size = sum(file.size for file in files)
    return Backup(entries, len(files), size, keys, missing)


def restore(copy: Copy, home: Home, *, opening: Opening, seen: bytes | None) -> Restored:
    """Make `home` from `copy`, whole or not at all.

    `seen` is a signed checkpoint of this ledger that somebody holds: a copy that is older than it,
    or of another history, is refused.

    The ledger goes where the settings say, the home's folder or a database. Whoever is killed in
    this leaves a home, a database, or both, that say of themselves that they are not finished.

    :raises BadInput: no copy, one cut short, or something stands where home or ledger are to be
    :raises Refused: the copy is altered, older than `seen`, or its ledger does not hold together
    """
    manifest = copy.manifest()
    home.check_restored()
    existed = home.root.exists()
    if existed and (not home.root.is_dir() or any(home.root.iterdir())):
        raise BadInput(f"{home.root} is not empty: restore into a new folder")
    with copy.restoring(home) as ledger:
        try:
            home.lay()
            write_atomically(home.restoring, b"")
            copy.put_back(manifest, home)
            _check_ledger(ledger, manifest.entries, seen)
            copy.put_description(manifest, home)
            home.restoring.unlink()
            sync_path(home.root)
            if manifest.keys:
                with ledger.shared() as log, opening(home.root, log=log):
                    pass  # what the copy caught half-done is finished
        except BaseException:
            _undo(home, existed)
            raise
    return Restored(manifest.origin, manifest.entries, manifest.keys)


def _undo(home: Home, existed: bool) -> None:
    """Remove what was put into an empty or new folder; the sign that it is half of a home last."""
    if not home.root.is_dir():
        return
    home.restoring.touch()
    for path in list(home.root.iterdir()):
        if path != home.restoring:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    home.restoring.unlink()
    if not existed:
        home.root.rmdir()


def _check_ledger(ledger: RestoredLedger, entries: int, seen: bytes | None) -> None:
    """Bring the ledger to its place and audit it; it reaches as far as the checkpoint that was seen."""
    try:
        ledger.settle()
        with ledger.read() as log:
            log.audit()
            size = log.size
            if seen is not None:
                _check_seen(log, seen)
    except LedgerUnavailable:
        raise
    except LedgerError as error:
        raise Refused(
            f"the ledger of this backup is not to be restored: {error}", code="backup"
        ) from error
    if size != entries:
        raise Refused(
            f"the backup was altered: its ledger has {size} entries, not {entries}", code="backup"
        )


def _check_seen(log: Log, seen: bytes) -> None:
    """That the ledger is no older than the signed checkpoint `seen`, and of the same history."""
    try:
        note = parse_note(seen)
        checkpoint = parse_checkpoint(note.text)
        note.open(key.verifier for key in log.keys)  # it may be an old one
    except LedgerError as error:
        raise BadInput(
            f"what was seen is no checkpoint of this ledger, or of a newer key of it: {error}"
        ) from error
    if checkpoint.origin != log.origin:
        raise BadInput(f"the checkpoint that was seen is of another ledger than {log.origin}")
    if checkpoint.size > log.size:
        raise Refused(
            f"this backup is too old: its ledger has {log.size} entries, and a checkpoint of"
            f" {checkpoint.size} was signed and seen; restore a newer one",
            code="rollback",
        )
    if log.root(checkpoint.size) != checkpoint.root:
        raise Refused(
            f"this backup is of another history than the checkpoint of {checkpoint.size} entries"
            " that was seen",
            code="fork",
        )


def _bodies(entries: Iterable[bytes], kind: str) -> Iterable[dict[str, object]]:
    end = f'"type":"{kind}","v":1}}'.encode()
    for data in entries:
        if data.endswith(end):
            yield dict(Entry.parse(data).body)
