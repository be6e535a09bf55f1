"""Policies: which are refused, and which checkpoints a good one accepts."""

from __future__ import annotations

import struct
from collections.abc import Collection

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from cohortium_ledger import (
    Checkpoint,
    FormatError,
    Note,
    NoteSignature,
    Policy,
    SignatureError,
    Signer,
    Verifier,
    parse_note,
    parse_policy,
)

LOG = Signer("example.org/log", b"l" * 32)
OTHER = Signer("example.org/log", b"m" * 32)
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([i + 1]) * 32) for i in range(5)]
WITNESSES = [
    Verifier(f"w{i}.example", 4, key.public_key().public_bytes_raw()) for i, key in enumerate(KEYS)
]
W = [w.vkey for w in WITNESSES]
BODY = bytes(Checkpoint("example.org/log", 9, bytes(32)))


def _cosigned(by: Collection[int], signer: Signer = LOG) -> bytes:
    note = parse_note(signer.sign_note(BODY))
    stamp = struct.pack(">Q", 77)
    lines = [
        NoteSignature(
            WITNESSES[i].name,
            WITNESSES[i].key_id,
            stamp + KEYS[i].sign(b"cosignature/v1\ntime 77\n" + BODY),
        )
        for i in sorted(by)
    ]
    return bytes(Note(note.text, (*note.signatures, *lines)))


def _witnesses(count: int = 5) -> str:
    return "".join(f"witness W{i} {W[i]}\n" for i in range(count))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum\n",
        "quorum a\n",
        "quorum none none\n",
        "quorum none\nquorum none\n",
        f"log {LOG.vkey}\n",
        "log\nquorum none\n",
        "log x\nquorum none\n",
        f"log {LOG.vkey} http://a b\nquorum none\n",
        f"log {LOG.vkey}\nlog {LOG.vkey}\nquorum none\n",
        f"log {LOG.vkey}\nlog {Signer('other', b'l' * 32).vkey}\nquorum none\n",
        f"log {W[0]}\nquorum none\n",
        f"witness a {LOG.vkey}\nquorum none\n",
        f"witness a\nquorum none\nwitness b {W[0]}\n",
        f"witness none {W[0]}\nquorum none\n",
        f"witness a {W[0]}\nwitness a {W[1]}\nquorum none\n",
        f"witness a {W[0]}\nwitness b {W[0]}\nquorum none\n",
        f"quorum a\nwitness a {W[0]}\n",
        f"witness a {W[0]}\ngroup a any a\nquorum a\n",
        "group g any g\nquorum g\n",
        "group g all h\ngroup h all g\nquorum g\n",
        f"witness a {W[0]}\ngroup g any\nquorum g\n",
        f"witness a {W[0]}\ngroup g a\nquorum g\n",
        f"witness a {W[0]}\ngroup g 0 a\nquorum g\n",
        f"witness a {W[0]}\ngroup g 2 a\nquorum g\n",
        f"witness a {W[0]}\ngroup g 01 a\nquorum g\n",
        f"witness a {W[0]}\ngroup g +1 a\nquorum g\n",
        f"witness a {W[0]}\ngroup g -1 a\nquorum g\n",
        f"witness a {W[0]}\ngroup g any a a\nquorum g\n",
        f"witness a {W[0]}\ngroup g any a none\nquorum g\n",
        f"witness a {W[0]}\ngroup g any a\ngroup h any a\nquorum g\n",
        f"witness a {W[0]}\ngroup none any a\nquorum none\n",
        f"witness a {W[0]}\nquorum b\n",
        f"witness a {W[0]}\nquorum a # said twice\n",
        f"witness a {W[0]}\r\nquorum a\r\n",
        "quorum none\n\x00",
        "quorum none\n# \x7f\n",
        "sigsum yes\nquorum none\n",
        "Quorum none\n",
    ],
)
def test_what_is_no_policy(text: str) -> None:
    with pytest.raises(FormatError):
        parse_policy(text)


