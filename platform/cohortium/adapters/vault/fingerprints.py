"""Fingerprints of records: was this content taken in, as which version, in which batch.

A record's commitment is a leaf of its batch's Merkle tree (RFC 6962), whose root stands on the
ledger: `batches` derives it again and sees that none was changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.owners import Owners
from cohortium.adapters.vault.sealing import Mac, fingerprint, lookup


@dataclass(frozen=True, slots=True)
class Match:
    """The version of a record that has some content. `batch` is the batch's random id."""

    version: int
    newest: bool
    batch: str
    leaf: int
    commitment: bytes


class Fingerprints:
    """Read-only questions about what was taken in."""

    def __init__(self, database: Database, hospitals: Hospitals, owners: Owners) -> None:
        self._database = database
        self._hospitals = hospitals
        self._owners = owners

    def known(self, hospital: str, kind: str, record: str) -> bool:
        """Whether the hospital ever sent a record of this kind and id."""
        return bool(self._versions(hospital, kind, record))

    def erased(self, hospital: str, kind: str, record: str) -> bool:
        """Whether a version was of a patient who was erased: nobody can compare with it any more."""
        return any(self._owners.erased(row[4]) for row in self._versions(hospital, kind, record))

    def match(self, hospital: str, kind: str, record: str, content: bytes) -> Match | None:
        """The newest version whose content is exactly `content`, or None."""
        rows = self._versions(hospital, kind, record)
        for row in rows:
            if self._owners.erased(row[4]):
                continue
            key = self._owners.key(row[4]).commitment
            if fingerprint(key, kind, record, row[0], content) == row[1]:
                return Match(row[0], row[0] == rows[0][0], row[2], row[3], row[1])
        return None

    def _versions(
        self, hospital: str, kind: str, record: str
    ) -> list[tuple[int, bytes, str, int, int]]:
        token = lookup(Mac(self._hospitals.key(hospital).index), "record", hospital, kind, record)
        rows = self._database.all(
            "SELECT r.version, r.commitment, b.batch, r.leaf, r.owner FROM records r"
            " JOIN batches b ON b.id = r.batch WHERE r.lookup = ? ORDER BY r.version DESC",
            (token,),
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
