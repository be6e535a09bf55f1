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
# A hash that has begun is copied sooner than OpenSSL finds its algorithm and begins another.
_begun_leaf = sha256(b"\x00").copy
_begun_node = sha256(b"\x01").copy


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: ``SHA256(0x00 || entry)``."""
    leaf = _begun_leaf()
    leaf.update(entry)
    return leaf.digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children: ``SHA256(0x01 || left || right)``."""
    node = _begun_node()
    node.update(left)
    node.update(right)
    return node.digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The hash of each leaf, as `leaf_hash` gives it."""
    return [leaf_hash(entry) for entry in entries]


def parents(row: Sequence[bytes]) -> list[bytes]:
    """The hashes of the nodes over each two of `row`, whose number is even."""
    each = iter(row)
    hashes: list[bytes] = []
    for left, right in zip(each, each, strict=True):
        node = _begun_node()
        node.update(left)
        node.update(right)
        hashes.append(node.digest())
    return hashes


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
    if _climb(leaf_hash, proof, _sides(index, inner)) != root:
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
    sides = _sides((old_size - 1) >> shift, inner)
    if _climb_left(seed, path, sides) != old_root:
        raise ProofError(f"consistency proof does not lead to the root of size {old_size}")
    if _climb(seed, path, sides) != new_root:
        raise ProofError(f"consistency proof does not lead to the root of size {new_size}")


def _sides(index: int, inner: int) -> int:
    """On which side the siblings of a path stand, lowest bit first; a set bit is left.

    In the `inner` part the bits of `index` tell. Above it, along the right border, all stand left:
    a negative number has set bits without end.
    """
    return index | -1 << inner


def _climb(seed: bytes, path: Sequence[bytes], sides: int) -> bytes:
    """Hash up from `seed`, as `node_hash` does, in one loop: proofs are checked by the thousand."""
    for sibling in path:
        node = _begun_node()
        if sides & 1:
            node.update(sibling)
            node.update(seed)
        else:
            node.update(seed)
            node.update(sibling)
        seed = node.digest()
        sides >>= 1
    return seed


def _climb_left(seed: bytes, path: Sequence[bytes], sides: int) -> bytes:
    """Hash up with left siblings only: what the smaller tree knew."""
    for level, sibling in enumerate(path):
        if sides >> level & 1:
            seed = node_hash(sibling, seed)
    return seed


def _hashes(*values: bytes) -> None:
    for value in values:
        if len(value) != HASH_SIZE:
            raise ProofError(f"a hash has {HASH_SIZE} bytes, not {len(value)}")
