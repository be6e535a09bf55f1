"""The files that a table stands in, and the shards they are worked on in.

One file, a folder, or a pattern: all are Parquet with the same columns, or all CSV with the same header.
What a name stands for is the rows of all its files; which file a row stands in says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from cohortium_anonymize.errors import InputError, InRow, Unfit
from cohortium_anonymize.tables import PARQUET, CsvBatches, is_parquet, read_table, reading

SHARD_ROWS = 1 << 20  # of Parquet, or a row group where that is larger; a CSV is one shard
PATTERN = frozenset("*?[")
TABLES = (*PARQUET, ".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Shard:
    """Some rows of a file: all, or (of Parquet) some `groups`. `number` is its own."""

    number: int
    path: str
    delimiter: str
    groups: tuple[int, ...] | None = None

    @property
    def name(self) -> str:
        """As an error names it."""
        if self.groups is None:
            return self.path
        return f"{self.path}, row groups {self.groups[0]} to {self.groups[-1]}"


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one table; `schema` is theirs, with words where a file has a dictionary of them."""

    paths: tuple[Path, ...]
    delimiter: str
    schema: pa.Schema

    @classmethod
    def of(cls, source: Path, delimiter: str = ",") -> Parts:
        """Those of `source`, by name. InputError when there are none, or they do not go together."""
        paths = tuple(_files(source))
        first, *others = [_schema(path, delimiter) for path in paths]
        for path, schema in zip(paths[1:], others, strict=True):
            if is_parquet(path) != is_parquet(paths[0]):
                raise InputError(f"{path}: the other files are no {path.suffix}: give one kind")
            if schema.names != first.names:
                raise InputError(f"{path}: its columns are not those of {paths[0]}, in their order")
            for ours, theirs in zip(schema, first, strict=True):
                if ours.type != theirs.type:
                    raise InputError(
                        f"{path}: column {ours.name} is {ours.type}; in {paths[0]} it is"
                        f" {theirs.type}"
                    )
        return cls(paths, delimiter, first)

    def table(self) -> pa.Table:
        """All rows, in memory, file by file."""
        return pa.concat_tables([plain(read_table(path, self.delimiter)) for path in self.paths])

    def shards(self) -> list[Shard]:
        """Shards of about `SHARD_ROWS`, in the order of files and rows."""
        found: list[Shard] = []
        for path in self.paths:
            for groups in _grouped(path, SHARD_ROWS) if is_parquet(path) else [None]:
                found.append(Shard(len(found), str(path.resolve()), self.delimiter, groups))
        return found

    def cells(self) -> int:
        """How many values there are, at most."""
        with reading(self.paths[0]):
            if is_parquet(self.paths[0]):
                rows = sum(pa.parquet.read_metadata(path).num_rows for path in self.paths)
                return int(rows) * len(self.schema)
            return sum(path.stat().st_size for path in self.paths)

    def placed(self, unfit: Unfit) -> InputError:
        """The error, naming the first row in which such a value stands, and its file if there are more."""
        values = pa.array(unfit.values, pa.string())
        for path in self.paths:
            start = 0
            with reading(path):
                for batch in batches(path, self.delimiter, None, [unfit.column]):
                    words = pc.cast(plain(pa.Table.from_batches([batch])).column(0), pa.string())
                    at = pc.index(pc.is_in(words, value_set=values), True).as_py()
                    if at >= 0:
                        return self._in_file(path, unfit.in_row(start + at))
                    start += batch.num_rows
        return unfit

    def located(self, error: InRow) -> InputError:
        """An error of the whole `table`, naming the file of its row if there are more."""
        row = error.row
        for path in self.paths if len(self.paths) > 1 else ():
            rows = sum(batch.num_rows for batch in batches(path, self.delimiter, None, []))
            if row < rows:
                return self._in_file(path, InRow(error.said, row))
            row -= rows
        return error

    def _in_file(self, path: Path, error: InRow) -> InputError:
        return error if len(self.paths) == 1 else InRow(f"{path}: {error.said}", error.row)


def batches(
    path: Path,
    delimiter: str,
    groups: Sequence[int] | None = None,
    columns: Sequence[str] | None = None,
    rows: int = 1 << 16,
) -> Iterator[pa.RecordBatch]:
    """The rows of a file, so many at a time."""
    if is_parquet(path):
        with pa.parquet.ParquetFile(path) as file:
            yield from file.iter_batches(
                rows, None if groups is None else list(groups), columns and list(columns)
            )
        return
    csv = CsvBatches(path, delimiter, columns)
    yield from csv.reader
    csv.check()


def plain(table: pa.Table) -> pa.Table:
    """`table` with words for codes of a dictionary, whose order is the rows', and no metadata.

    Views of words are words too: Arrow cannot take rows of them.
    """
    columns = [column.cast(_plain(column.type)) for column in table.columns]
    return pa.table(columns, table.column_names)


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_string_view(kind):
        return pa.string()
    return pa.binary() if pa.types.is_binary_view(kind) else kind


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return _tables(source, [p for p in source.iterdir() if p.name[0] not in "._"])
    if not source.exists() and PATTERN & set(source.name):
        return _tables(source, list(source.parent.glob(source.name)))
    return [source]


def _tables(source: Path, found: list[Path]) -> list[Path]:
    if not found:
        raise InputError(f"{source}: no files there")
    for path in sorted(found):
        if not path.is_file() or path.suffix.lower() not in TABLES:
            raise InputError(f"{path}: neither CSV nor Parquet: take it out, or give a pattern")
    return sorted(found)


def _schema(path: Path, delimiter: str) -> pa.Schema:
    with reading(path):
        if not is_parquet(path):
            return CsvBatches(path, delimiter).reader.schema
        schema = pa.parquet.read_schema(path).remove_metadata()
    for name in schema.names:
        if schema.names.count(name) > 1:
            raise InputError(f"{path}: column {name} stands there twice")
    return plain(schema.empty_table()).schema


def _grouped(path: Path, rows: int) -> list[tuple[int, ...] | None]:
    """The row groups of a Parquet file, put together to shards; None: all of them in one."""
    with reading(path):
        metadata = pa.parquet.read_metadata(path)
    shards: list[list[int]] = [[]]
    held = 0
    for group in range(metadata.num_row_groups):
        many = metadata.row_group(group).num_rows
        if held and held + many > rows:
            shards.append([])
            held = 0
        shards[-1].append(group)
        held += many
    return [None] if len(shards) == 1 else [tuple(groups) for groups in shards]
