"""Paths and contents of tiles and entry bundles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_ledger import (
    FormatError,
    Tile,
    entry_bundle,
    parse_entry_bundle,
    parse_tile_path,
    tiles_of,
)


def test_the_specifications_counts_and_path(shared: Path) -> None:
    example = json.loads((shared / "vectors/ledger/c2sp/examples.json").read_text())
    tiles = list(tiles_of(example["tile_counts"]["size"]))
    for level in (0, 1, 2):
        widths = [t.width for t in tiles if t.level == level]
        assert widths.count(256) == example["tile_counts"].get(f"level{level}_full", 0)
        assert [w for w in widths if w < 256] == [example["tile_counts"][f"level{level}_partial"]]
    assert max(t.level for t in tiles if t.level is not None) == 2
    assert Tile(0, 1234067).path == "tile/0/" + example["tile_path"]["1234067"]


@pytest.mark.parametrize(
    ("size", "paths"),
    [
        (0, []),
        (1, ["tile/entries/000.p/1", "tile/0/000.p/1"]),
        (256, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]),
    ],
)
def test_tiles_of_small_logs(size: int, paths: list[str]) -> None:
    assert [tile.path for tile in tiles_of(size)] == paths


@given(st.none() | st.integers(0, 63), st.integers(0, 2**50), st.integers(1, 256))
def test_paths_print_back_equal(level: int | None, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/64/000",
        "tile/-1/000", "tile/0/x000/001", "tile/0/x001/x002", "tile/0/001/002", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "/tile/0/000",
        "tile/0/000/", "tile/data/000", "tile/8/0/000", "tile/0/00\u0660", "tile/0/000\n",
        "../tile/0/000", "tile/entries/000.p/300",
    ],
)  # fmt: skip
def test_what_is_no_tile_path(path: str) -> None:
    with pytest.raises(FormatError):
        parse_tile_path(path)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_are_read_back(entries: list[bytes]) -> None:
    assert parse_entry_bundle(entry_bundle(entries)) == entries


def test_bundles_hold_entries_of_full_size_and_no_larger() -> None:
    assert parse_entry_bundle(entry_bundle([b"x" * 65_535])) == [b"x" * 65_535]
    with pytest.raises(FormatError):
        entry_bundle([b"x" * 65_536])


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01ab\x00", b"\x00\x00" * 257])
def test_what_is_no_bundle(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_entry_bundle(data)
