"""The records that come out: in parts, one for each shard, and put together in their order.

As JSON lines a part is a piece of the output, byte for byte. As Parquet or Arrow it is an Arrow stream, and
the output's columns are id, text, spans, quarantined, reason (null where there is none) and, explained, vetoed.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text.streams.source import Source, is_arrow, is_table

_ROWS: Final = 256  # rows of a part that are put together at once
_GROUP_BYTES: Final = 1 << 20  # of a group of rows, in memory: parts are put together up to there
_SPAN = [("start", pa.int64()), ("end", pa.int64()), ("type", pa.string()), ("source", pa.string())]
_WHY = [("recognizer", pa.string()), ("why", pa.string()), ("also", pa.list_(pa.string()))]


@dataclass(frozen=True, slots=True)
class Part:
    """What parts are: JSON lines, or (where `table`) an Arrow stream, its ids texts or numbers."""

    table: bool = False
    numbers: bool = False
    explained: bool = False

    @classmethod
    def of(cls, source: Source, output: Path, *, explained: bool) -> Part:
        """Those of an output file. InputError when the ids fit in no column."""
        table = is_table(output)
        if table and source.ids == "mixed" and source.texts:
            raise InputError(f"{source.path}: ids are texts and numbers: a column holds one kind")
        return cls(table, source.ids == "number", explained)

    @property
    def schema(self) -> pa.Schema:
        """The columns of a table."""
        span = pa.struct([*_SPAN, *(_WHY if self.explained else [])])
        columns = [
            ("id", pa.int64() if self.numbers else pa.string()), ("text", pa.string()),
            ("spans", pa.list_(span)), ("quarantined", pa.bool_()), ("reason", pa.string()),
        ]  # fmt: skip
        return pa.schema([*columns, *([("vetoed", pa.list_(span))] if self.explained else [])])


def part_name(number: int) -> str:
    """The file of a shard's part."""
    return f"{number:08d}.part"


def write_part(records: Iterable[dict[str, Any]], part: Part, file: IO[bytes]) -> None:
    """Write the records of a shard."""
    if part.table:
        _write_table(records, part.schema, file)
        return
    for record in records:
        file.write(json.dumps(record, ensure_ascii=True).encode("ascii") + b"\n")


def _write_table(records: Iterable[dict[str, Any]], schema: pa.Schema, file: IO[bytes]) -> None:
    source = iter(records)
    with pa.ipc.new_stream(file, schema) as writer:
        while rows := list(islice(source, _ROWS)):
            try:
                writer.write_batch(pa.RecordBatch.from_pylist(rows, schema))
            except (UnicodeEncodeError, OverflowError, pa.ArrowInvalid):
                raise InputError(
                    "an id is no UTF-8, or no number of 64 bits: a table cannot hold it"
                ) from None


def join(parts: Iterable[Path], part: Part, output: Path, file: IO[bytes]) -> None:
    """Write the output of its parts, in their order, without holding more than a piece of one."""
    if not part.table:
        for path in parts:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, io.DEFAULT_BUFFER_SIZE * 16)
        return
    make: Any = pa.ipc.new_file if is_arrow(output) else pa.parquet.ParquetWriter
    with make(file, part.schema) as writer:
        for table in _groups(parts):
            for batch in table.combine_chunks().to_batches():
                writer.write_batch(batch)


def _groups(parts: Iterable[Path]) -> Iterator[pa.Table]:
    """The rows of the parts, of so many at once that a group of rows is worth its overhead."""
    held: list[pa.Table] = []
    for path in parts:
        with pa.ipc.open_stream(path.read_bytes()) as reader:
            held.append(reader.read_all())
        if sum(table.nbytes for table in held) >= _GROUP_BYTES:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)
