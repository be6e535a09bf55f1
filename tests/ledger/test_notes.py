"""Signed notes, keys and cosignatures."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_ledger import (
    Checkpoint,
    FormatError,
    LedgerError,
    Note,
    NoteSignature,
    SignatureError,
    Signer,
    Verifier,
    parse_note,
)

COSIGNATURE, ML_DSA = 4, 6
SIGNER = Signer("example.org/log", bytes(range(32)))
BODY = bytes(Checkpoint("example.org/log", 7, bytes(32)))


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "vectors/ledger/xmod-note/note.json").read_text())


def test_upstream_keys_are_read_and_printed_back(vectors: dict[str, Any]) -> None:
    for vkey in vectors["vkeys"].values():
        assert Verifier.from_vkey(vkey).vkey == vkey
    signer = Signer.from_skey(vectors["skeys"]["peter"])
    assert signer.skey == vectors["skeys"]["peter"]
    assert signer.vkey == vectors["vkeys"]["peter"]


def test_upstream_bad_keys_are_refused(vectors: dict[str, Any]) -> None:
    vkey, skey = vectors["vkeys"]["peter"], vectors["skeys"]["peter"]
    mangled = [(Verifier.from_vkey, text) for text in [*vectors["bad_vkeys"], *_mangled(vkey)]]
    mangled += [(Signer.from_skey, text) for text in _mangled(skey)]
    for parse, text in mangled:
        with pytest.raises(FormatError):
            parse(text)


def _mangled(key: str) -> list[str]:
    cut = [key[:i] for i in range(len(key))] + [key[i:] for i in range(1, len(key))]
    return cut + [key[:i] + chr(ord(key[i]) + 1) + key[i + 1 :] for i in range(len(key))]


def test_upstream_signature_byte_for_byte(vectors: dict[str, Any]) -> None:
    signer = Signer.from_skey(vectors["skeys"]["peter"])
    assert signer.sign_note(vectors["sign"]["text"]) == vectors["sign"]["want"].encode()


def test_upstream_notes_open_or_not(vectors: dict[str, Any]) -> None:
    for case in vectors["open"]:
        keys = {name: Verifier.from_vkey(vectors["vkeys"][name]) for name in case["keys"]}
        if "error" in case:
            with pytest.raises(LedgerError):
                parse_note(case["msg"].encode()).open(keys.values())
            continue
        note = parse_note(case["msg"].encode())
        assert bytes(note) == case["msg"].encode()
        assert set(note.verified_by(keys.values())) == {keys[n] for n in case["verified"]}
        unknown = {(s.name, s.key_id) for s in note.signatures} - {
            (k.name, k.key_id) for k in keys.values()
        }
        assert bool(unknown) == bool(case["unverified"])


def test_upstream_malformed_notes_are_refused(vectors: dict[str, Any]) -> None:
    malformed = [text.encode() for text in vectors["malformed_latin1"]]
    malformed.append(b"\xff" + vectors["sign"]["want"].encode())
    for data in malformed:
        with pytest.raises(FormatError):
            parse_note(data)


def test_the_specifications_example(shared: Path) -> None:
    example = json.loads((shared / "vectors/ledger/c2sp/examples.json").read_text())["signed_note"]
    text = parse_note(example["note"].encode()).open([Verifier.from_vkey(example["vkey"])])
    assert text == b"This is an example message.\n"


def _cosigned(algorithm: int, name: str, timestamp: int, body: bytes = BODY) -> tuple[str, bytes]:
    """A cosigned note, signed from the specification's words, not with our message builders."""
    stamp = struct.pack(">Q", timestamp)
    if algorithm == COSIGNATURE:
        key: Any = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
        message = b"cosignature/v1\ntime " + str(timestamp).encode() + b"\n" + body
    else:
        key = MLDSA44PrivateKey.from_seed_bytes(b"w" * 32)
        message = bytes.fromhex("737562747265652f76310a00") + bytes([len(name)]) + name.encode()
        message += stamp + bytes([15]) + b"example.org/log" + struct.pack(">QQ", 0, 7) + bytes(32)
    verifier = Verifier(name, algorithm, key.public_key().public_bytes_raw())
    line = NoteSignature(name, verifier.key_id, stamp + key.sign(message))
    return verifier.vkey, bytes(Note(body, (line,)))


