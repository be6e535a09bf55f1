"""Reading the log of another: its checkpoint, tiles and entries, each checked against the next.

A tree is read over HTTP or from a folder (`fetching`). Nothing of it is believed: entries must
have the hashes in their tile of level 0, each tile the hash in the tile above it, and the tiles at
the right edge the root of a checkpoint. Whose checkpoint it is, is for a `policy` to say first.
Partial tiles that are gone are cut from the full ones (C2SP tlog-tiles).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from cohortium_ledger.errors import AuditError, FormatError, ProofError, TreeUnavailable
from cohortium_ledger.formats.checkpoint import Checkpoint
from cohortium_ledger.formats.entry import MAX_ENTRY
from cohortium_ledger.formats.note import MAX_NOTE
from cohortium_ledger.formats.tiles import WIDTH, Tile, parse_entry_bundle, parse_tile_path
from cohortium_ledger.log.levels import split, subtree_root
from cohortium_ledger.remote.fetching import TIMEOUT, FolderSource, Source, open_source
from cohortium_ledger.tree.hashing import EMPTY_ROOT, HASH_SIZE, leaf_hash, node_hash
from cohortium_ledger.tree.prover import fold

MAX_VKEY = 10_000
MAX_BUNDLE = WIDTH * (2 + MAX_ENTRY)
_KEPT_TILES = 64  # 8 KiB each; a walk from left to right needs one a level


class TreeReader:
    """The static tree of one log, as somebody serves it."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def vkey(self) -> str:
        """The key that the server says is the log's. Good for nothing but to find out."""
        data = self._source.get("log.vkey", MAX_VKEY)
        if data is None:
            raise TreeUnavailable("the log has no log.vkey: give a policy with its key")
        try:
            return data.decode("ascii").removesuffix("\n")
        except UnicodeDecodeError as error:
            raise FormatError("log.vkey is no verifier key") from error

    def checkpoint(self) -> bytes:
        """The newest checkpoint: a note whose signatures nobody has checked yet."""
        data = self._source.get("checkpoint", MAX_NOTE)
        if data is None:
            raise TreeUnavailable("the log has no checkpoint")
        return data

    def tile(self, tile: Tile) -> bytes:
        """The hashes of `tile`, as many as its width; in bytes of a bundle for level None."""
        if tile.level is None:
            return self._get(tile, MAX_BUNDLE)[0]
        data, found = self._get(tile, WIDTH * HASH_SIZE)
        if len(data) != found.width * HASH_SIZE:
            raise FormatError(f"{found.path} has not {found.width} hashes")
        return data[: tile.width * HASH_SIZE]

    def bundle(self, index: int, width: int) -> list[bytes]:
        """The first `width` entries of bundle `index`; nobody has checked them yet."""
        data, found = self._get(Tile(None, index, width), MAX_BUNDLE)
        entries = parse_entry_bundle(data)
        if len(entries) != found.width:
            raise FormatError(f"{found.path} has not {found.width} entries")
        return entries[:width]

    def entries(self, start: int, stop: int, checkpoint: Checkpoint) -> Iterator[bytes]:
        """Entries [start, stop) under `checkpoint`, streamed, each as the tree has it."""
        return SignedTree(self, checkpoint).entries(start, stop)

    def partial_tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """The partial tiles and bundles that stand in a folder, older ones too, with their bytes.

        Nothing at an address: there is no asking what else a server has.
        """
        if not isinstance(self._source, FolderSource):
            return
        for path in self._source.paths("tile"):
            tile = _tile_at(path)
            if tile is not None and tile.width < WIDTH:
                limit = MAX_BUNDLE if tile.level is None else WIDTH * HASH_SIZE
                yield tile, self._source.get(path, limit) or b""

    def _get(self, tile: Tile, limit: int) -> tuple[bytes, Tile]:
        """The file of `tile`, or of the full tile it is the beginning of."""
        for found in dict.fromkeys((tile, tile.full)):
            data = self._source.get(found.path, limit)
            if data is not None:
                return data, found
        raise TreeUnavailable(f"the log has no {tile.path}, although it was signed for")


