"""Batches: that all blocks of an intake are there, unmoved, and are what its entry signs.

Its fingerprints are the leaves of a tree (RFC 6962) whose root stands on the ledger. Which owner and
kind each block belongs to, and which lookup and version each leaf, is covered by two HMACs under the
hospital's index key, written with the batch. So a row that was deleted, moved or rewritten without
the hospital's key is noticed, whatever reads it.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, groupby
from typing import Any

from cohortium.adapters.vault.blocks import COMMITMENT, tampered
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.sealing import Mac
from cohortium.adapters.vault.standing import Standing
from cohortium_ledger import CompactRange

BLOCK = struct.Struct(">QQQI")  # block, owner, first leaf, bytes of the kind
VERSION = struct.Struct(">Q")
EVENT = "intake.received"
SUBTREE = 4096  # leaves hashed at a time; a power of two


@dataclass(slots=True)
class Layout:
    """What the HMACs of a batch cover: its blocks, and its rows of the index, each in order."""

    _blocks: Any = field(default_factory=sha256)
    _index: Any = field(default_factory=sha256)

    def block(self, number: int, owner: int, kind: str, first: int) -> None:
        """Add a block."""
        name = kind.encode()
        self._blocks.update(BLOCK.pack(number, owner, first, len(name)) + name)

    def leaves(self, tokens: Iterable[bytes], versions: Iterable[int]) -> None:
        """Add the index's rows of the next leaves."""
        rows = zip(tokens, map(VERSION.pack, versions), strict=True)
        self._index.update(b"".join(chain.from_iterable(rows)))

    def seals(self, key: Mac, batch: str) -> tuple[bytes, bytes]:
        """The HMACs over the blocks and over the index."""
        name = batch.encode()
        return (
            key.digest(b"blocks\0" + name + self._blocks.digest()),
            key.digest(b"index\0" + name + self._index.digest()),
        )


class Batches:
    """Holds the batches of a vault against the ledger."""

    def __init__(self, database: Database, hospitals: Hospitals, standing: Standing) -> None:
        self._database = database
        self._hospitals = hospitals
        self._standing = standing

    def check(self, hospitals: Collection[str]) -> None:
        """That every block of every intake of `hospitals` on the ledger is there, in its place.

        One pass over the rows; contents are held against their fingerprints when they are read.

        :raises Unavailable: one is missing, or is not what the ledger has (`tampered`)
        """
        due = self._due(hospitals)
        rows = self._database.each(
            "SELECT b.batch, k.id, k.owner, k.kind, k.first, k.commitments, b.blocks FROM blocks k"
            " JOIN batches b ON b.id = k.batch ORDER BY k.batch, k.id"
        )
        with closing(rows):
            for batch, group in groupby(rows, lambda row: str(row[0])):
                body = due.pop(batch, None)
                if body is not None and not self._whole(batch, body, group):
                    raise tampered(batch, body["hospital"])
        for batch, body in due.items():
            raise tampered(batch, body["hospital"])

    def check_index(self, hospital: str) -> None:
        """That the index of all records of a hospital is as its intakes wrote it.

        :raises Unavailable: it is not (`tampered`)
        """
        key = Mac(self._hospitals.key(hospital).index)
        due = self._due([hospital])
        rows = self._database.each(
            "SELECT b.batch, r.leaf, r.lookup, r.version, b.versions FROM records r"
            " JOIN batches b ON b.id = r.batch ORDER BY r.batch, r.leaf"
        )
        with closing(rows):
            for batch, group in groupby(rows, lambda row: str(row[0])):
                body = due.pop(batch, None)
                if body is not None and not _indexed(key, batch, body["records"], group):
                    raise tampered(batch, hospital)
        for batch in due:
            raise tampered(batch, hospital)

    def leaves(self, batch: str) -> bytes:
        """The fingerprints of a batch in the order of its leaves, 32 bytes each."""
        rows = self._database.all(
            "SELECT k.commitments FROM blocks k JOIN batches b ON b.id = k.batch"
            " WHERE b.batch = ? ORDER BY k.id",
            (batch,),
        )
        return b"".join([row[0] for row in rows])

    def _due(self, hospitals: Collection[str]) -> dict[str, Any]:
        """Bodies of the intakes on the ledger, by the batch's random id."""
        bodies = (stands.body for stands in self._standing.each(EVENT, self._standing.size))
        return {body["batch"]: body for body in bodies if body["hospital"] in hospitals}

    def _whole(self, batch: str, body: Any, rows: Iterator[tuple[Any, ...]]) -> bool:
        """Whether the blocks in `rows` are those of a batch, all and in place."""
        layout, size, seal = Layout(), 0, b""
        runs: list[bytes] = []
        for row in rows:
            _, number, owner, kind, first, commitments, seal = row
            if first != size or len(commitments) % COMMITMENT:
                return False
            layout.block(number, owner, kind, first)
            runs.append(commitments)
            size += len(commitments) // COMMITMENT
        if size != body["records"] or batch_root(b"".join(runs)).hex() != body["root"]:
            return False
        key = Mac(self._hospitals.key(body["hospital"]).index)
        return hmac.compare_digest(layout.seals(key, batch)[0], seal)


class BatchTree:
    """The tree (RFC 6962) over a batch's fingerprints as they come, in bounded memory.

    It is hashed subtree by subtree, which is several times faster than leaf by leaf.
    """

    def __init__(self) -> None:
        self._whole = CompactRange()  # its leaves are the roots of full subtrees
        self._rest: list[bytes] = []

    def extend(self, fingerprints: Sequence[bytes]) -> None:
        """Add leaves of 32 bytes each."""
        self._rest += fingerprints
        full = len(self._rest) // SUBTREE * SUBTREE
        for start in range(0, full, SUBTREE):
            self._whole.append(_subtree(self._rest[start : start + SUBTREE]))
        del self._rest[:full]

    def root(self) -> bytes:
        """The root over all leaves so far."""
        tree = CompactRange(self._whole.size, self._whole.peaks)
        if self._rest:
            tree.append(_subtree(self._rest))
        return tree.root()


def batch_root(leaves: bytes) -> bytes:
    """The root over joined fingerprints."""
    tree = BatchTree()
    tree.extend([leaves[at : at + COMMITMENT] for at in range(0, len(leaves), COMMITMENT)])
    return tree.root()


def _subtree(leaves: Sequence[bytes]) -> bytes:
    level = [sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def _indexed(key: Mac, batch: str, records: int, rows: Iterator[tuple[Any, ...]]) -> bool:
    """Whether `rows` are the index's of a batch of so many records."""
    layout, size, seal = Layout(), 0, b""
    for row in rows:
        _, leaf, token, version, seal = row
        if leaf != size:
            return False
        layout.leaves((token,), (version,))
        size += 1
    return size == records and hmac.compare_digest(layout.seals(key, batch)[1], seal)
