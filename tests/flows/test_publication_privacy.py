"""What a release and a whole home tell about who the patients are: nothing that was planted."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cohortium.flows import ask, enrol
from cohortium.flows.bundle import bundle
from cohortium.flows.grant import operator_grant
from cohortium.flows.publish import publish
from cohortium.records.tables import TABLES
from cohortium.release.policy import Policy
from cohortium.wiring import open_home

Copy = Callable[[Path], Path]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}")


@pytest.fixture(scope="module")
def lived_in(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after all that is done to one: asked, left, published again, bundled."""
    home = tmp_path_factory.mktemp("lived-in") / "home"
    shutil.copytree(published, home)
    with open_home(home) as installation:
        grant = operator_grant(installation, "d-hearts")
        ask.ask(installation, grant, "d-hearts", "select sex, count(*) from subjects group by sex")
        leaving = enrol.find_patients(installation, ["north-p40", "south-p41"])
        enrol.withdraw_consents(installation, "hearts", leaving, by="test")
        made = publish(installation, "hearts", Policy())
        bundle(installation, made.release, installation.home.bundles / "release.zip")
    return home


@pytest.fixture(scope="module")
def release(published: Path) -> Path:
    """The folder of the published home's one release."""
    [folder] = (published / "releases").iterdir()
    return folder


@pytest.fixture(scope="module")
def whose(published: Path) -> dict[str, str]:
    """Released patients' own ids and their subjects' pseudonyms; one hospital's patients alone."""
    with open_home(published) as home:
        [stands] = home.state.releases()
        opening = home.vault.opening(stands.index)
        assert opening is not None
        owners = {o.index: o.owner for o in home.vault.openings("consent.granted")}
    patients: dict[str, list[str]] = defaultdict(list)
    for index, subject in opening.private["consents"].items():
        owner = owners[int(index)]
        if subject is not None and owner is not None:
            patients[subject].append(owner.id)
    return {ids[0]: subject for subject, ids in patients.items() if len(ids) == 1}


def test_no_identifier_in_any_table(release: Path, tables: Any, planted: list[str]) -> None:
    for rendition in ("queryable", "download"):
        read = tables(release, rendition)
        assert read["notes"].num_rows >= 20
        for name, table in read.items():
            text = json.dumps(table.to_pydict(), default=str, ensure_ascii=False).lower()
            found = [word for word in planted if word.lower() in text]
            assert found == [], (rendition, name)


def test_no_identifier_in_any_byte_of_a_home(lived_in: Path, planted: list[str]) -> None:
    words = [word.lower() for word in planted]
    files = [path for path in lived_in.rglob("*") if path.is_file()]
    assert {"vault.db", "openings.db", "state.db"} <= {path.name for path in files}
    for path in files:
        data = path.read_bytes().lower()
        wide = data.replace(b"\0", b"")  # as UTF-16 too
        found = [w for w in words if w.encode() in data or w.encode() in wide]
        assert found == [], path.relative_to(lived_in)
        assert [word for word in words if word in str(path.relative_to(lived_in)).lower()] == []


def test_no_clinical_word_is_in_clear_in_the_vault(lived_in: Path) -> None:
    words = (b"hypertension", b"metoprolol", b"palpitations", b"8867-4", b"birthDate")
    for path in (lived_in / "vault").iterdir():
        data = path.read_bytes()
        assert [word for word in words if word in data] == [], path.name


def test_a_home_is_its_owners_alone(lived_in: Path) -> None:
    for path in lived_in.rglob("*"):
        above = [folder for folder in path.parents if folder.is_relative_to(lived_in)]
        shut = any(not folder.stat().st_mode & 0o077 for folder in above[:-1])
        assert shut or not path.stat().st_mode & 0o077, path.relative_to(lived_in)


def test_one_offset_moves_all_dates_of_a_person(
    release: Path, tables: Any, whose: dict[str, str]
) -> None:
    read = tables(release, "queryable")
    rows = {name: _by_subject(table) for name, table in read.items()}
    offsets = {}
    for patient, subject in whose.items():
        number = int(patient.split("-p")[1])
        days = [date(2024, 1 + turn, 10 + number % 9) for turn in range(3)]
        found = set()
        for name, column in (("observations", "observed"), ("encounters", "started"),
                             ("encounters", "ended")):  # fmt: skip
            moved = sorted(row[column] for row in rows[name][subject])
            found |= {new - old for new, old in zip(moved, days, strict=True)}
        [condition] = rows["conditions"][subject]
        found.add(condition["recorded"] - date(2024, 3, 21))
        for note in rows["notes"].get(subject, []):
            found.add(note["written"] - date(2024, 2, 10 + number % 9))
        assert len(found) == 1, patient
        [offsets[patient]] = found
    assert len(offsets) > 100
    assert all(timedelta(-364) <= offset <= timedelta(-1) for offset in offsets.values())
    assert len(set(offsets.values())) > 50  # secret and each person's own


def _by_subject(table: pa.Table) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        rows[row["subject"]].append(row)
    return rows


def test_dates_in_notes_move_with_their_person(
    release: Path, tables: Any, whose: dict[str, str]
) -> None:
    notes = _by_subject(tables(release, "queryable")["notes"])
    looked_at = 0
    for patient, subject in whose.items():
        for note in notes.get(subject, []):
            seen = date(2024, 2, 10 + int(patient.split("-p")[1]) % 9)
            assert note["written"].isoformat() in note["text"]
            assert seen.isoformat() not in note["text"]
            assert "metoprolol" in note["text"]  # what matters is kept
            looked_at += 1
    assert looked_at >= 20


def test_what_leaves_has_months_and_bands(release: Path, tables: Any) -> None:
    exact = tables(release, "queryable")
    for name, table in tables(release, "download").items():
        for column in TABLES[name].columns:
            values = table.column(column.name).drop_null().to_pylist()
            if column.role == "date":
                assert all(re.fullmatch(r"\d{4}-\d{2}", value) for value in values)
                days = exact[name].column(column.name).drop_null().to_pylist()
                assert sorted(values) == sorted(f"{day:%Y-%m}" for day in days)
            elif column.role == "measure":
                assert all(value == float(f"{value:.2g}") for value in values)
            else:
                assert [v for v in values if isinstance(v, str) and DAY.search(v)] == [], name
            assert not any(isinstance(value, date) for value in values)
    assert {len(str(v)) for v in exact["observations"].column("value").to_pylist()} != {2}


def test_rows_do_not_stand_in_the_order_they_came(release: Path, tables: Any) -> None:
    for rendition in ("queryable", "download"):
        for name, table in tables(release, rendition).items():
            subjects = table.column("subject").to_pylist()
            assert subjects == sorted(subjects), name
