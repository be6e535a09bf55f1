"""Makes bundles: a zip written beside its target, made durable, then put in place.

Everything comes in as arguments and nothing is checked here but what writing needs: `verify` is the
judge, and the flow that writes a bundle should ask it. The same input gives the same bytes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cohortium.bundle import layout
from cohortium.canonical import canonical_bytes
from cohortium.manifest import parse_manifest
from cohortium_ledger.formats.checkpoint import parse_checkpoint
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.proof import parse_proof
from cohortium_ledger.formats.tiles import entry_bundle

Entries = Callable[[int, int], Iterable[bytes]]  # entries(start, stop), as `Log.entries`
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's first moment: no clock in a bundle


def write_release_bundle(
    target: Path,
    *,
    vkey: str,
    proof: bytes,
    entries: Entries,
    manifest: bytes,
    exact_key: bytes,
    exact: Mapping[str, Any],
    leaves: Iterable[bytes],
    folder: Path,
) -> None:
    """Write a release's bundle to `target`.

    `proof` is the tlog-proof of its `release.published` entry, `leaves` the subject-consent tree's
    in order, `folder` the release's folder, which holds ``download/``.
    """
    with _new_zip(target) as archive:
        _add_log(archive, layout.RELEASE, vkey, proof, entries)
        _add(archive, layout.MANIFEST, manifest)
        _add(archive, layout.EXACT, _opening(exact_key, exact))
        _add(archive, layout.LEAVES, b"".join(leaves))
        for file in parse_manifest(manifest).rendition("download"):
            _add_file(archive, file.path, folder / file.path)


def write_receipt_bundle(
    target: Path,
    *,
    vkey: str,
    proof: bytes,
    entries: Entries,
    manifest: bytes,
    answer_key: bytes,
    answer: Mapping[str, Any],
) -> None:
    """Write a receipt's bundle to `target`; `proof` is that of its `query.answered` entry."""
    with _new_zip(target) as archive:
        _add_log(archive, layout.RECEIPT, vkey, proof, entries)
        _add(archive, layout.MANIFEST, manifest)
        _add(archive, layout.ANSWER, _opening(answer_key, answer))


@dataclass(frozen=True, slots=True)
class Told:
    """A choice as the ledger has it: entry, its proof and opening, and the binding of the key that signed."""

    entry: bytes
    proof: bytes
    key: bytes
    content: Mapping[str, Any]
    bound: bytes
    bound_proof: bytes


def write_patient_receipt(
    target: Path, *, vkey: str, study: Mapping[str, Any], granted: Told, withdrawn: Told | None
) -> None:
    """Write a patient's own receipt to `target`; all proofs must lead to one checkpoint."""
    index = parse_proof(granted.proof).index
    head = {"v": layout.VERSION, "kind": layout.CONSENT, "index": index, "log": vkey}
    with _new_zip(target) as archive:
        _add(archive, layout.BUNDLE, canonical_bytes(head))
        _add(archive, layout.STUDY, canonical_bytes(dict(study)))
        for folder, told in ((layout.GRANTED, granted), (layout.WITHDRAWN, withdrawn)):
            if told is not None:
                parts = (
                    told.entry, _opening(told.key, told.content), told.proof, told.bound,
                    told.bound_proof,
                )  # fmt: skip
                for name, data in zip(layout.CHOICE, parts, strict=True):
                    _add(archive, f"{folder}/{name}", data)


@contextmanager
def _new_zip(target: Path) -> Iterator[zipfile.ZipFile]:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _add_log(
    archive: zipfile.ZipFile, kind: str, vkey: str, proof: bytes, entries: Entries
) -> None:
    parsed = parse_proof(proof)
    size = parse_checkpoint(parse_note(parsed.checkpoint).text).size
    head = {"v": layout.VERSION, "kind": kind, "index": parsed.index, "log": vkey}
    _add(archive, layout.BUNDLE, canonical_bytes(head))
    _add(archive, layout.PROOF, proof)
    for number in range(layout.tile_count(size)):
        start = number * layout.PER_TILE
        rows = entries(start, min(start + layout.PER_TILE, size))
        _add(archive, layout.tile_name(number, size), entry_bundle(rows))


def _opening(key: bytes, content: Mapping[str, Any]) -> bytes:
    return canonical_bytes({"key": key.hex(), "content": dict(content)})


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_member(name, zipfile.ZIP_DEFLATED), data)


def _add_file(archive: zipfile.ZipFile, name: str, source: Path) -> None:
    """Stored, not deflated: Parquet is compressed already, and stored bytes verify fastest."""
    info = _member(name, zipfile.ZIP_STORED)
    info.file_size = source.stat().st_size
    with source.open("rb") as data, archive.open(info, "w") as member:
        shutil.copyfileobj(data, member, 1 << 20)


def _member(name: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = compression
    info.external_attr = 0o644 << 16
    return info
