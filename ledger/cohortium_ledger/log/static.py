"""The static tree of a log: what any C2SP client reads over HTTP or from a folder (tlog-tiles).

``log.vkey``, ``checkpoint``, and tiles and entry bundles up to the newest checkpoint. A partial tile
is the beginning of the full one, so every width that was ever published stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from cohortium_ledger.errors import (
    FormatError,
    HistoryForked,
    HistoryRolledBack,
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerUnavailable,
)
from cohortium_ledger.formats.checkpoint import parse_checkpoint
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.tiles import (
    WIDTH,
    Tile,
    entry_bundle,
    parse_tile_path,
    partial_tiles_of,
    tiles_of,
)
from cohortium_ledger.log.tile_store import TileStore
from cohortium_ledger.tree.hashing import HASH_SIZE

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


def export(
    store: TileStore,
    read: ReadStatic,
    vkeys: Collection[str],
    published: Sequence[tuple[int, bytes]],
    root: Callable[[int], bytes],
) -> None:
    """Put the static tree into `store`, empty or holding an earlier export of this log.

    `published` are sizes and notes of all published checkpoints, oldest first, and `root` gives the
    log's root of any size. `vkeys` are all keys the log ever had: an earlier export may name another
    than the one of now. A partial tile of an older checkpoint is there until its full tile is. The
    checkpoint comes last, so a reader never sees one whose tiles are not there, and what it covers
    is not put again. Raises LedgerCorrupt, which names it, when another file is in a tile's place.
    """
    size, note = published[-1]
    _replace_key(store, _found(read, "log.vkey"), vkeys)
    there = store.read("checkpoint")
    covered = 0 if there is None else _covered(there[0], size, root)
    earlier = [past for past, _ in published[:-1] if past > covered]
    for tile in _wanted(earlier, size):
        if not _is_full(tile, covered):
            _create(store, tile.path, _found(read, tile.path))
    _replace(store, "checkpoint", note, there)


def _covered(note: bytes, size: int, root: Callable[[int], bytes]) -> int:
    """The size of the checkpoint that is there: one that this log, of `size` now, continues."""
    try:
        head = parse_checkpoint(parse_note(note).text)
    except FormatError as error:
        raise LedgerCorrupt("the checkpoint of the earlier export is damaged") from error
    if head.size > size:
        raise HistoryRolledBack(
            f"an export of {head.size} entries is there, and this ledger has published {size}:"
            " it is an older copy of the ledger"
        )
    if root(head.size) != head.root:
        raise HistoryForked(f"the export there has another history of {head.size} entries")
    return head.size


def _create(store: TileStore, path: str, data: bytes) -> None:
    if store.create(path, data):
        return
    there = store.read(path)  # what a broken-off export left, or another exporter
    if there is None or there[0] != data:
        raise LedgerCorrupt(f"another {path} is in its place, and a tile never changes")


def _wanted(earlier: Iterable[int], newest: int) -> Iterator[Tile]:
    yield from tiles_of(newest)
    partial = {tile for size in earlier for tile in partial_tiles_of(size)}
    yield from (tile for tile in partial if not _is_full(tile, newest))


def _is_full(tile: Tile, size: int) -> bool:
    height = 0 if tile.level is None else tile.level
    return (tile.index + 1) * WIDTH <= size >> (8 * height)


def _replace_key(store: TileStore, key: bytes, vkeys: Collection[str]) -> None:
    """Put the log's key there; refuse a place that holds another log's export, or anything else."""
    there = store.read("log.vkey")
    if there is None and not store.is_empty():
        raise LedgerExists("the folder or prefix is not empty and holds no export: choose another")
    if there is not None and there[0] not in {f"{vkey}\n".encode() for vkey in vkeys}:
        raise LedgerExists("the folder or prefix holds the export of another log: choose another")
    _replace(store, "log.vkey", key, there)


def _replace(store: TileStore, path: str, data: bytes, there: tuple[bytes, str] | None) -> None:
    if there is not None and there[0] == data:
        return
    if not store.replace(path, data, None if there is None else there[1]):
        raise LedgerUnavailable("another export to there was faster: export it again")


def _found(read: ReadStatic, path: str) -> bytes:
    data = read(path)
    if data is None:
        raise LedgerError(f"the log has no {path}")
    return data
