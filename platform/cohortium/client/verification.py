"""Receipts, checked offline: does the ledger stand for this very answer?

Needs only `cohortium_ledger`. It believes the log's key from a policy, else the one in the receipt
(and says so). What it does not see is what a receipt's bundle adds: the release, the grant and the
withdrawals, recomputed from all entries (``cohortium bundle``, ``cohortium verify``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cohortium.bundle.report import Check, Report
from cohortium.errors import BadInput, Refused
from cohortium_ledger import (
    Checkpoint,
    Entry,
    LedgerError,
    Verifier,
    open_commitment,
    parse_policy,
    parse_proof,
)

UNPINNED = "quorum none\n"


def verify_receipt(
    receipt: Mapping[str, Any],
    policy: str | None = None,
    *,
    columns: Sequence[str] | None = None,
    rows: Sequence[Sequence[Any]] | None = None,
    dataset: str | None = None,
) -> Report:
    """Check `receipt`; with `columns`, `rows` and `dataset` also that they are what it is about.

    `policy` is the text of a tlog-policy. Returns a report, whose last check failed if any did.
    """
    pinned = _read(policy)
    course: list[Check] = []
    claimed = {"columns": columns, "rows": rows, "dataset": dataset}
    steps: tuple[tuple[str, Callable[[], str]], ...] = (
        ("entry", lambda: _entry(receipt)),
        ("opening", lambda: _opening(receipt)),
        ("answer", lambda: _answer(receipt, claimed)),
        ("proof", lambda: _proof(receipt, pinned)),
    )
    for name, step in steps:
        try:
            course.append(Check(name, True, step()))
        except (Refused, LedgerError) as no:
            course.append(Check(name, False, str(no)))
            break
        except (KeyError, TypeError, ValueError, AttributeError):
            course.append(Check(name, False, "the receipt is not in its form"))
            break
    index = receipt.get("index")
    return Report(
        pinned=policy is not None,
        checks=tuple(course),
        verified=all(check.ok for check in course),
        kind="receipt",
        release=receipt.get("release"),
        index=index if isinstance(index, int) else None,
    )


def _entry(receipt: Mapping[str, Any]) -> str:
    entry = Entry.parse(receipt["entry"].encode())
    if entry.type != "query.answered" or entry.n != receipt["index"]:
        raise Refused("the entry is not that of this answer")
    if entry.body["intent"] != receipt["intent"]:
        raise Refused("the entry follows another question's")
    return f"entry {entry.n}, {entry.time}, to the question at entry {entry.body['intent']}"


def _opening(receipt: Mapping[str, Any]) -> str:
    body = Entry.parse(receipt["entry"].encode()).body
    opening = receipt["opening"]
    if not open_commitment(body["commitment"], bytes.fromhex(opening["key"]), opening["content"]):
        raise Refused("the content is not what the entry commits to")
    content = opening["content"]
    if content["consent_size"] != body["consent_size"]:
        raise Refused("the content is of another moment than the entry")
    told = ("dataset", "release", "canonical", "consent_size", "withdrawals_in_force")
    if any(receipt[name] != content[name] for name in told):
        raise Refused("the receipt says other than the content that was committed to")
    return f"consents as of ledger size {content['consent_size']}"


def _answer(receipt: Mapping[str, Any], claimed: Mapping[str, Any]) -> str:
    content = receipt["opening"]["content"]
    for name, value in claimed.items():
        if value is not None and content[name] != value:
            raise Refused(f"the {name} are not those that were recorded")
    return f"{len(content['rows'])} rows of {content['dataset']} as recorded"


def _proof(receipt: Mapping[str, Any], pinned: str) -> str:
    if receipt["proof"] is None:
        raise Refused(
            "no published checkpoint holds the answer yet: wait a second, then verify again"
        )
    log = Verifier.from_vkey(receipt["log"])
    policy = parse_policy(pinned)
    if policy.logs and log.name not in {known.name for known in policy.logs}:
        raise Refused("the receipt is of another log than the policy names")
    proof = parse_proof(receipt["proof"])
    if proof.index != receipt["index"]:
        raise Refused("the proof is of another entry")
    own = None if policy.logs else log  # the receipt's own key counts only where none is pinned
    checkpoint: Checkpoint = policy.verify_checkpoint(proof.checkpoint, log=own)
    if checkpoint.origin != log.name:
        raise Refused("the checkpoint is of another log than the receipt names")
    proof.verify(receipt["entry"].encode(), checkpoint)
    trust = "under the policy" if policy.logs else "UNPINNED, by the key in the receipt itself"
    return f"{checkpoint.origin}, {checkpoint.size} entries, signed {trust}"


def _read(policy: str | None) -> str:
    if policy is None:
        return UNPINNED
    try:
        if not parse_policy(policy).logs:
            raise BadInput("the policy names no log: it needs a line 'log <vkey>'")
    except LedgerError as error:
        raise BadInput(f"the policy cannot be used: {error}") from error
    return policy
