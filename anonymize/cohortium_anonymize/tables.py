"""Reading tables and hierarchies from CSV and Parquet.

A CSV is read as text, so that codes such as 02139 stay as they are; an empty field is a missing
value. Errors name the file and the row (of a hierarchy: the line), never what stands there.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from cohortium_anonymize.errors import InputError, SpecError
from cohortium_anonymize.hierarchies.hierarchy import Rows

HEADER = 1 << 16  # bytes that are looked at for the header, if that is enough
BLOCK = 8 << 20  # bytes of CSV that are parsed at once; no row may be longer
EMPTY = "Empty CSV file"  # as Arrow says it
PARQUET = (".parquet", ".pq")


def is_parquet(path: Path) -> bool:
    """Whether a table is Parquet, by its suffix; everything else is CSV."""
    return path.suffix.lower() in PARQUET


def read_table(path: Path, delimiter: str = ",") -> pa.Table:
    """The table at `path`; Parquet by its suffix, else CSV with a header, in UTF-8."""
    with reading(path):
        if not is_parquet(path):
            batches = CsvBatches(path, delimiter)
            table = batches.reader.read_all()
            batches.check()
            return table
        table = pyarrow.parquet.read_table(path, partitioning=None)
        _check_names(path, table.column_names)
        return table


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Errors of the reader, as one line that names the file and nothing that stands there."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "cannot be read"
        raise InputError(f"{path}: {reason}") from None
    except pa.ArrowException as error:
        if EMPTY in str(error):
            raise InputError(f"{path}: the file is empty, it has not even a header") from None
        raise InputError(f"{path}: not a readable table; is it whole, and UTF-8?") from None


class CsvBatches:
    """A CSV's `reader`: batches of strings, some columns or all; `check` when it is read.

    Rows that are ragged are left out, and `check` then raises, naming the first of them.
    """

    def __init__(self, path: Path, delimiter: str, columns: Sequence[str] | None = None) -> None:
        self.path, self.delimiter = path, delimiter
        self._ragged: list[pa.csv.InvalidRow] = []
        _check_names(path, self._names(), columns or ())
        self._converting = pa.csv.ConvertOptions(
            default_column_type=pa.string(),
            null_values=[""],
            strings_can_be_null=True,
            include_columns=columns,
        )
        self._ragged.clear()
        self.reader = self._open(self._converting)

    def _names(self) -> list[str]:
        """The header's, for which a small block does, unless it or the next row is larger."""
        converting = pa.csv.ConvertOptions(default_column_type=pa.string())
        try:
            with self._open(converting, threads=False, block=HEADER) as reader:
                return list(reader.schema.names)
        except pa.ArrowInvalid:
            with self._open(converting, threads=False) as reader:
                return list(reader.schema.names)

    def check(self) -> None:
        """InputError when a row was ragged."""
        if not self._ragged:
            return
        self._ragged.clear()
        with self._open(self._converting, threads=False) as reader:  # one thread numbers the rows
            for _ in reader:
                pass
        row = self._ragged[0]
        if row.number is None:
            raise TypeError("one thread numbers the rows")
        raise InputError(
            f"{self.path}: data row {row.number - 1} has {row.actual_columns} fields,"
            f" not {row.expected_columns}"
        )

    def _open(
        self, converting: pa.csv.ConvertOptions, *, threads: bool = True, block: int = BLOCK
    ) -> pa.csv.CSVStreamingReader:
        return pa.csv.open_csv(
            self.path,
            pa.csv.ReadOptions(use_threads=threads, block_size=block),
            pa.csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=self._note
            ),
            converting,
        )

    def _note(self, row: pa.csv.InvalidRow) -> str:
        self._ragged.append(row)
        return "skip"


def _check_names(path: Path, names: Sequence[str], wanted: Sequence[str] = ()) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise InputError(f"{path}: column {repeated[0]} stands there twice")
    missing = [name for name in wanted if name not in names]
    if missing:
        raise InputError(f"{path}: the table has no column {missing[0]}")


def read_hierarchy(path: Path, delimiter: str = ",") -> Rows:
    """The hierarchy file at `path`: no header, the value first, then its generalizations."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows, lines = lines_of(csv.reader(file, delimiter=delimiter))
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except (UnicodeDecodeError, csv.Error):
        raise SpecError(f"{path}: not CSV in UTF-8") from None
    return Rows(rows, source=path.name, lines=lines)


def lines_of(reader: Any) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """The rows of a reader, but for empty lines, and the line of the file that each begins in."""
    rows, lines, line = [], [], 1
    for row in reader:
        if row:
            rows.append(tuple(row))
            lines.append(line)
        line = reader.line_num + 1
    return tuple(rows), tuple(lines)
