"""Statistics before and after of tables in files: as `statistics`, by DuckDB, where the rows are.

Every row counts, for associations too, and the figures do not depend on the order of the rows (`columns`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.measures.columns import SCALE, Files, Range, Side
from cohortium_anonymize.measures.statistics import (
    CATEGORIES,
    COLUMNS,
    associated,
    finite,
    is_category,
    is_text,
)
from cohortium_anonymize.search.shards import Limits, opened

if TYPE_CHECKING:
    import duckdb

ABOUT = 2  # times CATEGORIES: what a rough count may say of a column that is looked at closer


def compare_files(
    before: Files,
    after: Files,
    columns: Sequence[str],
    generalized: Sequence[str],
    limits: Limits | None = None,
) -> dict[str, Any]:
    """What `statistics.compare` says of two tables in memory; `generalized` are told by labels.

    InputError when a file cannot be read, or the memory limit is too low.
    """
    import duckdb

    with ExitStack() as stack:
        connection = stack.enter_context(opened(limits or Limits.of_machine()))
        try:
            was = Side(connection, before, ())
            numbers, about = _kinds(was, before.schema, columns)
            now = Side(connection, after, [name for name in generalized if name in numbers])
            words = [name for name in columns if name not in numbers and name in about]
            told = [_described(side, numbers) for side in (was, now)]
            return {
                "numbers": {
                    name: {
                        "mean": [side.means[name] for side in told],
                        "deviation": [side.deviations[name] for side in told],
                        "told": told[1].shares[name],
                    }
                    for name in numbers
                },
                "correlations": [
                    {"columns": [*pair], "values": [side.correlations[pair] for side in told]}
                    for pair in combinations(numbers, 2)
                ],
                "associations": _associations(connection, was, now, words),
            }
        except duckdb.OutOfMemoryException:
            raise InputError(
                "the memory limit is too low for statistics of this table: raise it, or say"
                " statistics = false in [report]"
            ) from None


def roughly_distinct(files: Files, column: str, limits: Limits | None = None) -> int:
    """About how many values a column of `files` has: rather too few than too many, of CSV in parts."""
    with opened(limits or Limits.of_machine()) as connection:
        return Side(connection, files, ()).counted([column])[column][2]


def _kinds(
    side: Side, schema: pa.Schema, columns: Sequence[str]
) -> tuple[list[str], dict[str, int]]:
    """The columns that are numbers, and about how many values those have that may be categories."""
    kinds = {name: schema.field(name).type for name in columns}
    simple = [name for name in columns if is_category(kinds[name])]
    counted = side.counted(simple)
    numbers = []
    for name in simple:
        values, raw, _ = counted[name]
        whole = pa.types.is_integer(kinds[name]) or pa.types.is_floating(kinds[name])
        if whole or (is_text(kinds[name]) and 0 < values == raw):
            numbers.append(name)
    about = {name: counted[name][2] for name in simple if counted[name][2] <= ABOUT * CATEGORIES}
    return numbers[:COLUMNS], about


@dataclass(frozen=True, slots=True)
class _Described:
    means: Mapping[str, float | None]
    deviations: Mapping[str, float | None]
    shares: Mapping[str, float]
    correlations: Mapping[tuple[str, str], float | None]


def _described(side: Side, names: Sequence[str]) -> _Described:
    """The figures of one table, from sums of whole numbers."""
    if not names:
        return _Described({}, {}, {}, {})
    ranges = side.ranges(names)
    pairs = list(combinations(range(len(names)), 2))
    rows, *sums = side.sums(
        ranges, ["count(*)", *chain.from_iterable(map(_alone, range(len(names)))),
                 *chain.from_iterable(_together(a, b) for a, b in pairs)]
    )  # fmt: skip
    alone = {name: sums[3 * at : 3 * at + 3] for at, name in enumerate(names)}
    both = sums[3 * len(names) :]
    return _Described(
        {name: _mean(alone[name][0], alone[name][1], ranges[name]) for name in names},
        {name: _deviation(alone[name], ranges[name]) for name in names},
        {name: alone[name][0] / rows if rows else 0.0 for name in names},
        {
            (names[a], names[b]): _correlation(both[6 * at : 6 * at + 6])
            for at, (a, b) in enumerate(pairs)
        },
    )


def _alone(at: int) -> list[str]:
    return [f"count(z{at})", f"sum(z{at})", f"sum(z{at} * z{at})"]


def _together(a: int, b: int) -> list[str]:
    """Of the rows that have both numbers."""
    here = f"FILTER (WHERE z{a} IS NOT NULL AND z{b} IS NOT NULL)"
    of = (f"z{a}", f"z{b}", f"z{a} * z{a}", f"z{b} * z{b}", f"z{a} * z{b}")
    return [f"count(*) {here}", *(f"sum({term}) {here}" for term in of)]


def _mean(many: int, total: int, within: Range) -> float | None:
    return finite(within.centre + within.reach * (total / (many * SCALE))) if many else None


def _deviation(sums: Sequence[int], within: Range) -> float | None:
    many, total, squares = sums
    if many < 2:
        return None
    steps = math.sqrt((many * squares - total**2) / (many * (many - 1)))
    return finite(within.reach * (steps / SCALE))


def _correlation(sums: Sequence[int]) -> float | None:
    """Pearson's r, of whole numbers: exact but for the last division."""
    many, a, b, aa, bb, ab = sums
    one, other = many * aa - a * a, many * bb - b * b
    if many < 3 or not one or not other:
        return None
    return (many * ab - a * b) / math.sqrt(one) / math.sqrt(other)


def _associations(
    connection: duckdb.DuckDBPyConnection, was: Side, now: Side, names: Sequence[str]
) -> list[dict[str, Any]]:
    if len(names) < 2:
        return []
    was.cells(names, "before")
    few = [
        at
        for at in range(len(names))
        if len(connection.execute(f"SELECT DISTINCT c{at} FROM before").fetchall()) <= CATEGORIES  # noqa: S608 - our own names
    ][:COLUMNS]
    now.cells([names[at] for at in few], "after")
    return [
        {
            "columns": [names[few[a]], names[few[b]]],
            "values": [
                _association(connection, "before", few[a], few[b]),
                _association(connection, "after", a, b),
            ],
        }
        for a, b in combinations(range(len(few)), 2)
    ] if len(few) > 1 else []  # fmt: skip


def _association(connection: duckdb.DuckDBPyConnection, cells: str, a: int, b: int) -> float | None:
    query = f"SELECT c{a}, c{b}, sum(many) FROM {cells} GROUP BY ALL"  # noqa: S608 - our own names
    found = connection.execute(query).fetchall()
    places = [
        {word: at for at, word in enumerate(sorted({row[side] for row in found}, key=_last))}
        for side in (0, 1)
    ]
    seen = np.zeros((len(places[0]), len(places[1])))
    for one, other, many in found:
        seen[places[0][one], places[1][other]] = many
    return associated(seen)


def _last(word: str | None) -> tuple[bool, str]:
    return word is None, word or ""
