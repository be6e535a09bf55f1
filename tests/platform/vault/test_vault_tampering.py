"""Whoever can write to the vault's files, but has no keys, changes nothing unnoticed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, nullcontext
from typing import Any

import pytest

from cohortium.adapters.vault.batches import batch_root
from cohortium.adapters.vault.blocks import Place, open_block, seal_block
from cohortium.errors import CohortiumError, Unavailable
from cohortium.events import Event
from cohortium.flows.record_check import check
from cohortium.records.record import PatientRef
from cohortium_ledger import tree_root

TIME = "2026-03-04T00:00:00.000Z"
P1, P2 = PatientRef("north", "p1"), PatientRef("north", "p2")


def rewrite(place: Any, file: str, *statements: str) -> Any:
    """Change the file as its thief would, and open the vault again."""
    place.vault.close()
    with closing(sqlite3.connect(place.folder / "vault" / file)) as database:
        for statement in statements:
            assert database.execute(statement).rowcount, f"nothing to change: {statement}"
        database.commit()
    return place.reopen()


@pytest.fixture
def told(place: Any, record: Any) -> Any:
    """Entry 0 an intake, 1 and 2 the consents of p1 and p2, 3 a study."""
    place.take(record("p1", kind="Patient"), record("p2", kind="Patient"))
    place.journal.record(
        [
            Event("consent.granted", {"study": "s"}, TIME, {"patient": who.id}, who, "north")
            for who in (P1, P2)
        ]
        + [Event("study.registered", {"study": "s"}, TIME, {"title": "Hearts"})]
    )
    return place


SWAP = (
    "UPDATE events SET entry = -1 WHERE entry = 1",
    "UPDATE events SET entry = 1 WHERE entry = 2",
    "UPDATE events SET entry = 2 WHERE entry = -1",
)
OPENINGS: dict[str, tuple[str, ...]] = {
    "two swapped": SWAP,
    "entry out of the ledger": ("UPDATE events SET entry = -1 WHERE entry = 1",),
    "body rewritten": ("UPDATE events SET body = replace(body, '\"s\"', '\"t\"') WHERE entry = 1",),
    "body of the other": (
        "UPDATE events SET body = (SELECT body FROM events WHERE entry = 2) WHERE entry = 1",
    ),
    "content of the other": (
        "UPDATE events SET sealed = (SELECT sealed FROM events WHERE entry = 2) WHERE entry = 1",
    ),
    "owner of the other": (
        "UPDATE events SET owner = (SELECT owner FROM events WHERE entry = 2) WHERE entry = 1",
    ),
    "owner unknown": ("UPDATE events SET owner = 99 WHERE entry = 1",),
    "type rewritten": ("UPDATE events SET type = 'study.registered' WHERE entry = 1",),
    "deleted": ("DELETE FROM events WHERE entry = 1",),
    "emptied": ("UPDATE events SET sealed = NULL WHERE entry = 1",),
}


@pytest.mark.parametrize("statements", OPENINGS.values(), ids=OPENINGS)
def test_an_opening_is_that_of_its_entry(told: Any, statements: tuple[str, ...]) -> None:
    assert [o.owner for o in told.vault.openings("consent.granted")] == [P1, P2]
    rewrite(told, "openings.db", *statements)
    for look in (
        lambda: told.vault.opening(1),
        lambda: list(told.vault.openings("consent.granted")),
    ):
        with pytest.raises(
            Unavailable, match=r"^the opening of entry -?\d+ is|the vault names"
        ) as e:
            look()
        assert e.value.code == "tampered" and "\n" not in str(e.value)
    assert told.vault.opening(3).private == {"title": "Hearts"}, "the others are untouched"


def test_an_unsettled_opening_is_found_by_its_body(told: Any) -> None:
    told.vault.events.database.connection.execute("UPDATE events SET entry = NULL WHERE entry = 1")
    assert told.vault.opening(1).owner == P1
    assert [o.owner for o in told.vault.openings("consent.granted")] == [P1, P2]


def test_a_destroyed_key_is_erased_only_where_the_ledger_says_so(told: Any) -> None:
    rewrite(told, "vault.db", "UPDATE owners SET data_key = NULL WHERE id = 2")
    for look in (
        lambda: told.vault.opening(1),
        lambda: list(told.vault.openings("consent.granted")),
        lambda: told.vault.check_batches(["north"]),
    ):
        with pytest.raises(Unavailable, match="no erasure on the ledger") as caught:
            look()
        assert caught.value.code == "tampered"


def test_an_old_event_is_not_told_again(told: Any) -> None:
    """A consent whose entry was forgotten, to be looked for where it is not, is found all the same."""
    rewrite(told, "openings.db", "UPDATE events SET entry = NULL, floor = 4 WHERE entry = 1")
    assert told.log.size == 4
    assert told.vault.opening(1).owner == P1


def test_an_event_of_another_hand_is_not_told(told: Any) -> None:
    values = "('grant.issued', '{\"grant\":\"g\"}', '2026-03-04T00:00:00.000Z', 0, 1)"
    with pytest.raises(Unavailable, match="not sealed here") as caught:
        rewrite(
            told,
            "openings.db",
            f"INSERT INTO events (type, body, time, floor, replay) VALUES {values}",
        )
    assert caught.value.code == "tampered"
    assert told.log.size == 4


@pytest.fixture
def sent(place: Any, record: Any) -> Any:
    """Two intakes: c1 of p1 in two versions, c2 of p2, a visit each."""
    place.take(
        record("c1", "p1", code="old"),
        record("e1", "p1", kind="Encounter"),
        record("c2", "p2"),
        record("e2", "p2", kind="Encounter"),
    )
    place.take(record("c1", "p1", code="new"))
    return place


def _check(place: Any) -> None:
    check(b'{"resourceType":"Condition","id":"c1"}', "north", vault=place.vault, log=place.log)


def _batches(place: Any) -> None:
    place.vault.check_batches(["north"])


def _records(place: Any) -> None:
    for patient in place.vault.patients("north"):
        list(place.vault.records([patient]))


NAMED = re.compile(r"\b(p1|p2|c1|Condition)\b")  # whole words: a batch's hex digits name nobody
Look = Callable[[Any], None]
NEW = "batch = 2"
RECORDS: dict[str, tuple[tuple[Look, ...], tuple[str, ...]]] = {
    "newest version's block deleted": ((_batches, _check), (f"DELETE FROM blocks WHERE {NEW}",)),
    "and its index": (
        (_batches, _check),
        (f"DELETE FROM blocks WHERE {NEW}", f"DELETE FROM records WHERE {NEW}"),
    ),
    "its whole batch": (
        (_batches, _check),
        (
            f"DELETE FROM blocks WHERE {NEW}",
            f"DELETE FROM records WHERE {NEW}",
            "DELETE FROM batches WHERE id = 2",
        ),
    ),
    "a patient's blocks deleted": ((_batches, _check), ("DELETE FROM blocks WHERE owner = 3",)),
    "a block given to another patient": (
        (_batches, _check, _records),
        (f"UPDATE blocks SET owner = 3 WHERE {NEW}",),
    ),
    "a block made another kind": (
        (_batches, _check, _records),
        (f"UPDATE blocks SET kind = 'Encounter' WHERE {NEW}",),
    ),
    "two blocks' contents swapped": (
        (_records,),
        (
            "UPDATE blocks SET sealed = (SELECT o.sealed FROM blocks o WHERE o.kind = blocks.kind"
            " AND o.owner != blocks.owner) WHERE batch = 1",
        ),
    ),
    "two blocks' patients swapped": (
        (_batches, _check, _records),
        ("UPDATE blocks SET owner = 5 - owner",),
    ),
    "a patient found as another": (
        (_records,),
        (
            "UPDATE owners SET hospital = 9 WHERE id = 2",
            "UPDATE owners SET lookup = (SELECT lookup FROM owners WHERE id = 2) WHERE id = 3",
            "UPDATE owners SET lookup = x'00', hospital = 1 WHERE id = 2",
        ),
    ),
    "blocks in another order": (
        (_batches, _check, _records),
        ("UPDATE blocks SET id = 9 WHERE id = 1",),
    ),
    "a block put into another batch": ((_batches, _check, _records), (f"UPDATE blocks SET batch = 1 WHERE {NEW}",)),
    "fingerprints changed": (
        (_batches, _check, _records),
        (f"UPDATE blocks SET commitments = zeroblob(32) WHERE {NEW}",),
    ),
    "version rewritten": ((_check,), (f"UPDATE records SET version = 7 WHERE {NEW}",)),
    "index of the newest version deleted": ((_check,), (f"DELETE FROM records WHERE {NEW}",)),
    "index under another lookup": ((_check,), (f"UPDATE records SET lookup = x'00' WHERE {NEW}",)),
}  # fmt: skip


@pytest.mark.parametrize(("looks", "statements"), RECORDS.values(), ids=RECORDS)
def test_no_record_is_lost_or_moved_or_rolled_back(
    sent: Any, looks: tuple[Look, ...], statements: tuple[str, ...]
) -> None:
    for look in looks:
        look(sent)
    rewrite(sent, "vault.db", *statements)
    for look in looks:
        with pytest.raises(CohortiumError, match="restore the vault") as caught:
            look(sent)
        assert "\n" not in str(caught.value)
        assert not NAMED.search(str(caught.value))


def test_what_is_newest_is_read_off_the_blocks(sent: Any) -> None:
    """The index in clear has no say in what a release is made of."""
    rewrite(sent, "vault.db", "DELETE FROM records")
    [content] = [c for _, kind, c in sent.vault.records([P1]) if kind == "Condition"]
    assert b'"new"' in content


@pytest.mark.parametrize("column", ["ids", "versions", "contents"])
def test_a_block_altered_with_its_data_key(sent: Any, column: str) -> None:
    """Who has the key can seal anything; what was fingerprinted, whose root is signed, stays."""
    vault, database = sent.vault, sent.vault._database
    sql = (
        "SELECT k.owner, k.kind, b.batch, k.id, k.first, k.sealed FROM blocks k"
        " JOIN batches b ON b.id = k.batch WHERE k.id = 1"
    )
    *where, sealed = database.one(sql)
    place, key = Place("north", *where), vault._owners.key(where[0])
    kept = open_block(key, place, sealed)
    assert (kept.ids, kept.versions, b'"old"' in kept.contents[0]) == (["c1"], [1], True)
    other = {"ids": ["c9"], "versions": [9], "contents": [kept.contents[0].replace(b"old", b"odd")]}
    for changed, refused in ((kept, False), (kept._replace(**{column: other[column]}), True)):
        again = seal_block(key, place, changed)
        with database.transaction():
            database.write("UPDATE blocks SET sealed = ? WHERE id = 1", (again,))
        with pytest.raises(Unavailable, match="not what was") if refused else nullcontext():
            _records(sent)


def test_an_identifier_given_to_another_patient(place: Any, record: Any) -> None:
    def person(name: str) -> Any:
        return record(
            name, kind="Patient", identifier=[{"system": "urn:mrn", "value": f"MRN-{name}"}]
        )

    place.take(person("p1"), person("p2"))
    assert place.vault.resolve("MRN-p1") == [P1]
    rewrite(place, "vault.db", "UPDATE aliases SET owner = 5 - owner")
    with pytest.raises(Unavailable, match="was altered"):
        place.vault.resolve("MRN-p1")


def test_without_a_ledger_nothing_is_believed(told: Any) -> None:
    from cohortium.adapters.vault import Vault

    told.vault.close()
    with (
        Vault.open(told.vault_path, bytes(range(32))) as vault,
        pytest.raises(Unavailable, match="without its ledger"),
    ):
        vault.opening(1)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 4095, 4096, 4097, 8192, 12289])
def test_the_fast_root_is_the_tree_s(size: int) -> None:
    leaves = [number.to_bytes(32, "big") for number in range(size)]
    assert batch_root(b"".join(leaves)) == tree_root(leaves)
