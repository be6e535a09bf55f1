"""Each FHIR resource type makes the rows its table promises, and no words in dimensions."""

from __future__ import annotations

import base64
from collections import Counter
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from cohortium.records.tables import SCHEMAS, TABLES, extract

LOINC = {"system": "http://loinc.org", "code": "8480-6", "display": "Systolic"}
SNOMED = {"system": "http://snomed.info/sct", "code": "38341003", "display": "Hypertension"}
LOCAL = {"system": "urn:local", "code": "bp", "display": "Blood pressure"}
AT = {"encounter": {"reference": "Encounter/e1"}}


def coded(*codings: dict[str, str], **more: str) -> dict[str, Any]:
    return {"coding": list(codings), **more}


def note(text: bytes, kind: str = "text/plain") -> dict[str, Any]:
    return {"attachment": {"contentType": kind, "data": base64.b64encode(text).decode()}}


CASES: list[tuple[str, dict[str, Any], str, list[dict[str, Any]]]] = [
    (
        "Patient",
        {"id": "p", "gender": "female", "birthDate": "1950-03", "address": [{"postalCode": "021391234"}],
         "deceasedDateTime": "2020-01-01"},
        "subjects",
        [{"sex": "female", "birth_year": 1950, "zip": "02139", "deceased": True, "race": None}],
    ),
    (
        "Encounter",
        {"id": "e1", "status": "finished", "class": {"code": "IMP"}, "type": [coded(LOCAL, SNOMED)],
         "period": {"start": "2024-05-06T23:59:00-05:00", "end": "2024-05"},
         "reasonCode": [{"text": "felt unwell"}, coded(SNOMED)]},
        "encounters",
        [{"encounter": "e1", "started": date(2024, 5, 6), "ended": None, "class": "IMP",
          "code": "38341003", "system": "snomed", "display": "Hypertension",
          "reason": "felt unwell; Hypertension"}],
    ),
    (
        "Condition",
        {**AT, "code": coded(LOCAL, text="typed by Dr Who"), "recordedDate": "2024-05-06",
         "onsetPeriod": {"start": "2001-02-03", "end": "2002-02-03"}, "abatementDateTime": "2003",
         "category": [coded({"code": "problem-list-item"})], "clinicalStatus": coded({"code": "active"})},
        "conditions",
        [{"encounter": "e1", "recorded": date(2024, 5, 6), "onset": date(2001, 2, 3), "abated": None,
          "code": "bp", "system": "urn:local", "display": "Blood pressure",
          "category": "problem-list-item", "status": "active"}],
    ),
    (
        "Condition",
        {"code": {"text": "typed"}, "verificationStatus": coded({"code": "refuted"}),
         "abatementPeriod": {"start": "2001-01-01", "end": "2001-02-03"}},
        "conditions",
        [{"code": None, "system": None, "display": None, "status": "refuted",
          "abated": date(2001, 2, 3)}],
    ),
    (
        "Observation",
        {**AT, "status": "final", "code": coded(LOINC), "effectiveDateTime": "2024-05-06T10:00:00Z",
         "category": [coded({"code": "vital-signs"})],
         "valueQuantity": {"value": 120, "unit": "millimetres", "code": "mm[Hg]"}},
        "observations",
        [{"encounter": "e1", "observed": date(2024, 5, 6), "code": "8480-6", "system": "loinc",
          "category": "vital-signs", "status": "final", "value": 120.0, "unit": "mm[Hg]",
          "value_code": None, "value_text": None}],
    ),
    (
        "Observation",
        {"code": coded(SNOMED), "component": [
            {"code": coded(LOINC), "valueQuantity": {"value": 1.5, "unit": "a lot of it"}},
            {"code": coded(LOCAL), "valueString": "by mask"}]},
        "observations",
        [{"code": "8480-6", "value": 1.5, "unit": None}, {"code": "bp", "value_text": "by mask"}],
    ),
    (
        "Observation",
        {"code": coded(LOINC), "valueInteger": 3, "component": [{"code": coded(LOCAL), "valueBoolean": True}]},
        "observations",
        [{"code": "8480-6", "value": 3.0}, {"code": "bp", "value_code": "true"}],
    ),
    ("Observation", {"valueCodeableConcept": coded(SNOMED, text="words")}, "observations",
     [{"value_code": "38341003", "value_text": None}]),
    ("Observation", {"valueCodeableConcept": {"text": "words"}}, "observations",
     [{"value_code": None, "value_text": "words"}]),
    ("Observation", {"valueQuantity": {"comparator": "<", "value": 5, "code": "mg"}}, "observations",
     [{"value": None, "unit": "mg", "value_text": "<5 mg"}]),
    ("Observation", {"code": coded(LOINC), "dataAbsentReason": {}}, "observations",
     [{"code": "8480-6", "value": None}]),
    ("Observation", {"effectivePeriod": {"start": "2024-05-06"}}, "observations",
     [{"observed": date(2024, 5, 6)}]),
    (
        "MedicationRequest",
        {**AT, "status": "active", "authoredOn": "2024-05-06", "medicationCodeableConcept": coded(SNOMED),
         "dispenseRequest": {"validityPeriod": {"end": "2024-06-06"}},
         "dosageInstruction": [{"text": "one at night", "route": coded(LOCAL, text="mouth"),
                                "doseAndRate": [{"doseQuantity": {"value": 40, "code": "mg"}}]}]},
        "medications",
        [{"encounter": "e1", "ordered": date(2024, 5, 6), "ended": date(2024, 6, 6), "kind": "request",
          "code": "38341003", "status": "active", "dose": 40.0, "dose_unit": "mg",
          "route": "Blood pressure", "dosage": "one at night"}],
    ),
    (
        "MedicationAdministration",
        {"context": AT["encounter"], "effectivePeriod": {"start": "2024-05-06", "end": "2024-05-07"},
         "dosage": {"dose": {"value": 2.5, "unit": "mL"}, "text": "slowly"},
         "medicationReference": {"reference": "#m"}, "contained": [{"id": "m", "code": coded(SNOMED)}]},
        "medications",
        [{"encounter": "e1", "ordered": date(2024, 5, 6), "ended": date(2024, 5, 7),
          "kind": "administration", "code": "38341003", "dose": 2.5, "dose_unit": "mL", "dosage": "slowly"}],
    ),
    ("MedicationStatement", {"effectiveDateTime": "2024-05-06", "dosage": [{"text": "daily"}]},
     "medications", [{"kind": "statement", "ordered": date(2024, 5, 6), "dosage": "daily"}]),
    ("MedicationDispense", {"whenPrepared": "2024-05-06"}, "medications",
     [{"kind": "dispense", "ordered": date(2024, 5, 6), "code": None}]),
    ("Procedure", {**AT, "status": "completed", "code": coded(SNOMED), "performedDateTime": "2024-05-06"},
     "procedures", [{"encounter": "e1", "performed": date(2024, 5, 6), "ended": None, "status": "completed"}]),
    ("AllergyIntolerance",
     {"code": coded(SNOMED), "category": ["food", "medication"], "criticality": "low",
      "recordedDate": "2024-05-06", "clinicalStatus": coded({"code": "active"})},
     "allergies",
     [{"recorded": date(2024, 5, 6), "category": "food", "criticality": "low", "status": "active"}]),
    ("Immunization",
     {**AT, "status": "completed", "occurrenceDateTime": "2024-05-06",
      "vaccineCode": coded({"system": "http://hl7.org/fhir/sid/cvx", "code": "140"}),
      "doseQuantity": {"value": 0.5, "code": "mL"}},
     "immunizations",
     [{"encounter": "e1", "occurred": date(2024, 5, 6), "code": "140", "system": "cvx", "dose": 0.5}]),
    ("DocumentReference",
     {"date": "2024-05-06T00:00:00Z", "type": coded(LOINC), "context": {"encounter": [AT["encounter"]]},
      "content": [note(b"Seen."), note(b"<p>Seen <b>twice</b>.<br/>Well.</p><style>x</style>", "text/html"),
                  note("caf\xe9".encode("latin-1"), "text/plain; charset=iso-8859-1")]},
     "notes",
     [{"encounter": "e1", "written": date(2024, 5, 6), "code": "8480-6", "text": "Seen."},
      {"text": "Seen twice.\nWell."}, {"text": "café"}]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data", "table", "rows"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_a_resource_makes_its_rows(
    kind: str, data: dict[str, Any], table: str, rows: list[dict[str, Any]]
) -> None:
    tables = extract([(5, kind, data)])
    found = tables[table].to_pylist()
    assert [
        {name: row[name] for name in want} for row, want in zip(found, rows, strict=True)
    ] == rows
    assert all(row["person"] == 5 for row in found)
    assert sum(other.num_rows for other in tables.values()) == len(rows)


ERROR = {"status": "entered-in-error", "verificationStatus": coded({"code": "entered-in-error"})}


@pytest.mark.parametrize("kind", sorted({case[0] for case in CASES} - {"Patient"}))
def test_what_was_entered_in_error_makes_no_row(kind: str) -> None:
    data = next(case[1] for case in CASES if case[0] == kind)
    assert not sum(table.num_rows for table in extract([(1, kind, {**data, **ERROR})]).values())


def test_tables_have_the_columns_and_types_that_the_dictionary_says() -> None:
    tables = extract([])
    assert list(tables) == list(TABLES)
    for name, spec in TABLES.items():
        assert tables[name].schema == SCHEMAS[name]
        assert tables[name].column_names == ["person", *(c.name for c in spec.columns[1:])]
        for column in spec.columns[1:]:
            kind = tables[name].schema.field(column.name).type
            assert (column.role == "date") == (kind == pa.date32())
            assert (column.role == "measure") == (kind == pa.float64())


def test_attachments_that_are_not_read_are_counted() -> None:
    content = [
        note(b"%PDF", "application/pdf"),
        {"attachment": {"url": "Binary/1"}},
        note(b"Seen."),
    ]
    skipped: Counter[str] = Counter()
    items = [(1, "DocumentReference", {"content": content})]
    assert extract(items, skipped=skipped)["notes"].num_rows == 1
    assert skipped == {"notes": 2}


def test_kinds_without_a_table_make_no_rows() -> None:
    items = [
        (1, "CarePlan", {"id": "x"}),
        (1, "omop/drug_era", {}),
        (1, "table/x", {"table": "other"}),
    ]
    assert not any(table.num_rows for table in extract(items).values())


def test_rows_survive_many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cohortium.records.tables._SETTLE_EVERY", 3)
    monkeypatch.setattr("cohortium.records.sink.Sink.settle.__defaults__", (4,))
    items = ((n, "Observation", {"valueInteger": n}) for n in range(100))
    table = extract(items)["observations"]
    assert table.column("person").to_pylist() == list(range(100))
    assert table.column("value").to_pylist() == [float(n) for n in range(100)]
    assert table.column("value").num_chunks > 1
