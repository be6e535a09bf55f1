"""Entries of a ledger for tests, step by step, made from the specification's words and not by the log."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Sequence
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cohortium_ledger import (
    Signer,
    leaf_hash,
    parse_policy,
)

TIME = "2026-01-31T00:00:00.000Z"
KEYS = {
    name: Ed25519PrivateKey.from_private_bytes(name[:1].encode() * 32)
    for name in ("north", "south", "other", "thief")
}
LOG_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
SIGNER = Signer("example.org/log", b"s" * 32)
POLICY = parse_policy(f"log {SIGNER.vkey}\nquorum none\n")
Step = tuple[str, dict[str, Any]]
LATE = "2026-01-31T12:00:00.000Z"


def chain(steps: Sequence[Step]) -> list[bytes]:
    """Entries over `steps`, made from the specification's words and not by the log."""
    entries: list[bytes] = []
    prev = "0" * 64
    for n, (kind, body) in enumerate(steps):
        time = kind.time if isinstance(kind, Late) else TIME
        value = {"v": 1, "n": n, "prev": prev, "time": time, "type": str(kind), "body": body}
        entries.append(rfc8785.dumps(value))
        prev = leaf_hash(entries[-1]).hex()
    return entries


def seal(number: int) -> str:
    return f"{number:064x}"


SEALS = itertools.count(1)  # every choice has a commitment of its own


def signed(kind: str, hospital: str = "north", by: str | None = None, **fields: Any) -> Step:
    body = {"hospital": hospital, **fields}
    message = b"cohortium/" + kind.encode() + b"/v1\0" + rfc8785.dumps(body)
    signature = KEYS[by or hospital].sign(message)
    return kind, {**body, "signature": base64.b64encode(signature).decode()}


def bound(
    name: str, key: str | None = None, role: str = "hospital", by: str = "log", **fields: Any
) -> Step:
    """A key bound for a name, vouched for by the log's or by another's of `KEYS`."""
    secret = LOG_KEY if by == "log" else KEYS[by]
    body = {"role": role, "name": name, "key": raw(KEYS[key or name]), "by": raw(secret)}
    body |= {"log": SIGNER.name} if by == "log" else {}
    signature = secret.sign(b"cohortium/key.bound/v1\0" + rfc8785.dumps({**body, **fields}))
    return "key.bound", {
        **body, **fields, "signature": base64.b64encode(signature).decode(),
    }  # fmt: skip


