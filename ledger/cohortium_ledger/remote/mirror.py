"""A mirror: a full copy of another's log, checked entry by entry, that stands where the first falls.

A folder with the static tree (``log.vkey``, ``checkpoint``, ``tile/...``), as any HTTP server can
give it out, and what the mirror must know: ``mirror.json`` (where the log is) and ``policy`` (whom
to believe). Its checkpoint is the newest that it could verify: signatures and quorum, continuation
of the one before, and the audit of all entries. Otherwise it keeps the older one and says why.
Files appear whole, the checkpoint last, when all it stands for is on the disk.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cohortium_ledger.auditing.audit import Auditor
from cohortium_ledger.auditing.succession import check_continuation, check_order
from cohortium_ledger.errors import (
    FormatError,
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
    ProofError,
    TreeUnavailable,
)
from cohortium_ledger.files import make_folder, put_file, sync_path
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.policy import Policy, parse_policy
from cohortium_ledger.formats.tiles import WIDTH, Tile, entry_bundle
from cohortium_ledger.remote.fetching import FolderSource, checked_url
from cohortium_ledger.remote.reader import SignedTree, TreeReader, matching_bundle

Progress = Callable[[int, int], None]  # entries checked so far, entries in all
_VERSION = 1


@dataclass(frozen=True, slots=True)
class MirrorReport:
    """What an update did: the size before it, and the checkpoint after it."""

    before: int
    checkpoint: Checkpoint


class Mirror:
    """An open mirror. One process at a time updates it; anybody may read its folder meanwhile."""

    def __init__(self, directory: Path, vkey: str, url: str, policy: Policy) -> None:
        self.directory = directory
        self.url = url
        self.policy = policy
        self._log = Verifier.from_vkey(vkey)
        self._own_tree = TreeReader(FolderSource(directory))
        self._auditor = Auditor()

    @classmethod
    def create(cls, directory: Path, *, vkey: str, url: str, policy: bytes | None = None) -> Mirror:
        """A new mirror in `directory`, empty, of the log with `vkey` at `url`.

        `policy` is a tlog-policy text; without it the log's signature alone is asked for.
        """
        log = Verifier.from_vkey(vkey)
        text = f"log {vkey}\nquorum none\n".encode() if policy is None else policy
        known = parse_policy(text)
        if known.logs and log not in known.logs:
            raise FormatError("the policy trusts another log's key than the one to be mirrored")
        url = checked_url(url)
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise LedgerExists("there is something already: a mirror begins in a new folder")
        with _writing():
            make_folder(directory)
            put_file(directory / "policy", text)
            put_file(directory / "log.vkey", f"{vkey}\n".encode())
            setup = json.dumps({"v": _VERSION, "url": url}).encode()
            put_file(directory / "mirror.json", setup + b"\n")
            sync_path(directory)
        return cls(directory, vkey, url, known)

    @classmethod
    def open(cls, directory: Path, policy: Policy | None = None) -> Mirror:
        """The mirror in `directory`; `policy` in place of the one it keeps."""
        try:
            setup = json.loads((directory / "mirror.json").read_bytes())
            vkey = (directory / "log.vkey").read_text("ascii").removesuffix("\n")
            known = policy or parse_policy((directory / "policy").read_bytes())
        except FileNotFoundError as error:
            raise LedgerMissing(f"no mirror in {directory}: make one with mirror init") from error
        except (OSError, ValueError) as error:
            raise LedgerUnavailable("the mirror's own files cannot be read") from error
        if not isinstance(setup, dict) or setup.get("v") != _VERSION or "url" not in setup:
            raise FormatError("mirror.json is not of a version that is known here")
        return cls(directory, vkey, checked_url(str(setup["url"])), known)

    def checkpoint(self) -> Checkpoint | None:
        """The newest checkpoint that the mirror gives out, None before the first."""
        data = self._own_note()
        return None if data is None else parse_checkpoint(parse_note(data).text)

    def update(self, reader: TreeReader, progress: Progress | None = None) -> MirrorReport:
        """Copy what is new. Raises LedgerError, and the older checkpoint stays, if anything is wrong."""
        with self._alone():
            own = self.checkpoint()
            note = reader.checkpoint()
            new = self._verified(note)
            if own is not None:
                check_order(own, new)
            tree = SignedTree(reader, new)
            if own is not None:
                check_continuation(own, new, tree.root)
            try:
                self._copy(tree, own, new, progress or (lambda _done, _all: None))
                self._auditor.check_published(note, (self._log, *self.policy.logs))
            except TreeUnavailable:
                raise  # what was audited so far is still good
            except LedgerError:
                self._auditor = Auditor()
                raise
            self._publish(note, own, new)
            return MirrorReport(own.size if own else 0, new)

    def _verified(self, note: bytes) -> Checkpoint:
        """What `note` says, if this log and the quorum have signed it."""
        known = self.policy.logs
        checkpoint = self.policy.verify_checkpoint(note, log=None if known else self._log)
        if checkpoint.origin != self._log.name:
            raise FormatError("the checkpoint is another log's than the mirrored one's")
        return checkpoint

    def _copy(
        self, tree: SignedTree, own: Checkpoint | None, new: Checkpoint, progress: Progress
    ) -> None:
        """Write and audit all that `new` has and `own` has not."""
        old = own.size if own else 0
        if self._auditor.tree.size > new.size:
            self._auditor = Auditor()
        if own is not None and self._auditor.tree.size < old:
            self._read_own(own, new, progress)
        for index in range(old // WIDTH, -(-new.size // WIDTH)):
            entries = self._bundle(tree, index)
            for data in entries[max(self._auditor.tree.size - index * WIDTH, 0) :]:
                self._auditor.take(data)
            self._put(Tile(None, index, len(entries)), entry_bundle(entries))
            progress(self._auditor.tree.size, new.size)
        if self._auditor.tree.root() != new.root:
            raise ProofError(f"the entries do not lead to the root of size {new.size}")
        for tile in _new_tiles(old, new.size):
            self._put(tile, tree.tile(tile.level or 0, tile.index))

    def _read_own(self, own: Checkpoint, new: Checkpoint, progress: Progress) -> None:
        """Audit the copy that stands here: a disk is believed as little as a network."""
        try:
            for data in self._own_tree.entries(self._auditor.tree.size, own.size, own):
                self._auditor.take(data)
                if self._auditor.tree.size % WIDTH == 0:
                    progress(self._auditor.tree.size, new.size)
        except LedgerError as error:
            raise LedgerCorrupt(
                f"the mirror's own copy is damaged ({error}): make a new mirror in another folder"
            ) from error

    def _bundle(self, tree: SignedTree, index: int) -> list[bytes]:
        """Bundle `index` from the disk if an update that broke off left it, else from the log."""
        found = matching_bundle(self._own_tree, index, tree.tile(0, index))
        return tree.bundle(index) if found is None else found

    def _put(self, tile: Tile, data: bytes) -> None:
        path = self.directory / tile.path
        if not (path.is_file() and path.read_bytes() == data):
            put_file(path, data, drafts=self._drafts)

    def _publish(self, note: bytes, own: Checkpoint | None, new: Checkpoint) -> None:
        """Make what was copied durable, then the checkpoint; then remove what it replaced."""
        old = own.size if own else 0
        tiles = [*_new_tiles(old, new.size), *_new_bundles(old, new.size)]
        for folder in sorted(self._folders(tiles), reverse=True):
            sync_path(folder)
        if note != self._own_note():
            put_file(self.directory / "checkpoint", note, drafts=self._drafts)
            sync_path(self.directory)
        for tile in tiles:
            path = self.directory / tile.path
            partial = path.with_name(f"{path.name}.p")
            if tile.width == WIDTH and partial.exists():
                shutil.rmtree(partial)

    def _folders(self, tiles: list[Tile]) -> set[Path]:
        paths = {Path(tile.path).parent for tile in tiles}
        return {self.directory / folder for path in paths for folder in (path, *path.parents)}

    def _own_note(self) -> bytes | None:
        try:
            return self._own_tree.checkpoint()
        except TreeUnavailable:
            if (self.directory / "checkpoint").exists():
                raise
            return None

    @property
    def _drafts(self) -> Path:
        return self.directory / ".drafts"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the mirror; refused when another process does. Removes what a crash left."""
        with _writing(), (self.directory / ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LedgerUnavailable("another process updates this mirror") from error
            if self._drafts.exists():
                shutil.rmtree(self._drafts)
            self._drafts.mkdir()
            yield


def _new_bundles(old: int, new: int) -> Iterator[Tile]:
    """The bundles that a log of `new` entries has, and one of `old` had not."""
    for index in range(old // WIDTH, -(-new // WIDTH)):
        yield Tile(None, index, min(WIDTH, new - index * WIDTH))


def _new_tiles(old: int, new: int) -> Iterator[Tile]:
    """The tiles, likewise."""
    level = 0
    while new:
        for index in range(old // WIDTH, -(-new // WIDTH)):
            yield Tile(level, index, min(WIDTH, new - index * WIDTH))
        old, new, level = old // WIDTH, new // WIDTH, level + 1


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or "the disk says no"
        raise LedgerUnavailable(
            f"the mirror cannot be written: {reason}; it keeps the checkpoint it has"
        ) from error
