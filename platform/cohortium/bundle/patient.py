"""A patient's own receipt: what they agreed to, and its place on the ledger, without anybody else's.

Members: the study's text, and a folder for each choice (`granted`, and `withdrawn` when it was) with its
entry, what the entry commits to, its tlog-proof, and the entry that bound the hospital's key with its
proof. It holds for whoever has the file, also when the hospital has erased everything. What it cannot
show: a withdrawal after it was made. Raises Refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cohortium.bundle import layout
from cohortium.bundle.container import Container
from cohortium.bundle.contents import Private, read_head, read_private
from cohortium.canonical import parse_canonical
from cohortium.errors import Refused
from cohortium_ledger.auditing.bodies import signed_bytes
from cohortium_ledger.errors import LedgerError
from cohortium_ledger.formats.checkpoint import Checkpoint
from cohortium_ledger.formats.entry import MAX_ENTRY, Entry
from cohortium_ledger.formats.keys import ED25519, Verifier
from cohortium_ledger.formats.proof import Proof, parse_proof


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry and its proof; nothing is believed yet."""

    entry: Entry
    proof: Proof


@dataclass(frozen=True, slots=True)
class Choice:
    """A consent or a withdrawal: its entry, what it hides, and the binding of its hospital's key."""

    made: Proven
    key: Proven
    private: Private


@dataclass(frozen=True, slots=True)
class PatientReceipt:
    """The members, parsed. `note` is the checkpoint that all proofs lead to."""

    index: int
    vkey: str
    note: bytes
    study: Mapping[str, Any]
    study_digest: str
    granted: Choice
    withdrawn: Choice | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the patient chose, in order."""
        return (self.granted,) if self.withdrawn is None else (self.granted, self.withdrawn)


def read_patient_receipt(box: Container) -> PatientReceipt:
    """Read all members and check that there are exactly those that there must be."""
    head = read_head(box)
    if head["kind"] != layout.CONSENT:
        raise Refused(f"{layout.BUNDLE} names another kind than the members do")
    withdrawn = any(name.startswith(f"{layout.WITHDRAWN}/") for name in box.names)
    layout.check_names(box.names, layout.patient_members(withdrawn=withdrawn), layout.CONSENT)
    data = box.read(layout.STUDY, layout.LIMITS[layout.STUDY])
    receipt = PatientReceipt(
        head["index"],
        head["log"],
        parse_proof(_member(box, layout.GRANTED, "proof.tlog-proof")).checkpoint,
        parse_canonical(data, layout.STUDY),
        hashlib.sha256(data).hexdigest(),
        _choice(box, layout.GRANTED),
        _choice(box, layout.WITHDRAWN) if withdrawn else None,
    )
    if receipt.granted.made.entry.n != receipt.index:
        raise Refused(f"{layout.BUNDLE} is of entry {receipt.index}, its consent of another")
    return receipt


def check_inclusion(receipt: PatientReceipt, checkpoint: Checkpoint) -> str:
    """Every entry stands under the one checkpoint."""
    proven = [one for choice in receipt.choices for one in (choice.made, choice.key)]
    for one in proven:
        if one.proof.checkpoint != receipt.note:
            raise Refused("the proofs lead to several checkpoints")
        one.proof.verify(one.entry.data, checkpoint)
    return f"{len(proven)} entries are proven under the checkpoint"


def check_hospital(receipt: PatientReceipt) -> str:
    """A key bound to the hospital before signed each choice, and somebody vouches for that key."""
    for choice in receipt.choices:
        _check_signature(choice)
        _vouching(receipt, choice.key.entry)
    hospital, bound = receipt.granted.made.entry.body["hospital"], receipt.granted.key.entry
    told = f"signed by hospital {hospital}, by a key bound at entry {bound.n}"
    return f"{told}, vouched for by {_vouching(receipt, bound)}"


def check_consent(receipt: PatientReceipt) -> str:
    """The consent is what its entry commits to, and says publicly what it says in private."""
    entry, content = receipt.granted.made.entry, receipt.granted.private.content
    _check_choice(receipt.granted, "consent.granted", ("study", "hospital", "method"))
    return f"consent to {entry.body['study']}, given {content.get('at')}, entry {entry.n}"


def check_study(receipt: PatientReceipt) -> str:
    """The study's text is the one that was agreed to."""
    content = receipt.granted.private.content
    found = (receipt.study.get("id"), receipt.study_digest)
    if found != (content.get("study"), content.get("study_digest")):
        raise Refused(f"{layout.STUDY} is not the text that was agreed to")
    return f"the text of study {content['study']} as agreed to"


