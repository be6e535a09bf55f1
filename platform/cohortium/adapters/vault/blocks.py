"""Blocks: records of one owner and kind, compressed and sealed together.

One block is, before sealing, an 8-byte length and the zstd stream of its records, each the lengths
of id and content (4 bytes each, big endian), the version (4 bytes), id and canonical content. No
content means: the record went to another patient. Sealing once per block, not per record, is what
keeps intake and publication fast. What is newest is read off the blocks themselves, never off a table
in clear, and every content is held against its fingerprint, a leaf of its batch.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
from cryptography.exceptions import InvalidTag

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.owners import Owners
from cohortium.adapters.vault.sealing import OwnerKey, context, fingerprint, seal, unseal
from cohortium.errors import Unavailable

HEAD = struct.Struct(">III")
TOTAL = struct.Struct(">Q")
ZSTD = pa.Codec("zstd", compression_level=1)
COMMITMENT = 32  # bytes of a fingerprint


class Kept(NamedTuple):
    """One version of a record in a block."""

    id: str
    version: int
    content: bytes  # empty: it went to another patient


class Place(NamedTuple):
    """Where a block belongs: its seal holds there only. `first` is its first leaf in the batch."""

    hospital: str
    owner: int
    kind: str
    batch: str
    block: int
    first: int


def seal_block(key: OwnerKey, place: Place, contents: Sequence[Kept]) -> bytes:
    """Compress and encrypt `contents` for `place`."""
    parts: list[bytes] = []
    for kept in contents:
        name = kept.id.encode()
        parts += (HEAD.pack(len(name), len(kept.content), kept.version), name, kept.content)
    plain = b"".join(parts)
    packed = ZSTD.compress(plain, asbytes=True)
    return seal(key.cipher, TOTAL.pack(len(plain)) + packed, context("block", *place))


def open_block(key: OwnerKey, place: Place, sealed: bytes) -> list[Kept]:
    """The contents of a block, in order.

    :raises Unavailable: its bytes, or its place, are not those that were written
    """
    try:
        opened = unseal(key.cipher, sealed, context("block", *place))
    except InvalidTag:
        raise tampered(place.batch, place.hospital) from None
    (size,) = TOTAL.unpack_from(opened)
    plain = ZSTD.decompress(opened[TOTAL.size :], decompressed_size=size, asbytes=True)
    contents, at = [], 0
    while at < size:
        name, length, version = HEAD.unpack_from(plain, at)
        at += HEAD.size + name + length
        contents.append(
            Kept(plain[at - length - name : at - length].decode(), version, plain[at - length : at])
        )
    return contents


def newest(
    database: Database, owners: Owners, hospital: str, owner: int, kinds: Container[str] | None
) -> Iterator[tuple[str, bytes]]:
    """Kind and content of every record of an owner, newest version of each, in the order they came.

    :raises Unavailable: one is not what came in
    """
    key = owners.key(owner)
    for (kind,) in database.all(
        "SELECT DISTINCT kind FROM blocks WHERE owner = ? ORDER BY 1", (owner,)
    ):
        if kinds is None or kind in kinds:
            for content in _newest_of(database, key, hospital, owner, kind):
                yield kind, content


def _newest_of(
    database: Database, key: OwnerKey, hospital: str, owner: int, kind: str
) -> Iterator[bytes]:
    rows = database.all(
        "SELECT b.batch, k.id, k.first, k.commitments, k.sealed FROM blocks k"
        " JOIN batches b ON b.id = k.batch WHERE k.owner = ? AND k.kind = ? ORDER BY k.id",
        (owner, kind),
    )
    found: dict[str, bytes] = {}
    for batch, block, first, commitments, sealed in rows:
        place = Place(hospital, owner, kind, batch, block, first)
        contents = open_block(key, place, sealed)
        _compare(key, place, contents, commitments)
        for kept in contents:
            found.pop(kept.id, None)
            if kept.content:
                found[kept.id] = kept.content
    yield from found.values()


def _compare(key: OwnerKey, place: Place, contents: Sequence[Kept], commitments: bytes) -> None:
    """Hold each content against the fingerprint that was stored, whose batch's root is signed."""
    made = b"".join(
        [
            fingerprint(key.commitment, place.kind, kept.id, kept.version, kept.content)
            for kept in contents
            if kept.content
        ]
    )
    if not hmac.compare_digest(made, commitments):
        raise tampered(place.batch, place.hospital)


def tampered(batch: str, hospital: str) -> Unavailable:
    """The error for whatever of a batch is missing, or is not what was taken in."""
    return Unavailable(
        f"records of hospital {hospital}, batch {batch[:12]}, are missing or not what was taken in:"
        " restore the vault from a backup",
        code="tampered",
    )
