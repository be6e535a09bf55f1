"""Rows in an order that only they decide, and the Parquet of them, the same to the byte.

Nothing of the input's order, files or threads is left: rows are sorted by all their columns,
missing last; row groups have one size, pages follow from the values, and there are no statistics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from cohortium_anonymize.search.keys import Ints, encode, group

NUMBERS = {32: pa.int32(), 64: pa.int64()}
GROUP = 1 << 18  # rows of a row group
BATCH = 1 << 13  # rows of a sorted run that are read at once
HELD = 1 << 20  # rows of all runs that are in memory, or a batch of each where that is more
WRITING: dict[str, Any] = {"compression": "zstd", "write_statistics": False, "version": "2.6"}


def even(table: pa.Table) -> pa.Table:
    """`table` in one piece, with one zero and one NaN: what counts as the same is the same bytes."""
    for at, field in enumerate(table.schema):
        if pa.types.is_float32(field.type) or pa.types.is_float64(field.type):
            values = pc.add(table.column(at), pa.scalar(0, field.type))
            nan = pa.scalar(float("nan"), field.type)
            values = pc.if_else(pc.is_nan(values), nan, values)
            table = table.set_column(at, field, values)
    return table.combine_chunks()


def order(table: pa.Table) -> Ints:
    """The places of the rows in the order of what they say."""
    coded = [_coded(table.column(at), name) for at, name in enumerate(table.column_names)]
    if not coded:
        return np.arange(table.num_rows)
    numbers, _ = group([codes for codes, _ in coded], [size for _, size in coded])
    return np.argsort(numbers, kind="stable")


def _coded(column: pa.ChunkedArray, name: str) -> tuple[Ints, int]:
    """A column as codes in the order of its values: numbers and times by size, all else as words."""
    if (numbers := _numbers(column)) is not None:
        distinct, codes = np.unique(numbers.fill_null(0).to_numpy(), return_inverse=True)
        missing = numbers.is_null().to_numpy(zero_copy_only=False)
        return np.where(missing, len(distinct), codes), len(distinct) + 1
    if _is_no_word(column.type):
        words = [None if value is None else repr(value) for value in column.to_pylist()]
        column = pa.chunked_array([pa.array(words, pa.large_string())])
    coded = encode(column, name)
    return coded.codes, len(coded.words)


def _numbers(column: pa.ChunkedArray) -> pa.Array | None:
    """A column that is numbers to numpy; None when it is not."""
    kind = column.type
    if pa.types.is_temporal(kind) and kind.bit_width in NUMBERS:
        return column.combine_chunks().view(NUMBERS[kind.bit_width])
    floating = pa.types.is_float32(kind) or pa.types.is_float64(kind)
    return column.combine_chunks() if floating or pa.types.is_integer(kind) else None


def _is_no_word(kind: pa.DataType) -> bool:
    """Whether Arrow cannot tell every value of this type as a word."""
    kinds = (
        pa.types.is_nested, pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view,
        pa.types.is_fixed_size_binary, pa.types.is_float16,
    )  # fmt: skip
    return isinstance(kind, pa.BaseExtensionType) or any(is_kind(kind) for is_kind in kinds)


def in_order(table: pa.Table) -> pa.Table:
    """The rows of an `even` table, in order."""
    return table.take(pa.array(order(table)))


def write_run(tables: Iterable[pa.Table], file: IO[bytes]) -> None:
    """A sorted run of one table or more, in batches."""
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    rest = iter(tables)
    first = next(rest)
    with pa.ipc.new_file(file, first.schema, options=options) as writer:
        for table in chain([first], rest):
            writer.write_table(table, max_chunksize=BATCH)


def merged(runs: Sequence[Path]) -> Iterator[pa.Table]:
    """The rows of sorted runs, sorted, some at a time.

    Of every run some rows are in memory; what does not come after the last of those of any run goes out.
    """
    with ExitStack() as stack:
        together = max(1, HELD // (BATCH * max(1, len(runs))))
        heads = [_Head(_tables(stack, run, together)) for run in runs]
        while heads := [head for head in heads if head.filled()]:
            whole = pa.concat_tables([head.rows for head in heads])
            rows = order(whole)
            ends = np.cumsum([head.rows.num_rows for head in heads])
            rank = np.empty(len(rows), dtype=np.int64)
            rank[rows] = np.arange(len(rows))
            out = rows[: int(rank[ends - 1].min()) + 1]
            yield whole.take(pa.array(out))
            for at, head in enumerate(heads):
                gone = (out < ends[at]) & (out >= ends[at] - head.rows.num_rows)
                head.rows = head.rows.slice(int(gone.sum()))


@dataclass(slots=True)
class _Head:
    """The first rows of a run that did not go out yet."""

    more: Iterator[pa.Table]
    rows: Any = None  # a table

    def filled(self) -> bool:
        """Whether there are any."""
        if self.rows is None or not self.rows.num_rows:
            self.rows = next(self.more, None)
        return self.rows is not None


def _tables(stack: ExitStack, run: Path, together: int) -> Iterator[pa.Table]:
    reader = stack.enter_context(pa.ipc.open_file(stack.enter_context(pa.memory_map(str(run)))))
    for start in range(0, reader.num_record_batches, together):
        stop = min(start + together, reader.num_record_batches)
        yield pa.Table.from_batches([reader.get_batch(at) for at in range(start, stop)])


def write_parquet(tables: Iterable[pa.Table], schema: pa.Schema, file: IO[bytes]) -> None:
    """The rows of `tables`, in their order, however they are cut."""
    with pa.parquet.ParquetWriter(file, schema, **WRITING) as writer:
        for rows in _groups(tables, schema):
            writer.write_table(rows, row_group_size=GROUP)


def _groups(tables: Iterable[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows again, a row group at a time, each in one piece: pages end where pieces do."""
    waiting: list[pa.Table] = [schema.empty_table()]
    held = 0
    for table in tables:
        waiting.append(table)
        held += table.num_rows
        while held >= GROUP:
            whole = pa.concat_tables(waiting)
            yield pa.concat_tables([whole.slice(0, GROUP)]).combine_chunks()
            waiting = [whole.slice(GROUP)]
            held -= GROUP
    if held:
        yield pa.concat_tables(waiting).combine_chunks()
