"""What was told to the ledger: bodies, and sealed beside them what their commitments hide.

An event is *open* from its sealing until its entry is known, then *settled*. This module stores;
`cohortium.adapters.journal` decides. Private content and its key are one sealed value under the
owner's data key, so destroying that key leaves the chain whole and the content unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidTag

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.owners import OPERATOR, Owners
from cohortium.adapters.vault.sealing import context, seal, unseal
from cohortium.errors import Unavailable
from cohortium.events import Opening
from cohortium.records.record import PatientRef

COLUMNS = "id, type, body, time, floor, replay"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event ready to be stored: its public body as JCS text, its private part encrypted."""

    type: str
    body: str
    time: str
    replay: bool
    owner: int | None = None
    private: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Open:
    """An event that was sealed and whose entry is not known yet. `id` is None for a batch's."""

    id: int | None
    type: str
    body: str
    time: str
    floor: int
    replay: bool


class Openings:
    """The events of a vault."""

    def __init__(self, database: Database, owners: Owners) -> None:
        self.database = database
        self._owners = owners

    def sealed(
        self,
        type_: str,
        body: Mapping[str, Any],
        time: str,
        *,
        replay: bool,
        key: bytes | None = None,
        private: Mapping[str, Any] | None = None,
        owner: PatientRef | None = None,
    ) -> Sealed:
        """Encrypt what is private of an event, under its owner's data key (the operator's if nobody's)."""
        text = rfc8785.dumps(dict(body)).decode()
        if key is None or private is None:
            return Sealed(type_, text, time, replay)
        row = OPERATOR if owner is None else self._owners.find(owner)
        if row is None:
            raise Unavailable(
                f"hospital {owner.hospital if owner else ''} sent no such patient", code="patient"
            )
        plain = rfc8785.dumps({"key": key.hex(), "private": dict(private)})
        aad = context("opening", row, type_, text)
        return Sealed(
            type_, text, time, replay, row, seal(self._owners.key(row).cipher, plain, aad)
        )

    def store(self, events: Sequence[Sealed], floor: int) -> list[int]:
        """Keep `events` durably, open; their row numbers."""
        with self.database.transaction():
            return [self._insert(event, floor) for event in events]

    def settle(self, rows: Mapping[int, int]) -> None:
        """Set the entries (values) of rows (keys). Can be redone from the ledger, so not fsynced."""
        with self.database.transaction(durable=False):
            for row, entry in rows.items():
                self.database.write(
                    "UPDATE events SET entry = ? WHERE id = ? AND entry IS NULL", (entry, row)
                )

    def settle_batch(self, event: Open, entry: int) -> None:
        """Remember at which entry a batch stands."""
        with self.database.transaction(durable=False):
            self.database.write(
                "INSERT OR IGNORE INTO events (type, body, time, floor, replay, entry) VALUES (?, ?, ?, ?, 1, ?)",
                (event.type, event.body, event.time, event.floor, entry),
            )

    def drop(self, rows: Sequence[int]) -> None:
        """Forget events that never reached the ledger."""
        with self.database.transaction():
            self.database.write_many(
                "DELETE FROM events WHERE id = ? AND entry IS NULL", [(row,) for row in rows]
            )

    def open(self) -> list[Open]:
        """Events sealed and not settled, oldest first."""
        rows = self.database.all(f"SELECT {COLUMNS} FROM events WHERE entry IS NULL ORDER BY id")  # noqa: S608 - constant
        return [Open(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]

    def settled(self, type_: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Entry and body of every settled event of a type, in the ledger's order."""
        rows = self.database.all(
            "SELECT entry, body FROM events WHERE type = ? AND entry IS NOT NULL ORDER BY entry",
            (type_,),
        )
        for entry, body in rows:
            yield entry, json.loads(body)

    def opening(self, entry: int) -> Opening | None:
        """What the commitment of an entry hides; None when it has none, or none of ours."""
        row = self.database.one(
            "SELECT entry, type, body, owner, sealed FROM events WHERE entry = ?", (entry,)
        )
        return None if row is None or row[4] is None else self._opened(*row)

    def openings(self, type_: str) -> Iterator[Opening]:
        """The openings of a type, in the ledger's order; those whose key was destroyed are left out."""
        rows = self.database.all(
            "SELECT entry, type, body, owner, sealed FROM events"
            " WHERE type = ? AND entry IS NOT NULL AND sealed IS NOT NULL ORDER BY entry",
            (type_,),
        )
        for row in rows:
            if not self._owners.erased(row[3]):
                yield self._opened(*row)

    def _insert(self, event: Sealed, floor: int) -> int:
        cursor = self.database.connection.execute(
            "INSERT INTO events (type, body, time, owner, sealed, floor, replay) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event.type,
                event.body,
                event.time,
                event.owner,
                event.private,
                floor,
                int(event.replay),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _opened(self, entry: int, type_: str, body: str, owner: int, sealed: bytes) -> Opening:
        try:
            plain = unseal(
                self._owners.key(owner).cipher, sealed, context("opening", owner, type_, body)
            )
        except InvalidTag:
            raise Unavailable(
                f"the opening of entry {entry} was altered: restore a backup", code="tampered"
            ) from None
        content = json.loads(plain)
        whose = None if owner == OPERATOR else self._owners.patient(owner)
        return Opening(entry, type_, bytes.fromhex(content["key"]), content["private"], whose)
