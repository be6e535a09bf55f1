"""Identifiers in every field that holds a string, of every format: none of them is in a release.

Nothing here knows which fields are read. One patient's own identifiers, and the name of who treats
everybody, stand in each string of a record of every kind; whatever reaches a file is looked through. The
language model and the rules are left out: what the record knows must be enough.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cohortium.flows import enrol
from cohortium.flows import publish as flow
from cohortium.flows.publish import publish
from cohortium.release.policy import Policy
from cohortium.wiring import create_home, open_home
from cohortium_anonymize.text import Deidentifier

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
PEOPLE = 30
STAFF = "Vandersloot"
DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d\d/\d{4}")
KEPT = {"resourceType", "id", "reference", "contentType", "unitsOfMeasure"}  # else nothing is read
CODED = {"system", "code", "url", "use", "status", "intent"}  # kept in one of two copies
SENSITIVE = (
    {"model": "k-anonymity", "k": 3},
    {"model": "distinct-l-diversity", "column": "race", "l": 1},
)


def said(who: dict[str, str]) -> str:
    """A sentence with a patient's identifiers."""
    return f"{who['given']} {who['family']}, chart {who['mrn']}, call {who['phone']}, Dr. {STAFF}"


def planted(value: Any, words: str, kept: set[str], key: str = "") -> Any:
    """`value` with `words` in each of its strings, but dates and what stands under `kept`."""
    if isinstance(value, dict):
        return {name: planted(inner, words, kept, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [planted(inner, words, kept, key) for inner in value]
    if not isinstance(value, str) or key in kept or DAY.match(value):
        return value
    return base64.b64encode(words.encode()).decode() if key == "data" else words


def fhir_kinds() -> Iterator[dict[str, Any]]:
    """One record of each kind that the sample has, the longest, with more strings than it came with."""
    for path in sorted((SAMPLES / "north").glob("*.ndjson.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            record = json.loads(max(lines, key=len))
        if record["resourceType"] != "Patient":
            yield record | {
                "text": {"status": "generated", "div": "<div>x</div>"}, "note": [{"text": "x"}],
                "extension": [{"url": "http://x.example/e", "valueString": "x"}],
                "reasonCode": [{"text": "x", "coding": [{"code": "x", "display": "x"}]}],
                "dosageInstruction": [{"text": "x", "patientInstruction": "x", "route": {"text": "x"}}],
            }  # fmt: skip
    code = {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]}
    for value in ({"valueString": "x"}, {"valueCodeableConcept": {"text": "x"}},
                  {"component": [{"code": code, "valueString": "x"}]}):  # fmt: skip
        yield {
            "resourceType": "Observation", "status": "final", "code": code,
            "effectiveDateTime": "2024-05-05", **value,
        }  # fmt: skip


def fhir(folder: Path) -> dict[str, str]:
    """A FHIR hospital; its planted patient."""
    people = [
        {"given": f"Xanthe{chr(97 + n % 26)}", "family": f"Quill{chr(97 + n % 26)}{n // 26}feather",
         "mrn": f"FH{n:07d}", "phone": f"617-555-{1000 + n}", "id": f"f{n}"}
        for n in range(PEOPLE)
    ]  # fmt: skip
    records: list[dict[str, Any]] = [
        {
            "resourceType": "Practitioner",
            "id": "dr",
            "name": [{"family": STAFF, "given": ["Helena"]}],
        }
    ]
    for who in people:
        words = f"patient of {STAFF}"
        race = {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "extension": [
            {"url": "ombCategory", "valueCoding": {"display": words}}]}  # fmt: skip
        records += [
            {"resourceType": "Patient", "id": who["id"], "gender": "female", "birthDate": "1961-02-03",
             "name": [{"family": who["family"], "given": [who["given"]]}], "extension": [race],
             "identifier": [{"value": who["mrn"]}], "telecom": [{"system": "phone", "value": who["phone"]}],
             "address": [{"city": words, "state": words, "postalCode": words}], "maritalStatus": {"text": words}},
            {"resourceType": "Condition", "id": f"c{who['id']}", "subject": {"reference": f"Patient/{who['id']}"},
             "recordedDate": "2024-01-02", "code": {"coding": [{"code": "I10", "display": f"hypertension, {words}"}]}},
        ]  # fmt: skip
    victim = people[0]
    for number, record in enumerate(fhir_kinds()):
        for kept in (KEPT, KEPT | CODED):
            made = planted(record, said(victim), kept) | {"id": f"x{number}-{len(kept)}"}
            for owner in ("subject", "patient", "beneficiary"):
                if owner in made or owner == "subject":
                    made[owner] = {"reference": f"Patient/{victim['id']}"}
            records.append(made)
    folder.mkdir()
    with (folder / "all.ndjson").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    return victim


def sheet(folder: Path, name: str, rows: list[dict[str, Any]], delimiter: str = ",") -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


OMOP = {
    "visit_occurrence": ("visit_occurrence_id visit_concept_id visit_source_value", "visit_start_date"),
    "condition_occurrence": ("condition_occurrence_id condition_concept_id condition_type_concept_id"
                             " condition_status_concept_id condition_source_value stop_reason"
                             " condition_status_source_value", "condition_start_date"),
    "measurement": ("measurement_id measurement_concept_id unit_concept_id value_as_concept_id"
                    " measurement_source_value unit_source_value value_source_value", "measurement_date"),
    "observation": ("observation_id observation_concept_id value_as_string qualifier_source_value"
                    " observation_source_value unit_source_value value_source_value", "observation_date"),
    "drug_exposure": ("drug_exposure_id drug_concept_id route_concept_id sig stop_reason lot_number"
                      " drug_source_value route_source_value dose_unit_source_value", "drug_exposure_start_date"),
    "procedure_occurrence": ("procedure_occurrence_id procedure_concept_id procedure_source_value"
                             " modifier_source_value", "procedure_date"),
    "note": ("note_id note_class_concept_id note_title note_text note_source_value", "note_date"),
    "device_exposure": ("device_exposure_id device_source_value unique_device_id", "device_exposure_start_date"),
    "specimen": ("specimen_id specimen_source_value anatomic_site_source_value", "specimen_date"),
}  # fmt: skip


def omop(folder: Path) -> dict[str, str]:
    """An OMOP hospital: concepts whose names someone typed over, words in every source value."""
    folder.mkdir()
    victim = {"given": "", "family": "", "mrn": "PSV88213QX", "phone": "12 Quagmire Terrace"}
    words = f"chart {victim['mrn']} at {victim['phone']}, Dr. {STAFF}"
    concepts = ["race", "visit", "local"]
    sheet(folder, "concept", [
        {"concept_id": str(90 + at), "concept_name": f"{name} {words if name != 'race' else STAFF}",
         "vocabulary_id": name, "concept_code": f"{name} {STAFF}", "domain_id": STAFF}
        for at, name in enumerate(concepts)
    ])  # fmt: skip
    sheet(
        folder,
        "location",
        [{"location_id": "3", "address_1": victim["phone"], "city": STAFF, "zip": STAFF}],
    )
    sheet(folder, "provider", [{"provider_id": "1", "provider_name": f"Helena {STAFF}"}])
    sheet(folder, "person", [
        {"person_id": str(500 + n), "gender_concept_id": "8532", "year_of_birth": "1955",
         "race_concept_id": "90", "ethnicity_concept_id": "90", "location_id": "3",
         "gender_source_value": STAFF, "race_source_value": STAFF,
         "person_source_value": victim["mrn"] if n == 0 else f"PSV{n}"}
        for n in range(PEOPLE)
    ])  # fmt: skip
    for name, (columns, day) in OMOP.items():
        rows = []
        for number, person in enumerate(("500", "501")):
            row = {"person_id": person, day: "2024-05-05"}
            for column in columns.split():
                row[column] = "92" if column.endswith("concept_id") else words
            row[f"{name}_id"] = str(number)
            rows.append(
                row if person == "500" else {**row, **dict.fromkeys(columns.split()[1:], "")}
            )
        sheet(folder, name, rows)
    return victim


def tables(folder: Path) -> dict[str, str]:
    """The sample of a hospital's own tables, planted in each column that is no key, day or number."""
    folder.mkdir()
    source = SAMPLES / "south"
    (folder / "mapping.toml").write_bytes((source / "mapping.toml").read_bytes())
    victim: dict[str, str] = {}
    for path in [source / "patients.csv.gz", *sorted(source.glob("*.csv.gz"))]:
        rows = list(
            csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode()), delimiter=";")
        )
        name = path.name.removesuffix(".csv.gz")
        if name == "patients":
            rows = rows[:PEOPLE]
            for row in rows:
                row["race"] = row["ethnicity"] = f"patient of {STAFF}"
            first = rows[0]
            victim = {"given": first["first_name"], "family": "Quillonius", "id": first["pid"],
                      "mrn": first["chart_no"], "phone": first["phone"]}  # fmt: skip
            first["surname"] = victim["family"]
        elif name == "staff":
            rows[0]["surname"] = STAFF
        elif "pid" in rows[0]:
            row = max(rows, key=lambda row: sum(map(bool, row.values())))
            keys = {"pid", "row", "visit"}
            kept = {k: v for k, v in row.items() if k in keys or DAY.match(v) or not v}
            numbers = {
                k: v
                for k, v in row.items()
                if re.fullmatch(r"[\d.]*", v) and k in ("result", "amount")
            }
            words = dict.fromkeys(row, said(victim))
            rows = [{**words, **kept, **numbers, "pid": victim["id"]}]
        sheet(folder, name, rows, ";")
    return victim


@contextmanager
def knowing_only(*_: object) -> Iterator[Deidentifier]:
    yield Deidentifier(recognize=lambda texts: [[] for _ in texts])


@pytest.fixture(
    scope="module", params=[Policy(), Policy(privacy=SENSITIVE)], ids=["plain", "race is sensitive"]
)
def released(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, take_in: Callable[..., Any]
) -> tuple[Path, list[str]]:  # fmt: skip
    """A release of three hospitals, and the words that must not be in it."""
    root = tmp_path_factory.mktemp("planted")
    victims = [fhir(root / "fhir"), omop(root / "omop"), tables(root / "tables")]
    create_home(root / "home")
    study = json.dumps(
        {
            "id": "s",
            "title": "S",
            "text": "S",
            "until": "2090-01-01",
            "terms": {"permission": "GRU"},
        }
    )
    with open_home(root / "home") as home, pytest.MonkeyPatch.context() as patched:
        patched.setattr(flow, "beside", knowing_only)
        for name in ("fhir", "omop", "tables"):
            done = take_in(home, root / name, name)
            assert (done.rejected, done.accepted > PEOPLE) == (0, True), name
        enrol.register_study(home, study.encode(), by="test")
        enrol.grant_consents(home, "s", enrol.find_patients(home, enrol.ALL), by="test")
        path = publish(home, "s", request.param).path
    words = [word for who in victims for key, word in who.items() if key != "id" and word]
    return path, [*words, STAFF, "Helena"]


def values(release: Path) -> Iterator[tuple[str, str]]:
    """Every distinct value of every file that may leave or is asked about, with where it stands."""
    for path in sorted(release.glob("*/*.parquet")):
        read = pq.read_table(path)
        for name, column in zip(read.column_names, read.columns, strict=True):
            where = f"{path.parent.name}/{path.name.rsplit('-', 1)[0]}.{name}"
            yield from ((where, str(value)) for value in column.unique().to_pylist())
    yield "manifest", (release / "manifest.json").read_text(encoding="utf-8")


def test_no_planted_word_is_in_a_released_file(released: tuple[Path, list[str]]) -> None:
    path, words = released
    told = list(values(path))
    lowered = [word.lower() for word in words]
    assert [(at, value) for at, value in told for word in lowered if word in value.lower()] == []


def test_what_was_planted_did_reach_the_columns_of_text(released: tuple[Path, list[str]]) -> None:
    """Else the test above would say nothing: each of them has a de-identified sentence."""
    path, _ = released
    reached = {at for at, value in values(path) if "chart [" in value and "download" in at}
    assert reached >= {
        "download/encounters.reason", "download/observations.value_text",
        "download/medications.dosage", "download/notes.text",
    }  # fmt: skip
