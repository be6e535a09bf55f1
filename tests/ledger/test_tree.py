"""Hashing, roots and proofs, against RFC 6962 vectors and against ourselves."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_ledger import (
    EMPTY_ROOT,
    CompactRange,
    LedgerError,
    ProofError,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from cohortium_ledger.tree.prover import HashTree, inclusion_ranges

SMALL = 40
ENTRIES = [b"entry %d" % i for i in range(SMALL)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def _plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word: the second implementation."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(
        b"\x01" + _plain_root(leaves[:split]) + _plain_root(leaves[split:])
    ).digest()


ROOTS = [_plain_root(LEAVES[:size]) for size in range(SMALL + 1)]


def _decode(value: str | None) -> bytes:
    return base64.b64decode(value or "")


def _cases(shared: Path, kind: str) -> list[tuple[str, dict[str, Any]]]:
    folder = shared / "vectors/ledger/merkle/testdata" / kind
    return [(p.name, json.loads(p.read_text())) for p in sorted(folder.rglob("*.json"))]


def _refused(call: Any, *values: Any) -> bool:
    try:
        call(*values)
    except LedgerError:
        return True
    return False


def test_inclusion_vectors(shared: Path) -> None:
    cases = _cases(shared, "inclusion")
    assert len(cases) > 40
    for name, c in cases:
        proof = [_decode(h) for h in c["proof"] or []]
        args = (c["leafIdx"], c["treeSize"], _decode(c["leafHash"]), proof, _decode(c["root"]))
        assert _refused(verify_inclusion, *args) == c["wantErr"], (name, c["desc"])


def test_consistency_vectors(shared: Path) -> None:
    cases = _cases(shared, "consistency")
    assert len(cases) > 40
    for name, c in cases:
        proof = [_decode(h) for h in c["proof"] or []]
        args = (c["size1"], c["size2"], _decode(c["root1"]), _decode(c["root2"]), proof)
        assert _refused(verify_consistency, *args) == c["wantErr"], (name, c["desc"])


def test_rfc6962_constants(shared: Path) -> None:
    path = shared / "vectors/ledger/merkle/rfc6962_constants.json"
    constants = json.loads(path.read_text())
    inputs = [bytes.fromhex(h) for h in constants["leaf_inputs_hex"]]
    levels = [[bytes.fromhex(h) for h in level] for level in constants["node_hashes_by_level"]]
    assert [leaf_hash(entry) for entry in inputs] == levels[0]
    for below, above in itertools.pairwise(levels):
        pairs = zip(below[::2], below[1::2], strict=True)
        assert [node_hash(left, right) for left, right in pairs] == above
    for size, root in enumerate(constants["root_hashes_by_size_0_to_8"]):
        assert tree_root(inputs[:size]).hex() == root
    hasher = constants["hasher"]
    assert EMPTY_ROOT.hex() == hasher["empty_root"]
    assert leaf_hash(b"").hex() == hasher["empty_leaf"]
    assert leaf_hash(b"L123456").hex() == hasher["leaf_L123456"]
    assert node_hash(b"N123", b"N456").hex() == hasher["node_N123_N456"]


def test_go_records_hash_as_leaves(shared: Path) -> None:
    case = json.loads((shared / "vectors/ledger/xmod-tlog/tlog.json").read_text())["record_hash"]
    assert leaf_hash(case["data"].encode()) == _decode(case["want_b64"])


@pytest.mark.parametrize("size", range(SMALL + 1))
def test_root_of_every_small_size(size: int) -> None:
    assert tree_root(ENTRIES[:size]) == ROOTS[size]


def test_a_compact_range_can_be_taken_up_again() -> None:
    for pause in range(SMALL):
        first = CompactRange()
        for leaf in LEAVES[:pause]:
            first.append(leaf)
        again = CompactRange(first.size, first.peaks)
        for leaf in LEAVES[pause:]:
            again.append(leaf)
        assert again.root() == ROOTS[SMALL]
        assert len(again.peaks) == SMALL.bit_count()
    with pytest.raises(ProofError):
        CompactRange(3, [LEAVES[0]])


def test_prover_and_verifier_agree_on_inclusion() -> None:
    for size in range(1, SMALL + 1):
        for index in range(size):
            proof = prove_inclusion(LEAVES[:size], index)
            verify_inclusion(index, size, LEAVES[index], proof, ROOTS[size])


def test_prover_and_verifier_agree_on_consistency() -> None:
    for new in range(1, SMALL + 1):
        for old in range(1, new + 1):
            proof = prove_consistency(LEAVES[:new], old)
            verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)


def test_consistency_from_nothing_is_the_callers_case() -> None:
    assert prove_consistency(LEAVES, 0) == []
    with pytest.raises(ProofError):
        verify_consistency(0, SMALL, EMPTY_ROOT, ROOTS[SMALL], [])
    with pytest.raises(ProofError):
        verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])


@pytest.mark.parametrize("index", [-1, SMALL, SMALL + 1, 2**70])
def test_no_proof_beyond_the_tree(index: int) -> None:
    with pytest.raises(ProofError):
        prove_inclusion(LEAVES, index)
    with pytest.raises(ProofError):
        verify_inclusion(index, SMALL, LEAVES[0], [], ROOTS[SMALL])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_one_flipped_bit_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, SMALL))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    inclusion = [LEAVES[index], *prove_inclusion(LEAVES[:size], index), ROOTS[size]]
    changed = _flip(data, inclusion)
    with pytest.raises(ProofError):
        verify_inclusion(index, size, changed[0], changed[1:-1], changed[-1])
    consistency = [ROOTS[old], *prove_consistency(LEAVES[:size], old), ROOTS[size]]
    changed = _flip(data, consistency)
    with pytest.raises(ProofError):
        verify_consistency(old, size, changed[0], changed[-1], changed[1:-1])


def _flip(data: st.DataObject, hashes: list[bytes]) -> list[bytes]:
    position = data.draw(st.integers(0, len(hashes) - 1))
    bit = data.draw(st.integers(0, 255))
    value = bytearray(hashes[position])
    value[bit // 8] ^= 1 << bit % 8
    return [*hashes[:position], bytes(value), *hashes[position + 1 :]]


@given(st.integers(2, SMALL), st.data())
def test_a_proof_of_another_place_or_length_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    proof = prove_inclusion(LEAVES[:size], index)
    for wrong in (proof[:-1], [*proof, LEAVES[0]], [*proof[:-1], proof[-1][:31]]):
        with pytest.raises(ProofError):
            verify_inclusion(index, size, LEAVES[index], wrong, ROOTS[size])
    with pytest.raises(ProofError):
        verify_inclusion(other, size, LEAVES[index], proof, ROOTS[size])


@given(st.lists(st.integers(0, 9), max_size=9))
@settings(deadline=None)
def test_leaves_may_come_in_pieces_of_any_size(pieces: list[int]) -> None:
    edge, tree, size = CompactRange(), HashTree(), 0
    for piece in pieces:
        leaves = LEAVES[size : size + piece]
        edge.extend(leaves)
        tree.extend(leaves)
        size += len(leaves)
        assert edge.size == tree.size == size
        assert edge.root() == tree.root() == ROOTS[size]
        assert len(edge.peaks) == size.bit_count()


def test_a_tree_proves_what_it_was() -> None:
    tree = HashTree(LEAVES)
    for size in range(1, SMALL + 1):
        assert tree.root(size) == ROOTS[size]
        for n in range(size):
            assert tree.prove_inclusion(n, size) == prove_inclusion(LEAVES[:size], n)
            verify_inclusion(n, size, LEAVES[n], tree.prove_inclusion(n, size), ROOTS[size])
            verify_consistency(
                n + 1, size, ROOTS[n + 1], ROOTS[size], tree.prove_consistency(n + 1, size)
            )
    for size in (-1, SMALL + 1):
        with pytest.raises(ProofError):
            tree.root(size)


def test_what_is_kept_for_one_size_serves_no_other() -> None:
    """The right edge is kept between proofs: of one size, in every order, however the tree grows."""
    tree = HashTree(LEAVES[:1])
    for size in range(2, SMALL + 1):
        tree.extend(LEAVES[size - 1 : size])
        for asked in (size, size - 1, size, None):
            now = asked or size
            for n in {0, now // 2, now - 1}:
                proof = tree.prove_inclusion(n, asked)
                assert proof == prove_inclusion(LEAVES[:now], n)
                proof.append(b"")  # the caller's own
                proof.reverse()


def test_ranges_of_a_proof_are_those_of_the_tree() -> None:
    """What is read from tiles by ranges is what a tree in memory proves."""
    tree = HashTree(LEAVES)
    for size in range(1, SMALL + 1):
        for n in range(size):
            roots = [_plain_root(LEAVES[a:b]) for a, b in inclusion_ranges(n, size)]
            assert roots == tree.prove_inclusion(n, size)


def test_long_streams_have_the_same_root() -> None:
    entries = [b"%d" % n for n in range(10_000)]
    tree = HashTree(leaf_hash(entry) for entry in entries)
    assert tree_root(iter(entries)) == tree.root() == _plain_root([leaf_hash(e) for e in entries])
