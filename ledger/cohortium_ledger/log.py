"""The log of one installation: sequences entries durably, signs checkpoints, proves and serves.

Three states, never mixed up: *sequenced* (`append` returned: durable, in order), *integrated* (in a
checkpoint that `integrate` signed), *cosigned* (by a quorum of witnesses, not this module's doing).
Nothing stored is believed: entries are compared with the tree when read, and read again before
anything is signed. The signing key is passed in and never kept here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from cohortium_ledger.audit import Chain, Report, audit
from cohortium_ledger.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.entry import NO_PREV, Draft, entry_bytes
from cohortium_ledger.errors import (
    EntryMissing,
    FormatError,
    LedgerCorrupt,
    LedgerError,
    NotIntegrated,
)
from cohortium_ledger.keys import Verifier
from cohortium_ledger.levels import check_upper_levels, grow, split, subtree_root, subtree_roots
from cohortium_ledger.note import parse_note
from cohortium_ledger.proof import Proof
from cohortium_ledger.prover import consistency_ranges, inclusion_ranges
from cohortium_ledger.signer import Signer
from cohortium_ledger.static import export, read_static
from cohortium_ledger.store import Store
from cohortium_ledger.tiles import WIDTH
from cohortium_ledger.tree import EMPTY_ROOT, CompactRange, leaf_hash

# Told the size of the log inside the transaction, before anything is written; may raise to call it off.
Guard = Callable[[int], None]


class Log:
    """An open log. Threads may share one; processes open their own. Use as a context manager."""

    def __init__(self, store: Store, signer: Signer | None) -> None:
        self._store = store
        self._signer = signer
        self._read = CompactRange()  # what this process has read again and found signed
        self._signing = threading.Lock()
        try:
            self._verifier = _agreed_key(store.vkey, signer)
        except LedgerError:
            store.close()
            raise

    @classmethod
    def create(cls, directory: Path, signer: Signer) -> Log:
        """A new, empty log in `directory`, with its checkpoint of size 0 signed."""
        note = signer.sign_note(bytes(Checkpoint(signer.name, 0, EMPTY_ROOT)))
        return cls(Store.create(directory, signer.vkey, note), signer)

    @classmethod
    def open(cls, directory: Path, signer: Signer | None = None) -> Log:
        """The log in `directory`; without `signer` it is only read, also where nobody may write."""
        return cls(Store(directory, reading=signer is None), signer)

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many entries are sequenced, by any process."""
        return self._store.size()

    @property
    def origin(self) -> str:
        """The log's name, which is its key's."""
        return self._verifier.name

    @property
    def vkey(self) -> str:
        """The key that signs the log, as verifiers want it."""
        return self._verifier.vkey

    def append(self, drafts: Sequence[Draft], *, guard: Guard | None = None) -> list[int]:
        """Sequence `drafts` in this order, all or none; their indices, once they are durable.

        `guard` is told the size of the log while it is held, and may raise to call it off.
        """
        if self._signer is None:
            raise LedgerError("this ledger was opened without its signing key: it is only read")
        if not drafts:
            return []
        bodies = [draft.canonical_body() for draft in drafts]
        with self._store.writing():
            size = self._store.size()
            if guard is not None:
                guard(size)
            prev = self._last_leaf(size)
            entries: list[bytes] = []
            leaves: list[bytes] = []
            for n, (draft, body) in enumerate(zip(drafts, bodies, strict=True), start=size):
                entries.append(entry_bytes(n, prev, draft, body))
                prev = leaf_hash(entries[-1])
                leaves.append(prev)
            self._store.put_entries(size, entries)
            grow(self._store, size, leaves)
        return list(range(size, size + len(drafts)))

    def entry(self, n: int) -> bytes:
        """Entry `n`, compared with the tree. Raises EntryMissing, LedgerCorrupt."""
        if not 0 <= n < self.size:
            raise EntryMissing(f"no entry {n}: the ledger has {self.size}")
        return self._chunk(n, n + 1)[0]

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Entries [start, stop), streamed, each compared with the tree; to the end without `stop`."""
        size = self.size
        stop = size if stop is None else stop
        if not 0 <= start <= size or stop > size:
            raise EntryMissing(f"no entries {start} to {stop}: the ledger has {size}")
        return self._stream(start, stop)

    def integrate(self) -> bytes:
        """Sign a checkpoint over all entries, unless the last one covers them; the signed note.

        What it signs it has read: everything once for each opening, later what is new. Raises
        LedgerCorrupt rather than sign what is not a continuation of the last checkpoint.
        """
        if self._signer is None:
            raise LedgerError("this ledger was opened without its signing key: it cannot sign")
        with self._signing:
            self._read = self._read_signed(self._last()[1])  # the long part: nobody else waits
            with self._store.writing():
                note, last = self._last()
                tree = self._read_new(self._read_signed(last), self._store.size())
                if tree.size > last.size:
                    text = bytes(Checkpoint(self.origin, tree.size, tree.root()))
                    note = self._signer.sign_note(text)
                    self._store.put_checkpoint(tree.size, note)
            self._read = tree
        return note

    def checkpoint(self) -> bytes:
        """The newest signed checkpoint, as the note that was signed."""
        return self._last()[0]

    def prove(self, n: int) -> bytes:
        """A tlog-proof file for entry `n` under the newest checkpoint. Raises NotIntegrated."""
        note, last = self._last()
        data = self.entry(n)
        if n >= last.size:
            raise NotIntegrated(
                f"entry {n} is sequenced, but no checkpoint holds it yet: integrate first"
            )
        hashes = subtree_roots(self._store, inclusion_ranges(n, last.size))
        proof = Proof(n, tuple(hashes), note)
        try:
            proof.verify(data, last)
        except LedgerError as error:
            raise LedgerCorrupt(
                f"the tree over entry {n} is not the one that was signed", n
            ) from error
        return bytes(proof)

    def prove_consistency(self, old_size: int, new_size: int) -> list[bytes]:
        """The hashes that prove that the tree of `new_size` extends that of `old_size`."""
        if new_size > self.size:
            raise EntryMissing(f"no tree of size {new_size}: the ledger has {self.size} entries")
        return subtree_roots(self._store, consistency_ranges(old_size, new_size))

    def root(self, size: int) -> bytes:
        """The root over entries [0, `size`), as the stored tree has it."""
        if not 0 <= size <= self.size:
            raise EntryMissing(f"no tree of size {size}: the ledger has {self.size} entries")
        return subtree_root(self._store, 0, size)

    def static(self, path: str) -> bytes | None:
        """The file `path` of the static tree (`checkpoint`, `log.vkey`, `tile/...`), if there is one."""
        note, last = self._last()
        files = {"checkpoint": note, "log.vkey": f"{self.vkey}\n".encode()}
        return (
            files[path]
            if path in files
            else read_static(path, last.size, self._store.tile, self.entries)
        )

    def export(self, directory: Path) -> None:
        """Write the static tree into `directory`, new or holding an earlier export of this log."""
        export(directory, self.static, self.vkey, [size for size, _ in self._store.checkpoints()])

    def audit(self) -> Report:
        """Derive everything again from the entries and compare it with all that was ever signed."""
        newest, _ = self._last()
        checkpoints = self._store.checkpoints()
        for size, note in checkpoints:
            self._signed(size, note)
        earlier = [note for _, note in checkpoints if note != newest]
        report = audit(self.entries(), newest, earlier=earlier)
        check_upper_levels(self._store, report.size)
        return report

    def _last(self) -> tuple[bytes, Checkpoint]:
        """The newest note and what it says, its signature checked."""
        size, note = self._store.last_checkpoint()
        return note, self._signed(size, note)

    def _signed(self, size: int, note: bytes) -> Checkpoint:
        """What the stored `note` says, if this log signed it for `size`."""
        try:
            checkpoint = parse_checkpoint(parse_note(note).open([self._verifier]))
        except LedgerError as error:
            raise LedgerCorrupt(f"the stored checkpoint of size {size} is not as signed") from error
        if checkpoint.size != size or checkpoint.origin != self.origin:
            raise LedgerCorrupt(f"the stored checkpoint of size {size} is another's")
        return checkpoint

    def _last_leaf(self, size: int) -> bytes | None:
        """The leaf hash that entry `size` must carry."""
        return leaf_hash(self._chunk(size - 1, size)[0]) if size else None

    def _stream(self, start: int, stop: int) -> Iterator[bytes]:
        while start < stop:
            end = min(stop, start - start % WIDTH + WIDTH)
            yield from self._chunk(start, end)
            start = end

    def _chunk(self, start: int, end: int) -> list[bytes]:
        """Entries of one tile, each compared with its hash there."""
        index, offset = divmod(start, WIDTH)
        hashes = split(self._store.tile(0, index))[offset : offset + end - start]
        entries = self._store.entries(start, end)
        for n, data in enumerate(entries, start):
            if n - start >= len(hashes) or leaf_hash(data) != hashes[n - start]:
                raise LedgerCorrupt(f"entry {n} is not stored as it was sequenced", n)
        return entries

    def _read_signed(self, last: Checkpoint) -> CompactRange:
        """Read again what `last` signs and this process has not read; refuse what it did not sign."""
        if self.size < last.size:
            raise LedgerCorrupt(
                f"entry {self.size} is missing: {last.size} were signed for", self.size
            )
        tree = CompactRange(self._read.size, self._read.peaks)
        for data in self.entries(tree.size, last.size):
            tree.append(leaf_hash(data))
        if tree.root() != last.root:
            raise LedgerCorrupt(f"the entries before {last.size} are not those that were signed")
        return tree

    def _read_new(self, signed: CompactRange, size: int) -> CompactRange:
        """Read what no checkpoint holds yet; refuse what does not continue the chain."""
        prev = self._last_leaf(signed.size)
        chain = Chain(signed.size, signed.peaks, prev.hex() if prev else NO_PREV)
        for data in self.entries(signed.size, size):
            chain.take(data)
        return chain.tree


def _agreed_key(vkey: str, signer: Signer | None) -> Verifier:
    """The log's key, as stored; a signer must have the same."""
    try:
        verifier = Verifier.from_vkey(vkey)
    except FormatError as error:
        raise LedgerCorrupt("the stored key of the ledger is damaged") from error
    if signer is not None and signer.verifier != verifier:
        raise LedgerError("this key is not the one that signs the ledger here")
    return verifier
