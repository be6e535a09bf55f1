"""The audit's rules about what entries say to each other."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cohortium_ledger import (
    AuditError,
    Checkpoint,
    LedgerError,
    Signer,
    audit,
    leaf_hash,
    parse_policy,
    tree_root,
)

TIME = "2026-01-31T00:00:00.000Z"
KEYS = {
    name: Ed25519PrivateKey.from_private_bytes(name[:1].encode() * 32)
    for name in ("north", "south")
}
SIGNER = Signer("example.org/log", b"s" * 32)
POLICY = parse_policy(f"log {SIGNER.vkey}\nquorum none\n")
Step = tuple[str, dict[str, Any]]


def chain(steps: Sequence[Step]) -> list[bytes]:
    """Entries over `steps`, made from the specification's words and not by the log."""
    entries: list[bytes] = []
    prev = "0" * 64
    for n, (kind, body) in enumerate(steps):
        value = {"v": 1, "n": n, "prev": prev, "time": TIME, "type": kind, "body": body}
        entries.append(rfc8785.dumps(value))
        prev = leaf_hash(entries[-1]).hex()
    return entries


def signed(kind: str, hospital: str = "north", by: str | None = None, **fields: Any) -> Step:
    body = {"hospital": hospital, "commitment": "c" * 64, **fields}
    message = b"cohortium/" + kind.encode() + b"/v1\0" + rfc8785.dumps(body)
    signature = KEYS[by or hospital].sign(message)
    return kind, {**body, "signature": base64.b64encode(signature).decode()}


def bound(hospital: str, key: str | None = None) -> Step:
    raw = KEYS[key or hospital].public_key().public_bytes_raw()
    return "key.bound", {
        "role": "hospital",
        "name": hospital,
        "key": base64.b64encode(raw).decode(),
    }


def granted(study: str = "S", hospital: str = "north", by: str | None = None) -> Step:
    return signed("consent.granted", hospital, by, study=study, method="witnessed")


def withdrawn(consent: Any, study: str = "S", hospital: str = "north") -> Step:
    return signed("consent.withdrawn", hospital, study=study, method="desk", consent=consent)


def intent(consent_size: Any = 0) -> Step:
    return "query.intent", {"grant": "g", "consent_size": consent_size}


def answered(of: Any, consent_size: Any = 0) -> Step:
    return "query.answered", {"intent": of, "consent_size": consent_size}


def aborted(of: Any) -> Step:
    return "query.aborted", {"intent": of, "code": "failed"}


START = [bound("north"), bound("south"), ("study.registered", {"study": "S"})]
GOOD = [
    *START,
    granted(),
    granted(hospital="south"),
    signed("intake.received", batch="ab" * 16, root="cd" * 32, records=3),
    withdrawn(3),
    granted(),
    withdrawn(7),
    intent(9),
    intent(9),
    answered(10, 9),
    aborted(9),
    ("query.refused", {"grant": "g", "code": "policy"}),
    bound("north", "south"),
    granted(by="south"),
]

WRONG: dict[str, tuple[list[Step], str]] = {
    "withdraws nothing": ([withdrawn(2)], "no consent before it"),
    "withdraws what comes later": ([withdrawn(4), granted()], "no consent before it"),
    "withdraws itself": ([withdrawn(3)], "no consent before it"),
    "withdraws twice": ([granted(), withdrawn(3), withdrawn(3)], "not in force"),
    "withdraws for another study": ([granted(), withdrawn(3, "T")], "another study"),
    "withdraws another hospital's": (
        [granted(), withdrawn(3, hospital="south")],
        "another study or hospital",
    ),
    "withdraws by name": ([granted(), withdrawn("3")], "no whole number as consent"),
    "withdraws by true": ([granted(), withdrawn(True)], "no whole number as consent"),
    "answers nothing": ([answered(2)], "no intent before it"),
    "answers twice": ([intent(), answered(3), answered(3)], "second time"),
    "aborts what was answered": ([intent(), answered(3), aborted(3)], "second time"),
    "answers what comes later": ([answered(4), intent()], "no intent before it"),
    "answers without an intent": ([("query.answered", {})], "no whole number as intent"),
    "looks ahead": ([intent(4)], "did not exist yet"),
    "looks at minus one": ([intent(-1)], "did not exist yet"),
    "unknown hospital": ([signed("consent.granted", "north", study="S")], "no key bound"),
    "signed by another": ([granted(by="south")], "not signed by"),
    "not signed": (
        [("consent.granted", {"study": "S", "hospital": "north"})],
        "no text as signature",
    ),
    "signed in no base64": (
        [("intake.received", {"hospital": "north", "signature": "!"})],
        "no base64 as signature",
    ),
    "key of another length": (
        [("key.bound", {"role": "hospital", "name": "n", "key": "AAAA"})],
        "no Ed25519 key",
    ),
    "consent without a study": ([signed("consent.granted", "north")], "no text as study"),
}


def test_a_good_log_is_reported() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, 10, tree_root(entries[:10]))))
    old = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, 0, tree_root([]))))
    report = audit(iter(entries), note, policy=POLICY, earlier=[old])
    assert (report.size, report.root, report.checkpoints) == (len(GOOD), tree_root(entries), 2)
    assert report.checkpoint is not None and report.checkpoint.size == 10
    assert report.types["consent.granted"] == 4
    assert sum(report.types.values()) == len(GOOD)
    assert audit([]).size == 0


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_entry_is_named(case: str) -> None:
    steps, reason = WRONG[case]
    start = [] if case == "unknown hospital" else START
    entries = chain([*start, *steps])
    with pytest.raises(AuditError, match=reason) as caught:
        audit(entries)
    last = len(entries) - 1
    first = next(i for i in range(len(entries)) if _fails(entries[: i + 1]))
    assert caught.value.index == first
    assert first == last or case in ("withdraws what comes later", "answers what comes later")
    assert str(caught.value).startswith(f"entry {first} ")


def _fails(entries: list[bytes]) -> bool:
    try:
        audit(entries)
    except AuditError:
        return True
    return False


def test_every_entry_left_out_swapped_or_repeated_is_found() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, len(entries), tree_root(entries))))
    for i in range(len(entries)):
        without = entries[:i] + entries[i + 1 :]
        repeated = entries[: i + 1] + entries[i:]
        for changed in (without, repeated, entries[:i]):
            with pytest.raises(AuditError) as caught:
                audit(changed, note, policy=POLICY)
            assert caught.value.index in (i, i + 1)


def test_a_rechained_forgery_falls_to_the_signature() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, len(entries), tree_root(entries))))
    forged = chain([s for s in GOOD if s[0] != "consent.withdrawn"][:-4])
    padded = chain([*GOOD[:-1], ("policy.changed", {})])
    for changed in (forged, padded):
        with pytest.raises(AuditError):
            audit(changed, note, policy=POLICY)
    with pytest.raises(LedgerError):
        audit(
            entries,
            Signer.generate("example.org/log").sign_note(
                bytes(Checkpoint(SIGNER.name, 0, tree_root([])))
            ),
            policy=POLICY,
        )


def test_contradicting_checkpoints_are_found_wherever_they_are() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, len(entries), tree_root(entries))))
    for size in (0, 4, len(entries)):
        fork = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, size, bytes(32))))
        with pytest.raises(AuditError, match=f"size {size}"):
            audit(entries, note, policy=POLICY, earlier=[fork])
