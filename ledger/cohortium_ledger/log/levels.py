"""The tree of a log, kept as the hashes of its tiles: grows by leaves, answers for any subtree.

Level L of tiles holds the roots of perfect subtrees of 256^L leaves, so growth rewrites one short
tile a level, and any subtree's root is at most 255 hashes away. Where tiles are kept is not told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from cohortium_ledger.errors import LedgerCorrupt
from cohortium_ledger.formats.tiles import WIDTH
from cohortium_ledger.tree.hashing import HASH_SIZE
from cohortium_ledger.tree.prover import Range, fold, range_root

_TILE_HEIGHT = 8  # 2^8 = WIDTH


class Tiles(Protocol):
    """Where tiles are read."""

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile so far, one after the other."""


class TileShelf(Tiles, Protocol):
    """Where tiles are kept."""

    def put_tile(self, level: int, index: int, hashes: bytes) -> None:
        """Keep a tile's hashes, in place of those it had."""


def grow(shelf: TileShelf, size: int, leaf_hashes: Sequence[bytes], level: int = 0) -> None:
    """Append `leaf_hashes` to the tree of `size`; at higher levels, both count full tiles below."""
    full: list[bytes] = []
    taken = 0
    while taken < len(leaf_hashes):
        index, offset = divmod(size + taken, WIDTH)
        before = shelf.tile(level, index) if offset else b""
        if len(before) != offset * HASH_SIZE:
            raise LedgerCorrupt(f"tile {index} of level {level} has not {offset} hashes")
        added = leaf_hashes[taken : taken + WIDTH - offset]
        hashes = before + b"".join(added)
        shelf.put_tile(level, index, hashes)
        taken += len(added)
        if len(hashes) == WIDTH * HASH_SIZE:
            full.append(fold(split(hashes)))
    if full:
        grow(shelf, size // WIDTH, full, level + 1)


def subtree_root(shelf: Tiles, start: int, end: int) -> bytes:
    """Root over the leaves [start, end), where `start` is where a subtree of that size may begin."""

    def perfect(level: int, index: int) -> bytes:
        above, inside = divmod(level, _TILE_HEIGHT)
        tile, offset = divmod(index << inside, WIDTH)
        hashes = shelf.tile(above, tile)[offset * HASH_SIZE : (offset + (1 << inside)) * HASH_SIZE]
        if len(hashes) != HASH_SIZE << inside:
            raise LedgerCorrupt(f"tile {tile} of level {above} is too short")
        return fold(split(hashes))

    return range_root(start, end, perfect)


def subtree_roots(shelf: Tiles, ranges: Iterable[Range]) -> list[bytes]:
    """The roots over several ranges of leaves: the hashes of a proof. Each tile is read once."""
    read = _ReadOnce(shelf)
    return [subtree_root(read, start, end) for start, end in ranges]


def check_upper_levels(shelf: Tiles, size: int) -> None:
    """Check that every tile above level 0 holds what the level below it gives."""
    level, count = 1, size // WIDTH
    while count:
        for start in range(0, count, WIDTH):
            below = range(start, min(start + WIDTH, count))
            expected = b"".join(fold(split(shelf.tile(level - 1, i))) for i in below)
            if shelf.tile(level, start // WIDTH)[: len(expected)] != expected:
                raise LedgerCorrupt(
                    f"tile {start // WIDTH} of level {level} is not that of its leaves"
                )
        level, count = level + 1, count // WIDTH


def split(hashes: bytes) -> list[bytes]:
    """A tile's hashes, one by one."""
    return [hashes[i : i + HASH_SIZE] for i in range(0, len(hashes), HASH_SIZE)]


class _ReadOnce:
    """Tiles that were read already are not read again."""

    def __init__(self, shelf: Tiles) -> None:
        self._read: dict[tuple[int, int], bytes] = {}
        self._shelf = shelf

    def tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._read:
            self._read[level, index] = self._shelf.tile(level, index)
        return self._read[level, index]
