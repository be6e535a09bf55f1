"""The policy in force is what signed entries say: not who appends, nor who writes the database, sets it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_ledger import (
    AuditError,
    Cosigner,
    Draft,
    EntryError,
    LedgerCorrupt,
    LedgerError,
    Log,
    SignatureError,
    Signer,
    parse_note,
    parse_policy,
)
from cohortium_ledger.auditing.audit import audit
from cohortium_ledger.auditing.bodies import signed_bytes
from cohortium_ledger.auditing.charter import Charter, policy_change
from cohortium_ledger.auditing.log_keys import KeyChain, binding, ending
from cohortium_ledger.formats.canonical import base64_text
from cohortium_ledger.formats.entry import entry_bytes
from cohortium_ledger.formats.note import Note
from cohortium_ledger.remote.fetching import FolderSource
from cohortium_ledger.remote.mirror import Mirror
from cohortium_ledger.remote.monitor import Monitor
from cohortium_ledger.remote.reader import TreeReader
from cohortium_ledger.remote.tree_audit import audit_tree
from cohortium_ledger.tree.hashing import leaf_hash
from cohortium_ledger.witness.publication import Publisher

SIGNER, NEXT, LAST, THIEF = (
    Signer("example.org/log", key * 32) for key in (b"s", b"n", b"l", b"t")
)
TIME = "2026-01-31T09:30:00.000Z"
DRAFT = Draft("model.trained", {}, TIME)
WITNESS = Cosigner("witness.example/w", 4, b"w" * 32)
QUORUM = f"log {SIGNER.vkey}\nwitness w {WITNESS.vkey}\nquorum w\n"
NONE = f"log {SIGNER.vkey}\nquorum none\n"
LOG_KEY_ALONE = parse_policy(NONE)


def cosigned(note: bytes) -> bytes:
    signed = parse_note(note)
    return bytes(Note(signed.text, (*signed.signatures, WITNESS.cosign(signed.text, 77))))


def change(body: dict[str, Any]) -> Draft:
    return Draft("policy.changed", body, TIME)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Path]:
    """A ledger whose checkpoints need its witness from entry 1 on; two entries are published."""
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        log.append([DRAFT])
        log.set_policy(QUORUM)
        log.publish(cosigned(log.integrate()))
    yield tmp_path / "ledger"


FIRST = policy_change(SIGNER, QUORUM, None)
FORGED: dict[str, dict[str, Any]] = {
    "an empty text": {**FIRST, "text": ""},
    "nothing but a text": {"policy": "0" * 64, "text": NONE},
    "no signature": {k: v for k, v in policy_change(SIGNER, NONE, 1).items() if k != "signature"},
    "a key of nobody's": policy_change(THIEF, NONE, 1),
    "another's key in its name": {**policy_change(THIEF, NONE, 1), "by": FIRST["by"]},
    "another text": {**policy_change(SIGNER, QUORUM, 1), "text": NONE},
    "an older one again": FIRST,
    "the signature of a binding": {
        **policy_change(SIGNER, NONE, 1),
        "signature": binding(SIGNER, NEXT)["signature"],
    },
    "what replaces none": policy_change(SIGNER, NONE, None),
    "what replaces another": policy_change(SIGNER, NONE, 0),
    "another log": policy_change(SIGNER, "quorum none\n", 1),
}


@pytest.mark.parametrize("case", FORGED)
def test_who_may_append_changes_no_policy(ledger: Path, case: str) -> None:
    """Refused by the log; and past it, in the store itself, nothing is signed and the audit names it."""
    forged = change(FORGED[case])
    with Log.open(ledger, appending=True) as log:
        with pytest.raises(EntryError):
            log.append([DRAFT, forged])
        with pytest.raises(LedgerError):
            log.set_policy(NONE)
        assert (log.size, log.policy.quorum) == (2, "w")
        log._sequencer.append([DRAFT, forged], None)
        for call in (lambda: log.policy, log.checkpoint, log.audit, lambda: log.state(0)):
            with pytest.raises(LedgerCorrupt, match="policies is damaged, or entry 3 "):
                call()
        with pytest.raises(AuditError, match=r"entry 3 \(policy.changed\)") as caught:
            audit(log._tree.entries(), first=SIGNER.verifier)
        assert caught.value.index == 3
    with pytest.raises(LedgerCorrupt), Log.open(ledger, SIGNER):
        pass


def test_a_forged_change_that_the_list_leaves_out_is_not_signed(ledger: Path) -> None:
    with Log.open(ledger, SIGNER) as log:
        log._sequencer.append([DRAFT, change(policy_change(THIEF, NONE, 1))], None)
        set_charter(ledger, "1")
        assert log.policy.quorum == "w"
        with pytest.raises(LedgerCorrupt, match="entry 3 makes the difference"):
            log.integrate()
        with pytest.raises(AuditError, match="entry 3 "):
            log.audit()


def set_charter(ledger: Path, listed: str) -> None:
    """Somebody who may write the file, and no more, does."""
    with closing(sqlite3.connect(ledger / "ledger.sqlite")) as db, db:
        db.execute("UPDATE settings SET text = ? WHERE name = 'charter'", (listed,))
        db.execute("INSERT INTO settings VALUES ('policy', ?)", (NONE,))


@pytest.mark.parametrize("listed", ["", "0", "1 1", "0 1", "1 2", "2", "-1", "x", "1 99"])
def test_a_list_written_by_hand_publishes_nothing(ledger: Path, listed: str) -> None:
    with Log.open(ledger, appending=True) as log:
        log.append([DRAFT])
    set_charter(ledger, listed)
    with pytest.raises(LedgerCorrupt, match="keys and policies"), Log.open(ledger, SIGNER) as log:
        Publisher(log, lambda *_: pytest.fail("asked")).publish()
    with pytest.raises(LedgerCorrupt, match="keys and policies"), Log.open(ledger) as log:
        log.audit()
    set_charter_back(ledger)
    with Log.open(ledger, SIGNER) as log:
        note = log.integrate()
        assert log.checkpoint() != note
        log.publish(cosigned(note))
        assert log.audit().size == 3


def set_charter_back(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger / "ledger.sqlite")) as db, db:
        db.execute("DELETE FROM settings")
        db.execute("INSERT INTO settings VALUES ('charter', '1')")


def test_a_checkpoint_put_where_published_ones_are_is_not_shown(ledger: Path) -> None:
    with Log.open(ledger, SIGNER) as log:
        log.append([DRAFT])
        note = log.integrate()
        with log._store.writing():
            log._store.put_published(3, note)
        for call in (log.checkpoint, lambda: log.prove(0), lambda: log.state(0)):
            with pytest.raises(LedgerCorrupt, match=r"size 3 lacks the quorum that entry 1 "):
                call()
        with pytest.raises(SignatureError, match="entry 1 "):
            log.audit()


@pytest.fixture
def shown(ledger: Path, tmp_path: Path) -> Callable[[bool], Path]:
    """The static tree of a ledger of four entries, its checkpoint with or without the quorum."""

    def show(quorum: bool) -> Path:
        with Log.open(ledger, SIGNER) as log:
            log.append([DRAFT] * 2)
            note = log.integrate()
            log.publish(cosigned(note))
            log.export(tmp_path / "tree")
        if not quorum:
            (tmp_path / "tree" / "checkpoint").write_bytes(note)
        return tmp_path / "tree"

    return show


@pytest.mark.parametrize("quorum", [True, False])
def test_readers_hold_a_log_to_its_own_policy(
    shown: Callable[[bool], Path], tmp_path: Path, quorum: bool
) -> None:
    """Although their own policy asks for the log's key alone."""
    reader = TreeReader(FolderSource(shown(quorum)))
    mirror = Mirror.create(tmp_path / "mirror", vkey=SIGNER.vkey, url="http://127.0.0.1/log")
    sight = Monitor(tmp_path / "state", LOG_KEY_ALONE).look(reader, 77)
    if quorum:
        assert audit_tree(reader, LOG_KEY_ALONE).size == mirror.update(reader).checkpoint.size == 4
        assert sight.alarms == ()
        return
    with pytest.raises(SignatureError, match="entry 1 "):
        audit_tree(reader, LOG_KEY_ALONE)
    with pytest.raises(SignatureError, match="entry 1 "):
        mirror.update(reader)
    assert [alarm.kind for alarm in sight.alarms] == ["unsigned"]
    assert mirror.checkpoint() is None