@pytest.mark.parametrize("algorithm", [COSIGNATURE, ML_DSA])
def test_cosignatures_verify_and_tell_their_time(algorithm: int) -> None:
    vkey, data = _cosigned(algorithm, "witness.example/w1", 1_700_000_000)
    verifier = Verifier.from_vkey(vkey)
    assert verifier.vkey == vkey
    assert parse_note(data).verified_by([verifier]) == {verifier: 1_700_000_000}


@pytest.mark.parametrize("algorithm", [COSIGNATURE, ML_DSA])
@pytest.mark.parametrize("position", [0, 7, 8, 40, -1])
def test_a_changed_cosignature_is_refused(algorithm: int, position: int) -> None:
    vkey, data = _cosigned(algorithm, "witness.example/w1", 1_700_000_000)
    line = parse_note(data).signatures[0]
    payload = bytearray(line.payload)
    payload[position] ^= 1
    changed = Note(BODY, (NoteSignature(line.name, line.key_id, bytes(payload)),))
    with pytest.raises(SignatureError):
        changed.verified_by([Verifier.from_vkey(vkey)])
    cut = Note(BODY, (NoteSignature(line.name, line.key_id, line.payload[:7]),))
    with pytest.raises(SignatureError):
        cut.verified_by([Verifier.from_vkey(vkey)])


def test_a_cosignature_beyond_the_end_of_time_is_refused() -> None:
    vkey, data = _cosigned(COSIGNATURE, "w", 1 << 63)
    with pytest.raises(SignatureError):
        parse_note(data).open([Verifier.from_vkey(vkey)])


def test_an_mldsa_cosignature_does_not_cover_extension_lines_but_an_ed25519_one_does() -> None:
    extended = BODY + b"extension\n"
    for algorithm, holds in ((ML_DSA, True), (COSIGNATURE, False)):
        vkey, data = _cosigned(algorithm, "w", 5)
        moved = bytes(Note(extended, parse_note(data).signatures))
        verifier = Verifier.from_vkey(vkey)
        if holds:
            assert parse_note(moved).verified_by([verifier]) == {verifier: 5}
        else:
            with pytest.raises(SignatureError):
                parse_note(moved).verified_by([verifier])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\tb", "\ud800", "a\x01"])
def test_bad_key_names_are_refused(name: str) -> None:
    with pytest.raises(FormatError):
        Signer.generate(name)


def test_keys_of_algorithms_we_cannot_check_are_refused() -> None:
    for algorithm in (0, 2, 5, 255):
        with pytest.raises(FormatError):
            Verifier("n", algorithm, bytes(32))
    with pytest.raises(FormatError):
        Verifier("n", 1, bytes(31))
    assert "PRIVATE" not in repr(SIGNER)


def test_a_known_key_with_a_wrong_second_line_spoils_the_note() -> None:
    good = parse_note(SIGNER.sign_note("text\n"))
    wrong = NoteSignature(SIGNER.name, SIGNER.verifier.key_id, bytes(64))
    with pytest.raises(SignatureError):
        parse_note(bytes(Note(good.text, (*good.signatures, wrong)))).open([SIGNER.verifier])


def test_blank_lines_in_a_text_belong_to_it() -> None:
    data = SIGNER.sign_note("a\n\n\nb\n")
    assert parse_note(data).open([SIGNER.verifier]) == b"a\n\n\nb\n"


@pytest.mark.parametrize("text", ["no newline", "", "bell\x07\n", "\ud800\n"])
def test_texts_that_no_note_may_have(text: str) -> None:
    with pytest.raises(FormatError):
        SIGNER.sign_note(text)


@given(st.lists(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]))))
def test_notes_print_back_equal(lines: list[str]) -> None:
    data = SIGNER.sign_note("".join(f"{line}\n" for line in ["first", *lines]))
    assert bytes(parse_note(data)) == data


@given(st.integers(0), st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_no_flipped_bit_of_a_note_goes_unseen(position: int, bit: int) -> None:
    data = bytearray(SIGNER.sign_note(BODY))
    data[position % len(data)] ^= 1 << bit
    with pytest.raises(LedgerError):
        parse_note(bytes(data)).open([SIGNER.verifier])
