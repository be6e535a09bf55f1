"""Where records stand: the files of a folder, of a zip, or one file, gzipped or not.

Nothing is unpacked to disk: members are read as streams. A file that cannot be read to its end is bad
input as a whole (`readable`), so that an intake is never half-taken. Decompression is bounded.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from cohortium.errors import BadInput

LINE_LIMIT = 256 << 20  # longest line and largest bundle held in memory; beyond it, send NDJSON
BOMB_FLOOR = 64 << 20  # below this many bytes any ratio is fine
BOMB_RATIO = 250  # text of real exports shrinks 10 to 30 times; deflate's most is 1,032
ZIP_MARK = b"PK\x03\x04"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SUFFIXES = (".ndjson", ".jsonl", ".json", ".csv", ".tsv", ".toml")  # of what may hold records
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file. `name` is its path inside the source; `size` its bytes as stored."""

    name: str
    size: int
    opener: Callable[[], BinaryIO]

    @property
    def base(self) -> str:
        """Its file name in lower case, without ``.gz``."""
        return PurePosixPath(self.name).name.lower().removesuffix(".gz")

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its decompressed bytes."""
        with self.opener() as stored:
            buffered = io.BufferedReader(_Bounded(stored, None, self.name), _BUFFER)
            if buffered.peek(2)[:2] != b"\x1f\x8b":
                yield cast(BinaryIO, buffered)
                return
            with gzip.GzipFile(fileobj=buffered) as plain:
                yield cast(
                    BinaryIO, io.BufferedReader(_Bounded(plain, self.size, self.name), _BUFFER)
                )


class _Bounded(io.RawIOBase):
    """A stream that refuses to grow past all proportion to its stored size."""

    def __init__(self, inner: io.BufferedIOBase | BinaryIO, stored: int | None, name: str) -> None:
        super().__init__()
        self._inner, self._name, self._read = inner, name, 0
        self._most = None if stored is None else max(BOMB_FLOOR, stored * BOMB_RATIO)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # typeshed says Buffer
        data = self._inner.read(len(buffer))
        self._read += len(data)
        if self._most is not None and self._read > self._most:
            raise BadInput(f"{self._name}: unpacks to far more than any export; send it unpacked")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def readable(name: str) -> Iterator[None]:
    """What cannot be read to its end is bad input, whole: nothing of this intake is taken."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise BadInput(f"{name}: is cut short or damaged; copy it again") from error
    except NotImplementedError as error:
        raise BadInput(f"{name}: its compression is not supported; use deflate") from error
    except FileNotFoundError as error:
        raise BadInput(f"{name}: is not there (any more)") from error
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise BadInput(f"{name}: {reason}") from error


@contextmanager
def members(path: Path) -> Iterator[list[Member]]:
    """The files at `path`, in a fixed order, hidden ones and macOS droppings left out."""
    with readable(path.name):
        if path.is_dir():
            yield [_plain(file, file.relative_to(path).as_posix()) for file in _files(path)]
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield [_zipped(archive, info) for info in _infos(archive)]
        else:
            if _starts(path, ZIP_MARK) or path.suffix.lower() == ".zip":
                raise zipfile.BadZipFile(path.name)
            yield [_plain(path, path.name)]


def whole(member: Member) -> bytes:
    """All bytes of a file that is read at once."""
    with readable(member.name), member.open() as stream:
        text = stream.read(LINE_LIMIT + 1)
    if len(text) > LINE_LIMIT:
        raise BadInput(
            f"{member.name}: is too large for one bundle; send NDJSON, one resource a line"
        )
    return text


def lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """(1-based number, bytes) of each line that is not blank."""
    number = 0
    while line := stream.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            raise BadInput(f"{name}: line {number} is too long; send NDJSON, one resource a line")
        if number == 1:
            line = utf8(line, name)
        if not line.isspace() and line:
            yield number, line


def utf8(start: bytes, name: str) -> bytes:
    """The first bytes of a text without its UTF-8 byte order mark; UTF-16 is bad input."""
    if start.startswith(UTF16_MARKS):
        raise BadInput(f"{name}: is UTF-16: save it as UTF-8")
    return start.removeprefix(codecs.BOM_UTF8)


def _starts(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _plain(file: Path, name: str) -> Member:
    return Member(name, file.stat().st_size, lambda: file.open("rb"))


def _files(folder: Path) -> list[Path]:
    """The files below `folder`. One that may hold records and cannot be reached is bad input."""

    def refuse(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(folder).as_posix()
        raise BadInput(f"{folder.name}/{name}: {error.strerror or 'it cannot be read'}") from error

    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not _hidden(name)]
        for name in names:
            file = Path(root, name)
            if file.is_file() and not _hidden(name):
                found.append(file)
            elif file.is_symlink() and name.lower().removesuffix(".gz").endswith(SUFFIXES):
                raise BadInput(
                    f"{file.relative_to(folder).as_posix()}: leads nowhere; mend the link"
                )
    return sorted(found)


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _infos(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    infos = sorted((info for info in infos if not _hidden(info.filename)), key=_by_name)
    for info in infos:
        if info.flag_bits & 1:
            raise BadInput(f"{info.filename}: is encrypted; send it without a password")
        if info.file_size > max(BOMB_FLOOR, info.compress_size * BOMB_RATIO):
            raise BadInput(
                f"{info.filename}: unpacks to far more than any export; send it unpacked"
            )
    return infos


def _by_name(info: zipfile.ZipInfo) -> str:
    return info.filename


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    return Member(info.filename, info.file_size, lambda: archive.open(info))  # type: ignore[return-value,arg-type] # IO[bytes]
