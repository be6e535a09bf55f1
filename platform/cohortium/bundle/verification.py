"""The offline verifier: bytes of a bundle in, yes or no with the reason out.

The log is believed first (its key under the reader's policy, all entries under its checkpoint),
then what the bundle is about. Stops at the first kind of failure. No network, no clock, no account,
no code of the platform beyond the consent fold. What it cannot see: entries after the checkpoint,
so a bundle made before a withdrawal stays valid; ask for a fresh one (docs/formats/bundle.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from cohortium.bundle import layout
from cohortium.bundle.container import Container, open_container
from cohortium.bundle.contents import Contents, read_contents, read_entries
from cohortium.bundle.evidence import Evidence
from cohortium.bundle.history import History, walk
from cohortium.bundle.patient import (
    PATIENT_CHECKS,
    PatientReceipt,
    check_inclusion,
    read_patient_receipt,
)
from cohortium.bundle.receipt import RECEIPT_CHECKS
from cohortium.bundle.release import RELEASE_CHECKS
from cohortium.bundle.report import Check, Report
from cohortium.errors import BadInput, Refused
from cohortium_ledger.auditing.log_keys import KeyChain, binds_log_key, check_policy_age
from cohortium_ledger.errors import LedgerError, SignatureError
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.entry import Entry
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.policy import Policy, parse_policy
from cohortium_ledger.tree.hashing import leaf_hash, verify_inclusion

Found = TypeVar("Found")
OnCheck = Callable[[Check], None]
_ELSEWHERE = "the bundle is of another installation's log than the policy names"
_ANOTHER_KEY = (
    f"{_ELSEWHERE}, or the policy is older than a rotation of the log's key, which nothing here"
    " proves: fetch the policy anew"
)
_KEY_BOUND = b'"type":"key.bound"'
_STRANGER = "the checkpoint has a signature of a key that nothing here vouches for"
_COSIGNATURES = {8 + 64, 8 + 2420}  # bytes: a time, and an Ed25519 or ML-DSA-44 signature
_UNPINNED = "quorum none\n"  # trusts nobody: the log's key comes with the bundle


def verify(path: Path, policy: str | None = None, *, on_check: OnCheck | None = None) -> Report:
    """Check the bundle at `path` under `policy` (the text of a tlog-policy; None: unpinned).

    Returns a report whatever the bundle says; `on_check` hears of each check as it is made. Raises
    BadInput when the policy is none, or when `path` is no zip or cannot be read.
    """
    pinned = None if policy is None else _read_policy(policy)
    course = _Course(pinned is not None, on_check)
    try:
        with open_container(path) as box:
            course.passed("container", f"{len(box.names)} files in a readable zip")
            _verify(course, box, pinned)
    except _Stopped:
        return course.report(verified=False)
    except Refused as no:  # of the zip's own directory, before any check could run
        course.failed("container", str(no))
        return course.report(verified=False)
    return course.report(verified=True)


def _verify(course: _Course, box: Container, policy: Policy | None) -> None:
    if layout.STUDY in box.names:
        _verify_patient(course, box, policy)
        return
    contents = course.run("members", lambda: _members(box))
    course.about = _About(contents.kind, contents.manifest.release, contents.index, contents.size)
    entries = read_entries(box, contents.size)
    signed = partial(_signature, contents.vkey, contents.note, policy, entries)
    checkpoint = course.run("signature", signed)
    history = course.run("entries", lambda: _entries(box, contents, checkpoint))
    course.run("inclusion", lambda: _inclusion(contents, checkpoint, history))
    trusted = set(policy.logs) if policy else {Verifier.from_vkey(contents.vkey)}
    course.run("history", lambda: _history(history, trusted))
    evidence = Evidence(box, contents, history)
    checks = RELEASE_CHECKS if contents.kind == layout.RELEASE else RECEIPT_CHECKS
    for name, check in checks:
        course.run(name, partial(_judge, check, evidence))


def _verify_patient(course: _Course, box: Container, policy: Policy | None) -> None:
    receipt = course.run("members", lambda: _patient_members(box))
    size = parse_checkpoint(parse_note(receipt.note).text).size
    course.about = _About(layout.CONSENT, None, receipt.index, size)
    signed = partial(_signature, receipt.vkey, receipt.note, policy)
    checkpoint = course.run("signature", signed)
    course.run("inclusion", lambda: (None, check_inclusion(receipt, checkpoint)))
    for name, check in PATIENT_CHECKS:
        course.run(name, partial(_judge_patient, check, receipt))


def _patient_members(box: Container) -> tuple[PatientReceipt, str]:
    receipt = read_patient_receipt(box)
    parse_checkpoint(parse_note(receipt.note).text)
    return receipt, "a patient's consent, each member in its strict form"


def _judge_patient(
    check: Callable[[PatientReceipt], str], receipt: PatientReceipt
) -> tuple[None, str]:
    return None, check(receipt)


def _judge(check: Callable[[Evidence], str], evidence: Evidence) -> tuple[None, str]:
    return None, check(evidence)


def _members(box: Container) -> tuple[Contents, str]:
    contents = read_contents(box)
    return contents, f"a {contents.kind}, each member in its strict form"


def _signature(
    vkey: str, note: bytes, policy: Policy | None, entries: Iterable[bytes] = ()
) -> tuple[Checkpoint, str]:
    """The checkpoint in `note`; `entries` may vouch for a key of the log that nobody was given."""
    log = Verifier.from_vkey(vkey)
    if policy is None:
        policy, trust = parse_policy(_UNPINNED), "UNPINNED, by the key in the bundle itself"
        checkpoint = policy.verify_checkpoint(note, log=log)
    elif log.name not in {known.name for known in policy.logs}:
        raise Refused(_ELSEWHERE)
    else:
        trust, checkpoint = "under the policy", _pinned(log, note, policy, entries)
    if checkpoint.origin != log.name:
        raise Refused("the checkpoint is of another log than the bundle names")
    given = {log, *policy.logs, *policy.witnesses.values()}
    if _strangers(note, given) == {log.name}:
        given |= (bound := _bound(given, entries))
        parse_note(note).verified_by(bound)
    if _strangers(note, given):
        raise Refused(_STRANGER)
    told = f"{checkpoint.origin}, {checkpoint.size} entries, signed {trust}"
    return checkpoint, told + _cosigned(note, policy)


def _cosigned(note: bytes, policy: Policy) -> str:
    """How many of the policy's witnesses have cosigned, if it names any."""
    if not policy.witnesses:
        return ""
    cosigned = len(parse_note(note).verified_by(policy.witnesses.values()))
    return f", cosigned by {cosigned} of {len(policy.witnesses)} witnesses"


