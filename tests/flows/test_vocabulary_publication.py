"""Identifiers in fields that ought to hold codes: none of them is in any value of a release."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.release.policy import Policy
from cohortium.wiring import Installation, open_home

LOCAL = "http://hospital.example/codes"
LOINC = "http://loinc.org"
VICTIM = 10


def take_in(installation: Installation, path: Path, hospital: str) -> None:
    intake(
        path, hospital=hospital, vault=installation.vault, journal=installation.journal,
        clock=installation.clock, keys=installation.home.keys / "hospitals",
        reports=installation.home.reports,
    )  # fmt: skip


def coded(system: str, code: str, display: str | None = None) -> dict[str, Any]:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]}


def planted(who: dict[str, Any]) -> list[dict[str, Any]]:
    """Records of one patient with who they are in every field that extraction reads as a code."""
    family, given = who["name"][0]["family"], who["name"][0]["given"][0]
    mrn, phone = who["identifier"][0]["value"], who["telecom"][0]["value"]
    patient = {"reference": f"Patient/{who['id']}"}
    of = {"subject": patient}
    rate = coded(LOINC, "8867-4", "Heart rate")
    day = "2024-05-05"
    return [
        {"resourceType": "Condition", "id": "x1", **of, "recordedDate": day,
         "code": coded(LOCAL, f"{family}-{mrn}", f"Fracture of {given} {family}"),
         "clinicalStatus": coded("", f"active per {family}"), "category": [coded("", f"cat {mrn}")]},
        {"resourceType": "Condition", "id": "x2", **of, "recordedDate": day,
         "code": coded("http://snomed.info/sct", "74400008", f"appendicitis ({given}, {phone})")},
        {"resourceType": "Condition", "id": "x3", **of, "recordedDate": day,
         "code": coded(f"http://hospital.example/{mrn}", "x")},
        {"resourceType": "Condition", "id": "x4", **of, "recordedDate": day,
         "code": coded("http://snomed.info/sct", who["identifier"][1]["value"].replace("-", ""))},
        {"resourceType": "Observation", "id": "x5", "status": f"final by {family}", **of,
         "effectiveDateTime": day, "code": rate, "category": [coded("", family)],
         "valueQuantity": {"value": 97, "unit": family, "code": f"{{{family}}}"}},
        {"resourceType": "Observation", "id": "x6", "status": "final", **of,
         "effectiveDateTime": "1921-03-04", "code": coded(LOINC, "30525-0", "Age"),
         "valueQuantity": {"value": 97, "unit": "a"}},
        {"resourceType": "Observation", "id": "x7", "status": "final", **of,
         "effectiveDateTime": day, "code": rate,
         "valueCodeableConcept": coded(LOCAL, f"{given}.{family}@example.org")},
        {"resourceType": "Observation", "id": "x8", "status": "final", **of,
         "effectiveDateTime": day, "code": coded(LOINC, f"{family}-8", f"Seen {given}")},
        {"resourceType": "Encounter", "id": "x9", "status": "finished", **of,
         "class": {"code": f"AMB-{family}"}, "period": {"start": day, "end": day},
         "type": [coded(LOCAL, "v", f"Visit of {given} {family}")],
         "reasonCode": [{"text": f"{given} {family} fell"}]},
        {"resourceType": "Procedure", "id": "x10", "status": f"completed {phone}", **of,
         "performedDateTime": day, "code": coded(LOCAL, mrn, f"Implant in {family}")},
        {"resourceType": "AllergyIntolerance", "id": "x11", "patient": patient, "recordedDate": day,
         "code": coded(LOCAL, "a", f"Told by wife of {family}"), "category": [f"food {mrn}"],
         "criticality": f"low {phone}"},
        {"resourceType": "MedicationRequest", "id": "x12", "status": family, "intent": "order", **of,
         "authoredOn": day, "medicationCodeableConcept": coded(LOCAL, "m", f"For {given} {family}"),
         "dosageInstruction": [{"text": f"give to {given} {family}",
                                "route": coded(LOCAL, "r", f"by {family}"),
                                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": family}}]}]},
        {"resourceType": "Immunization", "id": "x13", "status": family, "patient": patient,
         "occurrenceDateTime": day, "vaccineCode": coded(LOCAL, mrn, f"{family} vaccine"),
         "doseQuantity": {"value": 1, "code": mrn}},
    ]  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def victim(hospitals: Path) -> dict[str, Any]:
    """A patient of hospital north, alone of their name."""
    return lines(hospitals / "north" / "Patient.ndjson")[VICTIM]


@pytest.fixture(scope="module")
def release(
    enrolled: Path, victim: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A release of the enrolled home after it took in the planted records."""
    root = tmp_path_factory.mktemp("planted")
    shutil.copytree(enrolled, root / "home")
    (root / "more").mkdir()
    for resource in planted(victim):
        with (root / "more" / f"{resource['resourceType']}.ndjson").open("a") as file:
            file.write(json.dumps(resource) + "\n")
    with open_home(root / "home") as installation:
        take_in(installation, root / "more", "north")
        return publish(installation, "hearts", Policy()).path


