"""Checkpoints and tlog-proofs as text, and a real log of another implementation."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_ledger import (
    EMPTY_ROOT,
    Checkpoint,
    FormatError,
    LedgerError,
    Proof,
    ProofError,
    Verifier,
    leaf_hash,
    parse_checkpoint,
    parse_entry_bundle,
    parse_note,
    parse_policy,
    parse_proof,
    prove_consistency,
    tree_root,
    verify_consistency,
)

ROOT = base64.b64encode(bytes(32)).decode()
TESSERA = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

hashes = st.binary(min_size=32, max_size=32)
lines = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=40)


def test_every_checkpoint_and_tile_of_a_real_log(shared: Path) -> None:
    folder = shared / "vectors/ledger/tessera-log/testdata/log"
    entries = parse_entry_bundle((folder / "tile/entries/000.p/15").read_bytes())
    leaves = [leaf_hash(entry) for entry in entries]
    assert entries[0] == b"one"
    policy = parse_policy(f"log {TESSERA}\nquorum none\n")
    roots = {}
    for size in range(16):
        note = (folder / f"checkpoint.{size}").read_bytes()
        head = policy.verify_checkpoint(note)
        assert (head.size, head.root) == (size, tree_root(entries[:size]))
        assert bytes(parse_note(note)) == note
        roots[size] = head.root
        if size:
            tile = (folder / f"tile/0/000.p/{size}").read_bytes()
            assert tile == b"".join(leaves[:size])
            bundle = (folder / f"tile/entries/000.p/{size}").read_bytes()
            assert parse_entry_bundle(bundle) == entries[:size]
    for new in range(1, 16):
        for old in range(1, new + 1):
            proof = prove_consistency(leaves[:new], old)
            verify_consistency(old, new, roots[old], roots[new], proof)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        "o\n1\n",
        f"o\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"o\n01\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n+1\n{ROOT}\n",
        f"o\n0x1\n{ROOT}\n",
        f"o\n\u0661\n{ROOT}\n",
        f"o\n{1 << 63}\n{ROOT}\n",
        f"o\n1\n{ROOT[:-1]}\n",
        f"o\n1\n{ROOT[:-2]}B=\n",
        f"o\n1\n{ROOT} \n",
        f"o\n1\n{base64.b64encode(bytes(31)).decode()}\n",
        f"o\n1\n{ROOT}\n\n",
        f"o\n1\n{ROOT}\next\n\n",
        f"o\n1\n{ROOT}\next",
        f"{'o' * 256}\n1\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint(body: str) -> None:
    with pytest.raises(FormatError):
        parse_checkpoint(body.encode())


def test_checkpoint_of_an_empty_log() -> None:
    head = Checkpoint("o", 0, EMPTY_ROOT)
    assert parse_checkpoint(bytes(head)) == head
    for broken in (b"\xff" + bytes(head), "\ud800" + bytes(head).decode()):
        with pytest.raises(FormatError):
            parse_checkpoint(broken)


@given(lines, st.integers(0, 2**63 - 1), hashes, st.lists(lines, max_size=3))
def test_checkpoints_print_back_equal(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    head = Checkpoint(origin, size, root, tuple(extensions))
    assert parse_checkpoint(bytes(head)) == head
    assert bytes(parse_checkpoint(bytes(head))) == bytes(head)


@given(
    st.integers(0, 2**63 - 1),
    st.lists(hashes, max_size=63),
    st.binary(min_size=1, max_size=80),
    st.none() | st.binary(max_size=80),
)
def test_proofs_print_back_equal(
    index: int, path: list[bytes], checkpoint: bytes, extra: bytes | None
) -> None:
    proof = Proof(index, tuple(path), checkpoint, extra)
    assert parse_proof(bytes(proof)) == proof
    assert bytes(parse_proof(bytes(proof))) == bytes(proof)


HEADER = "c2sp.org/tlog-proof@v1\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEADER,
        HEADER + "index 0\n\n",
        HEADER + "index 0\n" + ROOT + "\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint",
        HEADER + "index 00\n\ncheckpoint",
        HEADER + "index -1\n\ncheckpoint",
        HEADER + "index  1\n\ncheckpoint",
        HEADER + f"index {1 << 63}\n\ncheckpoint",
        HEADER + "extra !\nindex 0\n\ncheckpoint",
        HEADER + "index 0\nextra AA==\n\ncheckpoint",
        HEADER + "extra AA==\nextra AA==\nindex 0\n\ncheckpoint",
        HEADER + f"index 0\n{ROOT[:-4]}\n\ncheckpoint",
        HEADER + "index 0\n" + (ROOT + "\n") * 64 + "\ncheckpoint",
        HEADER.replace("\n", "\r\n") + "index 0\n\ncheckpoint",
    ],
)
def test_what_is_no_proof(text: str) -> None:
    with pytest.raises(FormatError):
        parse_proof(text.encode())


def test_a_proof_of_another_entry_is_refused() -> None:
    head = Checkpoint("o", 2, tree_root([b"a", b"b"]))
    proof = Proof(0, (leaf_hash(b"b"),), b"-")
    proof.verify(b"a", head)
    with pytest.raises(ProofError):
        proof.verify(b"b", head)


def test_a_policy_without_the_right_log_refuses(shared: Path) -> None:
    note = (shared / "vectors/ledger/tessera-log/testdata/log/checkpoint.3").read_bytes()
    known = Verifier.from_vkey(TESSERA)
    renamed = Verifier("example.com/other", known.algorithm, known.public_key)
    for text in ("quorum none\n", f"log {renamed.vkey}\nquorum none\n"):
        with pytest.raises(LedgerError):
            parse_policy(text).verify_checkpoint(note)
    assert parse_policy("quorum none\n").verify_checkpoint(note, log=known).size == 3
