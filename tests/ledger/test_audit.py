"""The audit's rules about what entries say to each other."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_ledger import (
    ENTRY_TYPES,
    AuditError,
    Checkpoint,
    LedgerError,
    Signer,
    audit,
    leaf_hash,
    parse_policy,
    tree_root,
)
from cohortium_ledger.auditing.bodies import fields_of

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
ONCE = granted()
GOOD = [
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
    ("emergency.opened", {"anything": 1}),
    but(registered("T"), more=[1]),
    but(published("r2"), succeeds="r", max_delay_days=0),
    but(published("r3"), succeeds="r2", max_delay_days=30),
    published("r4", "d2"),
]

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
    "tells the hour of an erasure": ([late(erased(1), "2026-01-31T09:00:00.000Z")], "the day"),
}  # fmt: skip


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
    forged = chain([refused() if step == GOOD[FIRST + 5] else step for step in GOOD])
    policy = [kind for kind, _ in GOOD].index("policy.changed")
    padded = chain([*GOOD[:-1], changed(replaces=policy)])
    for other in (forged, padded):
        assert audit(other).size == len(GOOD)  # it holds together, but is not what was signed
        with pytest.raises(AuditError):
            audit(other, note, policy=POLICY)
    with pytest.raises(LedgerError):
        audit(
            entries,
            Signer.generate("example.org/log").sign_note(
                bytes(Checkpoint(SIGNER.name, 0, tree_root([])))
            ),
            policy=POLICY,
        )


def test_an_overlap_takes_what_either_key_signs() -> None:
    change = [bound("north", "other", by="north"), bound("north", by="north", until=LATE)]
    lost = [bound("north", "thief", by="log", lost=True)]
    after = [late(refused(), LATE), granted(by="other"), *lost, granted(by="thief")]
    steps = [*START, granted(), *change, granted(), granted(by="other"), *after]
    assert audit(chain(steps), policy=POLICY).size == len(steps)


def test_a_chain_that_begins_with_another_s_key_is_found() -> None:
    stranger = Signer(SIGNER.name, b"t" * 32)
    forged = chain([bound("north", by="thief", log=SIGNER.name), registered(), granted()])
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, 3, tree_root(forged))))
    assert audit(forged, note).size == 3  # nobody says which key the log has
    with pytest.raises(AuditError, match="entry 0 begins a chain") as caught:
        audit(forged, note, policy=POLICY, published=[note])
    assert caught.value.index == 0
    with pytest.raises(AuditError, match="nobody vouches for"):
        audit(forged, note, first=SIGNER.verifier)
    assert audit(forged, first=stranger.verifier).size == 3


def test_contradicting_checkpoints_are_found_wherever_they_are() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, len(entries), tree_root(entries))))
    for size in (0, 4, len(entries)):
        fork = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, size, bytes(32))))
        with pytest.raises(AuditError, match=f"size {size}"):
            audit(entries, note, policy=POLICY, earlier=[fork])


@given(
    budget=st.integers(0, 20),
    spent=st.lists(st.tuples(st.sampled_from([answered, aborted]), st.integers(0, 9)), max_size=8),
)
@settings(max_examples=80, deadline=None)
def test_what_is_spent_never_exceeds_the_budget(
    budget: int, spent: list[tuple[Callable[..., Step], int]]
) -> None:
    steps = [*START, budgeted(budget), *[intent(grant="b") for _ in spent]]
    first = FIRST + 1
    steps += [close(first + n, spent_micro=micro) for n, (close, micro) in enumerate(spent)]
    totals = list(itertools.accumulate(micro for _, micro in spent))
    over = next((n for n, total in enumerate(totals) if total > budget), None)
    if over is None:
        assert audit(chain(steps)).size == len(steps)
        return
    with pytest.raises(AuditError, match="more than is left") as caught:
        audit(chain(steps))
    assert caught.value.index == first + len(spent) + over


@given(moves=st.lists(st.integers(0, 5), max_size=30))
@settings(max_examples=60, deadline=None)
def test_only_a_consent_in_force_can_be_withdrawn(moves: list[int]) -> None:
    """Any order of grants and withdrawals: the audit agrees with a plain set."""
    steps, in_force, wrong = list(START), set[int](), None
    for move in moves:
        if move < 2:
            in_force.add(len(steps))
            steps.append(granted())
            continue
        target = FIRST + move
        if target not in in_force:
            wrong = len(steps) if wrong is None else wrong
        in_force.discard(target)
        steps.append(withdrawn(target))
    if wrong is None:
        assert audit(chain(steps)).size == len(steps)
        return
    with pytest.raises(AuditError) as caught:
        audit(chain(steps))
    assert caught.value.index == wrong


@pytest.mark.parametrize("kind", sorted(ENTRY_TYPES))
def test_every_field_that_is_asked_for_is_described(kind: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats" / "entries.md").read_text()
    section = page.split(f"\n## {kind}\n")[1].split("\n## ")[0]
    required, optional = fields_of(kind)
    assert {name for name in (*required, *optional) if f"`{name}`" not in section} == set()
    assert ("Reserved" in section) == (not required)