def test_comments_blanks_and_octets_are_kept() -> None:
    text = f"# caf\xe9\n\n \t witness  \xff\t{W[0]} https://w.example/ \n\tquorum \xff\n".encode(
        "latin1"
    )
    policy = parse_policy(text)
    assert bytes(policy) == text
    policy.verify_checkpoint(_cosigned({0}), log=LOG.verifier)


def test_names_are_octets_not_letters() -> None:
    with pytest.raises(FormatError):
        parse_policy(f"witness K {W[0]}\nquorum \u212a\n")


def _head(policy: Policy, note: bytes) -> int:
    return policy.verify_checkpoint(note).size


def test_quorum_none_asks_for_the_logs_signature_alone() -> None:
    policy = parse_policy(f"log {LOG.vkey} https://log.example/\nquorum none\n")
    assert _head(policy, _cosigned({0, 1})) == 9
    with pytest.raises(SignatureError):
        policy.verify_checkpoint(_cosigned({0, 1}, signer=OTHER))


def test_a_log_may_have_a_second_key() -> None:
    policy = parse_policy(f"log {OTHER.vkey}\nlog {LOG.vkey}\nquorum none\n")
    assert _head(policy, _cosigned(())) == _head(policy, _cosigned((), signer=OTHER)) == 9


def test_a_log_key_counts_only_for_its_own_origin() -> None:
    elsewhere = Signer("example.org/elsewhere", b"e" * 32)
    policy = parse_policy(f"log {LOG.vkey}\nlog {elsewhere.vkey}\nquorum none\n")
    with pytest.raises(SignatureError):
        policy.verify_checkpoint(elsewhere.sign_note(BODY))


@given(st.sets(st.integers(0, 4)), st.integers(1, 5))
def test_a_threshold_counts_distinct_witnesses(by: set[int], k: int) -> None:
    policy = parse_policy(f"log {LOG.vkey}\n{_witnesses()}group q {k} W0 W1 W2 W3 W4\nquorum q\n")
    if len(by) >= k:
        assert _head(policy, _cosigned(by)) == 9
    else:
        with pytest.raises(SignatureError):
            policy.verify_checkpoint(_cosigned(by))


@given(st.sets(st.integers(0, 4)))
def test_groups_of_groups(by: set[int]) -> None:
    policy = parse_policy(
        f"log {LOG.vkey}\n{_witnesses()}group X 2 W0 W1 W2\ngroup Y any W3 W4\n"
        "group both all X Y\nquorum both\n"
    )
    met = len(by & {0, 1, 2}) >= 2 and bool(by & {3, 4})
    if met:
        assert _head(policy, _cosigned(by)) == 9
    else:
        with pytest.raises(SignatureError):
            policy.verify_checkpoint(_cosigned(by))


def test_one_wrong_cosignature_of_a_known_witness_spoils_all() -> None:
    policy = parse_policy(f"log {LOG.vkey}\n{_witnesses()}group q 1 W0 W1\nquorum q\n")
    note = parse_note(_cosigned({0}))
    wrong = NoteSignature(WITNESSES[1].name, WITNESSES[1].key_id, bytes(72))
    with pytest.raises(SignatureError):
        policy.verify_checkpoint(bytes(Note(note.text, (*note.signatures, wrong))))
    unknown = NoteSignature("who.example", b"abcd", bytes(72))
    kept = bytes(Note(note.text, (*note.signatures, unknown, unknown)))
    assert _head(policy, kept) == 9


def test_thirty_two_of_each_are_supported() -> None:
    keys = [Signer(f"k{i}", bytes([i, 1]) * 16).verifier for i in range(64)]
    logs = "".join(f"log {k.vkey}\n" for k in keys[:32])
    names = [Verifier(k.name, 4, k.public_key).vkey for k in keys[32:]]
    witnesses = "".join(f"witness w{i} {vkey}\n" for i, vkey in enumerate(names))
    groups = "".join(f"group g{i} all w{i}\n" for i in range(32))
    policy = parse_policy(f"{logs}{witnesses}{groups}quorum g31\n")
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups)) == (32, 32, 32)
