"""The samples are what their manifest says, small, and what the demo needs."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from cohortium.duo import read_purpose
from cohortium.records.identity import Identity, identity
from cohortium.records.reading import read
from cohortium.records.record import Record
from cohortium.records.tables import extract
from cohortium.study import read_study

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
MOST_BYTES = 8 << 20


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_make", SAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def hospitals() -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for name in ("north", "south"):
        outcomes = list(read(SAMPLES / name))
        found[name] = [item for item in outcomes if isinstance(item, Record)]
        rejected = [item for item in outcomes if type(item).__name__ == "Rejection"]
        assert not rejected
    return found


def people(records: list[Record]) -> list[Identity]:
    return [who for record in records if (who := identity(record.kind, record.data)) is not None]


def test_every_file_is_what_the_manifest_says(maker: ModuleType) -> None:
    assert "".join(maker.manifest(SAMPLES)) == (SAMPLES / "MANIFEST.sha256").read_text()


def test_they_are_small() -> None:
    files = (path for path in SAMPLES.rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


def test_both_hospitals_fill_every_table(hospitals: dict[str, list[Record]]) -> None:
    for records in hospitals.values():
        tables = extract((1, record.kind, record.data) for record in records)
        assert all(table.num_rows for table in tables.values())


def test_the_hospitals_are_large_enough_and_share_a_dozen_people(
    hospitals: dict[str, list[Record]],
) -> None:
    north, south = (people(hospitals[name]) for name in ("north", "south"))
    assert len(north) >= 150
    assert len(south) >= 100
    links = [{who.linkage() for who in group} for group in (north, south)]
    assert None not in links[0] | links[1]
    assert [len(link) for link in links] == [len(north), len(south)]
    assert len(links[0] & links[1]) == 12
    ids = [{number for who in group for number in who.ids} for group in (north, south)]
    assert not ids[0] & ids[1]


def test_ids_are_unique_within_a_kind(hospitals: dict[str, list[Record]]) -> None:
    for records in hospitals.values():
        counts = Counter((record.kind, record.id) for record in records)
        assert max(counts.values()) == 1


def test_every_record_belongs_to_a_patient_of_its_hospital(
    hospitals: dict[str, list[Record]],
) -> None:
    for records in hospitals.values():
        patients = {
            record.patient for record in records if record.kind in ("Patient", "table/patients")
        }
        assert {record.patient for record in records if record.patient} <= patients


def test_packing_twice_gives_the_same_bytes(maker: ModuleType, tmp_path: Path) -> None:
    for name in ("a.gz", "b.gz"):
        maker.pack(tmp_path / name, b"the same words\n" * 100)
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_the_study_and_the_purpose_are_what_the_commands_take() -> None:
    study = read_study((SAMPLES / "study.json").read_bytes())
    purpose = read_purpose((SAMPLES / "purpose.json").read_bytes())
    assert study["id"] == "respiratory-care"
    assert date.fromisoformat(study["until"]) > date(2029, 1, 1)
    assert purpose["primary"] == study["terms"]["permission"]
    assert set(study["terms"]["modifiers"]) <= set(purpose["accepts"])
    assert json.loads((SAMPLES / "study.json").read_text())["until"] == study["terms"]["until"]
