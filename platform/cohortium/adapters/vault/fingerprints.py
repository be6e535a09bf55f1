"""Fingerprints of records: was this content taken in, as which version, in which batch.

A record's commitment is a leaf of its batch's Merkle tree (RFC 6962), whose root stands on the
ledger: whoever derives the root again from `leaves` sees that none was changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.owners import Owners
from cohortium.adapters.vault.sealing import fingerprint, lookup

COMMITMENT = 32  # bytes


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

    def match(self, hospital: str, kind: str, record: str, content: bytes) -> Match | None:
        """The newest version whose content is exactly `content`, or None."""
        rows = self._versions(hospital, kind, record)
        for row in rows:
            key = self._owners.key(row[5]).commitment
            if fingerprint(key, kind, record, row[0], content) == row[1]:
                return Match(row[0], row[0] == rows[0][0], row[2], row[3], row[1])
        return None

    def leaves(self, batch: str) -> bytes:
        """The commitments of a batch in the order of its leaves, 32 bytes each."""
        rows = self._database.all(
            "SELECT l.commitments FROM leaves l JOIN batches b ON b.id = l.batch"
            " WHERE b.batch = ? ORDER BY l.first",
            (batch,),
        )
        return b"".join([row[0] for row in rows])

    def _versions(
        self, hospital: str, kind: str, record: str
    ) -> list[tuple[int, bytes, str, int, int, int]]:
        token = lookup(self._hospitals.key(hospital).index, "record", kind, record)
        rows = self._database.all(
            "SELECT r.version, r.commitment, b.batch, r.leaf, r.block, k.owner FROM records r"
            " JOIN batches b ON b.id = r.batch JOIN blocks k ON k.id = r.block"
            " WHERE r.lookup = ? ORDER BY r.version DESC",
            (token,),
        )
        return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]
