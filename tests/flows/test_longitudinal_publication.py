"""A release whose patients have rare codes and rare pairs of codes: what of them leaves."""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import Refused
from cohortium.flows import enrol
from cohortium.flows.bundle import bundle as make_bundle
from cohortium.flows.publish import Published, publish
from cohortium.release.longitudinal import Dates
from cohortium.release.policy import Policy
from cohortium.wiring import Installation, create_home, open_home

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
PHARYNGITIS, FRACTURE = "195662009", "33737001"  # many have each; two patients have both
POLICY = Policy(suppression=0.0)
STUDY = {
    "id": "hearts", "title": "Hearts", "text": "We count hearts.", "until": "2090-01-01",
    "terms": {"permission": "GRU"},
}  # fmt: skip


def planted() -> Iterator[tuple[int, str, str, str]]:
    """Patient, system, code, display. Patients of even number all have I10 besides, from the start."""
    for number in range(0, 28, 2):
        yield number, SNOMED, PHARYNGITIS, "Acute viral pharyngitis"
    for number in range(24, 50, 2):
        yield number, SNOMED, FRACTURE, "Fracture of rib"
    for number, code in zip(
        range(50, 60, 2), ("J45.20", "J45.30", "J45.40", "J45.50", "J45.901"), strict=True
    ):
        yield number, ICD, code, f"Asthma {code}"
    yield 1, ICD, "Q90.9", "Down syndrome"


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory, hospital_folder: Any, take_in: Any
) -> Iterator[Installation]:
    root = tmp_path_factory.mktemp("longitudinal")
    folder = hospital_folder(root / "south", "south", 60)
    with (folder / "Condition.ndjson").open("a", encoding="utf-8") as file:
        for at, (number, system, code, display) in enumerate(planted()):
            resource = {
                "resourceType": "Condition", "id": f"planted-{at}",
                "subject": {"reference": f"Patient/south-p{number}"}, "recordedDate": "2024-05-05",
                "code": {"coding": [{"system": system, "code": code, "display": display}]},
            }  # fmt: skip
            file.write(json.dumps(resource) + "\n")
    create_home(root / "home")
    with open_home(root / "home") as installation:
        take_in(installation, folder, "south")
        enrol.register_study(installation, json.dumps(STUDY).encode(), by="test")
        everybody = enrol.find_patients(installation, enrol.ALL)
        enrol.grant_consents(installation, "hearts", everybody, by="test")
        installation.log.integrate()
        yield installation


@pytest.fixture(scope="module")
def made(home: Installation) -> Published:
    return publish(home, "hearts", POLICY)


def codes(tables: Any, path: Path, rendition: str) -> dict[str, set[str]]:
    """The conditions of each subject."""
    own = defaultdict(set)
    for row in tables(path, rendition)["conditions"].to_pylist():
        own[row["subject"]].add(row["code"])
    return own


def test_rare_codes_and_pairs_stay_behind(made: Published, tables: Any) -> None:
    kept, left = codes(tables, made.path, "queryable"), codes(tables, made.path, "download")
    both = {PHARYNGITIS, FRACTURE}
    assert sum(both <= own for own in kept.values()) == 2
    assert sum(both <= own for own in left.values()) == 0
    assert sum(PHARYNGITIS in own for own in left.values()) == 14
    assert sum(FRACTURE in own for own in left.values()) == 11
    assert sum("Q90.9" in own for own in kept.values()) == 1
    assert {code for own in left.values() for code in own} == {
        "I10", "E11.9", PHARYNGITIS, FRACTURE, "J45",
    }  # fmt: skip
    assert sum("J45" in own for own in left.values()) == 5
    rows = tables(made.path, "download")["conditions"].to_pylist()
    assert {row["display"] for row in rows if row["code"] == "J45"} == {None}
    assert {row["recorded"][-3:-2] for row in rows} == {"-"}


def test_the_manifest_says_what_is_and_is_not_protected(made: Published) -> None:
    manifest = json.loads((made.path / "manifest.json").read_bytes())
    promises = " ".join(manifest["protection"]["promises"])
    assert "2 rarest codes" in promises
    assert "months instead of days" in promises
    assert "how many events" in " ".join(manifest["protection"]["not_promised"])
    assert manifest["policy"]["dates"] == {"unit": "month", "max_unique": None}
    assert manifest["policy"]["codes"]["m"] == 2
    told = manifest["risk"]["trajectories"]
    assert set(told) == {"queryable", "download"}
    for rendition in told.values():
        assert set(rendition) == {"points", "intervals", "rows"}
        assert set(rendition["intervals"]) == set(rendition["points"]) == {"1", "2", "3"}
    shares = [*_numbers(told), *manifest["utility"]["codes"].values()]
    assert all(abs(share * 20 - round(share * 20)) < 1e-9 for share in shares)
    assert "asked" not in json.dumps(told)
    assert made.risk["trajectories"]["queryable"]["points"]["1"]["asked"] == 60
    assert 0.9 < made.utility["codes"]["kept"] < 1
    assert sum(made.utility["codes"].values()) == pytest.approx(1)


def _numbers(told: Any) -> Iterator[float]:
    for value in told.values():
        if isinstance(value, dict):
            yield from _numbers(value)
        else:
            yield value


def test_a_limit_on_intervals_refuses_and_leaves_nothing(
    home: Installation, made: Published
) -> None:
    before = sorted(path.name for path in home.home.releases.iterdir())
    with pytest.raises(Refused, match="max_unique") as refused:
        publish(home, "hearts", replace(POLICY, dates=Dates(max_unique=0.0)))
    assert refused.value.code == "trajectories"
    assert sorted(path.name for path in home.home.releases.iterdir()) == before
    assert made.path.name in before


def test_weeks_since_the_first_event(home: Installation, made: Published, tables: Any) -> None:
    policy, size = replace(POLICY, dates=Dates("weeks-since-first")), home.log.size
    with pytest.raises(Refused, match="date unit is weeks-since-first"):  # beside months
        publish(home, "hearts", policy)
    assert home.log.size == size
    enrol.register_study(home, json.dumps({**STUDY, "id": "weeks"}).encode(), by="test")
    everybody = enrol.find_patients(home, enrol.ALL)
    enrol.grant_consents(home, "weeks", everybody, by="test")
    again = publish(home, "weeks", policy)
    left = tables(again.path, "download")
    assert min(left["encounters"]["started"].to_pylist()) == 0
    assert set(left["observations"]["observed"].to_pylist()) <= {0, 4, 5, 8, 9}
    assert len(left["conditions"]) == len(tables(made.path, "download")["conditions"])
    manifest = json.loads((again.path / "manifest.json").read_bytes())
    assert "weeks since the subject's first event instead" in " ".join(
        manifest["protection"]["promises"]
    )


def test_no_bundle_carries_the_day_level_rendition(
    home: Installation, made: Published, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    make_bundle(home, made.release, path)
    kept = {file.read_bytes() for file in (made.path / "queryable").iterdir()}
    with zipfile.ZipFile(path) as bundle:
        names = bundle.namelist()
        assert any(name.startswith("download/") for name in names)
        assert [name for name in names if "queryable" in name] == []
        carried = {bundle.read(name) for name in names if not name.startswith("download/subjects")}
    assert not carried & kept
