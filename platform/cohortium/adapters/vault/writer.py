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

from cohortium.adapters.vault.batches import EVENT, Layout
from cohortium.adapters.vault.blocks import Kept, Place, seal_block
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.openings import Open
from cohortium.adapters.vault.owners import CACHED, Owners
from cohortium.adapters.vault.sealing import Mac, fingerprint, lookup
from cohortium.errors import Conflict
from cohortium.records.record import Record
from cohortium_ledger import CompactRange, leaf_hash

Outcome = Literal["accepted", "unchanged", "superseded"]
Identify = Callable[
    [str, Mapping[str, Any]], tuple[str, ...] | None
]  # identifiers of a person; None: no person
FLUSH_RECORDS = 4096
FLUSH_BYTES = 32 << 20
NEWEST = (
    "SELECT lookup, max(version), commitment, owner, batch FROM records"
    " WHERE lookup IN (?) GROUP BY lookup"
)
BESIDE = (
    "SELECT version, commitment FROM records WHERE lookup = ? AND batch = ? AND owner = ?"
    " AND version < ?"
)


@dataclass(slots=True)
class _Block:
    contents: list[Kept] = field(default_factory=list)
    leaves: list[tuple[bytes, int, bytes]] = field(
        default_factory=list
    )  # lookup, version, fingerprint


class _Version(NamedTuple):
    """The newest version of a record, and whose it is."""

    version: int
    commitment: bytes
    owner: int
    batch: int


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
        self._index = Mac(hospitals.key(hospital).index)
        self._number = self._next("batches")
        self._block = self._next("blocks")
        self._range = CompactRange()
        self._layout = Layout()
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

        Equal to the newest version kept is ``unchanged`` and leaves no trace; so is one equal to a
        version that came in the newest's earlier batch, that batch being sent again. Else it is a
        new version, ``superseded`` when there was an earlier one.
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
        token = lookup(self._index, "record", self.hospital, record.kind, record.id)
        return _Read(token, record.kind, record.id, record.patient, record.content, identifiers)

    def _decide(self, part: Sequence[_Read]) -> list[Outcome]:
        self._versions.update(self._stored([record.token for record in part]))
        outcomes = [self._take(record) for record in part]
        if self._count >= FLUSH_RECORDS or self._bytes >= FLUSH_BYTES:
            self._flush()
        elif not self._count:
            self._versions.clear()
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
            if same == before.commitment or self._beside(record, before, owner):
                return "unchanged"
            version = before.version + 1
            if before.owner != owner and not self._owners.erased(before.owner):
                gone = Kept(
                    record.id, version, b""
                )  # its patient changed: the first has it no more
                self._block_of(before.owner, record.kind).contents.append(gone)
        commitment = fingerprint(key, record.kind, record.id, version, record.content)
        self._keep(record, owner, version, commitment)
        return "accepted" if before is None else "superseded"

    def _beside(self, record: _Read, newest: _Version, owner: int) -> bool:
        """Whether an earlier intake sent this content along with the newest version."""
        if newest.version == 1 or newest.batch == self._number:
            return False
        key = self._owners.key(owner).commitment
        rows = self._database.all(BESIDE, (record.token, newest.batch, owner, newest.version))
        return any(
            fingerprint(key, record.kind, record.id, version, record.content) == commitment
            for version, commitment in rows
        )

    def _keep(self, record: _Read, owner: int, version: int, commitment: bytes) -> None:
        block = self._block_of(owner, record.kind)
        block.contents.append(Kept(record.id, version, record.content))
        block.leaves.append((record.token, version, commitment))
        self._bytes += len(record.content)
        self._count += 1
        self._versions[record.token] = _Version(version, commitment, owner, self._number)
        if record.identifiers is not None and record.patient is not None:
            names = (record.patient, *record.identifiers)
            self._owners.alias(self.hospital, owner, names)

    def _block_of(self, owner: int, kind: str) -> _Block:
        found = self._open.get((owner, kind))
        if found is None:
            found = self._open[owner, kind] = _Block()
        return found

    def _owner(self, patient: str | None) -> int:
        found = self._known_owners.get(patient)
        if found is None:
            if len(self._known_owners) >= CACHED:
                self._known_owners.clear()  # they are found again in the table
            found = self._known_owners[patient] = self._owners.find_or_make(self.hospital, patient)
        return found

    def _stored(self, tokens: Sequence[bytes]) -> dict[bytes, _Version]:
        missing = [token for token in dict.fromkeys(tokens) if token not in self._versions]
        marks = ",".join("?" * len(missing))
        rows = self._database.all(NEWEST.replace("?", marks), missing)
        return {row[0]: _Version(*row[1:]) for row in rows}

    def _flush(self) -> None:
        if not self._count:
            return
        blocks: list[tuple[int, int, str, int, int, bytes, bytes]] = []
        rows: list[tuple[bytes, int, bytes, int, int, int]] = []
        for (owner, kind), block in self._open.items():
            first, number = self.records, self._block
            place = Place(self.hospital, owner, kind, self.batch, number, first)
            sealed = seal_block(self._owners.key(owner), place, block.contents)
            commitments = b"".join([leaf[2] for leaf in block.leaves])
            blocks.append((number, owner, kind, self._number, first, commitments, sealed))
            self._layout.block(number, owner, kind, first)
            for leaf, (token, version, commitment) in enumerate(block.leaves, first):
                self._layout.leaf(token, version)
                self._range.append(leaf_hash(commitment))
                rows.append((token, version, commitment, self._number, leaf, owner))
            self.records += len(block.leaves)
            self._block += 1
        rows.sort()  # by lookup: neighbours in the tree are written together
        self._database.write_many("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?)", blocks)
        self._database.write_many("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", rows)
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