def check_withdrawal(receipt: PatientReceipt) -> str:
    """A withdrawal is of this consent, by the same patient."""
    if receipt.withdrawn is None:
        return "none as of this receipt; a later one does not show here"
    _check_choice(
        receipt.withdrawn, "consent.withdrawn", ("study", "hospital", "method", "consent")
    )
    entry, content = receipt.withdrawn.made.entry, receipt.withdrawn.private.content
    granted = receipt.granted.private.content
    of = (entry.body["consent"], entry.body["study"], content.get("patient"))
    if of != (receipt.index, granted.get("study"), granted.get("patient")):
        raise Refused("the withdrawal is of another consent")
    return f"withdrawn {content.get('at')}, entry {entry.n}"


PATIENT_CHECKS: tuple[tuple[str, Callable[[PatientReceipt], str]], ...] = (
    ("hospital", check_hospital),
    ("consent", check_consent),
    ("study", check_study),
    ("withdrawal", check_withdrawal),
)


def _choice(box: Container, folder: str) -> Choice:
    return Choice(
        _proven(box, folder, "entry.json", "proof.tlog-proof"),
        _proven(box, folder, "key.json", "key.tlog-proof"),
        read_private(box, f"{folder}/opening.json", layout.MAX_OPENING),
    )


def _proven(box: Container, folder: str, name: str, proof: str) -> Proven:
    entry = Entry.parse(box.read(f"{folder}/{name}", MAX_ENTRY))
    parsed = parse_proof(_member(box, folder, proof))
    if parsed.extra is not None:
        raise Refused(f"{folder}/{proof} carries extra data that nothing vouches for")
    if parsed.index != entry.n:
        raise Refused(f"{folder}/{proof} is of entry {parsed.index}, not of {entry.n}")
    return Proven(entry, parsed)


def _member(box: Container, folder: str, name: str) -> bytes:
    return box.read(f"{folder}/{name}", layout.MAX_PROOF)


def _check_choice(choice: Choice, kind: str, public: tuple[str, ...]) -> None:
    entry, content = choice.made.entry, choice.private.content
    if entry.type != kind:
        raise Refused(f"entry {entry.n} is {entry.type}, not {kind}")
    if not choice.private.opens(entry.body.get("commitment")):
        raise Refused(f"the opening of entry {entry.n} is not what the ledger commits to")
    for name in public:
        if name not in entry.body or content.get(name) != entry.body[name]:
            raise Refused(f"entry {entry.n} says another {name} than what it commits to")


def key_signed(bound: Entry, entry: Entry) -> bool:
    """Whether the key that `bound` binds made the signature of `entry`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_base64(bound.body.get("key")))
        message = signed_bytes(entry.type, dict(entry.body))
        key.verify(_base64(entry.body.get("signature")), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_signature(choice: Choice) -> None:
    entry, bound = choice.made.entry, choice.key.entry
    wanted = ("key.bound", "hospital", entry.body.get("hospital"))
    found = (bound.type, bound.body.get("role"), bound.body.get("name"))
    if found != wanted or bound.n > entry.n or "until" in bound.body:
        raise Refused(f"entry {bound.n} binds no key of the hospital that signed entry {entry.n}")
    if not key_signed(bound, entry):
        raise Refused(f"entry {entry.n} is not signed by its hospital's key")


def _vouching(receipt: PatientReceipt, bound: Entry) -> str:
    """Who vouches for the key that `bound` binds: its signature must be theirs."""
    log, origin = Verifier.from_vkey(receipt.vkey), bound.body.get("log")
    try:
        by = Verifier(log.name, ED25519, _base64(bound.body.get("by")))
        by.verify(signed_bytes(bound.type, dict(bound.body)), _base64(bound.body.get("signature")))
    except (LedgerError, ValueError) as error:
        raise Refused(f"entry {bound.n} binds a key that nobody vouches for") from error
    if origin is None:
        return "an earlier key of the hospital, which only the ledger shows"
    if origin != log.name:
        raise Refused(f"entry {bound.n} binds a key for which another log vouches")
    return (
        "the log's key" if by == log else "an earlier key of the log, which only the ledger shows"
    )


def _base64(value: Any) -> bytes:
    try:
        return base64.b64decode(str(value), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