def _pinned(log: Verifier, note: bytes, policy: Policy, entries: Iterable[bytes]) -> Checkpoint:
    """The checkpoint, signed by a log of the policy: by any of its keys, while one is being changed."""
    try:
        return policy.verify_checkpoint(note)
    except SignatureError as error:
        if log in policy.logs:
            raise
        check_policy_age(policy.logs, note, entries)
        raise Refused(_ANOTHER_KEY) from error


def _strangers(note: bytes, verifiers: Iterable[Verifier]) -> set[str]:
    """The names of those who signed `note` and are not `verifiers`: they could be anybody.

    Cosignatures of witnesses that the reader's policy does not name are left out: they convince
    nobody here, and say nothing of the log's keys.
    """
    known = {(verifier.name, verifier.key_id) for verifier in verifiers}
    signatures = parse_note(note).signatures
    lines = [(line.name, line.key_id) for line in signatures]
    if len(set(lines)) != len(lines):
        raise Refused("the checkpoint is signed by one key more than once")
    unknown = {line.name for line in signatures if (line.name, line.key_id) not in known}
    witnesses = {line.name for line in signatures if len(line.payload) in _COSIGNATURES}
    return unknown - (witnesses - {verifier.name for verifier in verifiers})


def _bound(given: set[Verifier], entries: Iterable[bytes]) -> frozenset[Verifier]:
    """The log's keys that one of `given` stands in a chain with; `entries` are walked later."""
    chain = KeyChain()
    for data in entries:
        if _KEY_BOUND in data:
            entry = Entry.parse(data)
            if binds_log_key(entry.type, entry.body):
                chain.take(entry.body)
    return chain.verifiers if given & chain.verifiers else frozenset()


def _entries(box: Container, contents: Contents, checkpoint: Checkpoint) -> tuple[History, str]:
    history = walk(
        read_entries(box, contents.size),
        marks=(contents.manifest.consent_size,),
        keep=(contents.index,),
    )
    if history.size != checkpoint.size or history.root != checkpoint.root:
        raise Refused(
            f"the entries are not the {checkpoint.size} that the checkpoint signs:"
            " one was left out, added or altered"
        )
    return history, f"{history.size} entries chained, under the signed root"


def _inclusion(contents: Contents, checkpoint: Checkpoint, history: History) -> tuple[None, str]:
    leaf = leaf_hash(history.kept[contents.index].data)
    verify_inclusion(contents.index, checkpoint.size, leaf, contents.proof, checkpoint.root)
    return None, f"entry {contents.index} is proven under the checkpoint"


def _history(history: History, trusted: set[Verifier]) -> tuple[None, str]:
    if history.fault is not None:
        raise history.fault
    if history.begun is not None and not history.log_keys & trusted:
        raise Refused(
            f"entry {history.begun} begins a chain of keys of the log that no known key of it is in"
        )
    keys = len(history.state.hospital_keys)
    return None, f"{history.signatures} signatures of {keys} hospitals hold, no contradictions"


def _read_policy(text: str) -> Policy:
    try:
        policy = parse_policy(text)
    except LedgerError as error:
        raise BadInput(f"the policy cannot be used: {error}") from error
    if not policy.logs:
        raise BadInput("the policy names no log: it needs a line 'log <vkey>'")
    return policy


@dataclass(frozen=True, slots=True)
class _About:
    """What the bundle says it is, once that could be read."""

    kind: str
    release: str | None
    index: int
    size: int


class _Stopped(Exception):
    """A check has failed and is on record."""


class _Course:
    """The checks made so far, in their order."""

    def __init__(self, pinned: bool, on_check: OnCheck | None) -> None:
        self._pinned = pinned
        self._on_check = on_check
        self._checks: list[Check] = []
        self.about: _About | None = None

    def run(self, name: str, step: Callable[[], tuple[Found, str]]) -> Found:
        """Make one check: keep what it says, and stop the course if it fails."""
        try:
            found, detail = step()
        except (Refused, LedgerError) as no:
            self.failed(name, str(no))
            raise _Stopped from no
        self.passed(name, detail)
        return found

    def passed(self, name: str, detail: str) -> None:
        """Keep a check that held."""
        self._keep(Check(name, True, detail))

    def failed(self, name: str, reason: str) -> None:
        """Keep a check that failed."""
        self._keep(Check(name, False, reason))

    def report(self, *, verified: bool) -> Report:
        """What was found."""
        known = self.about
        return Report(
            pinned=self._pinned,
            checks=tuple(self._checks),
            verified=verified,
            kind=known.kind if known else None,
            release=known.release if known else None,
            index=known.index if known else None,
            size=known.size if known else None,
        )

    def _keep(self, check: Check) -> None:
        self._checks.append(check)
        if self._on_check is not None:
            self._on_check(check)
