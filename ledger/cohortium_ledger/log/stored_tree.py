"""What a log has stored, read and never believed: entries, tiles, and the proofs they give.

Every entry is compared with its hash in the tree whenever it is read. What was signed and may be
signed is for `heads`. Reading takes no lock of a writer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cohortium_ledger.auditing.audit import Chain
from cohortium_ledger.errors import (
    AuditError,
    EntryMissing,
    LedgerCorrupt,
    LedgerError,
    NotIntegrated,
)
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.proof import Proof
from cohortium_ledger.formats.tiles import WIDTH
from cohortium_ledger.log.levels import check_upper_levels, grow, split, subtree_root, subtree_roots
from cohortium_ledger.log.store import Store
from cohortium_ledger.tree.hashing import CompactRange, leaf_hash
from cohortium_ledger.tree.prover import consistency_ranges, inclusion_ranges

Look = Callable[[int, bytes], None]  # sees an entry's index and bytes as they are read


class StoredTree:
    """The entries of a store under the tree over them. `flush` comes before every read."""

    def __init__(self, store: Store, flush: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._flush = flush

    @property
    def size(self) -> int:
        """How many entries are sequenced, by any process."""
        self._flush()
        return self._store.size()

    def entry(self, n: int) -> bytes:
        """Entry `n`, compared with the tree. Raises EntryMissing, LedgerCorrupt."""
        size = self.size
        if not 0 <= n < size:
            raise EntryMissing(f"no entry {n}: the ledger has {size}")
        return self._chunk(n, n + 1)[0]

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Entries [start, stop), streamed, each compared with the tree; to the end without `stop`."""
        size = self.size
        stop = size if stop is None else stop
        if not 0 <= start <= size or stop > size:
            raise EntryMissing(f"no entries {start} to {stop}: the ledger has {size}")
        return self._stream(start, stop)

    def leaf(self, size: int) -> bytes | None:
        """The leaf hash that entry `size` must carry; None when it is the first."""
        return leaf_hash(self._chunk(size - 1, size)[0]) if size else None

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile so far."""
        self._flush()
        return self._store.tile(level, index)

    def put_tile(self, level: int, index: int, hashes: bytes) -> None:
        """Write a tile; inside the store's `writing` only."""
        self._store.put_tile(level, index, hashes)

    def root(self, size: int) -> bytes:
        """The root over entries [0, `size`), as the stored tiles have it."""
        if not 0 <= size <= self.size:
            raise EntryMissing(f"no tree of size {size}: the ledger has {self.size} entries")
        return subtree_root(self, 0, size)

    def prove(self, n: int, note: bytes, head: Checkpoint) -> bytes:
        """A tlog-proof file for entry `n` under the checkpoint `head`, whose note is `note`."""
        data = self.entry(n)
        if n >= head.size:
            raise NotIntegrated(
                f"entry {n} is sequenced, but no published checkpoint holds it yet: ask again later"
            )
        proof = Proof(n, tuple(subtree_roots(self, inclusion_ranges(n, head.size))), note)
        try:
            proof.verify(data, head)
        except LedgerError as error:
            raise LedgerCorrupt(
                f"the tree over entry {n} is not the one that was signed", n
            ) from error
        return bytes(proof)

    def prove_consistency(self, old_size: int, new_size: int) -> list[bytes]:
        """The hashes that prove that the tree of `new_size` extends that of `old_size`."""
        if new_size > (size := self.size):
            raise EntryMissing(f"no tree of size {new_size}: the ledger has {size} entries")
        return subtree_roots(self, consistency_ranges(old_size, new_size))

    def read_signed(self, read: CompactRange, head: Checkpoint, look: Look) -> CompactRange:
        """Read again from `read` on what `head` signs; refuse what it did not sign. `look` sees it all."""
        if (size := self.size) < head.size:
            raise LedgerCorrupt(f"entry {size} is missing: {head.size} were signed for", size)
        tree = CompactRange(read.size, read.peaks)
        for data in self.entries(tree.size, head.size):
            look(tree.size, data)
            tree.append(leaf_hash(data))
        if tree.root() != head.root:
            self._blame(head)
        return tree

    def read_new(self, signed: CompactRange, size: int, look: Look) -> CompactRange:
        """Read what no checkpoint holds yet; refuse what does not continue the chain and the tiles."""
        prev = self.leaf(signed.size)
        chain = Chain(signed.size, signed.peaks, *([prev.hex()] if prev else []))
        for data in self.entries(signed.size, size):
            look(chain.tree.size, data)
            chain.take(data)
        self.check_edge(chain.tree)
        return chain.tree

    def check_edge(self, tree: CompactRange) -> None:
        """Refuse tiles whose right edge does not give the root that the entries gave."""
        if subtree_root(self, 0, tree.size) != tree.root():
            self.check_tiles(tree.size)
            raise LedgerCorrupt(f"the tiles below {tree.size} are not those of the entries")

    def check_tiles(self, size: int) -> None:
        """Refuse tiles above level 0 that are not those of the level below."""
        check_upper_levels(self, size)

    def check_signed(self, stop: int) -> None:
        """Check the chain of entries [0, stop), tiles left aside, against all that was signed of it."""
        notes = [note for _, note in self._store.checkpoints()]
        heads = [parse_checkpoint(parse_note(note).text) for note in notes]
        if heads[-1].size > stop:
            raise AuditError(f"entry {stop} is missing: {heads[-1].size} were signed for", stop)
        roots = {head.size: head.root for head in heads}
        chain, before = Chain(), 0
        for data in self._raw(0, stop):
            chain.take(data)
            size = chain.tree.size
            if size not in roots:
                continue
            if chain.tree.root() != roots[size]:
                raise AuditError(f"entries {before} to {size - 1} are not those that were signed")
            before = size

    def check(self, size: int) -> None:
        """Check that entries, tiles and what was signed belong together."""
        self.check_signed(size)
        for _ in self.entries(0, size):
            pass
        self.check_tiles(size)

    def rebuild(self, size: int) -> None:
        """Write every tile of the first `size` entries anew; inside the store's `writing` only."""
        shelf = _Edge(self)
        for start in range(0, size, WIDTH):
            leaves = [leaf_hash(data) for data in self._raw(start, min(size, start + WIDTH))]
            grow(shelf, start, leaves)

    def _raw(self, start: int, stop: int) -> Iterator[bytes]:
        for first in range(start, stop, WIDTH):
            yield from self._store.entries(first, min(stop, first + WIDTH))

    def _blame(self, head: Checkpoint) -> None:
        """Say which entry it is that `head` did not sign, or between which sizes."""
        try:
            self.check_signed(head.size)
        except AuditError as error:
            raise LedgerCorrupt(str(error), error.index) from error
        raise LedgerCorrupt(f"the entries before {head.size} are not those that were signed")

    def _stream(self, start: int, stop: int) -> Iterator[bytes]:
        while start < stop:
            end = min(stop, start - start % WIDTH + WIDTH)
            yield from self._chunk(start, end)
            start = end

    def _chunk(self, start: int, end: int) -> list[bytes]:
        """Entries of one tile, each compared with its hash there."""
        self._flush()
        index, offset = divmod(start, WIDTH)
        hashes = split(self._store.tile(0, index))[offset : offset + end - start]
        entries = self._store.entries(start, end)
        for n, data in enumerate(entries, start):
            if n - start >= len(hashes) or leaf_hash(data) != hashes[n - start]:
                raise LedgerCorrupt(f"entry {n} is not stored as it was sequenced", n)
        return entries


class _Edge:
    """A shelf for tiles in order, which reads back none but those at the edge that it wrote itself."""

    def __init__(self, shelf: StoredTree) -> None:
        self._shelf = shelf
        self._edge: dict[int, tuple[int, bytes]] = {}

    def tile(self, level: int, index: int) -> bytes:
        at, hashes = self._edge.get(level, (index, b""))
        return hashes if at == index else b""

    def put_tile(self, level: int, index: int, hashes: bytes) -> None:
        self._edge[level] = (index, hashes)
        self._shelf.put_tile(level, index, hashes)