def test_a_chain_of_keys_that_begins_elsewhere_is_not_the_reader_s(tmp_path: Path) -> None:
    """Whoever writes a store anew can begin it with a key of theirs: not under a key that is known."""
    with Log.create(tmp_path / "ledger", THIEF) as log:
        log.append([DRAFT])
        log.set_policy(f"log {THIEF.vkey}\nquorum none\n")
        text, entries = parse_note(log.integrate()).text, list(log.entries())
    note = SIGNER.sign_note(text)
    assert audit(entries, note).size == 2
    with pytest.raises(AuditError, match="entry 1 begins a chain of keys") as caught:
        audit(entries, note, policy=LOG_KEY_ALONE)
    assert caught.value.index == 1
    with pytest.raises(AuditError, match="entry 1 "):
        audit(entries, note, first=SIGNER.verifier)


PUT_BEFORE = ending(THIEF, SIGNER.verifier, TIME)


@pytest.mark.parametrize(
    "body",
    [
        PUT_BEFORE,
        {**PUT_BEFORE, "accepted": binding(NEXT, SIGNER)["accepted"]},
        {**PUT_BEFORE, "accepted": PUT_BEFORE["signature"]},
        {**binding(NEXT, SIGNER), "by": PUT_BEFORE["by"]},
    ],
)
def test_nobody_puts_keys_of_their_own_before_a_known_one(body: dict[str, Any]) -> None:
    """Whoever writes first, before any key stood there: else their policy would be the log's."""
    unsigned = {name: value for name, value in body.items() if name != "signature"}
    signature = base64_text(THIEF.sign(signed_bytes("key.bound", unsigned)))
    body = {**unsigned, "signature": signature}
    written = [("key.bound", body), ("policy.changed", policy_change(THIEF, NONE, None))]
    entries, prev = [], None
    for n, (kind, told) in enumerate(written):
        draft = Draft(kind, told, TIME)
        entries.append(entry_bytes(n, prev, draft, draft.canonical_body()))
        prev = leaf_hash(entries[-1])
    for policy in (None, LOG_KEY_ALONE):
        with pytest.raises(AuditError, match=r"entry 0 .*key") as caught:
            audit(entries, policy=policy)
        assert caught.value.index == 0


