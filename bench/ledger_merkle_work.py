"""``python -m bench.ledger_merkle_work ours|pymerkle ENTRIES BYTES PROOFS``: one tree in memory.

The entries are those of `ledger_go`. Ours come in batches, as the sequencer brings them. Proofs are
verified as they are received, in hashes of their own rather than the tree's. Prints one JSON object:
how many of each a second of processor time, and the root.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from cohortium_ledger import leaf_hash, verify_inclusion
from cohortium_ledger.log.levels import split
from cohortium_ledger.tree.hashing import leaf_hashes
from cohortium_ledger.tree.prover import HashTree

BATCH = 512
STEP = 7919  # proofs are of entries this far apart, a prime


def entries(count: int, size: int) -> list[bytes]:
    """`count` entries of `size` bytes, all different."""
    patterns = [bytes((n + i) & 255 for i in range(size)) for n in range(256)]
    return [n.to_bytes(8, "big") + patterns[n & 255][8:] for n in range(count)]


def ours(data: list[bytes], proofs: int) -> dict[str, Any]:
    """`HashTree` and `verify_inclusion`."""

    def append() -> HashTree:
        tree = HashTree()
        for start in range(0, len(data), BATCH):
            tree.extend(leaf_hashes(data[start : start + BATCH]))
        return tree

    size = len(data)
    places = [i * STEP % size for i in range(proofs)]
    appended, tree = timed(append)
    proved, made = timed(lambda: [tree.prove_inclusion(n) for n in places])
    root, leaves = tree.root(), [leaf_hash(data[n]) for n in places]
    received = [split(b"".join(proof)) for proof in made]

    def verify() -> None:
        for n, leaf, proof in zip(places, leaves, received, strict=True):
            verify_inclusion(n, size, leaf, proof, root)

    verified, _ = timed(verify)
    return told(size / appended, proofs / proved, proofs / verified, root)


def pymerkle(data: list[bytes], proofs: int) -> dict[str, Any]:
    """pymerkle's tree in memory."""
    from pymerkle import InclusionProof, InmemoryTree, verify_inclusion

    def append() -> Any:
        tree = InmemoryTree(algorithm="sha256")
        for entry in data:
            tree.append_entry(entry)
        return tree

    size = len(data)
    places = [i * STEP % size + 1 for i in range(proofs)]
    appended, tree = timed(append)
    proved, made = timed(lambda: [tree.prove_inclusion(n, size) for n in places])
    root, leaves = tree.get_root(), [tree.get_leaf(n) for n in places]
    received = [InclusionProof.deserialize(proof.serialize()) for proof in made]

    def verify() -> None:
        for leaf, proof in zip(leaves, received, strict=True):
            verify_inclusion(leaf, root, proof)

    verified, _ = timed(verify)
    return told(size / appended, proofs / proved, proofs / verified, root)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time, and what came of it."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def told(append: float, prove: float, verify: float, root: bytes) -> dict[str, Any]:
    """What is printed."""
    return {
        "append": append, "prove": prove, "verify": verify,
        "root": base64.b64encode(root).decode(),
    }  # fmt: skip


if __name__ == "__main__":
    kind, count, size, proofs = sys.argv[1], *map(int, sys.argv[2:])
    work = {"ours": ours, "pymerkle": pymerkle}[kind]
    print(json.dumps(work(entries(count, size), proofs)))
