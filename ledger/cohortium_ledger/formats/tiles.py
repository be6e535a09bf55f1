"""Tiles: the log as files that never change (C2SP tlog-tiles).

A tile of level L and number N holds up to 256 hashes of 32 bytes, each the root of a perfect subtree
of 256^L leaves; an entry bundle holds the 256 entries below one tile of level 0, each after its
length in two bytes. Paths are ``tile/<L>/<N>[.p/<W>]`` and ``tile/entries/<N>[.p/<W>]``, N in groups
of three digits: 1234067 is ``x001/x234/067``. Reading and serving them is `log`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.entry import MAX_ENTRY

WIDTH = 256
MAX_LEVEL = 63
_PATH = re.compile(
    r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: `level` 0 to 63, or None for an entry bundle; `width` 256, or less when partial."""

    level: int | None
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if self.level is not None and not 0 <= self.level <= MAX_LEVEL:
            raise FormatError(f"no tile of level {self.level}")
        if self.index < 0 or not 1 <= self.width <= WIDTH:
            raise FormatError(f"no tile {self.index} of width {self.width}")

    @property
    def path(self) -> str:
        """Where the tile stands under the log's prefix."""
        level = "entries" if self.level is None else str(self.level)
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number}{partial}"

    @property
    def full(self) -> Tile:
        """The whole tile that this one will be part of."""
        return Tile(self.level, self.index)


def parse_tile_path(path: str) -> Tile:
    """Read a tile's path; refuses what would not print back equal."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise FormatError("no path of a tile")
    level = None if match[1] == "entries" else int(match[1])
    index = int(match[2].replace("x", "").replace("/", ""))
    tile = Tile(level, index, int(match[3]) if match[3] else WIDTH)
    if tile.path != path:
        raise FormatError("no path of a tile")
    return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile and bundle that a log of `size` leaves has; partial ones at their width then."""
    for index in range(-(-size // WIDTH)):
        yield Tile(None, index, min(WIDTH, size - index * WIDTH))
    level = 0
    while size:
        for index in range(-(-size // WIDTH)):
            yield Tile(level, index, min(WIDTH, size - index * WIDTH))
        size //= WIDTH
        level += 1


def partial_tiles_of(size: int) -> Iterator[Tile]:
    """The partial tiles and the partial bundle among `tiles_of(size)`."""
    if size % WIDTH:
        yield Tile(None, size // WIDTH, size % WIDTH)
    level = 0
    while size:
        if size % WIDTH:
            yield Tile(level, size // WIDTH, size % WIDTH)
        size //= WIDTH
        level += 1


def entry_bundle(entries: Iterable[bytes]) -> bytes:
    """The bytes of an entry bundle."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise FormatError(f"an entry has at most {MAX_ENTRY} bytes, not {len(entry)}")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def parse_entry_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle, at most 256."""
    entries: list[bytes] = []
    position = 0
    while position < len(data):
        start = position + 2
        position = start + int.from_bytes(data[position:start], "big")
        if start > len(data) or position > len(data):
            raise FormatError("no entry bundle: it ends in the middle of an entry")
        entries.append(data[start:position])
    if len(entries) > WIDTH:
        raise FormatError(f"no entry bundle: more than {WIDTH} entries")
    return entries
