"""The offline verifier: bytes of a bundle in, yes or no with the reason out.

The log is believed first (its key under the reader's policy, all entries under its checkpoint),
then what the bundle is about. Stops at the first kind of failure. No network, no clock, no account,
no code of the platform beyond the consent fold. What it cannot see: entries after the checkpoint,
so a bundle made before a withdrawal stays valid; ask for a fresh one (docs/formats/bundle.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from cohortium.bundle import layout
from cohortium.bundle.container import Container, open_container
from cohortium.bundle.contents import Contents, read_contents, read_entries
from cohortium.bundle.evidence import Evidence
from cohortium.bundle.history import History, walk
from cohortium.bundle.receipt import RECEIPT_CHECKS
from cohortium.bundle.release import RELEASE_CHECKS
from cohortium.bundle.report import Check, Report
from cohortium.errors import BadInput, Refused
from cohortium_ledger.checkpoint import Checkpoint
from cohortium_ledger.errors import LedgerError
from cohortium_ledger.keys import Verifier
from cohortium_ledger.note import parse_note
from cohortium_ledger.policy import Policy, parse_policy
from cohortium_ledger.tree import leaf_hash, verify_inclusion

Found = TypeVar("Found")
OnCheck = Callable[[Check], None]
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
    contents = course.run("members", lambda: _members(box))
    course.contents = contents
    checkpoint = course.run("signature", lambda: _signature(contents, policy))
    history = course.run("entries", lambda: _entries(box, contents, checkpoint))
    course.run("inclusion", lambda: _inclusion(contents, checkpoint, history))
    course.run("history", lambda: _history(history))
    evidence = Evidence(box, contents, history)
    checks = RELEASE_CHECKS if contents.kind == layout.RELEASE else RECEIPT_CHECKS
    for name, check in checks:
        course.run(name, partial(_judge, check, evidence))


def _judge(check: Callable[[Evidence], str], evidence: Evidence) -> tuple[None, str]:
    return None, check(evidence)


def _members(box: Container) -> tuple[Contents, str]:
    contents = read_contents(box)
    return contents, f"a {contents.kind}, each member in its strict form"


def _signature(contents: Contents, policy: Policy | None) -> tuple[Checkpoint, str]:
    log = Verifier.from_vkey(contents.vkey)
    trust = "under the policy"
    if policy is None:
        policy, trust = parse_policy(_UNPINNED), "UNPINNED, by the key in the bundle itself"
    elif log not in policy.logs:
        raise Refused("the bundle is of another installation's log than the policy names")
    checkpoint = policy.verify_checkpoint(contents.note, log=log)
    if checkpoint.origin != log.name:
        raise Refused("the checkpoint is of another log than the bundle names")
    _refuse_strangers(contents, (log, *policy.logs, *policy.witnesses.values()))
    return checkpoint, f"{checkpoint.origin}, {checkpoint.size} entries, signed {trust}"


def _refuse_strangers(contents: Contents, verifiers: Iterable[Verifier]) -> None:
    """A signature of a key that nobody knows could be anything: it has no place in a bundle."""
    known = {(verifier.name, verifier.key_id) for verifier in verifiers}
    lines = [(line.name, line.key_id) for line in parse_note(contents.note).signatures]
    if not known.issuperset(lines) or len(set(lines)) != len(lines):
        raise Refused("the checkpoint has a signature of a key that nothing here vouches for")


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


def _history(history: History) -> tuple[None, str]:
    if history.fault is not None:
        raise history.fault
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


class _Stopped(Exception):
    """A check has failed and is on record."""


class _Course:
    """The checks made so far, in their order."""

    def __init__(self, pinned: bool, on_check: OnCheck | None) -> None:
        self._pinned = pinned
        self._on_check = on_check
        self._checks: list[Check] = []
        self.contents: Contents | None = None

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
        known = self.contents
        return Report(
            pinned=self._pinned,
            checks=tuple(self._checks),
            verified=verified,
            kind=known.kind if known else None,
            release=known.manifest.release if known else None,
            index=known.index if known else None,
            size=known.size if known else None,
        )

    def _keep(self, check: Check) -> None:
        self._checks.append(check)
        if self._on_check is not None:
            self._on_check(check)
