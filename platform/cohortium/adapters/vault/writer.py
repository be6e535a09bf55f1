"""Writing one intake: fingerprint, compare, seal, in one transaction that ends with a signed batch.

Nothing is kept until `commit`, which writes the records and the batch's signed body together; the
journal then brings that body to the ledger, after a crash too. Memory is bounded by one flush.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import rfc8785

from cohortium.adapters.vault.blocks import seal_block
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.openings import Open
from cohortium.adapters.vault.owners import Owners
from cohortium.adapters.vault.sealing import fingerprint, lookup
from cohortium.errors import Conflict
from cohortium.records.record import Record
from cohortium_ledger import CompactRange, leaf_hash

Outcome = Literal["accepted", "unchanged", "superseded"]
Identify = Callable[
    [str, Mapping[str, Any]], tuple[str, ...] | None
]  # identifiers of a person; None: no person
FLUSH_RECORDS = 4096
FLUSH_BYTES = 32 << 20
EVENT = "intake.received"
NEWEST = (
    "SELECT lookup, max(version), commitment, block, position FROM records"
    " WHERE lookup IN (?) GROUP BY lookup"
)


@dataclass(slots=True)
class _Block:
    number: int
    contents: list[bytes] = field(default_factory=list)


class _Version(NamedTuple):
    """The newest version of a record, and where it is kept."""

    version: int
    commitment: bytes
    block: int
    position: int


class _Read(NamedTuple):
    """What is kept of a record until its flush."""

    token: bytes
    kind: str
    id: str
    patient: str | None
    content: bytes
    identifiers: tuple[str, ...] | None


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
        self.batch = secrets.token_hex(32)
        self.records = 0
        self.committed = False
        self._database = database
        self._hospitals = hospitals
        self._owners = owners
        self._identify = identify
        self._index = hospitals.key(hospital).index
        self._number = self._next("batches")
        self._block = self._next("blocks")
        self._range = CompactRange()
        self._known_owners: dict[str | None, int] = {}
        self._reset()

    def add(self, record: Record) -> Outcome:
        """Take one record; `stream` is several times faster."""
        return self.add_many([record])[0]

    def add_many(self, records: Iterable[Record]) -> list[Outcome]:
        """Take records: what became of each, in order."""
        return list(self.stream(records))

    def stream(self, records: Iterable[Record]) -> Iterator[Outcome]:
        """Take records as they come, holding few: what became of each, in order. Consume it all.

        Equal to the newest version kept is ``unchanged`` and leaves no trace; else it is a new
        version, ``superseded`` when there was an earlier one.
        """
        part: list[_Read] = []
        size = 0
        for (
            record
        ) in records:  # what was parsed is let go at once: holding it costs more than parsing
            part.append(self._read(record))
            size += len(record.content)
            if len(part) == FLUSH_RECORDS or size >= FLUSH_BYTES:
                yield from self._decide(part)
                part, size = [], 0
        yield from self._decide(part)

    def _read(self, record: Record) -> _Read:
        identifiers = self._identify(record.kind, record.data)
        token = lookup(self._index, "record", record.kind, record.id)
        return _Read(token, record.kind, record.id, record.patient, record.content, identifiers)

    def _decide(self, part: Sequence[_Read]) -> list[Outcome]:
        self._versions.update(self._stored([record.token for record in part]))
        outcomes = [self._take(record) for record in part]
        if len(self._rows) >= FLUSH_RECORDS or self._bytes >= FLUSH_BYTES:
            self._flush()
        elif not self._rows:
            self._versions.clear()
        return outcomes

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
            "INSERT INTO batches (id, hospital, batch, body, time, floor) VALUES (?, ?, ?, ?, ?, ?)",
            (self._number, self._hospitals.number(self.hospital), self.batch, body, time, floor),
        )
        self._database.commit()
        self.committed = True
        return Open(None, EVENT, body, time, floor, True)

    def _signed(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "hospital": self.hospital,
            "batch": self.batch,
            "root": self._range.root().hex(),
            "records": self.records,
        }
        body["signature"] = self._hospitals.key(self.hospital).sign(message(EVENT, body))
        return body

    def _take(self, record: _Read) -> Outcome:
        owner = self._owner(record.patient)
        key = self._owners.key(owner).commitment
        before = self._versions.get(record.token)
        version = 1
        if before is not None:
            same = fingerprint(key, record.kind, record.id, before.version, record.content)
            if same == before.commitment:
                return "unchanged"
            version = before.version + 1
            self._superseded.append((before.block, before.position))
        commitment = fingerprint(key, record.kind, record.id, version, record.content)
        self._keep(record, owner, version, commitment)
        return "accepted" if before is None else "superseded"

    def _keep(self, record: _Read, owner: int, version: int, commitment: bytes) -> None:
        block = self._open.get((owner, record.kind))
        if block is None:
            block = self._open[owner, record.kind] = _Block(self._block)
            self._block += 1
        position = len(block.contents)
        block.contents.append(record.content)
        self._bytes += len(record.content)
        self._versions[record.token] = _Version(version, commitment, block.number, position)
        self._rows.append(
            (record.token, version, commitment, self._number, self.records, block.number, position)
        )
        self._range.append(leaf_hash(commitment))
        self.records += 1
        if record.identifiers is not None and record.patient is not None:
            self._owners.alias(self.hospital, owner, record.identifiers)

    def _owner(self, patient: str | None) -> int:
        found = self._known_owners.get(patient)
        if found is None:
            found = self._known_owners[patient] = self._owners.find_or_make(self.hospital, patient)
        return found

    def _stored(self, tokens: Sequence[bytes]) -> dict[bytes, _Version]:
        missing = [token for token in dict.fromkeys(tokens) if token not in self._versions]
        marks = ",".join("?" * len(missing))
        rows = self._database.all(NEWEST.replace("?", marks), missing)
        return {row[0]: _Version(*row[1:]) for row in rows}

    def _flush(self) -> None:
        if not self._rows:
            return
        sealed = [
            (block.number, owner, kind, self._sealed(owner, kind, block))
            for (owner, kind), block in self._open.items()
        ]
        write = self._database.write_many
        write("INSERT INTO blocks (id, owner, kind, sealed) VALUES (?, ?, ?, ?)", sealed)
        first, commitments = self._rows[0][4], b"".join([row[2] for row in self._rows])
        self._rows.sort()  # by lookup: neighbours in the tree are written together
        write("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", self._rows)
        write("INSERT INTO superseded VALUES (?, ?)", self._superseded)
        write("INSERT INTO leaves VALUES (?, ?, ?)", [(self._number, first, commitments)])
        self._reset()

    def _sealed(self, owner: int, kind: str, block: _Block) -> bytes:
        return seal_block(
            self._owners.key(owner), self.hospital, owner, kind, block.number, block.contents
        )

    def _reset(self) -> None:
        self._open: dict[tuple[int, str], _Block] = {}
        self._versions: dict[bytes, _Version] = {}
        self._rows: list[tuple[bytes, int, bytes, int, int, int, int]] = []
        self._superseded: list[tuple[int, int]] = []
        self._bytes = 0

    def _next(self, table: str) -> int:
        row = self._database.one(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608 - our own names
        return int(row[0]) if row else 1


def message(type_: str, body: Mapping[str, Any]) -> bytes:
    """What a hospital signs: ``cohortium/<type>/v1 NUL JCS(body without signature)``."""
    unsigned = {name: value for name, value in body.items() if name != "signature"}
    return b"cohortium/" + type_.encode() + b"/v1\0" + rfc8785.dumps(unsigned)
