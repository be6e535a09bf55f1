"""A vault, a ledger and their journal in a folder, and records to put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from cohortium.adapters.journal import Journal
from cohortium.adapters.vault import Vault
from cohortium.records.lots import OUTCOMES, lots
from cohortium.records.record import Record
from cohortium_ledger import Log, Signer

OPERATOR_KEY = bytes(range(32))
TIME = "2026-03-04T00:00:00.000Z"


@dataclass
class Place:
    """A folder with a vault and a ledger; `reopen` is what the next process does."""

    folder: Path
    vault: Vault
    log: Log
    signer: Signer

    @property
    def journal(self) -> Journal:
        return Journal(self.vault, self.log)

    @property
    def vault_path(self) -> Path:
        return self.folder / "vault" / "vault.db"

    def key(self, hospital: str = "north") -> Path:
        return self.folder / "keys" / f"{hospital}.key"

    def reopen(self, *, recover: bool = True) -> Place:
        self.vault.close()
        self.log.close()
        self.log = Log.open(self.folder / "ledger", self.signer)
        self.vault = Vault.open(self.vault_path, OPERATOR_KEY, self.log)
        if recover:
            self.journal.recover()
        return self

    def take(
        self, *records: Record, hospital: str = "north", at_once: int = OUTCOMES
    ) -> tuple[list[str], int | None]:
        """One intake, in lots of `at_once`: what became of the records, and its entry."""
        self.vault.add_hospital(hospital, self.key(hospital))
        with self.vault.batch(hospital) as batch:
            outcomes = [one for lot in lots(records, at_once) for one in batch.take(lot)]
            return outcomes, self.journal.record_batch(batch, TIME)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    signer = Signer.generate("log.example.org/test")
    log = Log.create(tmp_path / "ledger", signer)
    vault = Vault.create(tmp_path / "vault" / "vault.db", OPERATOR_KEY, log)
    made = Place(tmp_path, vault, log, signer)
    yield made
    made.vault.close()
    made.log.close()


MakeRecord = Callable[..., Record]


@pytest.fixture
def record() -> MakeRecord:
    """Make a record: a Patient when `kind` says so, else a resource of `patient`."""

    def make(
        id_: str, patient: str | None = "p1", kind: str = "Condition", **fields: object
    ) -> Record:
        data: dict[str, object] = {"resourceType": kind, "id": id_, **fields}
        if kind == "Patient":
            patient = id_
        elif patient is not None:
            data["subject"] = {"reference": f"Patient/{patient}"}
        content = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
        return Record(kind, id_, patient, content, data, f"{kind}.ndjson", 1)

    return make
