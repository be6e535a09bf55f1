"""The Merkle tree: hashing, roots, and the verification of proofs (RFC 6962, section 2.1; SHA-256).

Everything here is pure: hashes in, hashes out. It stores nothing and proves nothing; `prover` makes
the proofs that this module checks, and shares no code with it but the two hash functions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from cohortium_ledger.errors import ProofError

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: ``SHA256(0x00 || entry)``."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children: ``SHA256(0x01 || left || right)``."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The right edge of a growing tree: appends leaves and gives the root in O(log n) memory.

    `peaks` are the roots of the perfect subtrees that the leaves so far fall into, largest first;
    a range can be taken up again from its size and peaks.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ProofError(
                f"a range of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}"
            )
        self.size = size
        self._peaks = list(peaks)

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Roots of the perfect subtrees, largest first."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        carry = self.size
        while carry & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            carry >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def tree_root(entries: Iterable[bytes]) -> bytes:
    """The root over `entries` (their bytes, not their hashes); SHA256("") when there are none."""
    tree = CompactRange()
    for entry in entries:
        tree.append(leaf_hash(entry))
    return tree.root()


def verify_inclusion(
    index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf at `index` of the tree of `size` with `root` has hash `leaf_hash`.

    `proof` starts at the leaf's sibling and ends at the root's child. Raises ProofError.
    """
    if not 0 <= index < size:
        raise ProofError(f"no index {index} in a tree of size {size}")
    _hashes(leaf_hash, root, *proof)
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise ProofError(f"inclusion proof has {len(proof)} hashes, not {inner + border}")
    computed = _climb_border(_climb(leaf_hash, proof[:inner], index), proof[inner:])
    if computed != root:
        raise ProofError(f"inclusion proof of index {index} does not lead to the root")


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `new_size` begins with the tree of `old_size`. Raises ProofError.

    A tree of size 0 begins every other, with nothing to prove; as upstream implementations do, this
    refuses `old_size` 0 and leaves that case to the caller.
    """
    if not 0 < old_size <= new_size:
        raise ProofError(f"no consistency between sizes {old_size} and {new_size} can be proven")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofError(f"two different trees of size {old_size}")
        return
    _hashes(old_root, new_root, *proof)
    shift = (old_size & -old_size).bit_length() - 1
    inner = ((old_size - 1) ^ (new_size - 1)).bit_length()
    border = ((old_size - 1) >> inner).bit_count()
    inner -= shift
    seeded = old_size == 1 << shift
    if len(proof) != inner + border + (not seeded):
        raise ProofError(
            f"consistency proof has {len(proof)} hashes, not {inner + border + (not seeded)}"
        )
    seed, path = (old_root, proof) if seeded else (proof[0], proof[1:])
    mask = (old_size - 1) >> shift
    if _climb_border(_climb_left(seed, path[:inner], mask), path[inner:]) != old_root:
        raise ProofError(f"consistency proof does not lead to the root of size {old_size}")
    if _climb_border(_climb(seed, path[:inner], mask), path[inner:]) != new_root:
        raise ProofError(f"consistency proof does not lead to the root of size {new_size}")


def _climb(seed: bytes, path: Sequence[bytes], index: int) -> bytes:
    """Hash up inside the tree: the bits of `index` say on which side each sibling stands."""
    for level, sibling in enumerate(path):
        seed = node_hash(sibling, seed) if index >> level & 1 else node_hash(seed, sibling)
    return seed


def _climb_left(seed: bytes, path: Sequence[bytes], index: int) -> bytes:
    """Hash up with left siblings only: what the smaller tree knew."""
    for level, sibling in enumerate(path):
        if index >> level & 1:
            seed = node_hash(sibling, seed)
    return seed


def _climb_border(seed: bytes, path: Sequence[bytes]) -> bytes:
    """Hash up along the right border, where every sibling stands left."""
    for sibling in path:
        seed = node_hash(sibling, seed)
    return seed


def _hashes(*values: bytes) -> None:
    for value in values:
        if len(value) != HASH_SIZE:
            raise ProofError(f"a hash has {HASH_SIZE} bytes, not {len(value)}")
