"""Writing one intake: fingerprint, compare, seal, in one transaction that ends with a signed batch.

Nothing is kept until `commit`, which writes the records and the batch's signed body together; the
journal then brings that body to the ledger, after a crash too. Memory is bounded by one flush and a lot.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import rfc8785

from cohortium.adapters.vault.batches import EVENT, BatchTree, Layout
from cohortium.adapters.vault.blocks import Kept, Place, marks, seal_block
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.openings import Open
from cohortium.adapters.vault.owners import CACHED, Owners
from cohortium.adapters.vault.sealing import Mac, OwnerKey, fingerprint, lookup
from cohortium.errors import Conflict
from cohortium.records.identity import may_be_person
from cohortium.records.lots import Lot

Outcome = Literal["accepted", "unchanged", "superseded", "erased"]
Identify = Callable[[str, bytes], tuple[str, ...] | None]
"""Identifiers of the person that a record of this kind and content describes; None: no person."""
FLUSH_RECORDS = 4096
FLUSH_BYTES = 32 << 20
NEWEST = (
    "SELECT lookup, max(version), commitment, owner, batch FROM records"
    " WHERE lookup IN ({}) GROUP BY lookup"
)
BESIDE = (
    "SELECT version, commitment FROM records WHERE lookup = ? AND batch = ? AND owner = ?"
    " AND version < ?"
)


class _Owner(NamedTuple):
    number: int
    key: OwnerKey


@dataclass(slots=True)
class _Block:
    """What comes for one owner and kind before the next flush, in order."""

    key: OwnerKey
    personal: bool  # whether records of the kind may describe patients
    rows: list[_Row] = field(default_factory=list)


# Plain tuples, since there is one for every record:
_Row = tuple[str, int, bytes, bytes, bytes]  # id, version, content, lookup, fingerprint
_Version = tuple[int, bytes, int, int]  # the newest of a record: number, fingerprint, owner, batch
_Read = tuple[bytes, str, str, str | None, bytes]  # lookup, kind, id, patient, content


class BatchWriter:
    """One intake under way. Made by `Vault.batch`, inside its transaction."""

    def __init__(
        self,
        database: Database,
        hospitals: Hospitals,
        owners: Owners,
        hospital: str,
        identify: Identify,
    ) -> None:
        self.hospital = hospital
        self.batch = secrets.token_hex(16)
        self.records = 0
        self.committed = False
        self._database = database
        self._hospitals = hospitals
        self._owners = owners
        self._identify = identify
        self._index = Mac(hospitals.key(hospital).index)
        self._number = self._next("batches")
        self._block = self._next("blocks")
        self._tree = BatchTree()
        self._layout = Layout()
        self._known_owners: dict[str | None, _Owner] = {}
        self._erased = owners.tombstones(hospital)
        self._reset()

    def take(self, lot: Lot) -> list[Outcome]:
        """Take the records of a lot: what became of each, in order.

        Equal to the newest version kept is ``unchanged`` and leaves no trace; so is one equal to a
        version that came in the newest's earlier batch, that batch being sent again. Else it is a
        new version, ``superseded`` when there was an earlier one. ``erased``: its patient was, and
        it is not taken.
        """
        kinds, ids = lot.kinds, lot.ids
        tokens = [
            lookup(self._index, "record", self.hospital, kind, id_)
            for kind, id_ in zip(kinds, ids, strict=True)
        ]
        stored, fresh = self._stored(tokens), self._versions
        outcomes: list[Outcome] = []
        for record in zip(tokens, kinds, ids, lot.patients, lot.contents, strict=True):
            if self._erased and self._was_erased(record[3]):
                outcomes.append("erased")
                continue
            outcomes.append(self._decide(record, fresh.get(record[0]) or stored.get(record[0])))
        if self._count >= FLUSH_RECORDS or self._bytes >= FLUSH_BYTES:
            self._flush()
        return outcomes

    @property
    def empty(self) -> bool:
        """Whether nothing new came."""
        return not (self.records or self._count)

    def commit(self, *, time: str, floor: int) -> Open | None:
        """Make the intake durable with its signed body, as an event for the journal to bring on.

        `time` is the event's public time, `floor` the ledger's size before it: recovery looks for
        the body from there on. None when nothing new came: then nothing is kept.
        """
        if self.committed:
            raise Conflict("this batch was committed already")
        self._flush()
        if not self.records:
            return None
        body = rfc8785.dumps(self._signed()).decode()
        self._database.write(
            "INSERT INTO batches (id, hospital, batch, body, time, floor, blocks, versions)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._number,
                self._hospitals.number(self.hospital),
                self.batch,
                body,
                time,
                floor,
                *self._layout.seals(self._index, self.batch),
            ),
        )
        self._database.commit()
        self.committed = True
        return Open(None, EVENT, body, time, floor, True)

    def _signed(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "hospital": self.hospital,
            "batch": self.batch,
            "root": self._tree.root().hex(),
            "records": self.records,
        }
        body["signature"] = self._hospitals.signing_key(self.hospital).sign(message(EVENT, body))
        return body

    def _decide(self, record: _Read, before: _Version | None) -> Outcome:
        token, kind, id_, patient, content = record
        owner, key = self._known_owners.get(patient) or self._owner(patient)
        if before is None:
            self._keep(record, owner, 1)
            return "accepted"
        version, commitment, former, _ = before
        same = fingerprint(key.commitment, kind, id_, version, content) == commitment
        if same or self._beside(record, before, owner, key):
            return "unchanged"
        if former != owner and not self._owners.erased(former):
            gone = (id_, version + 1, b"", token, b"")  # the first patient has it no more
            self._block_of(former, kind).rows.append(gone)
        self._keep(record, owner, version + 1)
        return "superseded"

    def _beside(self, record: _Read, newest: _Version, owner: int, key: OwnerKey) -> bool:
        """Whether an earlier intake sent this content along with the newest version."""
        token, kind, id_, _, content = record
        newest_version, _, _, batch = newest
        if newest_version == 1 or batch == self._number:
            return False
        rows = self._database.all(BESIDE, (token, batch, owner, newest_version))
        return any(
            fingerprint(key.commitment, kind, id_, version, content) == commitment
            for version, commitment in rows
        )

    def _keep(self, record: _Read, owner: int, version: int) -> None:
        token, kind, id_, patient, content = record
        block = self._open.get((owner, kind)) or self._block_of(owner, kind)
        commitment = fingerprint(block.key.commitment, kind, id_, version, content)
        block.rows.append((id_, version, content, token, commitment))
        self._bytes += len(content)
        self._count += 1
        self._versions[token] = (version, commitment, owner, self._number)
        if block.personal and patient is not None:
            identifiers = self._identify(kind, content)
            if identifiers is not None:
                self._owners.alias(self.hospital, owner, (patient, *identifiers))

    def _was_erased(self, patient: str | None) -> bool:
        if patient is None:
            return False
        return self._owners.tombstone(self.hospital, patient) in self._erased

    def _block_of(self, owner: int, kind: str) -> _Block:
        found = self._open.get((owner, kind))
        if found is None:
            found = self._open[owner, kind] = _Block(self._owners.key(owner), may_be_person(kind))
        return found

    def _owner(self, patient: str | None) -> _Owner:
        if len(self._known_owners) >= CACHED:
            self._known_owners.clear()  # they are found again in the table
        number = self._owners.find_or_make(self.hospital, patient)
        found = self._known_owners[patient] = _Owner(number, self._owners.key(number))
        return found

    def _stored(self, tokens: Sequence[bytes]) -> dict[bytes, _Version]:
        missing = [token for token in dict.fromkeys(tokens) if token not in self._versions]
        rows = self._database.all(NEWEST.format(marks(missing)), missing)
        return {row[0]: row[1:] for row in rows}

    def _flush(self) -> None:
        if not self._count:
            return
        blocks: list[tuple[int, int, str, int, int, bytes, bytes]] = []
        rows: list[tuple[bytes, int, bytes, int, int, int]] = []
        for (owner, kind), block in self._open.items():
            first, number = self.records, self._block
            ids, versions, contents, _, _ = zip(*block.rows, strict=True)
            place = Place(self.hospital, owner, kind, self.batch, number, first)
            sealed = seal_block(block.key, place, Kept(ids, versions, contents))
            leaves = [row for row in block.rows if row[4]]
            commitments = [row[4] for row in leaves]
            blocks.append((number, owner, kind, self._number, first, b"".join(commitments), sealed))
            self._layout.block(number, owner, kind, first)
            self._layout.leaves([row[3] for row in leaves], [row[1] for row in leaves])
            self._tree.extend(commitments)
            rows += [
                (token, version, commitment, self._number, leaf, owner)
                for leaf, (_, version, _, token, commitment) in enumerate(leaves, first)
            ]
            self.records += len(leaves)
            self._block += 1
        rows.sort()  # by lookup: neighbours in the tree are written together
        self._database.write_rows("blocks", blocks)
        self._database.write_rows("records", rows)
        self._reset()

    def _reset(self) -> None:
        self._open: dict[tuple[int, str], _Block] = {}
        self._versions: dict[bytes, _Version] = {}
        self._bytes = self._count = 0

    def _next(self, table: str) -> int:
        row = self._database.one(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608 - our own names
        return int(row[0]) if row else 1


def message(type_: str, body: Mapping[str, Any]) -> bytes:
    """What a hospital signs: ``cohortium/<type>/v1 NUL JCS(body without signature)``."""
    unsigned = {name: value for name, value in body.items() if name != "signature"}
    return b"cohortium/" + type_.encode() + b"/v1\0" + rfc8785.dumps(unsigned)