class SignedTree:
    """The tiles under one checkpoint, each found to belong to it before it is given out."""

    def __init__(self, reader: TreeReader, checkpoint: Checkpoint) -> None:
        self._reader = reader
        self._size = checkpoint.size
        self._kept: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._edge = self._read_edge()
        if self._edge_root() != checkpoint.root:
            raise ProofError(
                f"the tiles at the edge of the tree do not lead to its root of size {self._size}"
            )

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile, as many as the tree has."""
        if index == self._count(level) // WIDTH:
            return self._edge[level]
        kept = self._kept.get((level, index))
        if kept is None:
            kept = self._reader.tile(Tile(level, index))
            above = split(self.tile(level + 1, index // WIDTH))
            if fold(split(kept)) != above[index % WIDTH]:
                raise ProofError(f"tile {index} of level {level} is not that of the signed tree")
            self._kept[level, index] = kept
            if len(self._kept) > _KEPT_TILES:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end((level, index))
        return kept

    def check_partial(self, tile: Tile, data: bytes) -> None:
        """Refuse a partial tile, of this checkpoint or an earlier one, that is not of this tree.

        What it has beyond the tree nobody has signed yet. Raises ProofError.
        """
        level, limit = tile.level or 0, HASH_SIZE * tile.width
        count = min(tile.width, max(0, self._count(level) - tile.index * WIDTH))
        signed = self.tile(level, tile.index)[: HASH_SIZE * count] if count else b""
        found = _bundle_hashes(data) if tile.level is None else data
        if len(found) != limit or found[: len(signed)] != signed:
            raise ProofError(f"{tile.path} is not of the signed tree")

    def root(self, size: int) -> bytes:
        """The root that the tree had when it had `size` leaves."""
        return subtree_root(self, 0, size)

    def leaf(self, n: int) -> bytes:
        """The hash of entry `n`."""
        return split(self.tile(0, n // WIDTH))[n % WIDTH]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Entries [start, stop), streamed."""
        if not 0 <= start <= stop <= self._size:
            raise ProofError(f"no entries {start} to {stop} under a tree of {self._size}")
        for index in range(start // WIDTH, -(-stop // WIDTH)):
            entries = self.bundle(index)
            first = index * WIDTH
            yield from entries[max(start - first, 0) : stop - first]

    def bundle(self, index: int) -> list[bytes]:
        """The entries of a bundle. Raises AuditError, which names one that is not in the tree."""
        hashes = split(self.tile(0, index))
        entries = self._reader.bundle(index, len(hashes))
        for n, (data, expected) in enumerate(
            zip(entries, hashes, strict=True), start=index * WIDTH
        ):
            if leaf_hash(data) != expected:
                raise AuditError(f"entry {n} is not the one in the signed tree", n)
        return entries

    def _count(self, level: int) -> int:
        """How many hashes there are at a level of tiles."""
        return self._size >> (8 * level)

    def _read_edge(self) -> list[bytes]:
        """The rightmost hashes of each level, those of full tiles left out."""
        edge: list[bytes] = []
        while self._count(len(edge)):
            index, width = divmod(self._count(len(edge)), WIDTH)
            level = len(edge)
            edge.append(self._reader.tile(Tile(level, index, width)) if width else b"")
        return edge

    def _edge_root(self) -> bytes:
        """The root over the edge: the perfect subtrees in it, from the right."""
        root: bytes | None = None
        for hashes in map(split, self._edge):
            while hashes:
                peak = hashes[-(len(hashes) & -len(hashes)) :]
                del hashes[-len(peak) :]
                root = fold(peak) if root is None else node_hash(fold(peak), root)
        return EMPTY_ROOT if root is None else root


def _bundle_hashes(data: bytes) -> bytes:
    """The hashes of a bundle's entries; none of what is no bundle."""
    try:
        return b"".join(map(leaf_hash, parse_entry_bundle(data)))
    except FormatError:
        return b""


def _tile_at(path: str) -> Tile | None:
    """The tile at `path`; None for a file that is none of the log's."""
    try:
        return parse_tile_path(path)
    except FormatError:
        return None


def matching_bundle(reader: TreeReader, index: int, hashes: bytes) -> list[bytes] | None:
    """A bundle as `reader` has it, None unless its entries have exactly these `hashes`."""
    try:
        entries = reader.bundle(index, len(hashes) // HASH_SIZE)
    except (TreeUnavailable, FormatError):
        return None  # it is not there, or not whole: an answer, not a fault
    return entries if b"".join(map(leaf_hash, entries)) == hashes else None


def open_tree(where: str | Path, *, timeout: float = TIMEOUT) -> TreeReader:
    """The tree at `where`: an http or https address, or a folder. `timeout` is for each file."""
    return TreeReader(open_source(where, timeout))
