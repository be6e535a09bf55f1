"""A table in files as DuckDB sees it: its columns as numbers and as categories.

Of rows only counts and sums leave. Sums are of whole numbers: a value is told as its place between
its column's extremes, of SCALE steps to either side of the middle, so that they do not depend on the order
of the rows, the files or the threads, as sums of fractions do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cohortium_anonymize.measures.statistics import RAW, middle
from cohortium_anonymize.search.shards import called_in, literal
from cohortium_anonymize.tables import CsvBatches, is_parquet, reading

if TYPE_CHECKING:
    import duckdb

SCALE = 1 << 30  # products of two places fit a whole number of 64 bits


@dataclass(frozen=True, slots=True)
class Files:
    """A table in files, all of them CSV or all Parquet of one `schema`."""

    paths: tuple[Path, ...]
    schema: pa.Schema
    delimiter: str = ","

    def relations(
        self, connection: duckdb.DuckDBPyConnection, columns: Sequence[str]
    ) -> Iterator[duckdb.DuckDBPyRelation]:
        """Some columns of its rows, named by `column`, read once; all Parquet at a time, CSV file by file."""
        if is_parquet(self.paths[0]):
            with reading(self.paths[0]):
                found = connection.read_parquet([literal(path) for path in self.paths])
                yield self._named(found, self.schema.names)
            return
        for path in self.paths:
            with reading(path):
                csv = CsvBatches(path, self.delimiter, columns)
                yield self._named(connection.from_arrow(csv.reader), csv.reader.schema.names)

    def column(self, name: str) -> str:
        """What a column is called in SQL, apart from all names that the database has for itself."""
        return f"f{self.schema.names.index(name)}"

    def _named(
        self, relation: duckdb.DuckDBPyRelation, names: Sequence[str]
    ) -> duckdb.DuckDBPyRelation:
        called = called_in(relation, names)
        return relation.project(", ".join(f"{called[n]} AS {self.column(n)}" for n in names))


@dataclass(frozen=True, slots=True)
class Range:
    """The finite numbers of a column, from `low` to `high`; none when `many` is 0."""

    many: int
    low: float
    high: float

    @property
    def centre(self) -> float:
        """The middle."""
        return self.low / 2 + self.high / 2

    @property
    def reach(self) -> float:
        """From the middle to the ends; 1 where they are one."""
        return (self.high / 2 - self.low / 2) or 1.0

    def place(self, number: str) -> str:
        """The place of a number, as SQL."""
        centre, reach = (f"CAST('{value!r}' AS DOUBLE)" for value in (self.centre, self.reach))
        return f"CAST(round(({number} - {centre}) / {reach} * {SCALE}) AS BIGINT)"


class Side:
    """One of the two tables, in the database: its columns as numbers and as categories."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, files: Files, generalized: Sequence[str]
    ) -> None:
        self._connection = connection
        self._files = files
        self._labels = {name: f"labels_{at}" for at, name in enumerate(generalized)}
        for name, labels in self._labels.items():
            self._learn(name, labels)

    def _learn(self, name: str, labels: str) -> None:
        """Which number each label of a generalized column stands for."""
        query = f"SELECT DISTINCT {self._files.column(name)} FROM t"  # noqa: S608 - our own name
        told = {word: middle(word) for (word,) in self.rows(query, [name]) if word is not None}
        told = {word: number for word, number in told.items() if math.isfinite(number)}
        numbers = pa.array(list(told.values()), pa.float64())
        table = pa.table({"label": pa.array(list(told), pa.string()), "number": numbers})
        self._connection.from_arrow(table).create(labels)

    def rows(self, query: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The answers of a query on each relation ``t``, one after the other."""
        found: list[tuple[Any, ...]] = []
        for relation in self._files.relations(self._connection, columns):
            relation.create_view("t", replace=True)
            found += self._connection.execute(query).fetchall()
        return found

    def number(self, name: str) -> str:
        """A column as a finite number, null where it is none, as SQL."""
        column = self._files.column(name)
        if name in self._labels:
            labels = self._labels[name]
            return f"(SELECT number FROM {labels} WHERE label = {column})"  # noqa: S608 - our own names
        cast = f"TRY_CAST({column} AS DOUBLE)"
        return f"CASE WHEN isfinite({cast}) THEN {cast} END"

    def ranges(self, names: Sequence[str]) -> dict[str, Range]:
        """By column."""
        if not names:
            return {}
        asked = ", ".join(
            f"count({n}), min({n}), max({n})" for n in (f"n{at}" for at in range(len(names)))
        )
        found = self.rows(f"SELECT {asked} FROM ({self._numbers(names)})", names)  # noqa: S608 - our own names
        ranges = {}
        for at, name in enumerate(names):
            parts = [row[3 * at : 3 * at + 3] for row in found if row[3 * at]]
            ranges[name] = Range(
                sum(many for many, _, _ in parts),
                min((low for _, low, _ in parts), default=0.0),
                max((high for _, _, high in parts), default=0.0),
            )
        return ranges

    def _numbers(self, names: Sequence[str]) -> str:
        picked = ", ".join(f"{self.number(name)} AS n{at}" for at, name in enumerate(names))
        return f"SELECT {picked} FROM t"  # noqa: S608 - our own names

    def sums(self, ranges: Mapping[str, Range], terms: Sequence[str]) -> list[int]:
        """Sums of `terms` over the places ``z0``, ``z1``, ... of numbers in their `ranges`."""
        placed = [r.place(f"n{at}") + f" AS z{at}" for at, r in enumerate(ranges.values())]
        asked = ", ".join(f"CAST(coalesce({term}, 0) AS VARCHAR)" for term in terms)
        query = (
            f"SELECT {asked} FROM (SELECT {', '.join(placed)} FROM ({self._numbers([*ranges])}))"  # noqa: S608 - our own names
        )
        return [sum(map(int, column)) for column in zip(*self.rows(query, [*ranges]), strict=True)]

    def counted(self, names: Sequence[str]) -> dict[str, tuple[int, int, int]]:
        """By column: its values, those that are numbers as they stand, and about how many it has."""
        asked = ", ".join(
            f"count({c}), count(*) FILTER (regexp_full_match(CAST({c} AS VARCHAR), '{RAW}')),"
            f" approx_count_distinct(CAST({c} AS VARCHAR))"
            for c in map(self._files.column, names)
        )
        found = self.rows(f"SELECT {asked} FROM t", names) if names else []  # noqa: S608 - our own names
        told = {}
        for at, name in enumerate(names):
            parts = [row[3 * at : 3 * at + 3] for row in found]
            values, numbers, about = zip(*parts, strict=True)
            told[name] = (sum(values), sum(numbers), max(about))
        return told

    def cells(self, names: Sequence[str], cells: str) -> None:
        """Make the table `cells` of the combinations of `names`, and in how many rows each stands."""
        column = self._files.column
        words = ", ".join(f"CAST({column(name)} AS VARCHAR) AS c{at}" for at, name in enumerate(names))  # fmt: skip
        made = False
        for relation in self._files.relations(self._connection, names):
            relation.create_view("t", replace=True)
            query = f"SELECT {words}, count(*) AS many FROM t GROUP BY ALL"  # noqa: S608 - our own names
            begin = f"INSERT INTO {cells}" if made else f"CREATE TEMP TABLE {cells} AS"
            self._connection.execute(f"{begin} {query}")
            made = True
