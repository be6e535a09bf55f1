"""Owners of sealed content: patients, one nobody per hospital, and the operator.

Each has a data key of its own (AES-256-GCM), wrapped by the hospital's key, the operator's by the
operator key. Destroying it makes all of the owner's content unreadable. A patient is found by HMAC;
their own identifier stands only encrypted.
"""

from __future__ import annotations

import hmac
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import closing
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cohortium.adapters.keys import HospitalKey, derive
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.sealing import Mac, OwnerKey, context, lookup, seal, unseal
from cohortium.errors import NotFound, Unavailable
from cohortium.records.record import PatientRef

OPERATOR = 1  # the operator's row
SENT = "EXISTS (SELECT 1 FROM aliases WHERE owner = owners.id)"  # the patient's own record came in
REWRAPPED = 4096  # rows wrapped anew at a time
CACHED = 20_000  # data keys held ready; bounds memory whatever the number of patients


class Owners:
    """Find, make and open owners. Writing needs the caller's transaction."""

    def __init__(self, database: Database, hospitals: Hospitals, operator_key: bytes) -> None:
        self._database = database
        self._hospitals = hospitals
        self._operator = AESGCM(derive(operator_key, "cohortium/vault/operator/v1"))
        self._keys: OrderedDict[int, OwnerKey] = OrderedDict()
        self._lock = Lock()

    def create_operator(self) -> None:
        """Make the operator's data key, once in a vault's life."""
        data_key = os.urandom(32)
        wrapped = seal(self._operator, data_key, context("data-key", "", OPERATOR))
        self._database.write(
            "INSERT OR IGNORE INTO owners (id, data_key) VALUES (?, ?)", (OPERATOR, wrapped)
        )

    def find(self, patient: PatientRef) -> int | None:
        """The row of a patient known by the hospital's own id."""
        return self._find_named(patient.hospital, patient.id)

    def find_or_make(self, hospital: str, patient: str | None) -> int:
        """The row of a patient, or of the hospital's nobody; made when new."""
        found = self._find_named(hospital, patient)
        if found is None:
            return self._make(hospital, patient, self._lookup(hospital, patient))
        return found

    def nobody(self, hospital: str) -> int | None:
        """The row that owns what belongs to no patient, if anything does."""
        return self._find_named(hospital, None)

    def patient(self, owner: int) -> PatientRef:
        """Whose row it is."""
        row = self._database.one(
            "SELECT h.name, o.name FROM owners o JOIN hospitals h ON h.id = o.hospital WHERE o.id = ?",
            (owner,),
        )
        if row is None or row[1] is None:
            raise NotFound("no such patient here", code="patient")
        return self._named(row[0], owner, row[1])

    def patients(self, hospital: str, *, sent_only: bool = False) -> Iterator[PatientRef]:
        """Every patient of a hospital, in the order they first came; or those whose record it sent."""
        rows = self._database.each(
            "SELECT id, name FROM owners WHERE hospital = ? AND name IS NOT NULL"  # noqa: S608 - our own words
            f" AND (NOT ? OR {SENT}) ORDER BY id",
            (self._hospitals.number(hospital), sent_only),
        )
        with closing(rows):
            for owner, name in rows:
                yield self._named(hospital, owner, name)

    def unsent(self, hospital: str) -> int:
        """How many patients of a hospital its records refer to without their own being here."""
        row = self._database.one(
            "SELECT count(*) FROM owners"  # noqa: S608 - our own words
            f" WHERE hospital = ? AND name IS NOT NULL AND NOT {SENT}",
            (self._hospitals.number(hospital),),
        )
        return int(row[0]) if row else 0

    def resolve(self, hospital: str, identifier: str) -> list[PatientRef]:
        """Patients whose own id, or any identifier of theirs, is `identifier`."""
        own = self._find_named(hospital, identifier)
        owners = set() if own is None else {own}
        for owner, tag in self._database.all(
            "SELECT owner, tag FROM aliases WHERE lookup = ?", (self._alias(hospital, identifier),)
        ):
            if not hmac.compare_digest(tag, self._tag(hospital, identifier, owner)):
                raise _altered(owner, hospital)
            owners.add(owner)
        return [self.patient(owner) for owner in sorted(owners)]

    def alias(self, hospital: str, owner: int, identifiers: Iterable[str]) -> None:
        """Make `identifiers` the ones the owner is also found by, in place of earlier ones.

        That there is one says that the patient's own record came in (`SENT`).
        """
        self._database.write("DELETE FROM aliases WHERE owner = ?", (owner,))
        rows = [
            (self._alias(hospital, name), owner, self._tag(hospital, name, owner))
            for name in identifiers
        ]
        self._database.write_many("INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)", rows)

    def key(self, owner: int) -> OwnerKey:
        """The owner's data key, at work.

        :raises Unavailable: it does not open, or was destroyed
        """
        with self._lock:
            found = self._keys.get(owner)
            if found is not None:
                self._keys.move_to_end(owner)
                return found
        found = OwnerKey.of(self._unwrapped(owner))
        self._keep(owner, found)
        return found

    def tombstone(self, hospital: str, patient: str) -> bytes:
        """What stands in place of a patient who was erased: nobody but the operator's key tells whom."""
        return lookup(self.key(OPERATOR).commitment, "erased", hospital, patient)

    def tombstones(self, hospital: str) -> frozenset[bytes]:
        """Those of a hospital."""
        rows = self._database.all(
            "SELECT e.tombstone FROM erasures e JOIN owners o ON o.id = e.owner"
            " JOIN hospitals h ON h.id = o.hospital WHERE h.name = ? AND o.data_key IS NULL",
            (hospital,),
        )
        return frozenset(row[0] for row in rows)

    def erased(self, owner: int) -> bool:
        """Whether the owner's data key is gone. That the ledger says so too is for `Erasures` to check."""
        row = self._database.one("SELECT data_key IS NULL FROM owners WHERE id = ?", (owner,))
        return row is not None and bool(row[0])

    def rewrap(self, hospital: str, old: HospitalKey, new: HospitalKey) -> None:
        """Wrap all data keys and identifiers of a hospital anew, inside the caller's transaction.

        :raises Unavailable: one does not open under the old key
        """
        number, last = self._hospitals.number(hospital), 0
        while rows := self._database.all(
            "SELECT id, data_key, name FROM owners WHERE hospital = ? AND id > ? ORDER BY id LIMIT ?",
            (number, last, REWRAPPED),
        ):
            last = rows[-1][0]
            self._database.write_many(
                "UPDATE owners SET data_key = ?, name = ? WHERE id = ?",
                [
                    (
                        _rewrapped(key, old, new, "data-key", hospital, owner),
                        _rewrapped(name, old, new, "name", hospital, owner),
                        owner,
                    )
                    for owner, key, name in rows
                ],
            )

    def forget(self) -> None:
        """Drop the keys held ready (after an intake that was called off)."""
        with self._lock:
            self._keys.clear()

    def _keep(self, owner: int, key: OwnerKey) -> None:
        with self._lock:
            self._keys[owner] = key
            if len(self._keys) > CACHED:
                self._keys.popitem(last=False)

    def _unwrapped(self, owner: int) -> bytes:
        row = self._database.one(
            "SELECT o.data_key, h.name FROM owners o LEFT JOIN hospitals h ON h.id = o.hospital WHERE o.id = ?",
            (owner,),
        )
        if row is None:
            raise Unavailable(
                "the vault names an owner it does not have: restore it from a backup",
                code="tampered",
            )
        if row[0] is None:
            raise Unavailable(
                "the key of this content is gone; it cannot be read any more", code="erased"
            )
        hospital = row[1] or ""
        cipher = (
            self._operator if owner == OPERATOR else AESGCM(self._hospitals.key(hospital).wrapping)
        )
        try:
            return unseal(cipher, row[0], context("data-key", hospital, owner))
        except InvalidTag:
            whose = f"hospital {hospital}" if hospital else "the operator"
            raise Unavailable(
                f"a data key does not open under the key of {whose}", code="key"
            ) from None

    def _make(self, hospital: str, patient: str | None, token: bytes) -> int:
        row = self._database.one("SELECT max(id) + 1 FROM owners")
        owner = int(row[0]) if row else OPERATOR + 1
        cipher = AESGCM(self._hospitals.key(hospital).wrapping)
        data_key = os.urandom(32)
        wrapped = seal(cipher, data_key, context("data-key", hospital, owner))
        name = (
            None
            if patient is None
            else seal(cipher, patient.encode(), context("name", hospital, owner))
        )
        self._database.write(
            "INSERT INTO owners (id, hospital, lookup, data_key, name) VALUES (?, ?, ?, ?, ?)",
            (owner, self._hospitals.number(hospital), token, wrapped, name),
        )
        self._keep(owner, OwnerKey.of(data_key))
        return owner

    def _find_named(self, hospital: str, patient: str | None) -> int | None:
        """The row of a patient, or of nobody: found by lookup, which stands in clear, and compared."""
        row = self._database.one(
            "SELECT o.id, o.name FROM owners o JOIN hospitals h ON h.id = o.hospital"
            " WHERE h.name = ? AND o.lookup = ?",
            (hospital, self._lookup(hospital, patient)),
        )
        if row is None:
            return None
        owner = int(row[0])
        found = None if row[1] is None else self._named(hospital, owner, row[1]).id
        if found != patient:
            raise _altered(owner, hospital)
        return owner

    def _named(self, hospital: str, owner: int, sealed: bytes) -> PatientRef:
        cipher = AESGCM(self._hospitals.key(hospital).wrapping)
        try:
            name = unseal(cipher, sealed, context("name", hospital, owner))
        except InvalidTag:
            raise _altered(owner, hospital) from None
        return PatientRef(hospital, name.decode())

    def _lookup(self, hospital: str, patient: str | None) -> bytes:
        index = Mac(self._hospitals.key(hospital).index)
        if patient is None:
            return lookup(index, "nobody", hospital)
        return lookup(index, "patient", hospital, patient)

    def _alias(self, hospital: str, identifier: str) -> bytes:
        return lookup(Mac(self._hospitals.key(hospital).index), "alias", hospital, identifier)

    def _tag(self, hospital: str, identifier: str, owner: int) -> bytes:
        """What binds an identifier to its owner, whose row number stands in clear."""
        index = Mac(self._hospitals.key(hospital).index)
        return lookup(index, "owner", hospital, identifier, str(owner))


def _rewrapped(
    sealed: bytes | None, old: HospitalKey, new: HospitalKey, use: str, hospital: str, owner: int
) -> bytes | None:
    if sealed is None:  # an erased patient's
        return None
    aad = context(use, hospital, owner)
    try:
        return seal(AESGCM(new.wrapping), unseal(AESGCM(old.wrapping), sealed, aad), aad)
    except InvalidTag:
        raise _altered(owner, hospital) from None


def _altered(owner: int, hospital: str) -> Unavailable:
    return Unavailable(
        f"patient row {owner} of hospital {hospital} was altered: restore the vault from a backup",
        code="tampered",
    )
