"""Damaged texts for every parser: a LedgerError in one line, or what prints back equal; never a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium_ledger import (
    AddCheckpoint,
    Cosigner,
    Entry,
    LedgerError,
    ProofError,
    Signer,
    Verifier,
    canonical_json,
    entry_bundle,
    issue_submission,
    leaf_hash,
    parse_checkpoint,
    parse_entry_bundle,
    parse_note,
    parse_policy,
    parse_proof,
    parse_submission,
    parse_tile_path,
    prove_consistency,
    prove_inclusion,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from cohortium_ledger.formats.canonical import parse_canonical
from cohortium_ledger.formats.submission_request import parse_cosignatures, parse_size

SIGNER = Signer("example.org/log", b"s" * 32)
RECEIPTS = Signer("example.org/log/receipts", b"r" * 32)
COSIGNER = Cosigner("w.example", 4, b"w" * 32)
HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
TEXT = f"{SIGNER.name}\n0\n{HASH}\n".encode()
NOTE = SIGNER.sign_note(TEXT)
ENTRY = (
    b'{"body":{"a":1},"n":0,"prev":"' + b"0" * 64 + b'","time":"2026-01-31T09:30:00.000Z",'
    b'"type":"model.trained","v":1}'
)
MEMBERS = f"witness a {COSIGNER.vkey}\nwitness b {Cosigner('b', 4, b'b' * 32).vkey}\n"

# A parser, something it reads, and how what it reads is printed back.
PARSERS: dict[str, tuple[Callable[[Any], Any], bytes, Callable[[Any], bytes] | None]] = {
    "note": (parse_note, NOTE, bytes),
    "checkpoint": (parse_checkpoint, TEXT, bytes),
    "proof": (parse_proof, b"c2sp.org/tlog-proof@v1\nextra YQ==\nindex 7\n\n" + NOTE, bytes),
    "policy": (
        parse_policy,
        f"log {SIGNER.vkey}\n{MEMBERS}group g 1 a b\nquorum g\n".encode(),
        bytes,
    ),
    "submission": (
        parse_submission,
        issue_submission(RECEIPTS, SIGNER.name, 3, leaf_hash(b"e"), 77, 60),
        None,
    ),
    "request": (AddCheckpoint.parse, f"old 5\n{HASH}\n\n".encode() + NOTE, bytes),
    "bundle": (parse_entry_bundle, entry_bundle([ENTRY, b"", b"x" * 300]), entry_bundle),
    "entry": (Entry.parse, ENTRY, lambda entry: entry.data),
    "canonical": (parse_canonical, b'{"a":[1,2.5,"\xc3\xa9",null,true]}', canonical_json),
    "cosignatures": (
        parse_cosignatures,
        bytes(COSIGNER.cosign(TEXT, 7)),
        lambda lines: b"".join(map(bytes, lines)),
    ),
    "size": (parse_size, b"12\n", lambda size: b"%d\n" % size),
}
TEXT_PARSERS: dict[str, tuple[Callable[[str], Any], str, Callable[[Any], str] | None]] = {
    "tile path": (parse_tile_path, "tile/0/x001/002.p/7", lambda tile: tile.path),
    "vkey": (Verifier.from_vkey, SIGNER.vkey, lambda verifier: verifier.vkey),
    "skey": (Signer.from_skey, SIGNER.skey, lambda signer: signer.skey),
    "cosigner": (Cosigner.from_skey, COSIGNER.skey, lambda cosigner: cosigner.skey),
    **{
        name: (parser, data.decode(), lambda found: bytes(found).decode())
        for name, (parser, data, _) in PARSERS.items()
        if name in ("note", "checkpoint", "proof")
    },
    "policy": (parse_policy, PARSERS["policy"][1].decode(), None),
    "submission": (parse_submission, PARSERS["submission"][1].decode(), None),
}
PIECES = [
    b"", b"\n", b"\n\n", b" ", b"\t", b"\r", b"\0", b"\x7f", b"+", b"-1", b"00", b"0", b"9" * 19,
    b"9" * 400, b"1e999", b"\xff", b"\xed\xa0\x80", b"\xc2\xa0", b"\xe2\x80\x94 ", b'"', b'\\ud800',
    b"[" * 70, b"[" * 5000, b'{"a":' * 70, b'"a":1,"a":1,', b"NaN", b"====", b"quorum none\n",
]  # fmt: skip
SWEEP = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(parser: Callable[[Any], Any], data: Any, printed: Callable[[Any], Any] | None) -> None:
    """A parser reads `data` and prints it back equal, or refuses it in one line."""
    try:
        found = parser(data)
    except LedgerError as error:
        assert str(error) and "\n" not in str(error) and len(str(error)) < 400
        return
    if printed is not None:
        assert printed(found) == data


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """`good` with something cut out, put in or put in the place of something, once or twice."""
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(good)))
        stop = draw(
            st.integers(start, min(len(good), start + draw(st.sampled_from([0, 1, 9, 99]))))
        )
        piece = draw(
            st.sampled_from(PIECES) | st.binary(max_size=4) | st.just(good[start:stop] * 2)
        )
        good = good[:start] + piece + good[stop:]
    return good


@pytest.mark.parametrize("name", PARSERS)
def test_what_a_parser_reads(name: str) -> None:
    parser, good, printed = PARSERS[name]
    found = parser(good)
    assert printed is None or printed(found) == good


@pytest.mark.parametrize("before", [b"\n", b"a text of its own\n\n"])
def test_nothing_stands_before_cosignatures(before: bytes) -> None:
    parser, good, _ = PARSERS["cosignatures"]
    with pytest.raises(LedgerError, match="signature lines"):
        parser(before + good)


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
@SWEEP
def test_a_damaged_text_is_refused_or_prints_back(name: str, data: st.DataObject) -> None:
    parser, good, printed = PARSERS[name]
    read(parser, data.draw(damaged(good) | st.binary(max_size=60)), printed)


@pytest.mark.parametrize("name", TEXT_PARSERS)
@given(data=st.data())
@SWEEP
def test_a_damaged_string_is_refused_or_prints_back(name: str, data: st.DataObject) -> None:
    parser, good, printed = TEXT_PARSERS[name]
    assert printed is None or printed(parser(good)) == good
    at = data.draw(st.integers(0, len(good)))
    anything = st.text(st.characters(), max_size=5) | st.sampled_from(["\ud800", "\u2028", "\0"])
    bad = good[:at] + data.draw(anything) + good[at + data.draw(st.integers(0, 9)) :]
    read(parser, data.draw(st.just(bad) | st.text(st.characters(), max_size=40)), printed)


@given(
    index=st.integers(), size=st.integers(), old=st.integers(), new=st.integers(),
    hashes=st.lists(st.binary(max_size=33), max_size=70),
)  # fmt: skip
@SWEEP
def test_proofs_of_any_shape(
    index: int, size: int, old: int, new: int, hashes: list[bytes]
) -> None:
    root = leaf_hash(b"")
    with pytest.raises(ProofError):
        verify_inclusion(index, size, root, hashes, bytes(32))
    if old != new:
        with pytest.raises(ProofError):
            verify_consistency(old, new, root, bytes(32), hashes)


@pytest.mark.parametrize("change", ["one less", "one more", "one twice", "none", "very many"])
def test_proofs_too_long_or_too_short(change: str) -> None:
    leaves = [leaf_hash(bytes([i])) for i in range(13)]
    root = tree_root(bytes([i]) for i in range(13))
    for index in range(13):
        good = prove_inclusion(leaves, index)
        verify_inclusion(index, 13, leaves[index], good, root)
        bad = {"one less": good[:-1], "one more": [*good, good[-1]], "one twice": [good[0], *good],
               "none": [], "very many": good * 9000}[change]  # fmt: skip
        with pytest.raises(ProofError, match="hashes"):
            verify_inclusion(index, 13, leaves[index], bad, root)
    for old in range(1, 13):
        good = prove_consistency(leaves, old)
        bad = {"one less": good[:-1], "one more": [*good, good[-1]], "one twice": [good[0], *good],
               "none": [], "very many": good * 9000}[change]  # fmt: skip
        with pytest.raises(ProofError, match="hashes"):
            verify_consistency(old, 13, tree_root(bytes([i]) for i in range(old)), root, bad)