def raw(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def log_key(by: str, key: str, **fields: Any) -> Step:
    """A key of the log, named by the byte of its seed, bound by another, which it accepts."""
    old, new = (Ed25519PrivateKey.from_private_bytes(name.encode() * 32) for name in (by, key))
    body = {"role": "log", "name": SIGNER.name, "key": raw(new), "by": raw(old), **fields}
    accepted = new.sign(b"cohortium/key.bound.accepted/v1\0" + rfc8785.dumps(body))
    body = {"accepted": base64.b64encode(accepted).decode(), **body}
    signature = old.sign(b"cohortium/key.bound/v1\0" + rfc8785.dumps(body))
    return "key.bound", {**body, "signature": base64.b64encode(signature).decode()}


def registered(study: str = "S") -> Step:
    body = {"study": study, "title": "A study", "digest": seal(0), "until": "2030-01-01"}
    return "study.registered", {**body, "commitment": seal(0)}


def granted(study: str = "S", hospital: str = "north", by: str | None = None) -> Step:
    fields = {"study": study, "method": "witnessed", "commitment": seal(next(SEALS))}
    return signed("consent.granted", hospital, by, **fields)


def withdrawn(consent: Any, study: str = "S", hospital: str = "north") -> Step:
    fields = {"study": study, "method": "desk", "commitment": seal(next(SEALS))}
    return signed("consent.withdrawn", hospital, consent=consent, **fields)


def received(batch: str = "ab" * 16, **fields: Any) -> Step:
    return signed("intake.received", **{"batch": batch, "root": seal(1), "records": 3, **fields})


def published(release: str = "r", dataset: str = "d", study: str = "S") -> Step:
    body = {"study": study, "dataset": dataset, "release": release, "manifest": seal(0)}
    return "release.published", {**body, "consent_size": 0, "commitment": seal(0)}


def issued(grant: str = "g", **fields: Any) -> Step:
    body = {"grant": grant, "dataset": "d", "until": "2026-01-31", "download": True}
    return "grant.issued", {**body, "commitment": seal(0), **fields}


def ended(grant: str = "g") -> Step:
    return "grant.ended", {"grant": grant}


def intent(consent_size: Any = 0, grant: str = "g", **fields: Any) -> Step:
    body = {"grant": grant, "dataset": "d", "release": "r", "consent_size": consent_size}
    return "query.intent", {**body, "commitment": seal(0), **fields}


def answered(of: Any, consent_size: Any = 0, **fields: Any) -> Step:
    body = {"intent": of, "consent_size": consent_size, "commitment": seal(0)}
    return "query.answered", {**body, **fields}


def aborted(of: Any, **fields: Any) -> Step:
    return "query.aborted", {"intent": of, "code": "failed", **fields}


def refused(**fields: Any) -> Step:
    body = {"grant": "g", "dataset": "d", "code": "policy", "commitment": seal(0)}
    return "query.refused", {**body, **fields}


def downloaded(grant: str = "g", release: str = "r") -> Step:
    return "release.downloaded", {"grant": grant, "release": release, "commitment": seal(0)}


def changed(
    text: str = f"log {SIGNER.vkey}\nquorum none\n", digest: str | None = None, by: str = "s",
    **fields: Any,
) -> Step:  # fmt: skip
    """A change of the log's policy, signed by the key of the byte `by`."""
    key = Ed25519PrivateKey.from_private_bytes(by.encode() * 32)
    body = {
        "name": SIGNER.name, "by": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
        "policy": digest or hashlib.sha256(text.encode()).hexdigest(), "text": text, **fields,
    }  # fmt: skip
    signature = key.sign(b"cohortium/policy.changed/v1\0" + rfc8785.dumps(body))
    return "policy.changed", {**body, "signature": base64.b64encode(signature).decode()}


def erased(
    *entries: Any, hospital: str = "north", by: str | None = None, number: int | None = None,
    **fields: Any,
) -> Step:  # fmt: skip
    erasure = f"{number or next(SEALS):032x}"
    fields = {"entries": list(entries), "erasure": erasure, "commitment": seal(0), **fields}
    return signed("erasure.done", hospital, by, **fields)


def reviewed(decision: str = "release", study: str = "S", by: str | None = None) -> Step:
    fields = {"study": study, "decision": decision, "commitment": seal(next(SEALS))}
    return signed("quarantine.reviewed", by=by, **fields)


def budgeted(micro: Any) -> Step:
    return issued("b", budget={"epsilon_micro": micro})


def without(step: Step, *names: str) -> Step:
    return step[0], {name: value for name, value in step[1].items() if name not in names}


def but(step: Step, **fields: Any) -> Step:
    return step[0], {**step[1], **fields}


def late(step: Step, time: str) -> Step:
    """`step` at another time than the rest."""
    return Late(step[0], time), step[1]


class Late(str):
    """A type that comes with a time."""

    time: str

    def __new__(cls, kind: str, time: str) -> Late:
        made = super().__new__(cls, kind)
        made.time = time
        return made


START = [bound("north"), bound("south"), registered(), published(), issued()]
FIRST = len(START)  # index of the first entry of a case
GOOD = [  # a history in which an audit finds nothing wrong
    *START,
    granted(),
    granted(hospital="south"),
    received(),
    withdrawn(5),
    granted(),
    withdrawn(9),
    intent(11),
    intent(11),
    answered(12, 11),
    aborted(11),
    refused(),
    downloaded(),
    bound("north", "south", by="north"),
    granted(by="south"),
    log_key("s", "n", until="2027-01-01T00:00:00.000Z"),
    bound("receipts", "south", role="receipt"),
    bound("w", "south", role="witness"),
    changed(),
    erased(5, 8, by="south"),
    erased(hospital="south", reason="asked"),
    budgeted(1000),
    intent(25, grant="b"),
    intent(25, grant="b"),
    answered(26, 25, spent_micro=600),
    aborted(27, spent_micro=400),
    late(intent(25), "2026-02-01T00:59:59.999Z"),
    ended(),
    ended(),
    refused(),
    answered(30, 25),
    reviewed(by="south"),
    ("emergency.opened", {"anything": 1}),
    but(registered("T"), more=[1]),
    but(published("r2"), succeeds="r", max_delay_days=0),
    but(published("r3"), succeeds="r2", max_delay_days=30),
    published("r4", "d2"),
]
