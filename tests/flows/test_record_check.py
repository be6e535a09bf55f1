"""Genuine, altered or unknown; and genuine only while vault and ledger agree."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cohortium.adapters.journal import Journal
from cohortium.adapters.vault import Vault
from cohortium.errors import BadInput, NotFound, Unavailable
from cohortium.flows.intake import intake
from cohortium.flows.record_check import check, check_path
from cohortium_ledger import Log, Signer

PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1970-01-02"}
CONDITION = {
    "resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "44054006"}]},
}  # fmt: skip


@dataclass
class Home:
    folder: Path
    vault: Vault
    log: Log

    def take(self, *resources: dict[str, Any]) -> None:
        source = self.folder / "in.ndjson"
        source.write_text("\n".join(map(json.dumps, resources)))
        take(self, source)

    def verdicts(self, *resources: Any) -> list[str]:
        data = "\n".join(map(json.dumps, resources)).encode()
        return [found.verdict for found in check(data, "north", vault=self.vault, log=self.log)]


def take(home: Home, source: Path) -> None:
    """Take in what stands at `source`."""
    intake(
        source, hospital="north", vault=home.vault, journal=Journal(home.vault, home.log),
        clock=lambda: datetime(2026, 3, 4, tzinfo=UTC), keys=home.folder / "keys",
        reports=home.folder / "reports", validate="none",
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    log = Log.create(tmp_path / "ledger", Signer.generate("log.example.org/test"))
    vault = Vault.create(tmp_path / "vault" / "vault.db", bytes(32), log)
    made = Home(tmp_path, vault, log)
    made.take(PATIENT, CONDITION)
    yield made
    vault.close()
    log.close()


@pytest.mark.parametrize(
    ("resource", "verdict"),
    [
        (PATIENT, "genuine"),
        (dict(reversed(CONDITION.items())), "genuine"),
        ({**PATIENT, "gender": "male"}, "altered"),
        ({**PATIENT, "active": True}, "altered"),
        ({"resourceType": "Condition", "id": "c1"}, "altered"),
        ({**PATIENT, "id": "p2"}, "unknown"),
        ({**PATIENT, "resourceType": "Person"}, "unknown"),
    ],
)
def test_verdicts(home: Home, resource: dict[str, Any], verdict: str) -> None:
    assert home.verdicts(resource) == [verdict]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]}
    assert home.verdicts(bundle) == [verdict]
    assert home.verdicts(CONDITION, resource) == ["genuine", verdict]
    path = home.folder / "one.json"
    path.write_text(json.dumps(resource, indent=2))
    assert [c.verdict for c in check_path(path, "north", vault=home.vault, log=home.log)] == [
        verdict
    ]


def test_a_superseded_version_is_genuine_and_says_so(home: Home) -> None:
    home.take({**PATIENT, "active": True})
    [old] = check(json.dumps(PATIENT).encode(), "north", vault=home.vault, log=home.log)
    assert (old.verdict, old.version, old.superseded, old.index) == ("genuine", 1, True, 1)
    newer = json.dumps({**PATIENT, "active": True}).encode()
    [new] = check(newer, "north", vault=home.vault, log=home.log)
    assert (new.verdict, new.version, new.superseded, new.index) == ("genuine", 2, False, 2)


def test_another_hospital(home: Home) -> None:
    with pytest.raises(NotFound):
        check(json.dumps(PATIENT).encode(), "south", vault=home.vault, log=home.log)


@pytest.mark.parametrize(
    "data", [b"", b"no json", b"[]", b'{"resourceType": "Patient"}', b"\xff", b"{}\n{"]
)
def test_what_is_no_record(home: Home, data: bytes) -> None:
    with pytest.raises(BadInput):
        check(data, "north", vault=home.vault, log=home.log)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE blocks SET commitments = zeroblob(length(commitments))",
        "UPDATE records SET version = version + 1",
        "DELETE FROM blocks",
        "DELETE FROM records",
    ],
)
def test_a_vault_that_the_ledger_contradicts_proves_nothing(home: Home, change: str) -> None:
    with sqlite3.connect(home.vault._database.path) as database:
        database.execute(change)
    with pytest.raises(Unavailable, match="not what was taken in"):
        home.verdicts(PATIENT)


EXACT = {
    "resourceType": "Observation", "id": "o1", "status": "final",
    "subject": {"reference": "Patient/p1"}, "code": {"text": "x"},
    "valueQuantity": {"value": 1.5}, "component": [{"valueInteger": 18446744073709551615}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("was", "becomes", "verdict"),
    [
        ("1.5", "1.50", "genuine"),
        ("1.5", "15e-1", "genuine"),
        ("1.5", "1.50000000000000000001", "altered"),
        ("1.5", "1e-9999", "altered"),
        ("1.5", '1.5, "value": 1.5', "altered"),
        ("1.5", '9.9, "value": 1.5', "altered"),
        ("18446744073709551615", "18446744073709551616", "altered"),
        ("18446744073709551615", "9" * 300, "altered"),
        ('"final"', '"final", "status": "final"', "altered"),
        ('"final"', '"final", "statu\\u0073": "amended", "status": "final"', "altered"),
    ],
)
@pytest.mark.parametrize(
    "form", ["one.json", "bundle.json", "lines.ndjson", "lines.ndjson.gz", "folder"]
)
def test_what_others_may_read_otherwise_is_altered(
    home: Home, was: str, becomes: str, verdict: str, form: str
) -> None:
    home.take(PATIENT, EXACT)
    text = json.dumps(EXACT)
    assert text.count(was) == 1
    text = text.replace(was, becomes)
    path = home.folder / form
    if form == "folder":
        path.mkdir()
        (path / "Observation.ndjson").write_text(text)
    elif form == "bundle.json":
        path.write_text(
            f'{{"resourceType": "Bundle", "type": "collection", "entry": [{{"resource": {text}}}]}}'
        )
    else:
        path.write_bytes(gzip.compress(text.encode()) if form.endswith(".gz") else text.encode())
    found = check_path(path, "north", vault=home.vault, log=home.log)
    assert [(c.id, c.verdict) for c in found] == [("o1", verdict)]


def test_a_number_that_intake_could_not_hold_is_not_genuine(home: Home) -> None:
    """What came in was rounded: no file is the one that was sent."""
    big = json.dumps(EXACT).replace("18446744073709551615", "1234567890123456789012")
    source = home.folder / "in.ndjson"
    source.write_text(big)
    take(home, source)
    assert [c.verdict for c in check(big.encode(), "north", vault=home.vault, log=home.log)] == [
        "altered"
    ]


@pytest.mark.parametrize("name", ["nofile", "nofile.json", "nofile.zip"])
def test_a_file_that_is_not_there(home: Home, name: str) -> None:
    with pytest.raises(BadInput, match=r"^nofile.*is not there") as caught:
        check_path(home.folder / name, "north", vault=home.vault, log=home.log)
    assert "taken in" not in str(caught.value)
