"""Third parties' patients come in whole, and memory does not grow with their number."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from cohortium.records.reading import read
from cohortium.records.record import Record


def kinds(path: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in read(path, validate="none"):
        found[item.kind if isinstance(item, Record) else type(item).__name__] += 1
    return found


def members(archive: Path, folder: Path, *names: str) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(archive) as source:
        for name in names:
            (folder / name).write_bytes(source.read(name))
    return folder


def test_a_hospitals_year(shared: Path, tmp_path: Path) -> None:
    names = {"Patient": 299, "Encounter": 1836, "DocumentReference": 1029, "Condition": 1016}
    archive = shared / "data/clinosim-fhir-r4/fhir_r4_299patients.zip"
    assert kinds(members(archive, tmp_path / "in", *(f"{kind}.ndjson" for kind in names))) == names


def test_patients_with_full_identifiers_and_a_log_that_is_no_record(shared: Path) -> None:
    assert kinds(shared / "data/synthea-fhir-r4-1000-partial") == {
        "AllergyIntolerance": 835, "Device": 2341, "Location": 836, "Organization": 835,
        "Patient": 1144, "Practitioner": 835, "PractitionerRole": 835,
    }  # fmt: skip


def test_omop_persons(shared: Path, tmp_path: Path) -> None:
    tables = {"person": 1130, "death": 142, "condition_occurrence": 7900, "device_exposure": 4995}
    names = [f"{table.upper()}.csv" for table in (*tables, "concept", "location")]
    folder = members(shared / "data/omop/synthea1k-omop-5.4-csv.zip", tmp_path / "in", *names)
    assert kinds(folder) == {f"omop/{table}": count for table, count in tables.items()}


def _ndjson(path: Path, count: int) -> Path:
    at = {"reference": "Patient/p"}
    with path.open("w") as file:
        for number in range(count):
            line = {
                "resourceType": "Observation",
                "id": str(number),
                "subject": at,
                "note": "x" * 800,
            }
            file.write(json.dumps(line) + "\n")
    return path


def _mapped(path: Path, count: int) -> Path:
    path.mkdir()
    mapping = '[tables.p]\nfile = "p.csv"\nkind = "patients"\nid = "a"\ncolumns = { given = "b" }\n'
    (path / "mapping.toml").write_text(mapping)
    with (path / "p.csv").open("w") as file:
        file.write("a,b\n")
        file.writelines(f"{number},{'x' * 200}\n" for number in range(count))
    return path


@pytest.mark.parametrize("make", [_ndjson, _mapped])
def test_memory_is_flat(tmp_path: Path, make: object) -> None:
    peaks = []
    for times in (1, 4):
        path = make(tmp_path / f"x{times}.ndjson", 4000 * times)  # type: ignore[operator]
        list(zip(range(10), read(path), strict=False))  # imports and caches, before measuring
        tracemalloc.start()
        count = sum(1 for _ in read(path, validate="none"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count == 4000 * times
    assert peaks[1] < peaks[0] * 1.2 + 100_000
