"""What was told to the ledger: bodies, and sealed beside them what their commitments hide.

An event is *open* from its sealing until its entry is known, then *settled*. This module stores;
`cohortium.adapters.journal` decides. Private content and its key are one sealed value under the
owner's data key, so destroying that key leaves the chain whole and the content unreadable. No opening
leaves here but that of an entry: its body is the entry's, and it opens the entry's commitment.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidTag

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.erasures import Erasures
from cohortium.adapters.vault.owners import OPERATOR, Owners
from cohortium.adapters.vault.sealing import context, seal, unseal
from cohortium.adapters.vault.standing import Standing, Stands
from cohortium.errors import Unavailable
from cohortium.events import Opening
from cohortium.records.record import PatientRef
from cohortium_ledger import open_commitment

ROW = "SELECT entry, type, body, owner, sealed FROM events"
COLUMNS = "id, type, body, time, floor, replay, tag"


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
    """The events of a vault, and the ledger they are told to."""

    def __init__(
        self, database: Database, owners: Owners, standing: Standing, erasures: Erasures
    ) -> None:
        self.database = database
        self._erasures = erasures
        self._owners = owners
        self._standing = standing

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

    def newest(self) -> int:
        """The highest entry that an event was settled at; -1 when there is none."""
        row = self.database.one("SELECT coalesce(max(entry), -1) FROM events")
        return int(row[0]) if row else -1

    def open(self) -> list[Open]:
        """Events sealed and not settled, oldest first."""
        rows = self.database.all(f"SELECT {COLUMNS} FROM events WHERE entry IS NULL ORDER BY id")  # noqa: S608 - constant
        events = []
        for row, type_, body, time, floor, replay, tag in rows:
            if not hmac.compare_digest(tag or b"", self._tag(type_, body, time, replay)):
                raise Unavailable(
                    "the vault holds an event that was not sealed here: restore it from a backup",
                    code="tampered",
                )
            events.append(Open(row, type_, body, time, floor, bool(replay)))
        return events

    def settled(self, type_: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Entry and body of every settled event of a type, in the ledger's order."""
        rows = self.database.all(
            "SELECT entry, body FROM events WHERE type = ? AND entry IS NOT NULL ORDER BY entry",
            (type_,),
        )
        for entry, body in rows:
            yield entry, json.loads(body)

    def opening(self, entry: int) -> Opening | None:
        """What the commitment of an entry hides; None when it has none.

        :raises Unavailable: it is missing, another's or altered (`tampered`), or its key was
            destroyed (`erased`)
        """
        stands = self._standing.entry(entry)
        if stands is None or "commitment" not in stands.body:
            return None
        row = self.database.one(f"{ROW} WHERE entry = ?", (entry,)) or self._unsettled(stands)
        if row is not None and self._erased(stands, row[3], {}):
            raise Unavailable(f"entry {entry} was erased: nobody here opens it", code="erased")
        return self._proven(stands, row)

    def openings(self, type_: str) -> Iterator[Opening]:
        """The openings of all entries of a type, in order; those whose key was destroyed are left out.

        :raises Unavailable: one is missing, another's or altered
        """
        size = self._standing.size
        covered: dict[int, frozenset[int]] = {}
        rows = self.database.each(
            f"{ROW} WHERE type = ? AND entry < ? AND sealed IS NOT NULL ORDER BY entry",
            (type_, size),
        )
        with closing(rows):
            row = next(rows, None)
            for stands in self._standing.each(type_, size):
                if "commitment" not in stands.body:
                    continue
                found: tuple[Any, ...] | None = None
                if row is not None and row[0] <= stands.index:
                    found, row = row, next(rows, None)
                found = found or self._unsettled(stands)
                if found is None or not self._erased(stands, found[3], covered):
                    yield self._proven(stands, found)
            if row is not None:
                raise _tampered(row[0])

    def _erased(self, stands: Stands, owner: int, covered: dict[int, frozenset[int]]) -> bool:
        """Whether the opening's owner was erased, as an entry says that names this one."""
        if not self._owners.erased(owner):
            return False
        if owner not in covered:
            covered[owner] = self._erasures.covered(owner)
        if stands.index not in covered[owner]:
            raise _tampered(stands.index)
        return True

    def _unsettled(self, stands: Stands) -> tuple[Any, ...] | None:
        """Another process may stand between appending an entry and remembering which it is."""
        where = "WHERE entry IS NULL AND type = ? AND body = ?"
        return self.database.one(f"{ROW} {where}", (stands.type, stands.text))

    def _proven(self, stands: Stands, row: tuple[Any, ...] | None) -> Opening:
        """The opening in `row`, which must be that of the entry `stands`."""
        if row is None or row[0] not in (None, stands.index) or row[4] is None:
            raise _tampered(stands.index)
        if (row[1], row[2]) != (stands.type, stands.text):
            raise _tampered(stands.index)
        opening = self._opened(stands, row[3], row[4])
        if not open_commitment(str(stands.body["commitment"]), opening.key, dict(opening.private)):
            raise _tampered(stands.index)
        return opening

    def _insert(self, event: Sealed, floor: int) -> int:
        replay = int(event.replay)
        cursor = self.database.connection.execute(
            "INSERT INTO events (type, body, time, owner, sealed, floor, replay, tag)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                event.type,
                event.body,
                event.time,
                event.owner,
                event.private,
                floor,
                replay,
                self._tag(event.type, event.body, event.time, replay),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _tag(self, type_: str, body: str, time: str, replay: int) -> bytes:
        """What keeps others from having an event told to the ledger."""
        key = self._owners.key(OPERATOR).commitment
        return key.digest(context("event", type_, body, time, replay))

    def _opened(self, stands: Stands, owner: int, sealed: bytes) -> Opening:
        aad = context("opening", owner, stands.type, stands.text)
        try:
            content = json.loads(unseal(self._owners.key(owner).cipher, sealed, aad))
        except InvalidTag:
            raise _tampered(stands.index) from None
        whose = None if owner == OPERATOR else self._owners.patient(owner)
        return Opening(
            stands.index, stands.type, bytes.fromhex(content["key"]), content["private"], whose
        )


def _tampered(entry: int) -> Unavailable:
    return Unavailable(
        f"the opening of entry {entry} is missing, or not what the ledger has:"
        " restore the vault from a backup",
        code="tampered",
    )
