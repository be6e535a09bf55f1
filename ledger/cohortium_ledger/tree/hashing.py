"""The Merkle tree: hashing, roots, and the verification of proofs (RFC 6962, section 2.1; SHA-256).

Everything here is pure: hashes in, hashes out. It stores nothing and proves nothing; `prover` makes
the proofs that this module checks, and shares no code with it but the two hash functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice

from cohortium_ledger.errors import ProofError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
_AT_ONCE = 4096  # entries of a stream that are in memory together


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: ``SHA256(0x00 || entry)``."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children: ``SHA256(0x01 || left || right)``."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The hash of each leaf, as `leaf_hash` gives it."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def parents(row: Sequence[bytes]) -> list[bytes]:
    """The hashes of the nodes over each two of `row`, whose number is even."""
    each = iter(row)
    return [sha256(b"\x01" + a + b).digest() for a, b in zip(each, each, strict=True)]


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
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the right, level by level."""
        row = list(leaves)
        place, self.size = self.size, self.size + len(row)
        added: list[bytes] = []  # peaks, smallest first
        while row:
            if place & 1:
                row.insert(0, self._peaks.pop())
            if len(row) & 1:
                added.append(row.pop())
            row = parents(row)
            place >>= 1
        self._peaks += reversed(added)

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
    tree, stream = CompactRange(), iter(entries)
    while some := list(islice(stream, _AT_ONCE)):
        tree.extend(leaf_hashes(some))
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
        pair = sibling + seed if index >> level & 1 else seed + sibling
        seed = sha256(b"\x01" + pair).digest()
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