HONEST = (
    binding(SIGNER, NEXT),
    binding(NEXT, LAST),
    ending(NEXT, SIGNER.verifier, TIME),
    binding(LAST, LAST, TIME),
)
STOLEN = tuple(
    {**body, **more}
    for key in (SIGNER, NEXT, LAST)
    for body in (ending(THIEF, key.verifier, TIME), binding(THIEF, THIEF))
    for more in ({}, {"accepted": HONEST[0]["accepted"]}, {"by": HONEST[0]["by"]})
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(HONEST + STOLEN), max_size=7))
def test_a_chain_with_a_known_key_has_no_stranger_s(bodies: list[dict[str, Any]]) -> None:
    """In whatever order somebody tells again what others signed, and signs what they can."""
    chain = KeyChain()
    for body in bodies:
        with suppress(EntryError):
            chain.take(body)
    ours = chain.verifiers & {SIGNER.verifier, NEXT.verifier, LAST.verifier}
    assert not (ours and THIEF.verifier in chain.verifiers)


def test_a_list_in_another_order_is_refused(ledger: Path) -> None:
    """A later end of a key would count before an earlier one."""
    with Log.open(ledger, SIGNER, clock=lambda: TIME) as log:
        bodies = (binding(SIGNER, NEXT), ending(SIGNER, NEXT.verifier, TIME))
        later = ending(SIGNER, NEXT.verifier, "2027-01-31T09:30:00.000Z")
        log.append([Draft("key.bound", body, TIME) for body in (*bodies, later)])
        assert log.audit().charter == (1, 2, 3, 4)
    set_charter(ledger, "1 2 4 3")
    with pytest.raises(LedgerCorrupt, match="keys and policies"), Log.open(ledger) as log:
        log.audit()


def test_a_successor_changes_the_policy_and_a_retired_key_does_not(ledger: Path) -> None:
    with Log.open(ledger, appending=True) as log:
        for key, until in ((NEXT, None), (SIGNER, TIME)):
            log.append([Draft("key.bound", binding(SIGNER, key, until), TIME)])
        with pytest.raises(EntryError, match="no end"):
            log.append([change(policy_change(SIGNER, NONE, 1))])
    with Log.open(ledger, NEXT, clock=lambda: TIME) as log:
        assert log.set_policy(f"log {NEXT.vkey}\nquorum none\n") == 4
        note = log.integrate()
        assert log.checkpoint() == note and log.audit().charter == (1, 2, 3, 4)


def test_two_changes_at_once_are_one(ledger: Path) -> None:
    with Log.open(ledger, SIGNER) as log:
        first, second = log.policy_change(NONE), log.policy_change(QUORUM)
        log.append([first])
        with pytest.raises(EntryError, match="replaces"):
            log.append([second])
        assert log.policy.quorum == "none"


Step = tuple[str, bool, int]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([NONE, QUORUM]), st.booleans(), st.integers(-1, 1)), max_size=8
    )
)
def test_the_policy_is_that_of_the_last_change_its_keys_signed(steps: list[Step]) -> None:
    """By a fold of two lines: signed by the log's key, and naming the one in force, or nothing."""
    charter, in_force, at = Charter(SIGNER.verifier), None, None
    for n, (text, honest, off) in enumerate(steps):
        replaces = at if off == 0 else (at or 0) + off
        body = policy_change(SIGNER if honest else THIEF, text, replaces)
        good = honest and replaces == at
        try:
            charter.take(n, "policy.changed", body)
            assert good
            in_force, at = text, n
        except EntryError:
            assert not good
        policy = charter.policy()
        assert (None if policy is None else bytes(policy).decode()) == in_force
        assert charter.replaces == at
