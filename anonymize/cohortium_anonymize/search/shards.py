"""Counting a file where it is: DuckDB groups it out of core, and only the groups come here.

Parquet is read by DuckDB itself; CSV through the reader of `tables`, so that a field means the same
whether a table is read or counted. What does not fit the memory limit is spilled to a folder of this
process's own, which goes with it; leftovers of a process that was killed go with the next count.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.search.keys import Mask
from cohortium_anonymize.search.tally import Columns, Tally, tally_of_groups, united
from cohortium_anonymize.tables import CsvBatches, is_parquet, reading

if TYPE_CHECKING:
    import duckdb

SPILL = "cohortium-count"
CHOSEN = "\x7fchosen"  # the subset's mark among the columns of a shard


@dataclass(frozen=True, slots=True)
class Limits:
    """What a count may use: bytes of memory, and threads (None: as many as there are processors)."""

    memory: int
    threads: int | None = None

    @classmethod
    def of_machine(cls) -> Limits:
        """Half of the memory there is."""
        return cls(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)


def count_shard(
    path: Path,
    columns: Columns,
    *,
    delimiter: str = ",",
    row_groups: Sequence[int] | None = None,
    subset: Mask | None = None,
    limits: Limits | None = None,
) -> Tally:
    """The tally of the table at `path`, or of some `row_groups` of it when it is Parquet.

    `subset` marks those of the shard's rows that are in the research subset. InputError when the
    file cannot be read, lacks a column, or is CSV with a ragged row.
    """
    with reading(path), opened(limits or Limits.of_machine()) as connection:
        if is_parquet(path):
            schema = _schema(path, columns)
            if row_groups is None and subset is None:
                source = connection.read_parquet(literal(path))
                names = pa.parquet.read_schema(path).names
            else:
                batches = _marked(_parquet_batches(path, columns, row_groups), schema, subset)
                source, names = connection.from_arrow(batches), batches.schema.names
            return _grouped(connection, source, names, columns, schema, subset is not None)
        csv = CsvBatches(path, delimiter, columns.names())
        batches = _marked(csv.reader, csv.reader.schema, subset)
        source, names = connection.from_arrow(batches), batches.schema.names
        schema = csv.reader.schema
        counted = _grouped(connection, source, names, columns, schema, subset is not None)
        csv.check()
        return counted


def count_files(
    paths: Sequence[Path], columns: Columns, *, delimiter: str = ",", limits: Limits | None = None
) -> Tally:
    """The tally of all tables at `paths`; Parquet of one schema is grouped at once."""
    if len(paths) > 1 and all(is_parquet(path) for path in paths):
        with reading(paths[0]), opened(limits or Limits.of_machine()) as connection:
            schemas = [_schema(path, columns) for path in paths]
            if all(schema.equals(schemas[0]) for schema in schemas):
                source = connection.read_parquet([literal(path) for path in paths])
                names = pa.parquet.read_schema(paths[0]).names
                return _grouped(connection, source, names, columns, schemas[0], subset=False)
    counted = [count_shard(path, columns, delimiter=delimiter, limits=limits) for path in paths]
    return united(counted)


def _grouped(
    connection: duckdb.DuckDBPyConnection,
    source: duckdb.DuckDBPyRelation,
    names: Sequence[str],
    columns: Columns,
    schema: pa.Schema,
    subset: bool,
) -> Tally:
    """The shard, whose columns are `names`, is read once: grouped by all that are counted, and,
    where values are many, again by each."""
    import duckdb

    values = [*columns.sensitive, *([columns.subject] if columns.subject else ())]
    quasi = {f"q{q}": name for q, name in enumerate(columns.quasi)}
    named = quasi | {f"v{v}": name for v, name in enumerate(values)}
    types = {alias: _plain(schema.field(name).type) for alias, name in named.items()}
    called = called_in(source, names)
    picked = ", ".join(f"{called[name]} AS {alias}" for alias, name in named.items())
    chosen = f"{called[CHOSEN]}::BIGINT" if subset else "1"
    source.create_view("shard")
    shard = f"(SELECT {picked}, {chosen} AS chosen FROM shard)"  # noqa: S608 - names are quoted
    cells = _sums([*named], "chosen", "1", shard)
    try:
        if len(values) > 1:
            connection.execute(f"CREATE TEMP TABLE cells AS {cells}")
            parts = [_sums([*quasi, f"v{v}"], "rows", "everyone") for v in range(len(values))]
        else:
            parts = [cells]
        tables = [_typed(connection.sql(part).to_arrow_table(), types) for part in parts]
    except duckdb.OutOfMemoryException:
        raise InputError(
            "the memory limit is too low for counting: raise it, or take fewer quasi-identifiers"
        ) from None
    groups = dict(zip(values or (None,), tables, strict=True))
    return tally_of_groups(groups, columns, subset=subset)


def _sums(by: Sequence[str], rows: str, everyone: str, source: str = "cells") -> str:
    return (
        f"SELECT {', '.join(by)}, sum({rows})::BIGINT AS rows,"  # noqa: S608 - our own names
        f" sum({everyone})::BIGINT AS everyone FROM {source} GROUP BY ALL"
    )


def _typed(table: pa.Table, types: Mapping[str, pa.DataType]) -> pa.Table:
    """The columns of the types that the file has, so that they are told as they would be there."""
    names = [name if name[0] != "v" else "value" for name in table.column_names]
    columns = [
        column.cast(types[name]) if name in types else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return pa.table(columns, names)


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _schema(path: Path, columns: Columns) -> pa.Schema:
    schema = pa.parquet.read_schema(path)
    for name in columns.names():
        if schema.names.count(name) != 1:
            wrong = "has no column" if name not in schema.names else "has twice the column"
            raise InputError(f"{path}: the table {wrong} {name}")
    return pa.schema([schema.field(name) for name in columns.names()])


def _parquet_batches(
    path: Path, columns: Columns, row_groups: Sequence[int] | None
) -> Iterator[pa.RecordBatch]:
    with pa.parquet.ParquetFile(path) as file:
        groups = None if row_groups is None else list(row_groups)
        yield from file.iter_batches(row_groups=groups, columns=list(columns.names()))


def _marked(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, subset: Mask | None
) -> pa.RecordBatchReader:
    """The batches, with the subset's mark as a column more."""
    if subset is None:
        return pa.RecordBatchReader.from_batches(schema, iter(batches))

    def marks(subset: Mask) -> Iterator[pa.RecordBatch]:
        start = 0
        for batch in batches:
            stop = start + batch.num_rows
            yield batch.append_column(CHOSEN, pa.array(subset[start:stop]))
            start = stop
        if start != len(subset):
            raise InputError(f"the research subset marks {len(subset)} rows, the shard has {start}")

    schema = schema.append(pa.field(CHOSEN, pa.bool_()))
    return pa.RecordBatchReader.from_batches(schema, marks(subset))


def called_in(source: duckdb.DuckDBPyRelation, names: Sequence[str]) -> dict[str, str]:
    """What the columns `names` of `source` are called in SQL: to DuckDB, A and a are one name."""
    quoted = ('"' + name.replace('"', '""') + '"' for name in source.columns)
    return dict(zip(names, quoted, strict=True))


def literal(path: Path) -> str:
    """The path, with what DuckDB would take for a pattern quoted."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


@contextmanager
def opened(limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that holds nothing, and goes with what it spilled."""
    import duckdb

    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{SPILL}-{os.getpid()}-") as folder:
        config: dict[str, Any] = {
            "memory_limit": f"{max(64, limits.memory // 2**20)}MiB",
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if limits.threads is not None:
            config["threads"] = limits.threads
        with duckdb.connect(config=config) as connection:
            yield connection


def _sweep() -> None:
    """Remove what processes that are no more left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SPILL}-*-*"):
        pid = folder.name.split("-")[2]
        with suppress(FileNotFoundError):  # its own process removed it meanwhile
            if pid.isdigit() and folder.stat().st_uid == os.getuid() and not _alive(int(pid)):
                shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
