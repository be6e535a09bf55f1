"""The audit's rules about what entries say to each other: every wrong one is named."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from cohortium_ledger import (
    ENTRY_TYPES,
    AuditError,
    audit,
)
from cohortium_ledger.auditing.bodies import fields_of
from ledger_steps import (
    FIRST,
    LATE,
    SIGNER,
    START,
    TIME,
    Step,
    aborted,
    answered,
    bound,
    budgeted,
    but,
    chain,
    changed,
    downloaded,
    ended,
    erased,
    granted,
    intent,
    issued,
    late,
    log_key,
    published,
    received,
    refused,
    registered,
    reviewed,
    seal,
    withdrawn,
    without,
)

ONCE = granted()
DECIDED = reviewed()
WRONG: dict[str, tuple[list[Step], str]] = {
    "binds a log's key unsigned": (
        [without(bound("example.org/log", "north", role="log"), "by")],
        "names its key: there is none as by",
    ),
    "binds a log's key with its own": (
        [log_key("s", "n"), log_key("x", "x")],
        "by one of its keys that has no end",
    ),
    "binds a log's key with an ended one": (
        [log_key("s", "s", until=TIME), log_key("s", "n")],
        "by one of its keys that has no end",
    ),
    "binds a log's key twice": ([log_key("s", "n"), log_key("s", "n")], "signature of its own"),
    "binds a key of the log that does not accept it": (
        [log_key("s", "n", accepted=base64.b64encode(bytes(64)).decode())],
        "no key of the log has signed this",
    ),
    "alters who is bound": (
        [but(log_key("s", "n"), until="2027-01-01T00:00:00.000Z")],
        "signature",
    ),
    "withdraws nothing": ([withdrawn(2)], "no consent before it"),
    "withdraws what comes later": ([withdrawn(FIRST + 1), granted()], "no consent before it"),
    "withdraws itself": ([withdrawn(FIRST)], "no consent before it"),
    "withdraws twice": ([granted(), withdrawn(FIRST), withdrawn(FIRST)], "not in force"),
    "withdraws for another study": ([granted(), withdrawn(FIRST, "T")], "another study"),
    "withdraws another hospital's": (
        [granted(), withdrawn(FIRST, hospital="south")],
        "another study or hospital",
    ),
    "withdraws by name": ([granted(), withdrawn("5")], "no whole number as consent"),
    "withdraws by true": ([granted(), withdrawn(True)], "no whole number as consent"),
    "tells a consent again": ([ONCE, withdrawn(FIRST), ONCE], "repeats the commitment"),
    "tells an intake again": ([received(), received()], "repeats the batch"),
    "consent to no study": ([granted("T")], "not registered"),
    "tells the hour of a consent": ([late(granted(), "2026-01-31T09:00:00.000Z")], "the day"),
    "answers nothing": ([answered(2)], "no intent before it"),
    "answers twice": ([intent(), answered(FIRST), answered(FIRST)], "second time"),
    "aborts what was answered": ([intent(), answered(FIRST), aborted(FIRST)], "second time"),
    "answers what comes later": ([answered(FIRST + 1), intent()], "no intent before it"),
    "answers without an intent": ([without(answered(0), "intent")], "no whole number as intent"),
    "answers in spite of a withdrawal": (
        [granted(), intent(FIRST + 1), withdrawn(FIRST), answered(FIRST + 1, FIRST + 1)],
        "had withdrawn",
    ),
    "looks ahead": ([intent(FIRST + 1)], "did not exist yet"),
    "looks at minus one": ([intent(-1)], "no whole number as consent_size"),
    "unknown hospital": ([registered(), granted()], "no key bound"),
    "signed by another": ([granted(by="south")], "not signed by"),
    "not signed": ([without(granted(), "signature")], "no base64 of a signature as signature"),
    "signed in no base64": ([but(received(), signature="!")], "no base64 of a signature"),
    "signature of another length": ([but(received(), signature="AAAA")], "as signature"),
    "key of another length": ([but(bound("north"), key="AAAA")], "another length"),
    "first key that nobody vouches for": (
        [without(bound("east", "other"), "signature")],
        "needs a signature of its own",
    ),
    "first key that vouches for itself": (
        [bound("east", "other", by="other")],
        "needs the signature of a key of the log",
    ),
    "first key that another vouches for as the log": (
        [bound("north", "other", by="thief", log=SIGNER.name, lost=True)],
        "one of its keys that has no end",
    ),
    "later key that the log's vouches for": ([bound("north", "other")], "in a lost one's place"),
    "first key in a lost one's place": (
        [bound("east", "other", lost=True)],
        "in a lost one's place",
    ),
    "later key that vouches for itself": (
        [bound("north", "other", by="other")],
        "an earlier one that has no end",
    ),
    "later key of another hospital's": (
        [bound("north", "other", by="south")],
        "an earlier one that has no end",
    ),
    "later key that an ended one vouches for": (
        [bound("north", "other", by="north"), bound("north", by="other", until=LATE),
         bound("north", "thief", by="north")],
        "an earlier one that has no end",
    ),
    "later key that a lost one vouches for": (
        [bound("north", "other", lost=True), bound("north", "thief", by="north")],
        "an earlier one that has no end",
    ),
    "lost one that says so itself": (
        [bound("north", "other", by="north", lost=True)],
        "an earlier one that has no end",
    ),
    "binding that was changed": (
        [but(bound("north", "other", by="north"), until=LATE)],
        "has not",
    ),
    "binding told again": ([bound("north", "other", by="north")] * 2, "a signature of its own"),
    "key with an end that is no time": (
        [bound("north", by="north", until="soon")],
        "its end is no time",
    ),
    "receipts of a thief": (
        [bound("receipts", "other", "receipt"), bound("receipts", "thief", "receipt", "thief")],
        "an earlier one that has no end",
    ),
    "signed after the end": (
        [bound("north", "other", by="north"), bound("north", by="other", until=TIME), granted()],
        "not signed by its hospital's key",
    ),
    "signed with the day alone after the end": (
        [bound("north", "other", by="north"), bound("north", by="other", until=LATE),
         late(refused(), LATE), granted()],
        "not signed by its hospital's key",
    ),
    "signed by a lost key": ([bound("north", "other", lost=True), granted()], "not signed by"),
    "signed before the key was bound": ([granted(by="other")], "not signed by"),
    "key of no role": ([bound("north", role="king")], "no known role"),
    "key of no base64": ([but(bound("north"), key="A")], "no base64 as key"),
    "consent without a study": ([without(granted(), "study")], "no text as study"),
    "study without an end": ([but(registered(), until="2026-02-30")], "no day as until"),
    "study with a number": ([but(registered(), title=1)], "no text as title"),
    "digest in capitals": ([but(registered(), digest="A" * 64)], "no hash as digest"),
    "intake of nothing": ([received(records=0)], "no count as records"),
    "intake of no batch": ([received("x")], "no batch as batch"),
    "release of no study": ([published("r2", "d2", "T")], "not registered"),
    "release twice": ([published()], "second time"),
    "release after one that is none": ([but(published("r2"), succeeds="x")], "not the newest"),
    "release after an older one": (
        [published("r2"), but(published("r3"), succeeds="r")],
        "not the newest of its dataset",
    ),
    "release after another dataset's": (
        [published("r2", "d2"), but(published("r3"), succeeds="r2")],
        "not the newest of its dataset",
    ),
    "release with half a day": ([but(published("r2"), max_delay_days=0.5)], "no whole number"),
    "release of another's dataset": (
        [registered("T"), published("r2", "d", "T")],
        "belongs to another study",
    ),
    "grant twice": ([issued()], "second time"),
    "grant to no dataset": ([issued("h", dataset="x")], "without a release"),
    "grant with a budget of true": ([budgeted(True)], "no budget as budget"),
    "grant with half a budget": ([budgeted(0.5)], "no budget as budget"),
    "ends no grant": ([ended("x")], "not issued before it"),
    "asks under no grant": ([intent(grant="x")], "not issued before it"),
    "asks under an ended grant": ([ended(), intent()], "had ended"),
    "asks too late": ([late(intent(), "2026-02-01T01:00:00.000Z")], "last day"),
    "asks another dataset": ([intent(dataset="x")], "another dataset"),
    "asks no release": ([intent(release="x")], "none of its grant's dataset"),
    "refuses nobody": ([refused(grant="x")], "not issued before it"),
    "refuses without a known code": ([refused(code="mood")], "no known code"),
    "downloads under no grant": ([downloaded("x")], "not issued before it"),
    "downloads after the end": ([ended(), downloaded()], "had ended"),
    "downloads too late": ([late(downloaded(), "2026-02-02T00:00:00.000Z")], "last day"),
    "downloads another release": ([downloaded(release="x")], "none of its grant's dataset"),
    "downloads what it may not": ([issued("h", download=False), downloaded("h")], "no download"),
    "spends too much": (
        [budgeted(9), intent(grant="b"), intent(grant="b"),
         answered(FIRST + 1, spent_micro=9), answered(FIRST + 2, spent_micro=1)],
        "more than is left",
    ),
    "spends without a budget": ([intent(), answered(FIRST, spent_micro=1)], "more than is left"),
    "earns": ([intent(), answered(FIRST, spent_micro=-1)], "no whole number as spent_micro"),
    "policy of another hash": ([changed(digest=seal(0))], "not the hash of its text"),
    "policy that is none": ([changed("quorum x\n")], "no policy"),
    "policy of another log": ([changed("quorum none\n")], "no log line with a key of this log"),
    "policy unsigned": ([without(changed(), "signature")], "base64 of a signature"),
    "policy altered": ([but(changed(), more=1)], "backed by the log's keys"),
    "policy signed by a key that is none": (
        [log_key("s", "n"), changed(by="x")],
        "one of its keys that has no end",
    ),
    "policy signed by an ended key": (
        [log_key("s", "n"), log_key("n", "s", until=TIME), changed()],
        "one of its keys that has no end",
    ),
    "policy that replaces none": ([changed(), changed()], "the entry of the one that it replaces"),
    "policy that replaces another": (
        [changed(), changed(replaces=FIRST - 1)],
        "the entry of the one that it replaces",
    ),
    "erases what comes later": ([erased(FIRST)], "no entry before it"),
    "erases by name": ([erased("1")], "no list of entries"),
    "erases a consent in force": ([granted(), erased(FIRST)], "that is in force"),
    "erases twice": ([erased(number=7), erased(number=7)], "repeats the erasure"),
    "erases in another's name": ([but(erased(1), hospital="south")], "not signed by"),
    "erases without a signature": ([without(erased(1), "signature")], "as signature"),
    "reviews twice": ([DECIDED, reviewed("reject"), DECIDED], "repeats the commitment"),
    "reviews in another's name": ([but(reviewed(), hospital="south")], "not signed by"),
    "reviews what another's key signed": ([reviewed(by="thief")], "not signed by"),
    "decides something else": ([reviewed("maybe")], "no decision"),
    "reviews before any release": ([registered("T"), reviewed(study="T")], "without a release"),
    "tells the hour of a review": ([late(reviewed(), "2026-01-31T09:00:00.000Z")], "the day"),
    "tells the hour of an erasure": ([late(erased(1), "2026-01-31T09:00:00.000Z")], "the day"),
}  # fmt: skip


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


@pytest.mark.parametrize("kind", sorted(ENTRY_TYPES))
def test_every_field_that_is_asked_for_is_described(kind: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats" / "entries.md").read_text()
    section = page.split(f"\n## {kind}\n")[1].split("\n## ")[0]
    required, optional = fields_of(kind)
    assert {name for name in (*required, *optional) if f"`{name}`" not in section} == set()
    assert ("Reserved" in section) == (not required)
