"""Makes Merkle proofs (RFC 6962, sections 2.1.1 and 2.1.2) from whatever can give subtree hashes.

A proof is first a list of leaf ranges, then their hashes: the ranges depend on sizes alone, and a
store, a file of tiles or a list in memory can each answer them in its own way. Checks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from cohortium_ledger.errors import ProofError
from cohortium_ledger.tree.hashing import EMPTY_ROOT, node_hash, parents

Range = tuple[int, int]
# (level, index) -> hash of the perfect subtree over leaves [index << level, (index + 1) << level)
PerfectSubtree = Callable[[int, int], bytes]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Leaf ranges whose hashes prove `index` in a tree of `size`, from the leaf's sibling up."""
    if not 0 <= index < size:
        raise ProofError(f"no index {index} in a tree of size {size}")
    ranges: list[Range] = []
    for level in range((size - 1).bit_length()):
        start = (index >> level ^ 1) << level
        if start < size:  # else this node stands alone at the right, and is its own parent
            ranges.append((start, min(start + (1 << level), size)))
    return ranges


def consistency_ranges(old_size: int, new_size: int) -> list[Range]:
    """Leaf ranges whose hashes prove that `new_size` extends `old_size`; none for size 0 or equal."""
    if not 0 <= old_size <= new_size:
        raise ProofError(f"no consistency between sizes {old_size} and {new_size} can be proven")
    if old_size in (0, new_size):
        return []
    ranges: list[Range] = []
    start, end = 0, new_size
    while end != old_size:
        split = start + _split(end - start)
        ranges.append((split, end) if old_size <= split else (start, split))
        start, end = (start, split) if old_size <= split else (split, end)
    if start > 0:
        ranges.append((start, end))
    return ranges[::-1]


def range_root(start: int, end: int, perfect: PerfectSubtree) -> bytes:
    """Root over the leaves [start, end), where `start` is where a subtree of that size may begin."""
    if start == end:
        return EMPTY_ROOT
    peaks: list[bytes] = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(perfect(level, start >> level))
        start += 1 << level
    root = peaks.pop()
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root


def fold(hashes: Sequence[bytes]) -> bytes:
    """Root of a perfect tree over `hashes`; their number is a power of two."""
    row = hashes
    while len(row) > 1:
        row = parents(row)
    return row[0]


class HashTree:
    """A whole tree in memory: the hashes of its perfect subtrees, level by level. It only grows.

    Inclusion proofs for one size end alike, in hashes along its right edge. Those of the size that
    was last asked for are kept.
    """

    __slots__ = ("_edge", "_levels")

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._edge: tuple[int, dict[int, list[bytes]]] = 0, {}
        self.extend(leaf_hashes)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaf hashes at the right."""
        self._levels[0] += leaf_hashes
        level = 0
        while full := len(self._levels[level]) >> 1:
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            above = self._levels[level]
            if len(above) == full:
                break
            above += parents(self._levels[level - 1][2 * len(above) : 2 * full])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, or all."""
        return range_root(0, self._size(size), self._perfect)

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Inclusion proof of `index` in the tree of `size`, or the whole."""
        size = self._size(size)
        if not 0 <= index < size:
            raise ProofError(f"no index {index} in a tree of size {size}")
        # from level `inner` up, the path of this leaf is that of the last
        inner = (index ^ (size - 1)).bit_length()
        proof: list[bytes] = []
        for row in islice(self._levels, max(inner - 1, 0)):
            proof.append(row[index ^ 1])
            index >>= 1
        return proof + self._proof_end(size, inner)

    def prove_consistency(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Consistency proof from `old_size` to the tree of `size`, or the whole."""
        ranges = consistency_ranges(old_size, self._size(size))
        return [range_root(start, end, self._perfect) for start, end in ranges]

    def _proof_end(self, size: int, inner: int) -> list[bytes]:
        """The end of every proof whose path meets the last leaf's at level `inner`."""
        known, ends = self._edge
        if known != size:
            ends = {}
            self._edge = size, ends
        if inner not in ends:
            ends[inner] = self._edge_hashes(size, inner)
        return ends[inner]

    def _edge_hashes(self, size: int, inner: int) -> list[bytes]:
        last, below = size - 1, inner - 1
        hashes: list[bytes] = []
        if inner:
            hashes.append(range_root(last >> below << below, size, self._perfect))
        for level in range(inner, last.bit_length()):
            if last >> level & 1:
                hashes.append(self._levels[level][(last >> level) - 1])
        return hashes

    def _size(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ProofError(f"no tree of size {size}: there are {self.size} leaves")
        return size

    def _perfect(self, level: int, index: int) -> bytes:
        return self._levels[level][index]


def prove_inclusion(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Inclusion proof of `index` in the tree over `leaf_hashes`. For several, make a HashTree."""
    return HashTree(leaf_hashes).prove_inclusion(index)


def prove_consistency(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """Consistency proof from `old_size` to the whole tree over `leaf_hashes`."""
    return HashTree(leaf_hashes).prove_consistency(old_size)


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)
