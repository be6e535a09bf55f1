"""A small home with two hospitals, made once; tests that change it copy it first."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cohortium.flows import enrol
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.release.policy import Policy
from cohortium.wiring import Installation, create_home, open_home

STUDY = {
    "id": "hearts", "title": "Hearts", "text": "We count hearts.", "until": "2090-01-01",
    "terms": {"permission": "GRU"},
}  # fmt: skip
NORTH, SOUTH, BOTH = 80, 60, 6
FAMILIES = ("Abernathy", "Bellweather", "Castellanos", "Drummond", "Eastvold", "Fairbrother")


def person(hospital: str, number: int, rng: random.Random) -> dict[str, Any]:
    """A FHIR patient; the first `BOTH` of each hospital are the same people under other ids."""
    shared = number < BOTH
    family = FAMILIES[number % len(FAMILIES)] + ("" if shared else f"{hospital}{number}")
    return {
        "resourceType": "Patient", "id": f"{hospital}-p{number}",
        "identifier": [{"system": "urn:mrn", "value": f"MRN{hospital}{number:06d}"}],
        "name": [{"family": family, "given": [f"Given{number}"]}],
        "gender": ("female", "male")[number % 2],
        "birthDate": f"{1940 + (number % 50)}-0{1 + number % 9}-11",
        "address": [{"postalCode": f"{rng.choice(['02139', '02140', '60601'])}", "line": ["12 Elm St"]}],
    }  # fmt: skip


def resources(hospital: str, count: int) -> Iterator[dict[str, Any]]:
    """Everything a hospital sends."""
    rng = random.Random(f"{hospital}/1")  # noqa: S311 - test data
    yield {"resourceType": "Organization", "id": "org", "name": f"{hospital.title()} Hospital"}
    for number in range(count):
        who = person(hospital, number, rng)
        yield who
        subject = {"reference": f"Patient/{who['id']}"}
        for turn in range(3):
            day = f"2024-0{1 + turn}-1{number % 9}"
            yield {
                "resourceType": "Observation", "id": f"{hospital}-o{number}-{turn}", "status": "final",
                "subject": subject, "effectiveDateTime": day,
                "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
                "valueQuantity": {"value": 60 + rng.randrange(40), "unit": "/min", "code": "/min"},
            }  # fmt: skip
        yield {
            "resourceType": "Condition", "id": f"{hospital}-c{number}", "subject": subject,
            "recordedDate": "2024-03-01",
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": ("I10", "E11.9")[number % 2], "display": ("Essential hypertension", "Type 2 diabetes")[number % 2]}]},
        }  # fmt: skip


def write_hospital(folder: Path, hospital: str, count: int) -> Path:
    """An NDJSON folder of a hospital."""
    folder.mkdir(parents=True)
    kinds: dict[str, list[str]] = {}
    for resource in resources(hospital, count):
        kinds.setdefault(resource["resourceType"], []).append(json.dumps(resource))
    for kind, lines in kinds.items():
        (folder / f"{kind}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def take_in(installation: Installation, path: Path, hospital: str) -> Any:
    """Run an intake with the defaults of the command."""
    return intake(
        path, hospital=hospital, vault=installation.vault, journal=installation.journal,
        clock=installation.clock, keys=installation.home.keys / "hospitals",
        reports=installation.home.reports,
    )  # fmt: skip


@pytest.fixture(scope="session")
def hospitals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hospitals' NDJSON folders, ``north`` and ``south``."""
    root = tmp_path_factory.mktemp("hospitals")
    write_hospital(root / "north", "north", NORTH)
    write_hospital(root / "south", "south", SOUTH)
    return root


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory, hospitals: Path) -> Path:
    """A home with two hospitals, a study and everybody enrolled. Copy before changing."""
    home = tmp_path_factory.mktemp("enrolled") / "home"
    create_home(home)
    with open_home(home) as installation:
        for hospital in ("north", "south"):
            take_in(installation, hospitals / hospital, hospital)
        enrol.register_study(installation, json.dumps(STUDY).encode(), by="test")
        everybody = enrol.find_patients(installation, enrol.ALL)
        enrol.grant_consents(installation, "hearts", everybody, by="test")
        installation.log.integrate()
    return home


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, enrolled: Path) -> Path:
    """The enrolled home with one release of dataset ``d-hearts``. Copy before changing."""
    home = tmp_path_factory.mktemp("published") / "home"
    shutil.copytree(enrolled, home)
    with open_home(home) as installation:
        publish(installation, "hearts", Policy())
        installation.log.integrate()
    return home


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[Path], Path]:
    """A function that copies a home into the test's own folder."""

    def make(home: Path) -> Path:
        target = tmp_path / f"home{len(list(tmp_path.iterdir()))}"
        shutil.copytree(home, target)
        return target

    return make
