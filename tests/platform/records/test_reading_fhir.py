"""FHIR in every wrapping comes in; what lacks what we rely on is rejected by name, not by value."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cohortium.records.reading import canonical
from fhir_files import CONDITION, PATIENT, ndjson, outcomes, write, zipped

SECRET = "Wolfgang"  # stands for anything a patient's record may hold


def _folder(tmp: Path) -> Path:
    write(tmp / "in" / "Condition.000.ndjson", ndjson(CONDITION))
    write(tmp / "in" / "Patient.000.ndjson", ndjson(PATIENT))
    write(tmp / "in" / "log.ndjson", ndjson({"eventId": "kickoff"}))
    write(tmp / "in" / "manifest.json", b'{"output": []}')
    write(tmp / "in" / "README.txt", b"words")
    return tmp / "in"


def _gzipped_folder(tmp: Path) -> Path:
    write(tmp / "in" / "Patient.ndjson.gz", gzip.compress(ndjson(PATIENT)))
    write(tmp / "in" / "sub" / "Condition.ndjson.gz", gzip.compress(ndjson(CONDITION)))
    return tmp / "in"


def _zip(tmp: Path) -> Path:
    files = {
        "x/Patient.ndjson": ndjson(PATIENT),
        "x/Condition.ndjson": ndjson(CONDITION),
        "__MACOSX/x/._Patient.ndjson": b"\x00\x05",
        "x/.DS_Store": b"\x00",
    }
    return zipped(tmp / "export.zip", files)


def _zip_of_gz(tmp: Path) -> Path:
    files = {"a.ndjson.gz": gzip.compress(ndjson(PATIENT, CONDITION))}
    return zipped(tmp / "export.zip", files)


def _bom(tmp: Path) -> Path:
    return write(
        tmp / "all.ndjson", b"\xef\xbb\xbf" + ndjson(PATIENT) + b"\n  \n" + ndjson(CONDITION)
    )


def _unnamed_gz(tmp: Path) -> Path:
    return write(tmp / "export", gzip.compress(ndjson(PATIENT, CONDITION)))


def _bundle(tmp: Path) -> Path:
    entries = [{"resource": PATIENT}, {"request": {"method": "DELETE"}}, {"resource": CONDITION}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return write(tmp / "bundle.json", json.dumps(bundle, indent=2).encode())


def _searchset_line(tmp: Path) -> Path:
    outcome = {"resourceType": "OperationOutcome"}
    entries = [{"resource": item} for item in (PATIENT, CONDITION, outcome)]
    return write(tmp / "b.ndjson", ndjson({"resourceType": "Bundle", "entry": entries}))


def _transaction(tmp: Path) -> Path:
    condition = {**CONDITION, "subject": {"reference": "urn:uuid:aaaa"}}
    entries = [
        {"fullUrl": "urn:uuid:bbbb", "resource": condition},
        {"fullUrl": "urn:uuid:aaaa", "resource": PATIENT},
    ]
    return write(
        tmp / "t" / "t.json", json.dumps({"resourceType": "Bundle", "entry": entries}).encode()
    )


@pytest.mark.parametrize(
    "make",
    [
        _folder, _gzipped_folder, _zip, _zip_of_gz, _bom, _unnamed_gz, _bundle, _searchset_line,
        _transaction,
    ],
)  # fmt: skip
def test_every_wrapping_gives_the_same_records(tmp_path: Path, make: Any) -> None:
    records, rejected, warned = outcomes(make(tmp_path))
    assert not rejected
    assert not warned
    found = {(record.kind, record.id): record for record in records}
    assert set(found) == {("Patient", "p1"), ("Condition", "c1")}
    assert found["Patient", "p1"].content == canonical(PATIENT)
    assert found["Condition", "c1"].content == canonical(CONDITION)
    assert found["Condition", "c1"].patient == "p1"


def test_canonical_sorts_keys_and_keeps_no_white_space() -> None:
    assert (
        canonical({"b": 1, "a": {"d": "é", "c": None}}) == '{"a":{"c":null,"d":"é"},"b":1}'.encode()
    )


REFERENCES = [
    ({"subject": {"reference": "Patient/p1"}}, "p1"),
    ({"subject": {"reference": "https://h.example/fhir/Patient/p1"}}, "p1"),
    ({"subject": {"reference": "Patient/p1/_history/3"}}, "p1"),
]


@pytest.mark.parametrize(("fields", "patient"), REFERENCES)
def test_patient_references(tmp_path: Path, fields: dict[str, Any], patient: str) -> None:
    records, _, _ = outcomes(write(tmp_path / "c.ndjson", ndjson({**CONDITION, **fields})))
    assert [record.patient for record in records] == [patient]


def test_the_patient_is_found_where_each_type_names_it(tmp_path: Path) -> None:
    at = {"reference": "Patient/p1"}
    resources = [
        {"resourceType": "Coverage", "id": "1", "beneficiary": at},
        {"resourceType": "Immunization", "id": "2", "patient": at},
        {"resourceType": "Appointment", "id": "3", "participant": [{"actor": at}]},
        {"resourceType": "Provenance", "id": "4", "target": [{"reference": "Condition/c"}, at]},
        {"resourceType": "Account", "id": "5", "subject": [at]},
    ]
    records, rejected, _ = outcomes(write(tmp_path / "r.ndjson", ndjson(*resources)))
    assert [record.patient for record in records] == ["p1"] * len(resources)
    assert not rejected


def test_records_of_nobody_come_in_without_a_patient(tmp_path: Path) -> None:
    resources = [
        {"resourceType": "Practitioner", "id": "d"},
        {"resourceType": "Location", "id": "l"},
        {"resourceType": "Device", "id": "v"},
        {**CONDITION, "resourceType": "Observation", "subject": {"reference": "Device/v"}},
    ]
    records, rejected, _ = outcomes(write(tmp_path / "r.ndjson", ndjson(*resources)))
    assert [record.patient for record in records] == [None] * 4
    assert not rejected


def observation(**fields: Any) -> dict[str, Any]:
    return {**CONDITION, "resourceType": "Observation", "id": "o", **fields}


REJECTED: list[tuple[bytes, str]] = [
    (b'{"resourceType":"Basic","id":"1","x":' + b"[" * 400 + b"]" * 400 + b"}", "nested too deep"),
    (b'{"resourceType": "Patient", "id": "x", "name": "' + SECRET.encode(), "cut short"),
    (b'{"resourceType": Patient}', "not valid JSON"),
    (b'{"resourceType":"Patient","id":"\xe9' + SECRET.encode() + b'"}', "not UTF-8"),
    (b'"' + SECRET.encode() + b'"', "not a JSON object"),
    (b"[1]", "not a JSON object"),
    (ndjson({"id": SECRET}), "resourceType is missing"),
    (ndjson({"resourceType": SECRET, "id": "1"}), "resourceType is not a FHIR R4 type"),
    (ndjson({"resourceType": "Patient"}), "Patient.id"),
    (ndjson({**PATIENT, "id": 7}), "Patient.id"),
    (ndjson({**PATIENT, "id": ""}), "Patient.id"),
    (ndjson({**PATIENT, "id": f"a {SECRET}"}), "Patient.id"),
    (ndjson({**PATIENT, "birthDate": f"{SECRET}"}), "Patient.birthDate is not a date"),
    (ndjson({**PATIENT, "birthDate": "1970-02-31"}), "Patient.birthDate is not a date"),
    (ndjson({**PATIENT, "birthDate": 19700203}), "Patient.birthDate is not a date"),
    (ndjson({**PATIENT, "gender": [SECRET]}), "Patient.gender is not a code"),
    (ndjson({**PATIENT, "name": SECRET}), "Patient.name is not a list"),
    (ndjson({**CONDITION, "subject": None}), "Condition.subject names no Patient"),
    (ndjson({**CONDITION, "subject": {"display": SECRET}}), "Condition.subject names no Patient"),
    (ndjson({**CONDITION, "subject": {"reference": f"Patient?identifier={SECRET}"}}), "no Patient"),
    (ndjson({**CONDITION, "subject": {"reference": "urn:uuid:1"}}), "names no Patient"),
    (ndjson({**CONDITION, "code": SECRET}), "Condition.code is not an object"),
    (ndjson({**CONDITION, "onsetPeriod": {"start": SECRET}}), "onsetPeriod is not a period"),
    (ndjson(observation(valueQuantity={"value": SECRET})), "valueQuantity.value is not a number"),
    (ndjson(observation(valueQuantity={"value": True})), "valueQuantity.value is not a number"),
    (ndjson(observation(component=[{"valueQuantity": {"value": "1"}}])), "component.valueQuantity"),
    (ndjson(observation(effectiveDateTime="2024-13-01")), "effectiveDateTime is not a date"),
    (
        ndjson({**CONDITION, "resourceType": "DocumentReference",
                "content": [{"attachment": {"contentType": "text/plain", "data": SECRET + "!"}}]}),
        "content.attachment.data",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), REJECTED, ids=[reason for _, reason in REJECTED])
def test_what_lacks_what_we_rely_on_is_rejected(tmp_path: Path, line: bytes, reason: str) -> None:
    path = write(tmp_path / "in.ndjson", ndjson(PATIENT) + line.rstrip(b"\n"))
    records, rejected, _ = outcomes(path)
    assert [record.id for record in records] == ["p1"]
    assert [(item.file, item.line) for item in rejected] == [("in.ndjson", 2)]
    assert reason in rejected[0].reason
    assert SECRET not in rejected[0].reason


def test_one_bad_line_costs_only_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "in.ndjson", ndjson(PATIENT) + b"{\n" + ndjson(CONDITION))
    records, rejected, _ = outcomes(path)
    assert [record.line for record in records] == [1, 3]
    assert [item.line for item in rejected] == [2]


def test_a_cut_short_bundle_is_rejected(tmp_path: Path) -> None:
    whole = _bundle(tmp_path).read_bytes()
    records, rejected, _ = outcomes(write(tmp_path / "cut.json", whole.replace(b"\n", b"")[:-40]))
    assert not records
    assert len(rejected) == 1


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (b'{"resourceType": "Pat\n{"resourceType": "Pat', ["valid JSON", "cut short"]),
        (b'{"resourceType": "Pat\n', ["valid JSON"]),
        (b'{"resourceType": Pat}\n{"resourceType": Pat', ["valid JSON", "valid JSON"]),
        (b'{"resourceType": "Patient", "x": {}', ["cut short"]),
    ],
)
def test_cut_short_is_said_of_the_end_alone(
    tmp_path: Path, text: bytes, reasons: list[str]
) -> None:
    _, rejected, _ = outcomes(write(tmp_path / "r.ndjson", text))
    assert [r.reason.endswith(reason) for r, reason in zip(rejected, reasons, strict=True)] == [
        True
    ] * len(reasons)


def test_a_document_cut_short_is_one_rejection(tmp_path: Path) -> None:
    text = json.dumps(PATIENT, indent=2).encode()
    _, rejected, _ = outcomes(write(tmp_path / "p.json", text[:-9]))
    assert [(r.line, r.reason) for r in rejected] == [(1, "is not valid JSON: it is cut short")]


def test_departures_from_the_schema_are_warned_of_on_a_sample_or_on_all(tmp_path: Path) -> None:
    wrong = [{**PATIENT, "id": f"p{i}", "hobby": SECRET, "active": "maybe"} for i in range(101)]
    path = write(tmp_path / "p.ndjson", ndjson(*wrong))
    counts = {mode: len(outcomes(path, validate=mode)[2]) for mode in ("none", "sample", "full")}
    assert counts == {"none": 0, "sample": 2, "full": 101}
    records, rejected, warned = outcomes(path, validate="full")
    assert len(records) == 101
    assert not rejected
    assert "hobby" in warned[0].reason
    assert SECRET not in warned[0].reason


def test_what_follows_the_schema_is_not_warned_of(tmp_path: Path) -> None:
    path = write(tmp_path / "p.ndjson", ndjson(PATIENT, {**CONDITION}))
    assert not outcomes(path, validate="full")[2]