def values(release: Path) -> list[tuple[str, str]]:
    """Every distinct value of every column of both renditions, with where it is."""
    return [
        (f"{path.parent.name}/{path.name.rsplit('-', 1)[0]}.{column}", str(value))
        for path in sorted(release.glob("*/*.parquet"))
        for table in [pq.read_table(path)]
        for column, told in zip(table.column_names, table.columns, strict=True)
        for value in set(told.to_pylist())
    ]


def test_no_value_of_a_release_has_what_was_planted(release: Path, victim: dict[str, Any]) -> None:
    words = [
        victim["name"][0]["family"], victim["name"][0]["given"][0], victim["id"],
        *(item["value"] for item in victim["identifier"] + victim["telecom"]),
        victim["identifier"][1]["value"].replace("-", ""), "hospital.example", "@",
    ]  # fmt: skip
    told = values(release)
    assert len(told) > 1000
    assert [
        (at, value) for at, value in told for word in words if word.lower() in value.lower()
    ] == []


def test_no_file_of_a_release_keeps_shards_or_planted_words(
    release: Path, victim: dict[str, Any]
) -> None:
    files = [path for path in release.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".parquet", ".json", ".html"}
    family = victim["name"][0]["family"].encode()
    assert [path.name for path in files if family in path.read_bytes()] == []


def test_ages_and_dates_tell_of_nobody_over_89(release: Path) -> None:
    told = {path.name.split("-")[0]: pq.read_table(path) for path in release.glob("queryable/*")}
    observations = told["observations"].to_pylist()
    [age] = [row for row in observations if row["code"] == "30525-0"]
    assert (age["value"], age["observed"], age["value_text"]) == (90.0, None, None)


def test_the_manifest_counts_what_was_withheld(release: Path) -> None:
    withheld = json.loads((release / "manifest.json").read_bytes())["text"]["withheld_values"]
    assert withheld["conditions.code"] == 5
    assert all(count % 5 == 0 and count for count in withheld.values())


def test_legitimate_vocabulary_survives(release: Path) -> None:
    [path] = release.glob("queryable/observations-*.parquet")
    rates = [row for row in pq.read_table(path).to_pylist() if row["code"] == "8867-4"]
    assert len(rates) > 300
    assert {row["display"] for row in rates} == {"Heart rate"}
    assert {row["unit"] for row in rates} == {"/min", None}


def kept(table: pa.Table, column: str) -> int:
    return int(table.num_rows - table[column].null_count)


def test_a_sample_keeps_its_displays(south: Path) -> None:
    made, _ = (south / "home" / "releases").iterdir()  # two studies of the same patients
    withheld = json.loads((made / "manifest.json").read_bytes())["text"]["withheld_values"]
    coded_tables = [
        table
        for path in made.glob("queryable/*.parquet")
        if "display" in (table := pq.read_table(path)).column_names
    ]
    shown = sum(kept(table, "display") for table in coded_tables)
    gone = sum(count for at, count in withheld.items() if at.endswith(".display"))
    assert shown > 1000
    assert shown / (shown + gone) > 0.95
