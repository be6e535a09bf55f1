"""A file of texts, JSON lines, Parquet or Arrow, and the shards that it is worked on in.

The file is read once, whole: every record is checked before any is processed, and the digest that a
run is continued by is that of its bytes. A shard says where some of its records stand, and is read on its own.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.tables import is_parquet
from cohortium_anonymize.text.streams.records import FIELDS, Record, of_line, of_row

SHARD_TEXTS = 1_000
SHARD_BYTES = (
    1 << 16
)  # of input, a few seconds' work, so that workers end together; one text may be more
LONGEST_LINE = 256 << 20  # bytes; more would fill the memory before it could be refused
ARROW = (".arrow", ".feather")
_ROWS = 64  # rows of a Parquet in memory at once


@dataclass(frozen=True, slots=True)
class Shard:
    """Some records of a file: bytes [start, end) of JSON lines, or rows [start, end) of a group of rows.

    `first` is the number of its first line or row; `texts` is how many records there are.
    """

    number: int
    path: str
    start: int
    end: int
    first: int
    texts: int
    group: int | None = None
    gold: bool = False

    @property
    def name(self) -> str:
        """As an error names it."""
        kind = "lines" if self.group is None else "rows"
        return f"{self.path}, {kind} from {self.first}"

    def records(self) -> Iterator[Record]:
        """The records. InputError when they are not those any more that were counted."""
        count = 0
        try:
            for record in self._lines() if self.group is None else self._rows(self.group):
                count += 1
                yield record
        except OSError as error:
            raise unread(Path(self.path), error) from None
        if count != self.texts:
            raise InputError(f"{self.path}: it changed while it was read: begin again")

    def _lines(self) -> Iterator[Record]:
        with Path(self.path).open("rb") as file:
            file.seek(self.start)
            number = self.first
            while file.tell() < self.end and (line := file.readline()):
                if line.strip():
                    yield of_line(line, number, gold=self.gold)
                number += 1

    def _rows(self, group: int) -> Iterator[Record]:
        for at, row in enumerate(_rows_from(Path(self.path), group, self.start, self.end)):
            yield of_row(row, self.first + at)


@dataclass(frozen=True, slots=True)
class Source:
    """A checked file: its shards in order, the SHA-256 of its bytes, and of what kind the ids are."""

    path: Path
    digest: str
    shards: tuple[Shard, ...]
    ids: str  # "text", "number", or "mixed"

    @property
    def texts(self) -> int:
        """How many records there are."""
        return sum(shard.texts for shard in self.shards)

    @classmethod
    def of(cls, path: Path, *, gold: bool = False) -> Source:
        """Read and check the file. InputError names the first line or row that is wrong.

        With `gold` the records carry annotated spans.
        """
        try:
            if not is_table(path):
                return _lines(path, gold)
            if gold:
                raise InputError(f"{path}: annotated texts come as JSON lines")
            return _table(path)
        except OSError as error:
            raise unread(path, error) from None


def is_table(path: Path) -> bool:
    """Whether a file of this name is a table, Parquet or Arrow, rather than JSON lines."""
    return is_parquet(path) or is_arrow(path)


def is_arrow(path: Path) -> bool:
    """Whether a file of this name is an Arrow file."""
    return path.suffix.lower() in ARROW


def unread(path: Path, error: OSError) -> InputError:
    """The error of a file that cannot be read."""
    return InputError(f"{path}: {error.strerror or 'cannot be read'}")


class _Cut:
    """Shards as they grow, and the kinds of ids."""

    def __init__(self, path: Path, gold: bool = False) -> None:
        self._path = str(path.resolve())
        self._gold = gold
        self._texts = self._size = 0
        self._kinds: set[str] = set()
        self.shards: list[Shard] = []

    @property
    def full(self) -> bool:
        """Whether the shard under way has enough."""
        return self._texts >= SHARD_TEXTS or self._size >= SHARD_BYTES

    def add(self, record: Record, size: int) -> None:
        """One more record of so many bytes."""
        self._texts += 1
        self._size += size
        self._kinds.add("text" if isinstance(record.id, str) else "number")

    def close(self, start: int, end: int, first: int, group: int | None = None) -> None:
        """The shard under way ends, if there is anything in it."""
        if self._texts:
            self.shards.append(
                Shard(
                    len(self.shards), self._path, start, end, first, self._texts, group, self._gold
                )
            )
        self._texts = self._size = 0

    def source(self, path: Path, digest: str) -> Source:
        """The file, all of it read."""
        kind = self._kinds.pop() if len(self._kinds) == 1 else "mixed"
        return Source(path, digest, tuple(self.shards), kind)


def _lines(path: Path, gold: bool) -> Source:
    cut, digest = _Cut(path, gold), hashlib.sha256()
    start = at = 0
    first = number = 1
    with path.open("rb") as file:
        for line in _bounded(file):
            digest.update(line)
            if line.strip():
                cut.add(of_line(line, number, gold=gold), len(line))
            at += len(line)
            number += 1
            if cut.full:
                cut.close(start, at, first)
                start, first = at, number
    cut.close(start, at, first)
    return cut.source(path, digest.hexdigest())


def _bounded(file: IO[bytes]) -> Iterator[bytes]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise InputError(f"line {number}: longer than {LONGEST_LINE >> 20} MB")
        yield line


def _table(path: Path) -> Source:
    cut = _Cut(path)
    number = 0
    try:
        for group in range(_groups(path)):
            start = at = 0
            for at, row in enumerate(_rows(path, group), 1):
                cut.add(of_row(row, number + at - 1), len(row["text"] or b""))
                if cut.full:
                    cut.close(start, at, number + start, group)
                    start = at
            cut.close(start, at, number + start, group)
            number += at
    except pa.ArrowException:
        raise InputError(
            f"{path}: no table of the kind it is named for, or a damaged one"
        ) from None
    return cut.source(path, _digest(path))


def _groups(path: Path) -> int:
    if is_arrow(path):
        with pa.memory_map(str(path)) as file:
            return int(pa.ipc.open_file(file).num_record_batches)
    return int(pa.parquet.read_metadata(path).num_row_groups)


@dataclass(slots=True)
class _Group:
    """A group of rows that is being read, and the next row."""

    key: tuple[object, ...]
    at: int
    rows: Iterator[dict[str, Any]]


class _Reading(threading.local):
    """What this thread reads: a shard mostly goes on after another of the same group, which begins at its
    first row however far in the shard is."""

    group: _Group | None = None


_READING = _Reading()


def forget() -> None:
    """Close what this thread reads."""
    _READING.group = None


def _rows_from(path: Path, group: int, start: int, end: int) -> Iterator[dict[str, Any]]:
    found = path.stat()
    key = (str(path), found.st_ino, found.st_mtime_ns, found.st_size, group)
    held = _READING.group
    if held is None or held.key != key or held.at > start:
        held = _READING.group = _Group(key, 0, _rows(path, group))
    while held.at < end and (row := next(held.rows, None)) is not None:
        held.at += 1
        if held.at > start:
            yield row


def _rows(path: Path, group: int) -> Iterator[dict[str, Any]]:
    """The rows of a row group; texts as bytes, so that one of them may be no UTF-8."""
    for batch in _batches(path, group):
        _check_columns(batch.schema)
        columns = [_bytes(column).to_pylist() for column in batch.columns]
        names = batch.schema.names
        yield from (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _batches(path: Path, group: int) -> Iterator[pa.RecordBatch]:
    if is_arrow(path):
        with pa.memory_map(str(path)) as file:
            whole = pa.ipc.open_file(file).get_batch(group)
            for at in range(0, whole.num_rows, _ROWS):
                yield whole.slice(at, _ROWS)
    else:
        with pa.parquet.ParquetFile(path, pre_buffer=False) as file:
            yield from file.iter_batches(_ROWS, [group])


def _check_columns(schema: pa.Schema) -> None:
    names = schema.names
    if not {"id", "text"} <= set(names) <= FIELDS or len(set(names)) < len(names):
        raise InputError("the table needs the columns id, text and, where any, known; no others")


def _bytes(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _bytes(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.large_binary())
    return column


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
