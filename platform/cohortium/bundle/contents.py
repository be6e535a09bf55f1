"""What a bundle's small members say, each read in its strict form. Nothing is believed yet.

Every member has one accepted form (canonical JSON, a tlog-proof that prints back equal), and the
names are a closed set, so no byte of a bundle goes unread. Raises Refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cohortium.bundle import layout
from cohortium.bundle.container import Container
from cohortium.canonical import parse_canonical
from cohortium.errors import Refused
from cohortium.manifest import Manifest, parse_manifest
from cohortium_ledger.formats.checkpoint import parse_checkpoint
from cohortium_ledger.formats.commitment import open_commitment
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.proof import parse_proof
from cohortium_ledger.formats.tiles import parse_entry_bundle

_KEY = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Private:
    """Content that the ledger only commits to, with the key that proves it."""

    key: bytes
    content: Mapping[str, Any]

    def opens(self, commitment: object) -> bool:
        """Whether this is what `commitment` (hex) stands for."""
        return isinstance(commitment, str) and open_commitment(commitment, self.key, self.content)


@dataclass(frozen=True, slots=True)
class Contents:
    """The members, parsed. `size` is the log's size as the bundle's checkpoint claims it."""

    kind: str
    index: int
    vkey: str
    manifest_data: bytes
    manifest: Manifest
    note: bytes
    proof: tuple[bytes, ...]
    size: int
    private: Private


def read_contents(box: Container) -> Contents:
    """Read all small members and check that the bundle has exactly the members it must have."""
    head = read_head(box)
    if head["kind"] not in layout.OF_KIND:
        raise Refused(f"{layout.BUNDLE} names another kind than the members do")
    kind, index = head["kind"], head["index"]
    manifest_data = box.read(layout.MANIFEST, layout.LIMITS[layout.MANIFEST])
    manifest = parse_manifest(manifest_data)
    note, proof = _read_proof(box, index)
    size = parse_checkpoint(parse_note(note).text).size
    if index >= size:
        raise Refused(f"entry {index} is not under a checkpoint of {size} entries")
    _check_names(box, kind, manifest, size)
    name = layout.EXACT if kind == layout.RELEASE else layout.ANSWER
    private = read_private(box, name, layout.LIMITS[name])
    return Contents(kind, index, head["log"], manifest_data, manifest, note, proof, size, private)


def read_entries(box: Container, size: int) -> Iterator[bytes]:
    """All entries in order, from one entry file at a time."""
    for number in range(layout.tile_count(size)):
        name = layout.tile_name(number, size)
        yield from parse_entry_bundle(box.read(name, layout.MAX_TILE))


def read_head(box: Container) -> dict[str, Any]:
    """What the bundle says it is."""
    head = parse_canonical(box.read(layout.BUNDLE, layout.LIMITS[layout.BUNDLE]), layout.BUNDLE)
    if head.keys() != {"v", "kind", "index", "log"} or type(head["v"]) is not int:
        raise Refused(f"{layout.BUNDLE} has other keys than v, kind, index and log")
    if head["v"] != layout.VERSION or head["kind"] not in layout.KINDS:
        raise Refused(f"{layout.BUNDLE} is of a version or kind that this verifier does not know")
    if type(head["index"]) is not int or head["index"] < 0 or not isinstance(head["log"], str):
        raise Refused(f"{layout.BUNDLE} names no entry or no log")
    return head


def _read_proof(box: Container, index: int) -> tuple[bytes, tuple[bytes, ...]]:
    proof = parse_proof(box.read(layout.PROOF, layout.LIMITS[layout.PROOF]))
    if proof.extra is not None:
        raise Refused(f"{layout.PROOF} carries extra data that nothing vouches for")
    if proof.index != index:
        raise Refused(f"{layout.PROOF} is of entry {proof.index}, the bundle of entry {index}")
    return proof.checkpoint, tuple(proof.hashes)


def read_private(box: Container, name: str, limit: int) -> Private:
    """An opening, of at most `limit` bytes."""
    value = parse_canonical(box.read(name, limit), name)
    key, content = value.get("key"), value.get("content")
    if value.keys() != {"key", "content"} or not isinstance(content, dict):
        raise Refused(f"{name} has other keys than key and content")
    if not isinstance(key, str) or not _KEY.match(key):
        raise Refused(f"{name} has no key of 64 lower-case hex digits")
    return Private(bytes.fromhex(key), content)


def _check_names(box: Container, kind: str, manifest: Manifest, size: int) -> None:
    expected = set(layout.OF_KIND[kind])
    if kind == layout.RELEASE:
        expected |= {file.path for file in manifest.rendition("download")}
    tiles = {name for name in box.names if name.startswith(layout.ENTRIES)}
    if len(tiles) == layout.tile_count(size):  # else do not believe `size` enough to count to it
        expected |= {layout.tile_name(number, size) for number in range(len(tiles))}
    if expected <= box.names and len(tiles) != layout.tile_count(size):
        raise Refused(f"the entry files are not those of a log of {size} entries")
    layout.check_names(box.names, expected, kind)
