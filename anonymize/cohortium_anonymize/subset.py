"""The research subset: the rows of a table that are released, the whole table being their population.

Told by the numbers of its rows, or by another table in which they stand whole. Errors name the file and
the line, or of a table the data row, counted from 1, never what stands there.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from cohortium_anonymize.errors import InputError, SpecError
from cohortium_anonymize.search.keys import Ints, Mask, encode, group, unite
from cohortium_anonymize.tables import lines_of, read_table

NUMBERLIKE = re.compile(r"[-+]?[\d.,]+")  # no header, whether or not it is a row number


class Subset(Protocol):
    """Some of a table's rows."""

    def mask(self, table: pa.Table) -> Mask:
        """Which rows of `table`; InputError when it does not have one."""
        ...


@dataclass(frozen=True, slots=True)
class RowNumbers:
    """Rows by number, from 0. A number that stands twice is one row.

    `lines`: where each stands in a file, from 1, for errors.
    """

    numbers: tuple[int, ...]
    source: str = "the subset"
    lines: tuple[int, ...] = ()

    def mask(self, table: pa.Table) -> Mask:
        """The rows of these numbers."""
        chosen = np.zeros(table.num_rows, dtype=np.bool_)
        lines = self.lines or range(1, len(self.numbers) + 1)
        for line, number in zip(lines, self.numbers, strict=True):
            if not 0 <= number < table.num_rows:
                raise InputError(
                    f"{self.source}: line {line} names row {number}; counted from 0, as row numbers"
                    f" are, the table has rows 0 to {table.num_rows - 1}"
                )
        chosen[np.array(self.numbers, dtype=np.int64)] = True
        return chosen


@dataclass(frozen=True, slots=True)
class MatchingRows:
    """Rows that also stand in `table`, whole, as often as there; its columns may be in any order."""

    table: pa.Table = field(repr=False)
    source: str = "the subset"

    def mask(self, table: pa.Table) -> Mask:
        """As many of each row as there are here, the first of them."""
        self._check_columns(table)
        kinds = _kinds(table, self.table)
        ours, theirs = kinds[: table.num_rows], kinds[table.num_rows :]
        wanted = np.bincount(theirs, minlength=int(kinds.max(initial=-1)) + 1)
        given = np.bincount(ours, minlength=len(wanted))
        absent = np.flatnonzero(_occurrence(theirs) >= given[theirs])
        if len(absent):
            raise InputError(
                f"{self.source}: data row {absent[0] + 1} is not in the table, or not that often"
            )
        return np.asarray(_occurrence(ours) < wanted[ours])

    def _check_columns(self, table: pa.Table) -> None:
        for name in table.column_names:
            if name not in self.table.column_names:
                raise InputError(f"{self.source}: it has no column {name}, as the table has")
        for name in self.table.column_names:
            if name not in table.column_names:
                raise InputError(f"{self.source}: its column {name} is not in the table")


def read_matching(path: Path, delimiter: str) -> MatchingRows:
    """The rows of another CSV or Parquet file."""
    return MatchingRows(read_table(path, delimiter), path.name)


def read_numbers(path: Path) -> RowNumbers:
    """Numbers, one a line; a first line that looks like none is a header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows, lines = lines_of(csv.reader(file))
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except (UnicodeDecodeError, csv.Error):
        raise SpecError(f"{path}: not CSV in UTF-8") from None
    if rows and NUMBERLIKE.fullmatch(rows[0][0].strip()) is None:
        rows, lines = rows[1:], lines[1:]
    for line, row in zip(lines, rows, strict=True):
        if len(row) != 1 or not _is_number(row[0]):
            raise InputError(f"{path.name}: line {line} is not one row number, counted from 0")
    return RowNumbers(tuple(int(row[0]) for row in rows), path.name, lines)


def _is_number(word: str) -> bool:
    return word.strip().isdecimal()


def _kinds(one: pa.Table, other: pa.Table) -> Ints:
    """Numbers, the same for rows that are alike, of all rows of both tables."""
    columns = [
        unite([encode(table.column(name), name) for table in (one, other)])
        for name in one.column_names
    ]
    return group([column.codes for column in columns], [len(c.words) for c in columns])[0]


def _occurrence(kinds: Ints) -> Ints:
    """How many rows before each are of its kind."""
    order = np.argsort(kinds, kind="stable")
    ordered = kinds[order]
    first = np.searchsorted(ordered, ordered)
    place = np.empty(len(kinds), dtype=np.int64)
    place[order] = np.arange(len(kinds)) - first
    return place
