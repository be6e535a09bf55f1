"""What goes into the vault comes out, once, in its newest version, and never stands on disk in clear."""

from __future__ import annotations

import gc
import json
import sqlite3
import stat
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium.adapters.vault import Vault
from cohortium.adapters.vault import writer as writer_module
from cohortium.errors import Conflict, NotFound, Unavailable
from cohortium.records.lots import lots
from cohortium.records.record import PatientRef
from cohortium_ledger import Entry, leaf_hash, tree_root

P1 = PatientRef("north", "p1")


def contents(
    place: Any, *patients: PatientRef, kinds: Any = None
) -> list[tuple[str, dict[str, Any]]]:
    found = place.vault.records(patients or list(place.vault.patients()), kinds)
    return [(patient.id, json.loads(content)) for patient, _, content in found]


def test_records_come_back_by_patient_and_kind(place: Any, record: Any) -> None:
    outcomes, index = place.take(
        record("p1", kind="Patient"), record("c1"), record("c2"), record("o1", kind="Observation"),
        record("c3", "p2"), record("d1", None, kind="Organization", name="General"),
    )  # fmt: skip
    assert outcomes == ["accepted"] * 6
    assert index == 0
    assert [p.id for p in place.vault.patients()] == ["p1", "p2"]
    assert [d["id"] for _, d in contents(place, P1)] == ["c1", "c2", "o1", "p1"]
    assert [d["id"] for _, d in contents(place, P1, kinds={"Observation"})] == ["o1"]
    assert [d["id"] for _, d in contents(place)] == ["c1", "c2", "o1", "p1", "c3"]
    shared = list(place.vault.shared_records("north"))
    assert [(kind, json.loads(content)["name"]) for kind, content in shared] == [
        ("Organization", "General")
    ]
    assert list(place.vault.shared_records("north", {"Location"})) == []


def test_the_batch_on_the_ledger_commits_to_its_leaves(place: Any, record: Any) -> None:
    _, index = place.take(*[record(f"c{n}") for n in range(9)])
    body = Entry.parse(place.log.entry(index)).body
    rows = sqlite3.connect(place.vault_path).execute("SELECT commitments FROM blocks ORDER BY id")
    stored = b"".join(row[0] for row in rows)
    leaves = [stored[at : at + 32] for at in range(0, len(stored), 32)]
    assert body["records"] == len(leaves) == 9
    assert body["root"] == tree_root(leaves).hex()
    assert leaf_hash(leaves[0]) != leaves[0]
    assert [(b.hospital, b.index, b.batch) for b in place.vault.batches()] == [
        ("north", 0, body["batch"])
    ]


def test_versions(place: Any, record: Any) -> None:
    first, second = record("c1", code="A"), record("c1", code="B")
    assert place.take(first)[0] == ["accepted"]
    assert place.take(first) == (["unchanged"], None)
    assert place.log.size == 1
    assert place.take(second) == (["superseded"], 1)
    assert place.take(second) == (["unchanged"], None)
    assert [d["code"] for _, d in contents(place)] == ["B"]
    assert place.take(first) == (["superseded"], 2), "the content of an older version is a new one"
    assert [d["code"] for _, d in contents(place)] == ["A"]
    match = place.vault.fingerprints.match("north", "Condition", "c1", second.content)
    assert (match.version, match.newest) == (2, False), "the old fingerprint is kept"
    newest = place.vault.fingerprints.match("north", "Condition", "c1", first.content)
    assert (newest.version, newest.newest) == (3, True)


def test_one_intake_with_two_contents_of_one_id(place: Any, record: Any) -> None:
    outcomes, _ = place.take(record("c1", code="A"), record("c1", code="A"), record("c1", code="B"))
    assert outcomes == ["accepted", "unchanged", "superseded"]
    assert [d["code"] for _, d in contents(place)] == ["B"]


def test_a_batch_sent_again_is_unchanged(place: Any, record: Any) -> None:
    both = record("c1", code="A"), record("c1", code="B")
    place.take(*both)
    assert place.take(*both) == (["unchanged", "unchanged"], None)
    assert [d["code"] for _, d in contents(place)] == ["B"]
    assert place.take(record("c1", code="C"))[0] == ["superseded"]
    assert place.take(both[0])[0] == ["superseded"], (
        "from a batch before the newest's: a new version"
    )
    assert [d["code"] for _, d in contents(place)] == ["A"]


def test_a_patient_whose_own_record_came(place: Any, record: Any) -> None:
    place.take(record("p1", kind="Patient"), record("c1", "p2"))
    assert list(place.vault.patients("north", sent_only=True)) == [P1]
    assert place.vault.unsent("north") == 1
    place.take(record("p2", kind="Patient"))
    assert len(list(place.vault.patients(sent_only=True))) == 2
    assert place.vault.unsent("north") == 0


