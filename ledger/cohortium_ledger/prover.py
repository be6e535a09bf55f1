"""Makes Merkle proofs (RFC 6962, sections 2.1.1 and 2.1.2) from whatever can give subtree hashes.

A proof is first a list of leaf ranges, then their hashes: the ranges depend on sizes alone, and a
store, a file of tiles or a list in memory can each answer them in its own way. Checks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cohortium_ledger.errors import ProofError
from cohortium_ledger.tree import EMPTY_ROOT, node_hash

Range = tuple[int, int]
# (level, index) -> hash of the perfect subtree over leaves [index << level, (index + 1) << level)
PerfectSubtree = Callable[[int, int], bytes]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Leaf ranges whose hashes prove `index` in a tree of `size`, from the leaf's sibling up."""
    if not 0 <= index < size:
        raise ProofError(f"no index {index} in a tree of size {size}")
    ranges: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _split(end - start)
        ranges.append((split, end) if index < split else (start, split))
        start, end = (start, split) if index < split else (split, end)
    return ranges[::-1]


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
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def prove_inclusion(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Inclusion proof of `index` in the tree over `leaf_hashes`, all in memory."""
    return _prove(inclusion_ranges(index, len(leaf_hashes)), leaf_hashes)


def prove_consistency(leaf_hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """Consistency proof from `old_size` to the whole tree over `leaf_hashes`, all in memory."""
    return _prove(consistency_ranges(old_size, len(leaf_hashes)), leaf_hashes)


def _prove(ranges: Iterable[Range], leaf_hashes: Sequence[bytes]) -> list[bytes]:
    def perfect(level: int, index: int) -> bytes:
        return fold(leaf_hashes[index << level : (index + 1) << level])

    return [range_root(start, end, perfect) for start, end in ranges]


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)
