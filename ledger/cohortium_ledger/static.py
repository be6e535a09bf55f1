"""The static tree of a log: what any C2SP client reads over HTTP or from a folder (tlog-tiles).

``log.vkey``, ``checkpoint``, and tiles and entry bundles up to the newest checkpoint. A partial tile
is the beginning of the full one, so every width that was ever published stays readable.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cohortium_ledger.errors import FormatError, LedgerError, LedgerExists, LedgerUnavailable
from cohortium_ledger.tiles import (
    WIDTH,
    Tile,
    entry_bundle,
    parse_tile_path,
    partial_tiles_of,
    tiles_of,
)
from cohortium_ledger.tree import HASH_SIZE

ReadTile = Callable[[int, int], bytes]
ReadEntries = Callable[[int, int], Iterator[bytes]]
ReadStatic = Callable[[str], bytes | None]


def read_static(
    path: str, size: int, read_tile: ReadTile, read_entries: ReadEntries
) -> bytes | None:
    """The tile or entry bundle at `path` of a log with a checkpoint of `size`; None if there is none."""
    try:
        tile = parse_tile_path(path)
    except FormatError:
        return None  # not a path of this tree, which is an answer
    height = 0 if tile.level is None else tile.level
    first = tile.index * WIDTH
    if first + tile.width > size >> (8 * height):
        return None
    if tile.level is None:
        return entry_bundle(read_entries(first, first + tile.width))
    return read_tile(tile.level, tile.index)[: tile.width * HASH_SIZE]


def export(directory: Path, read: ReadStatic, vkey: str, sizes: Iterable[int]) -> None:
    """Write the static tree; `sizes` are those of all published checkpoints, oldest first.

    A partial tile of an older checkpoint is there until its full tile is. The checkpoint comes last, so a reader never sees one whose tiles are not there.
    """
    *earlier, newest = sizes
    try:
        _check_target(directory, vkey)
        _write(directory / "log.vkey", f"{vkey}\n".encode())
        for tile in _wanted(earlier, newest):
            path = directory / tile.path
            if not path.exists():
                _write(path, _found(read, tile.path))
        _write(directory / "checkpoint", _found(read, "checkpoint"))
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise LedgerUnavailable(f"the static tree is not complete: {reason}") from error


def _wanted(earlier: Iterable[int], newest: int) -> Iterator[Tile]:
    yield from tiles_of(newest)
    partial = {tile for size in earlier for tile in partial_tiles_of(size)}
    yield from (tile for tile in partial if not _is_full(tile, newest))


def _is_full(tile: Tile, size: int) -> bool:
    height = 0 if tile.level is None else tile.level
    return (tile.index + 1) * WIDTH <= size >> (8 * height)


def _check_target(directory: Path, vkey: str) -> None:
    key = directory / "log.vkey"
    if key.exists():
        if key.read_bytes() != f"{vkey}\n".encode():
            raise LedgerExists("the folder holds the export of another log: choose another folder")
    elif directory.exists() and any(directory.iterdir()):
        raise LedgerExists("the folder is not empty and holds no export: choose another folder")


def _found(read: ReadStatic, path: str) -> bytes:
    data = read(path)
    if data is None:
        raise LedgerError(f"the log has no {path}")
    return data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
