"""Genuine, altered or unknown; and genuine only while vault and ledger agree."""

from __future__ import annotations

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
from cohortium.errors import BadInput, NotFound, Refused
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
        intake(
            source, hospital="north", vault=self.vault, journal=Journal(self.vault, self.log),
            clock=lambda: datetime(2026, 3, 4, tzinfo=UTC), keys=self.folder / "keys",
            reports=self.folder / "reports", validate="none",
        )  # fmt: skip

    def verdicts(self, *resources: Any) -> list[str]:
        data = "\n".join(map(json.dumps, resources)).encode()
        return [found.verdict for found in check(data, "north", vault=self.vault, log=self.log)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    vault = Vault.create(tmp_path / "vault" / "vault.db", bytes(32))
    log = Log.create(tmp_path / "ledger", Signer.generate("log.example.org/test"))
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
        "UPDATE leaves SET commitments = zeroblob(length(commitments))",
        "UPDATE leaves SET commitments = CAST(substr(commitments, 1, 32) || zeroblob(32) AS BLOB)",
        "DELETE FROM leaves",
    ],
)
def test_a_vault_that_the_ledger_contradicts_proves_nothing(home: Home, change: str) -> None:
    with sqlite3.connect(home.vault._database.path) as database:
        database.execute(change)
    with pytest.raises(Refused, match="not those on the ledger"):
        home.verdicts(PATIENT)
