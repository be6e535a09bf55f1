"""A small home with two hospitals, made once; tests that change it copy it first.

Everything that could name a patient is planted with words found nowhere else, so that a test can
look for them: in tables, on the ledger, and in every byte of a home.
"""

from __future__ import annotations

import base64
import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohortium.flows import enrol, shards
from cohortium.flows import publish as flow
from cohortium.flows.grant import operator_grant
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.flows.quorum import set_quorum
from cohortium.release.policy import Policy
from cohortium.release.text_policy import TextTerms
from cohortium.standing import Grant
from cohortium.wiring import Installation, create_home, open_home
from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.apart import Apart
from cohortium_ledger import Entry
from hearts import DATASET, DOCUMENT, STUDY

Once = Callable[[str, Callable[[Path], object]], Path]
NORTH, SOUTH, BOTH = 80, 60, 6
FAMILIES = ("Abernathy", "Bellweather", "Castellanos", "Drummond", "Eastvold", "Fairbrother")
PHYSICIAN = "Vandersloot"


def letters(number: int) -> str:
    """A number in letters: names are compared by their letters alone."""
    return "abcdefghij"[number // 10 % 10] + "klmnopqrst"[number % 10]


def person(hospital: str, number: int) -> dict[str, Any]:
    """A FHIR patient; the first `BOTH` of each hospital are the same people under other ids."""
    shared = number < BOTH
    family = FAMILIES[number % len(FAMILIES)] + ("" if shared else f"{hospital}{letters(number)}")
    code = f"{('north', 'south').index(hospital) + 1}{number:03d}"
    return {
        "resourceType": "Patient", "id": f"{hospital}-p{number}",
        "identifier": [
            {"system": "urn:mrn", "value": f"MRN{hospital}{number:06d}"},
            {"system": "http://hl7.org/fhir/sid/us-ssn", "value": f"912-45-{code}"},
        ],
        "name": [{"family": family, "given": [f"Xanthe{letters(number)}"]}],
        "gender": ("female", "male")[number % 2],
        "birthDate": f"{1940 + (number % 50)}-0{1 + number % 9}-11",
        "telecom": [
            {"system": "phone", "value": f"617-555-{code}"},
            {"system": "email", "value": f"{family.lower()}.{code}@example.org"},
        ],
        "address": [{
            "line": [f"{code} Quagmire Terrace"], "city": "Zanesborough", "state": "MA",
            "postalCode": ("02139", "02140", "60601")[number % 3],
        }],
    }  # fmt: skip


def planted_words() -> list[str]:
    """Every word that names a patient of the two hospitals."""
    words: dict[str, None] = {}
    for hospital, count in (("north", NORTH), ("south", SOUTH)):
        for number in range(count):
            who = person(hospital, number)
            words[who["id"]] = None
            words[who["birthDate"]] = None
            words[who["address"][0]["line"][0]] = None
            words |= dict.fromkeys(item["value"] for item in who["identifier"] + who["telecom"])
            words |= dict.fromkeys([who["name"][0]["family"], *who["name"][0]["given"]])
    return [*words, "Zanesborough", "Quagmire", PHYSICIAN]


def note(who: dict[str, Any], day: str) -> str:
    """A clinician's note that says who the patient is in every way there is."""
    name = f"{who['name'][0]['given'][0]} {who['name'][0]['family']}"
    mrn, ssn = (item["value"] for item in who["identifier"])
    phone, email = (item["value"] for item in who["telecom"])
    return (
        f"Patient {name}, born {who['birthDate']}, MRN {mrn}, SSN {ssn}, of "
        f"{who['address'][0]['line'][0]}, Zanesborough. Seen on {day} by Dr. Helena {PHYSICIAN} "
        f"for palpitations. Call {phone} or write to {email}. Rate controlled with metoprolol."
    )


def resources(hospital: str, count: int) -> Iterator[dict[str, Any]]:
    """Everything a hospital sends."""
    rng = random.Random(f"{hospital}/1")  # noqa: S311 - test data
    yield {"resourceType": "Organization", "id": "org", "name": f"{hospital.title()} Hospital"}
    yield {
        "resourceType": "Practitioner", "id": "dr",
        "name": [{"family": PHYSICIAN, "given": ["Helena"], "prefix": ["Dr."]}],
    }  # fmt: skip
    for number in range(count):
        who = person(hospital, number)
        yield who
        yield from history(who, number, rng)


def history(who: dict[str, Any], number: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    """What was done to one patient: a visit on the day of each of three heart rates, a note."""
    name, subject = who["id"], {"reference": f"Patient/{who['id']}"}
    for turn in range(3):
        day = f"2024-0{1 + turn}-1{number % 9}"
        yield {
            "resourceType": "Encounter", "id": f"{name}-e{turn}", "status": "finished",
            "subject": subject, "class": {"code": "AMB"}, "period": {"start": day, "end": day},
        }  # fmt: skip
        yield {
            "resourceType": "Observation", "id": f"{name}-o{turn}", "status": "final",
            "subject": subject, "encounter": {"reference": f"Encounter/{name}-e{turn}"},
            "effectiveDateTime": day,
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
            "valueQuantity": {"value": 60 + rng.randrange(40), "unit": "/min", "code": "/min"},
        }  # fmt: skip
    yield {
        "resourceType": "Condition", "id": f"{name}-c", "subject": subject,
        "recordedDate": "2024-03-21",
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": ("I10", "E11.9")[number % 2], "display": ("Essential hypertension", "Type 2 diabetes")[number % 2]}]},
    }  # fmt: skip
    if number % 4 == 0:
        text = note(who, f"2024-02-1{number % 9}")
        yield {
            "resourceType": "DocumentReference", "id": f"{name}-d", "status": "current",
            "subject": subject, "date": f"2024-02-1{number % 9}T08:00:00Z",
            "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}}],
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


def read_entries(installation: Installation, *types: str) -> list[Entry]:
    """The ledger's entries, of these types or of all."""
    told = (Entry.parse(data) for data in installation.log.entries())
    return [entry for entry in told if not types or entry.type in types]


def read_tables(folder: Path, rendition: str) -> dict[str, pa.Table]:
    """The tables of a release's folder in one rendition, by name."""
    return {
        path.name.rsplit("-", 1)[0]: pq.read_table(path)
        for path in sorted((folder / rendition).glob("*.parquet"))
    }


@pytest.fixture(scope="session", autouse=True)
def one_recognizer() -> Iterator[None]:
    """All releases made by this process have their texts read by one other: its model takes seconds
    to load. Who wants each release to start its own sets `flow.beside` back to `shards.beside`."""
    with ExitStack() as stack:
        started: list[Apart] = []

        @contextmanager
        def beside(consents: int, terms: TextTerms) -> Iterator[Deidentifier]:
            if consents <= shards.SHARD:
                with shards.beside(consents, terms) as deidentifier:
                    yield deidentifier
                return
            if not started:
                started.append(stack.enter_context(Apart()))
            yield terms.reader(recognize=started[0].find, ask=started[0].ask)

        stack.enter_context(pytest.MonkeyPatch.context()).setattr(flow, "beside", beside)
        yield


@pytest.fixture(scope="session")
def planted() -> list[str]:
    """Every word that names a patient of the two hospitals."""
    return planted_words()


@pytest.fixture(scope="session", name="take_in")
def _take_in() -> Callable[[Installation, Path, str], Any]:
    """`take_in`."""
    return take_in


@pytest.fixture(scope="session")
def entries() -> Callable[..., list[Entry]]:
    """`read_entries`."""
    return read_entries


@pytest.fixture(scope="session")
def tables() -> Callable[[Path, str], dict[str, pa.Table]]:
    """`read_tables`."""
    return read_tables


@pytest.fixture(scope="session")
def hospital_folder() -> Callable[[Path, str, int], Path]:
    """`write_hospital`."""
    return write_hospital


@pytest.fixture(scope="session")
def hospitals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hospitals' NDJSON folders, ``north`` and ``south``."""
    root = tmp_path_factory.mktemp("hospitals")
    write_hospital(root / "north", "north", NORTH)
    write_hospital(root / "south", "south", SOUTH)
    return root


@pytest.fixture(scope="session")
def taken_in(once: Once, hospitals: Path) -> Path:
    """A home with two hospitals' records and a study; nobody has consented. Copy before changing."""

    def fill(folder: Path) -> None:
        create_home(folder / "home")
        with open_home(folder / "home") as installation:
            for hospital in ("north", "south"):
                take_in(installation, hospitals / hospital, hospital)
            enrol.register_study(installation, json.dumps(DOCUMENT).encode(), by="test")
            installation.log.integrate()

    return once("taken-in", fill) / "home"


@pytest.fixture(scope="session")
def enrolled(once: Once, taken_in: Path) -> Path:
    """A home with two hospitals, a study and everybody enrolled. Copy before changing."""

    def fill(folder: Path) -> None:
        shutil.copytree(taken_in, folder / "home")
        with open_home(folder / "home") as installation:
            everybody = enrol.find_patients(installation, enrol.ALL)
            enrol.grant_consents(installation, STUDY, everybody, by="test")
            installation.log.integrate()

    return once("enrolled", fill) / "home"


@pytest.fixture(scope="session")
def published(once: Once, enrolled: Path) -> Path:
    """The enrolled home with one release of dataset ``d-hearts``. Copy before changing."""

    def fill(folder: Path) -> None:
        shutil.copytree(enrolled, folder / "home")
        with open_home(folder / "home") as installation:
            publish(installation, STUDY, Policy())
            installation.log.integrate()

    return once("published", fill) / "home"


@pytest.fixture(scope="session")
def witnessed(once: Once, published: Path) -> Path:
    """The published home with five local witnesses, of which four must cosign. Copy before changing."""

    def fill(folder: Path) -> None:
        shutil.copytree(published, folder / "home")
        with open_home(folder / "home") as installation:
            set_quorum(installation, installation.local_policy(5))
            assert installation.integrate().state == "cosigned"

    return once("witnessed", fill) / "home"


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[Path], Path]:
    """A function that copies a home into the test's own folder."""

    def make(home: Path) -> Path:
        target = tmp_path / f"home{len(list(tmp_path.iterdir()))}"
        shutil.copytree(home, target)
        return target

    return make


@pytest.fixture
def home(published: Path, copy: Callable[[Path], Path]) -> Iterator[Installation]:
    """The published home, open, to be changed; who needs another kind of home names theirs so."""
    with open_home(copy(published)) as installation:
        yield installation


@pytest.fixture
def grant(home: Installation) -> Grant:
    """The operator's own grant on the dataset of the published home."""
    return operator_grant(home, DATASET)
