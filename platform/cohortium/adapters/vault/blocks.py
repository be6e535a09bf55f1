"""Blocks: records of one owner and kind, compressed and sealed together.

One block is, before sealing, an 8-byte length and the zstd stream of its records, each a 4-byte
length (big endian) and its canonical content. Sealing once per block, not per record, is what keeps
intake and publication fast.
"""

from __future__ import annotations

import struct
from collections.abc import Container, Iterator, Sequence

import pyarrow as pa
from cryptography.exceptions import InvalidTag

from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.owners import Owners
from cohortium.adapters.vault.sealing import OwnerKey, context, seal, unseal
from cohortium.errors import Unavailable

LENGTH = struct.Struct(">I")
TOTAL = struct.Struct(">Q")
ZSTD = pa.Codec("zstd", compression_level=1)


def seal_block(
    key: OwnerKey, hospital: str, owner: int, kind: str, block: int, contents: Sequence[bytes]
) -> bytes:
    """Compress and encrypt `contents` as block number `block`."""
    plain = b"".join(
        [part for content in contents for part in (LENGTH.pack(len(content)), content)]
    )
    packed = ZSTD.compress(plain, asbytes=True)
    return seal(
        key.cipher, TOTAL.pack(len(plain)) + packed, context("block", hospital, owner, kind, block)
    )


def open_block(
    key: OwnerKey, hospital: str, owner: int, kind: str, block: int, sealed: bytes
) -> list[bytes]:
    """The contents of a block, in order.

    :raises Unavailable: its bytes, or its place, are not those that were written
    """
    try:
        opened = unseal(key.cipher, sealed, context("block", hospital, owner, kind, block))
    except InvalidTag:
        raise Unavailable(
            f"block {block} of hospital {hospital} was altered: restore the vault from a backup",
            code="tampered",
        ) from None
    (size,) = TOTAL.unpack_from(opened)
    plain = ZSTD.decompress(opened[TOTAL.size :], decompressed_size=size, asbytes=True)
    contents, at = [], 0
    while at < size:
        (length,) = LENGTH.unpack_from(plain, at)
        at += LENGTH.size + length
        contents.append(plain[at - length : at])
    return contents


def newest(
    database: Database, owners: Owners, hospital: str, owner: int, kinds: Container[str] | None
) -> Iterator[tuple[str, bytes]]:
    """Kind and content of every record of an owner, newest version of each, in the order they came."""
    rows = database.all(
        "SELECT id, kind, sealed, (SELECT group_concat(position) FROM superseded WHERE block = id)"
        " FROM blocks WHERE owner = ? ORDER BY kind, id",
        (owner,),
    )
    key = owners.key(owner)
    for block, kind, sealed, old in rows:
        if kinds is not None and kind not in kinds:
            continue
        contents = open_block(key, hospital, owner, kind, block, sealed)
        dead = {int(position) for position in old.split(",")} if old else ()
        for position, content in enumerate(contents):
            if position not in dead:
                yield kind, content
