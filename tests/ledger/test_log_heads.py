"""Signed and published: policies, cosignatures, the three states, and who may sign."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cohortium_ledger import (
    Draft,
    EntryError,
    EntryMissing,
    FormatError,
    LedgerCorrupt,
    LedgerError,
    Log,
    NotIntegrated,
    SignatureError,
    Signer,
    Verifier,
    parse_checkpoint,
    parse_note,
    parse_policy,
    parse_proof,
)
from cohortium_ledger.auditing.log_keys import binding
from cohortium_ledger.formats.cosignature import ed25519_message
from cohortium_ledger.formats.keys import COSIGNATURE, ED25519
from cohortium_ledger.formats.note import Note, NoteSignature

SIGNER = Signer("example.org/log", b"s" * 32)
NEXT = Signer("example.org/log", b"t" * 32)
TIME = "2026-01-31T09:30:00.000Z"
DRAFT = Draft("model.trained", {}, TIME)


class Cosigner:
    """A witness that signs whatever it is shown."""

    def __init__(self, name: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32))
        public = self._key.public_key().public_bytes_raw()
        self.verifier = Verifier(f"{name}.example", COSIGNATURE, public)
        self.line = f"witness {name} {self.verifier.vkey}\n"

    def __call__(self, note: bytes, time: int = 1_700_000_000) -> bytes:
        signed = parse_note(note)
        signature = self._key.sign(ed25519_message(time, signed.text))
        line = NoteSignature(
            self.verifier.name, self.verifier.key_id, time.to_bytes(8, "big") + signature
        )
        return bytes(Note(signed.text, (*signed.signatures, line)))


A, B, C = Cosigner("a"), Cosigner("b"), Cosigner("c")
NO_QUORUM = f"log {SIGNER.vkey}\nquorum none\n"
TWO_OF_THREE = (
    f"log {SIGNER.vkey}\n{A.line}{B.line}{C.line}group hospitals 2 a b c\nquorum hospitals\n"
)


@pytest.fixture
def log(where: Path | str) -> Iterator[Log]:
    with Log.create(where, SIGNER) as log:
        yield log


def size(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size


def test_without_a_quorum_what_is_signed_is_published(log: Log) -> None:
    assert bytes(log.policy) == f"log {SIGNER.vkey}\nquorum none\n".encode()
    log.append([DRAFT] * 3)
    assert [log.state(n) for n in range(3)] == ["sequenced"] * 3
    assert log.integrate() == log.signed() == log.checkpoint()
    assert log.policy.verify_checkpoint(log.checkpoint()).size == 3
    log.append([DRAFT])
    assert [log.state(n) for n in range(4)] == ["integrated"] * 3 + ["sequenced"]
    for n in (-1, 4):
        with pytest.raises(EntryMissing):
            log.state(n)


def test_under_a_quorum_only_what_it_cosigned_is_published(log: Log, tmp_path: Path) -> None:
    log.append([DRAFT] * 3)
    before = log.integrate()
    assert log.set_policy(TWO_OF_THREE) == 3
    assert (bytes(log.policy), log.state(0)) == (TWO_OF_THREE.encode(), "integrated")
    log.append([DRAFT])
    signed = log.integrate()
    assert (log.signed(), log.checkpoint(), size(signed)) == (signed, before, 5)
    with pytest.raises(NotIntegrated):
        log.prove(4)
    assert log.static("tile/0/000.p/5") is None
    for note in (signed, A(signed)):
        with pytest.raises(SignatureError, match="quorum"):
            log.publish(note)
    assert log.checkpoint() == before
    log.append([DRAFT])
    published = B(A(signed))
    log.publish(published)
    assert (log.checkpoint(), log.static("checkpoint")) == (published, published)
    assert [log.state(n) for n in range(6)] == ["cosigned"] * 5 + ["sequenced"]
    log.integrate()
    assert log.state(5) == "integrated"
    proof = parse_proof(log.prove(4))
    proof.verify(log.entry(4), parse_policy(TWO_OF_THREE).verify_checkpoint(proof.checkpoint))
    log.export(tmp_path / "static")
    assert (tmp_path / "static" / "checkpoint").read_bytes() == published
    assert (tmp_path / "static" / "tile" / "0" / "000.p" / "3").exists()
    assert not (tmp_path / "static" / "tile" / "0" / "000.p" / "6").exists()
    assert log.audit().size == 6


def test_publishing_only_grows(log: Log, where: Path | str) -> None:
    log.set_policy(TWO_OF_THREE)
    notes = []
    for _ in range(3):
        log.append([DRAFT])
        notes.append(log.integrate())
    log.publish(B(A(notes[1])))
    log.publish(B(A(notes[0])))
    assert log.checkpoint() == B(A(notes[1]))
    log.publish(C(A(notes[1])))  # the same tree under other witnesses
    assert log.checkpoint() == C(A(notes[1]))
    log.publish(C(B(notes[2])))
    with Log.open(where) as reader:
        assert (reader.checkpoint(), reader.signed()) == (C(B(notes[2])), notes[2])


def test_only_what_this_log_signed_is_published(log: Log, tmp_path: Path) -> None:
    log.set_policy(TWO_OF_THREE)
    log.append([DRAFT] * 2)
    log.integrate()
    with Log.create(tmp_path / "other", SIGNER) as other:  # the same key, another history
        other.append([Draft("model.trained", {"forged": True}, TIME)] * 2)
        forged = other.integrate()
        other.append([DRAFT])
        later = other.integrate()
    stranger = Signer("example.org/log", b"x" * 32)
    for note in (forged, later, stranger.sign_note(parse_note(log.signed()).text)):
        with pytest.raises(SignatureError):
            log.publish(B(A(note)))
    assert size(log.checkpoint()) == 0
    with pytest.raises(FormatError):
        log.publish(b"no note")


def test_a_policy_is_of_this_log_and_can_be_taken_back(log: Log, where: Path | str) -> None:
    other = Signer.generate("other")
    for text in (f"log {other.vkey}\nquorum none\n", "quorum none\n"):
        with pytest.raises(EntryError, match="log line"):
            log.set_policy(text)
    for text in ("quorum nobody\n", ""):
        with pytest.raises(FormatError):
            log.set_policy(text)
    with Log.open(where) as reader, pytest.raises(LedgerError, match="only read"):
        reader.set_policy(NO_QUORUM)
    assert log.size == 0
    log.set_policy(TWO_OF_THREE)
    log.append([DRAFT])
    log.integrate()
    assert size(log.checkpoint()) == 0
    log.set_policy(NO_QUORUM)
    assert size(log.checkpoint()) == 0
    log.integrate()
    assert (size(log.checkpoint()), log.state(0)) == (3, "integrated")


def test_what_was_signed_under_a_quorum_is_not_published_without_one(log: Log) -> None:
    log.set_policy(TWO_OF_THREE)
    signed = log.integrate()
    log.set_policy(NO_QUORUM)
    with pytest.raises(SignatureError, match=r"size 1 lacks the quorum that entry 0 "):
        log.publish(signed)
    log.publish(C(A(signed)))
    assert log.checkpoint() == C(A(signed))


def test_a_new_policy_asks_for_its_own_quorum(log: Log) -> None:
    log.set_policy(TWO_OF_THREE)
    log.append([DRAFT])
    signed = log.integrate()
    log.publish(B(A(signed)))
    assert log.state(0) == "cosigned"
    log.set_policy(f"log {SIGNER.vkey}\n{C.line}quorum c\n")
    assert log.state(0) == "integrated"
    for note in (C(signed), B(A(signed))):
        with pytest.raises(SignatureError, match="quorum"):
            log.publish(note)
    log.publish(C(log.integrate()))
    assert log.state(0) == "cosigned"
    assert log.audit().charter == (0, 2)


def test_who_appends_need_not_sign(log: Log, where: Path | str) -> None:
    with Log.open(where, appending=True) as worker:
        assert worker.append([DRAFT]) == [0]
        with pytest.raises(LedgerError, match="signing key"):
            worker.integrate()
        log.integrate()
        assert worker.state(0) == "integrated"


def bound(signer: Signer, **more: str) -> Draft:
    return Draft("key.bound", {**binding(SIGNER, signer), **more}, TIME)


@pytest.mark.parametrize(
    "body",
    [
        binding(SIGNER, Signer("other", b"n" * 32)),
        {**binding(SIGNER, NEXT), "key": "AAAA"},
        {**binding(SIGNER, NEXT), "until": TIME},
        binding(SIGNER, NEXT, "soon"),
        {"role": "log", "name": "example.org/log"},
    ],
)
def test_what_is_no_key_of_the_log_is_not_bound(log: Log, body: dict[str, str]) -> None:
    with pytest.raises(EntryError):
        log.append([DRAFT, Draft("key.bound", body, TIME)])
    assert (log.size, log.verifiers) == (0, (SIGNER.verifier,))


@pytest.mark.parametrize("value", ["1", "7", "x", "0 0 -1"])
def test_a_damaged_list_of_keys_is_found(log: Log, where: Path | str, value: str) -> None:
    log.append([bound(NEXT), DRAFT])
    log._sequencer.write(lambda: log._store.put_setting("charter", value))
    for call in (lambda: log.verifiers, log.integrate, lambda: Log.open(where, NEXT)):
        with pytest.raises(LedgerCorrupt, match="keys"):
            call()


def test_a_key_that_was_left_out_is_found_before_anything_is_signed(log: Log) -> None:
    log.append([bound(NEXT), DRAFT])
    assert log.audit().size == 2
    log._sequencer.write(lambda: log._store.put_setting("charter", ""))
    for call in (log.audit, log.integrate):
        with pytest.raises(LedgerCorrupt, match=r"keys .* entry 0 makes the difference"):
            call()


def test_a_note_of_an_unbound_key_is_not_the_logs(log: Log) -> None:
    log.append([DRAFT])
    text = parse_note(log.integrate()).text
    log._sequencer.write(lambda: log._store.put_published(1, NEXT.sign_note(text)))
    for call in (log.checkpoint, lambda: log.prove(0), log.audit, lambda: log.state(0)):
        with pytest.raises(LedgerCorrupt, match="not as signed"):
            call()
    assert NEXT.verifier.algorithm == ED25519
