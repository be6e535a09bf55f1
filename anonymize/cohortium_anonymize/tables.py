"""Reading tables and hierarchies from CSV and Parquet.

A CSV is read as text, so that codes such as 02139 stay as they are; an empty field is a missing
value. Errors name the file and the row, never what stands there.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from cohortium_anonymize.errors import InputError, SpecError
from cohortium_anonymize.hierarchies.hierarchy import Rows

PARQUET = (".parquet", ".pq")


def read_table(path: Path, delimiter: str = ",") -> pa.Table:
    """The table at `path`; Parquet by its suffix, else CSV with a header, in UTF-8."""
    try:
        if path.suffix.lower() in PARQUET:
            table = pyarrow.parquet.read_table(path)
        else:
            table = _read_csv(path, delimiter)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "cannot be read"
        raise InputError(f"{path}: {reason}") from None
    except pa.ArrowException:
        raise InputError(f"{path}: not a readable table; is it whole, and UTF-8?") from None
    repeated = [name for name, times in Counter(table.column_names).items() if times > 1]
    if repeated:
        raise InputError(f"{path}: column {repeated[0]} stands there twice")
    return table


def read_hierarchy(path: Path, delimiter: str = ",") -> Rows:
    """The hierarchy file at `path`: no header, the value first, then its generalizations."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = tuple(tuple(row) for row in csv.reader(file, delimiter=delimiter) if row)
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except (UnicodeDecodeError, csv.Error):
        raise SpecError(f"{path}: not CSV in UTF-8") from None
    return Rows(rows, source=path.name)


def _read_csv(path: Path, delimiter: str) -> pa.Table:
    ragged: list[tuple[int | None, int, int]] = []

    def note(row: pa.csv.InvalidRow) -> str:
        ragged.append((row.number, row.actual_columns, row.expected_columns))
        return "skip"

    # one thread: rows are numbered in error messages
    reading = pa.csv.ReadOptions(use_threads=False)
    parsing = pa.csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note
    )
    with pa.csv.open_csv(path, read_options=reading, parse_options=parsing) as reader:
        names = reader.schema.names
    converting = pa.csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
    )
    table = pa.csv.read_csv(path, reading, parsing, converting)
    if ragged:
        number, actual, expected = ragged[-1]
        where = f"row {number}" if number else "a row"
        raise InputError(f"{path}: {where} has {actual} fields, not {expected}")
    return table
