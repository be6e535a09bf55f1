"""Erasures: destroying what opens a patient's content, and knowing a destroyed key from a stolen one.

An erasure is marked, then destroyed inside one transaction in which its entry `erasure.done` is also
recorded, then scrubbed off the disk. A process that dies in between leaves the mark: `recover` finishes
when the entry stands, and forgets the mark when it does not. A mark carries the operator's HMAC, so an
owner without a key is one we erased, as the ledger says, or the vault was tampered with.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.owners import OPERATOR, Owners
from cohortium.adapters.vault.sealing import NONCE, context
from cohortium.adapters.vault.standing import Standing
from cohortium.errors import Conflict, NotFound, Unavailable
from cohortium.records.record import PatientRef

EVENT = "erasure.done"
EMPTY = b""  # in place of what was sealed: unlike a null, it says that there was something


class Erasures:
    """The erasures of a vault. `recover` and `erasing` are for one process at a time (the caller's lock)."""

    def __init__(
        self, records: Database, openings: Database, owners: Owners, standing: Standing
    ) -> None:
        self._records = records
        self._openings = openings
        self._owners = owners
        self._standing = standing

    def told(self, patient: PatientRef) -> list[int]:
        """The entries whose openings are sealed under the patient's key, ascending."""
        rows = self._openings.all(
            "SELECT entry FROM events WHERE owner = ? AND entry IS NOT NULL ORDER BY entry",
            (self._owners.find(patient),),
        )
        return [int(entry) for (entry,) in rows]

    def entry(self, hospital: str, patient: str) -> int | None:
        """The entry of the erasure of a patient known by the hospital's own id, if they were erased."""
        row = self._records.one(
            "SELECT e.erasure FROM erasures e JOIN owners o ON o.id = e.owner"
            " WHERE e.tombstone = ? AND o.data_key IS NULL",
            (self._owners.tombstone(hospital, patient),),
        )
        found = self._ledger().get(row[0]) if row else None
        return found[0] if found else None

    @contextmanager
    def erasing(self, patient: PatientRef) -> Iterator[str]:
        """Destroy all that opens a patient's content, if the block records the entry; the erasure's id.

        What the block raises calls it off. After the block nothing opens the content any more.

        :raises Conflict: it was begun before and not ended
        :raises Unavailable: it stands, and an old copy is still in use: the next opening scrubs it
        """
        owner = self._owners.find(patient)
        if owner is None:
            raise NotFound(f"hospital {patient.hospital} sent no such patient", code="patient")
        erasure = secrets.token_hex(16)
        with self._records.transaction():
            self._mark(owner, patient, erasure)
        with self._records.transaction():
            self._destroy(owner)
            yield erasure
        self._owners.forget()
        if not self._scrub(owner):
            raise Unavailable(
                "erased; another command still reads an older copy: it goes when this home is next"
                " opened",
                code="scrub",
            )

    def pending(self) -> list[int]:
        """Owners whose erasure was begun, and not scrubbed yet."""
        rows = self._records.all("SELECT owner FROM erasures WHERE wrapped IS NOT NULL")
        return [int(owner) for (owner,) in rows]

    def recover(self) -> None:
        """Finish the erasures that stand on the ledger, and forget those that do not.

        One that another process still reads is left for the next opening.
        """
        known = self._ledger()
        for owner in self.pending():
            if self._marked(owner) not in known:
                with self._records.transaction():
                    self._records.write("DELETE FROM erasures WHERE owner = ?", (owner,))
                continue
            with self._records.transaction():
                self._destroy(owner)
            self._owners.forget()
            self._scrub(owner, wait=False)

    def covered(self, owner: int) -> frozenset[int]:
        """The entries that the ledger says nobody opens any more, of an owner whose key is gone.

        :raises Unavailable: no erasure of theirs stands there (`tampered`)
        """
        found = self._ledger().get(self._marked(owner))
        if found is None:
            raise _stolen(owner)
        return frozenset(found[1]["entries"])

    def check(self) -> None:
        """That everybody whose key is gone was erased, as the ledger has it; else Unavailable."""
        gone = self._records.all("SELECT id FROM owners WHERE data_key IS NULL")
        known = self._ledger() if gone else {}
        for (owner,) in gone:
            if self._marked(owner) not in known:
                raise _stolen(owner)

    def _mark(self, owner: int, patient: PatientRef, erasure: str) -> None:
        """Say durably that it has begun, and how the wrapped key will be looked for on the disk."""
        row = self._records.one("SELECT data_key FROM owners WHERE id = ?", (owner,))
        if row is None or row[0] is None:
            raise _stolen(owner)
        tombstone = self._owners.tombstone(patient.hospital, patient.id)
        done = self._records.write(
            "INSERT OR IGNORE INTO erasures VALUES (?, ?, ?, ?, ?)",
            (owner, erasure, tombstone, self._tag(owner, erasure, tombstone), _flipped(row[0])),
        )
        if not done:
            raise Conflict("an erasure of this patient was cut short: run it again")

    def _marked(self, owner: int) -> str:
        """The id of an owner's erasure, its mark checked."""
        row = self._records.one(
            "SELECT erasure, tombstone, tag FROM erasures WHERE owner = ?", (owner,)
        )
        if row is None or not hmac.compare_digest(row[2], self._tag(owner, row[0], row[1])):
            raise _stolen(owner)
        return str(row[0])

    def _tag(self, owner: int, erasure: str, tombstone: bytes) -> bytes:
        key = self._owners.key(OPERATOR).commitment
        return key.digest(context("erasure", owner, erasure, tombstone.hex()))

    def _ledger(self) -> dict[str, tuple[int, Mapping[str, Any]]]:
        """Erasures on the ledger by their id: entry and body. The vault's rows only say where to look."""
        found: dict[str, tuple[int, Mapping[str, Any]]] = {}
        for entry, body in self._openings.all(
            "SELECT entry, body FROM events WHERE type = ? AND entry IS NOT NULL", (EVENT,)
        ):
            stands = self._standing.entry(entry)
            if stands is not None and (stands.type, stands.text) == (EVENT, body):
                found[json.loads(body)["erasure"]] = (entry, stands.body)
        return found

    def _destroy(self, owner: int) -> None:
        """Inside a transaction: the key, the names, the records. Fingerprints stay: the ledger has their root."""
        write = self._records.write
        write(
            "UPDATE owners SET data_key = NULL, name = NULL, lookup = NULL WHERE id = ?", (owner,)
        )
        write("DELETE FROM aliases WHERE owner = ?", (owner,))
        write("UPDATE blocks SET sealed = ? WHERE owner = ?", (EMPTY, owner))

    def _scrub(self, owner: int, *, wait: bool = True) -> bool:
        """Openings too, then every copy in journals and free pages; False while somebody reads one."""
        with self._openings.transaction():
            self._openings.write(
                "UPDATE events SET sealed = ? WHERE owner = ? AND sealed IS NOT NULL",
                (EMPTY, owner),
            )
        row = self._records.one("SELECT wrapped FROM erasures WHERE owner = ?", (owner,))
        sought = _flipped(row[0])[:NONCE] if row and row[0] else None
        if not (self._openings.truncate(wait=wait) and self._records.truncate(wait=wait)):
            return False
        if sought and self._records.holds(sought):  # a copy that SQLite made when it moved rows
            self._records.rebuild()
            if not self._records.truncate(wait=wait) or self._records.holds(sought):
                return False
        with self._records.transaction():
            self._records.write("UPDATE erasures SET wrapped = NULL WHERE owner = ?", (owner,))
        return True


def _flipped(wrapped: bytes) -> bytes:
    """The nonce of a wrapped key, its bits inverted, and back: what looks for it must not find itself."""
    return bytes(byte ^ 0xFF for byte in wrapped[:NONCE])


def _stolen(owner: int) -> Unavailable:
    return Unavailable(
        f"the key of patient row {owner} is gone, and no erasure on the ledger says so:"
        " restore the vault from a backup",
        code="tampered",
    )
