"""A bundle's zip, read safely: nothing is extracted, nothing is whole in memory unless asked.

Any compression that Python reads is accepted, in any order, with or without directory entries, and
under one top folder too, since people re-zip files. Refused: encrypted or repeated members, and
members that unpack to far more than a bundle's content ever does (zip bombs).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import IO

from cohortium.errors import BadInput, Refused

MAX_MEMBERS = 1_000_000  # entry files hold 256 entries each: room for 250 million entries
MAX_RATIO = 200  # JSON entries shrink some 10 times, Parquet hardly at all
RATIO_FROM = 1 << 20  # a small member cannot be a bomb
CHUNK = 1 << 20

_ENCRYPTED = 0x1
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # magic, ..., length of name, length of extra field
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError)
_DAMAGED = (*_UNREADABLE, zlib.error, LZMAError, OSError, RuntimeError)


class Container:
    """The members of an open zip by name. Reading raises Refused for a damaged or bulky member."""

    def __init__(self, archive: zipfile.ZipFile, stream: IO[bytes]) -> None:
        self._archive = archive
        self._stream = stream
        self._members = _members(archive.infolist())  # raises Refused

    @property
    def names(self) -> frozenset[str]:
        """Names of all members that are files."""
        return frozenset(self._members)

    def size(self, name: str) -> int:
        """Bytes of a member once unpacked, as the zip declares it."""
        return self._members[name].file_size

    def read(self, name: str, limit: int) -> bytes:
        """A whole member of at most `limit` bytes."""
        if name not in self._members:
            raise Refused(f"{name} is missing")
        if self.size(name) > limit:
            raise Refused(f"{name} has more than the {limit} bytes that it may have")
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member's bytes in pieces of about a megabyte, as many as the zip declares."""
        info = self._members[name]
        stored = info.compress_type == zipfile.ZIP_STORED
        count = 0
        try:
            for chunk in self._stored(info) if stored else self._unpacked(info):
                count += len(chunk)
                yield chunk
        except _DAMAGED as error:
            raise Refused(f"{name} is damaged inside the zip") from error
        if count != info.file_size:
            raise Refused(f"{name} is cut short inside the zip")

    def _unpacked(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        with self._archive.open(info) as member:
            while chunk := member.read(CHUNK):
                yield chunk

    def _stored(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Straight from the file: the zip's CRC adds nothing to the digests checked above it."""
        self._stream.seek(info.header_offset)
        magic, name, extra = _LOCAL_HEADER.unpack(self._stream.read(_LOCAL_HEADER.size))
        if magic != b"PK\x03\x04":
            raise zipfile.BadZipFile
        self._stream.seek(name + extra, 1)
        left = info.file_size
        while left and (chunk := self._stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """Open the zip at `path`. Raises BadInput for what is no zip or cannot be read."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    with stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (*_UNREADABLE, OSError) as error:
            raise BadInput(f"{path} is not a readable zip: ask for the bundle again") from error
        with archive:
            yield Container(archive, stream)


def _members(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MAX_MEMBERS:
        raise Refused(f"the zip has more than {MAX_MEMBERS} members")
    files = [info for info in infos if not info.is_dir() or info.file_size]
    top = _top_folder([info.filename for info in files])
    members: dict[str, zipfile.ZipInfo] = {}
    for info in files:
        name = info.filename.removeprefix(top)
        _check_member(info, name)
        if name in members:
            raise Refused(f"{name!a} stands twice in the zip")
        members[name] = info
    return members


def _top_folder(names: list[str]) -> str:
    """The folder that holds everything, if the bundle was zipped from outside it."""
    top = names[0].partition("/")[0] + "/" if names else ""
    return top if f"{top}bundle.json" in names and all(n.startswith(top) for n in names) else ""


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise Refused(f"{name!a} is encrypted; bundles are not")
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise Refused(f"{name!a} unpacks to more than {MAX_RATIO} times its size: a zip bomb")
    if info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
        raise Refused(f"{name!a} is damaged inside the zip")
