"""Blocks: records of one owner and kind, compressed and sealed together.

One block is, before sealing, an 8-byte length and, compressed (LZ4 block format) to that length, its
records column by column: 4 bytes of length and a JSON list of three (their ids, their versions, the
lengths of their contents), then the canonical contents, joined. No content means: the record went to
another patient. Sealing once per block, not per record, is what keeps intake and publication fast.
What is newest is read off the blocks themselves, never off a table in clear, and every content is held
against its fingerprint, a leaf of its batch.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Container, Iterator, Sequence, Sized
from typing import NamedTuple

import orjson
import pyarrow as pa
from cryptography.exceptions import InvalidTag

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.owners import Owners
from cohortium.adapters.vault.sealing import OwnerKey, context, fingerprint, seal, unseal
from cohortium.errors import Unavailable
from cohortium.records.lots import cut

HEAD = struct.Struct(">I")
TOTAL = struct.Struct(">Q")
LZ4 = pa.Codec("lz4_raw")  # several times faster than zstd, which would save a third of the space
COMMITMENT = 32  # bytes of a fingerprint


class Kept(NamedTuple):
    """Versions of records in a block, column by column and in order."""

    ids: Sequence[str]
    versions: Sequence[int]
    contents: Sequence[bytes]  # an empty one: the record went to another patient


class Place(NamedTuple):
    """Where a block belongs: its seal holds there only. `first` is its first leaf in the batch."""

    hospital: str
    owner: int
    kind: str
    batch: str
    block: int
    first: int


def seal_block(key: OwnerKey, place: Place, kept: Kept) -> bytes:
    """Compress and encrypt `kept` for `place`."""
    columns = orjson.dumps((kept.ids, kept.versions, [len(content) for content in kept.contents]))
    plain = b"".join((HEAD.pack(len(columns)), columns, *kept.contents))
    packed = LZ4.compress(plain, asbytes=True)
    return seal(key.cipher, TOTAL.pack(len(plain)) + packed, context("block", *place))


def open_block(key: OwnerKey, place: Place, sealed: bytes) -> Kept:
    """What is kept in a block.

    :raises Unavailable: its bytes, or its place, are not those that were written
    """
    try:
        opened = unseal(key.cipher, sealed, context("block", *place))
    except InvalidTag:
        raise tampered(place.batch, place.hospital) from None
    (size,) = TOTAL.unpack_from(opened)
    plain = LZ4.decompress(opened[TOTAL.size :], decompressed_size=size, asbytes=True)
    (length,) = HEAD.unpack_from(plain)
    start = HEAD.size + length
    ids, versions, lengths = orjson.loads(plain[HEAD.size : start])
    return Kept(ids, versions, cut(plain, lengths, start))


def newest(
    database: Database,
    owners: Owners,
    hospital: str,
    owner: int,
    kinds: Container[str] | None,
    upto: int | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Kind and content of every record of an owner, newest version of each, in the order they came.

    With `upto`, as of the intake of this number: what came in later is not there.

    :raises Unavailable: one is not what came in
    """
    key = owners.key(owner)
    for (kind,) in database.all(
        "SELECT DISTINCT kind FROM blocks WHERE owner = ? ORDER BY 1", (owner,)
    ):
        if kinds is None or kind in kinds:
            for content in _newest_of(database, key, hospital, owner, kind, upto):
                yield kind, content


def _newest_of(
    database: Database, key: OwnerKey, hospital: str, owner: int, kind: str, upto: int | None
) -> Iterator[bytes]:
    rows = database.all(
        "SELECT b.batch, k.id, k.first, k.commitments, k.sealed FROM blocks k"
        " JOIN batches b ON b.id = k.batch WHERE k.owner = ?1 AND k.kind = ?2"
        " AND (?3 IS NULL OR k.batch <= ?3) ORDER BY k.id",
        (owner, kind, upto),
    )
    found: dict[str, bytes] = {}
    for batch, block, first, commitments, sealed in rows:
        place = Place(hospital, owner, kind, batch, block, first)
        kept = open_block(key, place, sealed)
        _compare(key, place, kept, commitments)
        for name, content in zip(kept.ids, kept.contents, strict=True):
            found.pop(name, None)
            if content:
                found[name] = content
    yield from found.values()


def _compare(key: OwnerKey, place: Place, kept: Kept, commitments: bytes) -> None:
    """Hold each content against the fingerprint that was stored, whose batch's root is signed."""
    made = [
        fingerprint(key.commitment, place.kind, name, version, content)
        for name, version, content in zip(*kept, strict=True)
        if content
    ]
    if not hmac.compare_digest(b"".join(made), commitments):
        raise tampered(place.batch, place.hospital)


def marks(values: Sized) -> str:
    """As many question marks as there are values, for SQL."""
    return ",".join("?" * len(values))


def tampered(batch: str, hospital: str) -> Unavailable:
    """The error for whatever of a batch is missing, or is not what was taken in."""
    return Unavailable(
        f"records of hospital {hospital}, batch {batch[:12]}, are missing or not what was taken in:"
        " restore the vault from a backup",
        code="tampered",
    )
