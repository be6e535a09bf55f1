"""The vault: hospitals, patients, their records and the openings of events, encrypted at rest.

Personal content is AES-256-GCM under one data key per patient, wrapped by the hospital's key, whose
file is read when first needed; looking up is by HMAC. Nothing personal is on disk in clear. The
vault writes no entry, `cohortium.adapters.journal` does; it believes its tables only where the ledger agrees. docs/formats/vault.md is the
format. Threads may share a vault; a fork may not.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from cohortium.adapters.keys import HospitalKey
from cohortium.adapters.vault.batches import EVENT, Batches
from cohortium.adapters.vault.blocks import newest
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.erasures import Erasures
from cohortium.adapters.vault.fingerprints import Fingerprints
from cohortium.adapters.vault.hospitals import Hospital, Hospitals
from cohortium.adapters.vault.openings import Open, Openings
from cohortium.adapters.vault.owners import OPERATOR, Owners
from cohortium.adapters.vault.schema import OPENINGS, RECORDS
from cohortium.adapters.vault.sealing import context
from cohortium.adapters.vault.standing import Standing
from cohortium.adapters.vault.successions import Successions
from cohortium.adapters.vault.writer import BatchWriter
from cohortium.errors import Conflict, NotFound
from cohortium.events import Opening
from cohortium.records.identity import identity
from cohortium.records.record import PatientRef
from cohortium_ledger import Log


@dataclass(frozen=True, slots=True)
class Batch:
    """An intake that stands on the ledger: `batch` is its random id, `index` its entry."""

    hospital: str
    batch: str
    index: int


class Vault:
    """One `vault.db`, with `openings.db` beside it. Use `create` or `open`."""

    def __init__(
        self, records: Database, openings: Database, operator_key: bytes, log: Log | None
    ) -> None:
        self._database = records
        self._hospitals = Hospitals(records)
        self._owners = Owners(records, self._hospitals, operator_key)
        standing = Standing(log)
        self.erasures = Erasures(records, openings, self._owners, standing)
        self.events = Openings(openings, self._owners, standing, self.erasures)
        self.intakes = Batches(records, self._hospitals, standing)
        self.fingerprints = Fingerprints(records, self._hospitals, self._owners)
        self.successions = Successions(
            records, self._hospitals, self._owners, partial(self.binds, "hospital"),
            partial(self._seals, "hospital"),
        )  # fmt: skip

    @classmethod
    def create(cls, path: Path, operator_key: bytes, log: Log | None = None) -> Vault:
        """Make a vault at `path`; `operator_key` (32 bytes) wraps the key of what nobody owns.

        One that a crash left half-made, or that nobody used yet, is finished.

        :raises Conflict: there is one in use
        """
        openings = Database.create(_beside(path), OPENINGS)
        records = Database.create(path, RECORDS)
        vault = cls(records, openings, operator_key, log)
        with records.transaction():
            vault._owners.create_operator()
        if vault.hospitals():
            vault.close()
            raise Conflict(f"there is a vault at {path} already")
        vault._owners.key(OPERATOR)
        return vault

    @classmethod
    def open(cls, path: Path, operator_key: bytes, log: Log | None = None) -> Vault:
        """Open the vault at `path`. Openings and batches are held against `log`, refused without it.

        :raises NotFound: there is none
        :raises Unavailable: it is of another version, or `operator_key` is not its key
        """
        vault = cls(Database(path), Database(_beside(path)), operator_key, log)
        vault._owners.key(OPERATOR)
        return vault

    @classmethod
    def open_records(cls, path: Path, keys: Mapping[str, HospitalKey]) -> Vault:
        """Open the vault at `path` for the records of some hospitals, with their keys and no other:
        nothing of the operator's opens.

        :raises BadInput: a key is not that hospital's
        """
        vault = cls(Database(path), Database(_beside(path)), bytes(32), None)
        for name, key in keys.items():
            vault._hospitals.hold(name, key)
        return vault

    def close(self) -> None:
        """Close the files."""
        self._database.close()
        self.events.database.close()

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def add_hospital(self, name: str, key_path: Path) -> Hospital:
        """Register a hospital, or find it registered; its key is made at `key_path` when absent.

        :raises BadInput: no name for a hospital, or the key file is missing, open to others or no key
        :raises Conflict: it is registered under another key, or the key is another hospital's
        """
        return self._hospitals.add(name, key_path)

    def keep_key(self, hospital: str) -> None:
        """Write the key file of a hospital that `batch` registers: before anything is signed with it."""
        self._hospitals.keep_key(hospital)

    def hospitals(self) -> list[Hospital]:
        """Every hospital, by name."""
        return self._hospitals.all()

    def hospital(self, name: str) -> Hospital:
        """One hospital (`NotFound` if there is none)."""
        return self._hospitals.get(name)

    def sign(self, hospital: str, message: bytes) -> str:
        """The hospital's Ed25519 signature over `message`, base64."""
        return self._hospitals.signing_key(hospital).sign(message)

    def key(self, hospital: str) -> HospitalKey:
        """The hospital's key."""
        return self._hospitals.key(hospital)

    @contextmanager
    def batch(self, hospital: str, key_path: Path | None = None) -> Iterator[BatchWriter]:
        """One intake, in one transaction: undone unless its `commit` is reached.

        With `key_path` the hospital is registered in it too, as by `add_hospital`; a key that is made
        has no file before `keep_key`.
        """
        with self._database.tentative(), self._hospitals.entering(hospital, key_path):
            writer = BatchWriter(
                self._database, self._hospitals, self._owners, hospital, _identifiers
            )
            try:
                yield writer
            finally:
                if not writer.committed:
                    self._owners.forget()

    def patients(
        self, hospital: str | None = None, *, sent_only: bool = False
    ) -> Iterator[PatientRef]:
        """Every patient, of one hospital or of all; with `sent_only` not those known by reference alone."""
        for name in self._names(hospital):
            yield from self._owners.patients(name, sent_only=sent_only)

    def unsent(self, hospital: str) -> int:
        """How many patients a hospital's records refer to whose own record it never sent."""
        return self._owners.unsent(hospital)

    def resolve(self, identifier: str, hospital: str | None = None) -> list[PatientRef]:
        """Patients with `identifier` as the hospital's own id or any identifier of their record."""
        bare = identifier.strip().removeprefix("Patient/")
        return [
            patient
            for name in self._names(hospital)
            for patient in self._owners.resolve(name, bare)
        ]

    def records(
        self,
        patients: Sequence[PatientRef],
        kinds: Container[str] | None = None,
        *,
        upto: Mapping[PatientRef, int] | None = None,
    ) -> Iterator[tuple[PatientRef, str, bytes]]:
        """Patient, kind and canonical content of their records: newest versions, patient by patient.

        `upto` gives, for some patients, the number of the intake (see `last_intake`) as of which.
        """
        cuts = upto or {}
        for patient in patients:
            owner = self._owner(patient)
            for kind, content in newest(
                self._database, self._owners, patient.hospital, owner, kinds, cuts.get(patient)
            ):
                yield patient, kind, content

    def last_intake(self) -> int:
        """The number of the newest intake; 0 before the first."""
        [(number,)] = self._database.all("SELECT coalesce(max(id), 0) FROM batches")
        return int(number)

    def last_intakes(self, patients: Sequence[PatientRef]) -> dict[PatientRef, int]:
        """Of each patient with records, the number of the newest intake that brought some."""
        told = dict(self._database.all("SELECT owner, max(batch) FROM blocks GROUP BY owner"))
        owners = {patient: self._owners.find(patient) for patient in patients}
        return {
            patient: int(told[owner])
            for patient, owner in owners.items()
            if owner is not None and owner in told
        }

    def shared_records(
        self, hospital: str, kinds: Container[str] | None = None
    ) -> Iterator[tuple[str, bytes]]:
        """Kind and canonical content of what belongs to no patient: providers, places."""
        owner = self._owners.nobody(hospital)
        if owner is not None:
            yield from newest(self._database, self._owners, hospital, owner, kinds)

    def digest(self, patient: PatientRef, use: str, *parts: str) -> str:
        """A keyed hash of `parts` (64 hex digits), which nobody can test once the patient is erased."""
        return self._owners.key(self._owner(patient)).commitment.digest(context(use, *parts)).hex()

    def batches(self) -> list[Batch]:
        """The intakes that stand on the ledger, in its order."""
        settled = self.events.settled(EVENT)
        return [Batch(body["hospital"], body["batch"], index) for index, body in settled]

    def check_batches(self, hospitals: Collection[str]) -> None:
        """That all records these hospitals sent are here, as the ledger has them; else Unavailable."""
        self.erasures.check()
        self.intakes.check(hospitals)

    def open_batches(self) -> list[Open]:
        """Intakes that were committed and whose entry is not known yet."""
        settled = {body["batch"] for _, body in self.events.settled(EVENT)}
        rows = self._database.all("SELECT batch, body, time, floor FROM batches ORDER BY id")
        return [
            Open(None, EVENT, body, time, floor, True)
            for batch, body, time, floor in rows
            if batch not in settled
        ]

    def bound(self, hospital: str) -> bool:
        """Whether the hospital's key stands on the ledger."""
        return self.binds("hospital", hospital, self.hospital(hospital).public_key)

    def binds(self, role: str, name: str, key: str) -> bool:
        """Whether a key (raw, in base64) stands on the ledger under this name for this role."""
        return any(body["key"] == key for body in self.bindings(role, name))

    def _seals(self, role: str, name: str, key: str) -> bool:
        """Whether such an entry is sealed, and it is not known yet whether it stands on the ledger."""
        wanted = {"role": role, "name": name, "key": key}
        told = (event for event in self.events.open() if event.type == "key.bound")
        return any(wanted.items() <= orjson.loads(event.body).items() for event in told)

    def bindings(self, role: str, name: str) -> list[Mapping[str, Any]]:
        """What the ledger says of the keys of a name, in its order."""
        wanted = {"role": role, "name": name}
        told = (body for _, body in self.events.settled("key.bound"))
        return [body for body in told if wanted.items() <= body.items()]

    def opening(self, index: int) -> Opening | None:
        """What the commitment of entry `index` hides; None when it hides nothing of ours."""
        return self.events.opening(index)

    def openings(self, type: str) -> Iterator[Opening]:
        """The openings of all entries of a type, in the ledger's order."""
        return self.events.openings(type)

    def _owner(self, patient: PatientRef) -> int:
        owner = self._owners.find(patient)
        if owner is None:
            raise NotFound(f"hospital {patient.hospital} sent no such patient", code="patient")
        return owner

    def _names(self, hospital: str | None) -> list[str]:
        if hospital is not None:
            return [self.hospital(hospital).name]
        return [known.name for known in self.hospitals()]


def _beside(path: Path) -> Path:
    return path.with_name("openings.db")


def _identifiers(kind: str, content: bytes) -> tuple[str, ...] | None:
    found = identity(kind, orjson.loads(content))
    return None if found is None else found.ids
