"""How many leaves a table will have, and what it takes in memory, guessed from a sample before it is read.

Distinct combinations grow with the rows drawn as a power of them (Heaps' law); the power is read off
the sample and its first half. The guess is rough, and serves only to refuse, with figures, what
cannot fit: counting goes to disk, but the search holds every leaf in memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.search.shards import Limits
from cohortium_anonymize.search.tally import Columns, tally
from cohortium_anonymize.tables import BLOCK, CsvBatches, is_parquet, reading

SAMPLE = 200_000  # rows, of all files together
LEAF = 160  # bytes a leaf needs while searched, besides its codes
CODE = 4  # bytes of each of its codes
WHOLE = 8  # times its own size: what working on a table in memory takes at its height
FEW = 20_000  # rows that tell how large the others are
GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class Estimate:
    """Rows, and the leaves they are thought to make; `memory` in bytes."""

    rows: int
    leaves: int
    memory: int


def estimate(
    paths: Sequence[Path], columns: Columns, *, delimiter: str = ",", sample: int = SAMPLE
) -> Estimate:
    """What counting the tables at `paths` as one would come to."""
    share = max(2, sample // len(paths))
    parts, rows = [], 0
    for path in paths:
        with reading(path):
            part, many = (_parquet if is_parquet(path) else _csv)(path, columns, delimiter, share)
        parts.append(part)
        rows += many
    whole = pa.concat_tables(parts)
    seen = whole.num_rows
    leaves = _distinct(whole, columns)
    half = _distinct(whole.take(pa.array(range(0, seen, 2), pa.int64())), columns)
    if seen < rows and leaves > half > 0:
        leaves = min(rows, int(leaves * (rows / seen) ** math.log2(leaves / half)))
    return Estimate(rows, leaves, leaves * _leaf(columns))


def refuse_too_many(
    paths: Sequence[Path], columns: Columns, limits: Limits, *, delimiter: str = ","
) -> None:
    """InputError, with the figures, when the leaves would not fit `limits.memory`."""
    if sum(_at_most(path, columns) for path in paths) * _leaf(columns) <= limits.memory:
        return
    guess = estimate(paths, columns, delimiter=delimiter)
    if guess.memory > limits.memory:
        raise InputError(
            f"{paths[0]}: about {guess.leaves} distinct combinations of quasi-identifiers are"
            f" expected in {guess.rows} rows, which take {guess.memory / GIGABYTE:.1f} GB of memory;"
            f" the limit is {limits.memory / GIGABYTE:.1f} GB: take out quasi-identifiers, or make"
            " dates and codes coarser before"
        )


def whole_table(paths: Sequence[Path], names: Sequence[str], *, delimiter: str = ",") -> Estimate:
    """What working on the tables at `paths` as one in memory comes to; leaves are not guessed."""
    share = max(2, FEW // len(paths))
    size, rows = 0, 0
    for path in paths:
        with reading(path):
            read = _parquet if is_parquet(path) else _csv
            part, many = read(path, Columns(tuple(names)), delimiter, share)
        size += math.ceil(part.nbytes / max(1, part.num_rows) * many)
        rows += many
    return Estimate(rows, 0, WHOLE * size)


def refuse_too_large(guess: Estimate, limits: Limits, path: Path, because: str) -> None:
    """InputError, with the figures, when a table that is held in memory would not fit there."""
    if guess.memory > limits.memory:
        raise InputError(
            f"{path}: {because}, so the table is held in memory: about {guess.rows} rows would take"
            f" {guess.memory / GIGABYTE:.1f} GB; the limit is {limits.memory / GIGABYTE:.1f} GB, half of"
            " this machine's: take out columns or rows, or do without it"
        )


def _leaf(columns: Columns) -> int:
    return LEAF + CODE * len(columns.quasi)


def _distinct(table: pa.Table, columns: Columns) -> int:
    return len(tally(table, Columns(columns.quasi))[0].rows) if table.num_rows else 0


def _parquet(path: Path, columns: Columns, delimiter: str, sample: int) -> tuple[pa.Table, int]:
    """Rows of row groups spread over the file."""
    del delimiter
    with pa.parquet.ParquetFile(path) as file:
        for name in columns.quasi:
            if name not in file.schema_arrow.names:
                raise InputError(f"{path}: the table has no column {name}")
        groups = file.metadata.num_row_groups
        every = range(0, groups, max(1, groups // 8))
        share = max(1, sample // max(1, len(every)))
        schema = pa.schema([file.schema_arrow.field(name) for name in columns.quasi])
        parts = [
            pa.Table.from_batches(
                _first(file.iter_batches(share, [g], list(columns.quasi)), share), schema
            )
            for g in every
        ]
        return pa.concat_tables(parts or [schema.empty_table()]), file.metadata.num_rows


def _csv(path: Path, columns: Columns, delimiter: str, sample: int) -> tuple[pa.Table, int]:
    """The file's first rows, and as many more as its size makes likely."""
    csv = CsvBatches(path, delimiter, columns.quasi)
    table = pa.Table.from_batches(_first(csv.reader, sample), csv.reader.schema)
    with path.open("rb") as file:
        block = file.read(BLOCK)
    lines = block.count(b"\n") / max(1, len(block))
    return table, max(table.num_rows, round(path.stat().st_size * lines))


def _first(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch.slice(0, rows)
        rows -= min(rows, batch.num_rows)
        if not rows:
            return


def _at_most(path: Path, columns: Columns) -> int:
    """More rows than these the file cannot have; in CSV each takes a byte a column."""
    with reading(path):
        if is_parquet(path):
            return int(pa.parquet.read_metadata(path).num_rows)
        return path.stat().st_size // len(columns.quasi)