def test_a_reader_of_rows_that_is_left_behind(
    place: Any, record: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    place.take(*[record(f"c{n}", f"p{n}") for n in range(200)])
    rows = place.vault._database.each("SELECT id FROM owners")
    assert next(rows)
    place.vault.close()
    del rows
    gc.collect()
    assert capsys.readouterr().err == ""


def test_a_record_that_changes_its_patient_leaves_the_first(place: Any, record: Any) -> None:
    place.take(record("c1", "p1"))
    assert place.take(record("c1", "p2"))[0] == ["superseded"]
    assert [patient for patient, _ in contents(place)] == ["p2"]


@given(
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), max_size=40),
    at_once=st.integers(1, 7),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_vault_agrees_with_a_dictionary(
    place: Any, record: Any, steps: list[tuple[int, int, bool]], at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Any order of records over any number of lots, flushes and intakes: the last content wins."""
    monkeypatch.setattr(writer_module, "FLUSH_RECORDS", 3)
    hospital = f"h{next(NUMBERS)}"
    model: dict[str, int] = {}
    beside: dict[str, tuple[int, set[int]]] = {}  # intake of the newest, and what came in it
    intake = 0
    pending: list[Any] = []
    expected: list[str] = []
    for number, code, ends in [*steps, (0, 0, True)]:
        was = model.get(f"c{number}")
        batch, codes = beside.get(f"c{number}", (intake, set()))
        same = was == code or (batch < intake and code in codes)
        expected.append("accepted" if was is None else "unchanged" if same else "superseded")
        if not same:
            model[f"c{number}"] = code
            beside[f"c{number}"] = (intake, {code, *(codes if batch == intake else ())})
        pending.append(record(f"c{number}", code=code))
        if ends:
            assert place.take(*pending, hospital=hospital, at_once=at_once)[0] == expected
            pending, expected = [], []
            intake += 1
    found = {d["id"]: d["code"] for _, d in contents(place, PatientRef(hospital, "p1"))}
    assert found == model


NUMBERS = iter(range(10_000))


def test_resolving_a_patient(place: Any, record: Any) -> None:
    mrn = [{"system": "urn:mrn", "value": "MRN-1"}]
    place.take(record("p1", kind="Patient", identifier=mrn), record("c1", "p2"))
    place.take(record("p1", kind="Patient", identifier=mrn), hospital="south")
    resolve = place.vault.resolve
    assert resolve("p1", "north") == [P1]
    assert resolve("MRN-1", "north") == resolve(" MRN-1\n", "north") == [P1]
    assert resolve("Patient/p2", None) == [PatientRef("north", "p2")]
    assert resolve("MRN-1", None) == [P1, PatientRef("south", "p1")]
    assert resolve("MRN-2", None) == []
    place.take(record("p1", kind="Patient", identifier=[{"value": "MRN-9"}]))
    assert resolve("MRN-1", "north") == []
    assert resolve("MRN-9", "north") == [P1]


def test_nothing_stands_in_clear(place: Any, record: Any) -> None:
    place.take(
        record(
            "secretpatient", kind="Patient", identifier=[{"value": "MRN-SECRET"}], name="Zebedee"
        ),
        record("secretrecord", "secretpatient", note="Quixote" * 50),
    )
    files = [path for path in place.folder.rglob("*") if path.is_file()]
    assert {"vault.db", "vault.db-wal", "openings.db"} <= {path.name for path in files}
    for path in files:
        data = path.read_bytes().lower()
        for word in (b"secretpatient", b"secretrecord", b"mrn-secret", b"zebedee", b"quixote"):
            assert word not in data, path.name
    for path in files:
        if path.parent.name in ("vault", "keys"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_an_altered_block_is_refused_by_number_alone(place: Any, record: Any) -> None:
    place.take(record("secretrecord", "secretpatient"))
    database = sqlite3.connect(place.vault_path)
    ((sealed,),) = database.execute("SELECT sealed FROM blocks").fetchall()
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    database.execute("UPDATE blocks SET sealed = ?", (changed,))
    database.commit()
    with pytest.raises(
        Unavailable, match=r"^records of hospital north, batch [0-9a-f]{12}, are missing or not"
    ) as caught:
        contents(place)
    assert "secret" not in str(caught.value)


def test_a_block_moved_to_another_place_is_refused(place: Any, record: Any) -> None:
    place.take(record("c1", "p1"), record("c2", "p1", kind="Observation"))
    database = sqlite3.connect(place.vault_path)
    database.execute("UPDATE blocks SET kind = 'Observation'")
    database.commit()
    with pytest.raises(Unavailable, match="hospital north, batch"):
        contents(place)


def test_an_intake_that_fails_leaves_nothing(place: Any, record: Any) -> None:
    place.vault.add_hospital("north", place.key())
    with pytest.raises(ZeroDivisionError), place.vault.batch("north") as batch:
        batch.take(*lots([record("c1")]))
        raise ZeroDivisionError
    assert list(place.vault.patients()) == []
    assert place.take(record("c1"))[0] == ["accepted"]
    assert len(contents(place)) == 1


def test_a_full_disk_is_one_line_and_leaves_nothing(place: Any, record: Any) -> None:
    place.vault.add_hospital("north", place.key())
    connection = place.vault._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    noise = "".join(chr(0x4E00 + at * 7919 % 20000) for at in range(9000))
    with pytest.raises(Unavailable, match="full") as caught:
        place.take(*[record(f"c{n}", f"p{n}", note=noise[n:]) for n in range(20)])
    assert "\n" not in str(caught.value)
    connection.execute("PRAGMA max_page_count = 1000000")
    assert place.log.size == 0
    assert list(place.vault.patients()) == []
    assert place.take(record("c1"))[1] == 0


def test_opening(place: Any, tmp_path: Any) -> None:
    with pytest.raises(NotFound):
        Vault.open(tmp_path / "nowhere" / "vault.db", bytes(32))
    with pytest.raises(Unavailable, match="operator"):
        Vault.open(place.vault_path, bytes(32))
    Vault.create(
        place.vault_path, bytes(range(32))
    ).close()  # nobody used it yet: finished, not refused
    place.vault.add_hospital("north", place.key())
    with pytest.raises(Conflict):
        Vault.create(place.vault_path, bytes(range(32)))
