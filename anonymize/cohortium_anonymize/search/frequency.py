"""The frequency table: every distinct combination of quasi-identifiers, and how often it occurs.

It is all the search needs to know of the rows. Codes follow the sorted values and leaves the sorted
codes, so the same rows in any order give the same table, to the bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.hierarchies.hierarchy import Labels, Rule

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
LARGEST_KEY = 2**62  # packed keys stay in int64
DENSE = 1 << 21  # keys below this are renumbered through a table instead of a sort


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one column: the code each value falls to, and what each code says and covers."""

    codes: Ints
    labels: Labels
    shares: Floats


@dataclass(frozen=True, slots=True)
class Quasi:
    """A quasi-identifier: its levels, and the number of leaves of its hierarchy."""

    name: str
    levels: tuple[Level, ...]
    leaves: int

    @property
    def height(self) -> int:
        """The highest level."""
        return len(self.levels) - 1


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A sensitive column over the leaves: (leaf, value, rows) triples and each value's share."""

    leaf: Ints
    value: Ints
    rows: Ints
    shares: Floats


@dataclass(frozen=True, slots=True)
class Frequency:
    """Leaves (distinct combinations) by quasi-identifier, with their rows and their subjects.

    `values[q, u]`: the value code of column q in leaf u. `pairs`: None when every subject stands
    in one leaf, and `units[u]` counts them; else the distinct (leaf, subject) pairs.
    """

    quasi: tuple[Quasi, ...]
    values: Ints
    rows: Ints
    units: Ints
    pairs: tuple[Ints, Ints] | None
    leaf_of_row: Ints
    sensitive: Mapping[str, Sensitive]
    unit_total: int

    @property
    def row_total(self) -> int:
        """All rows."""
        return int(self.rows.sum())


def count(
    table: pa.Table,
    rules: Mapping[str, Rule],
    sensitive: Sequence[str] = (),
    subject: str | None = None,
) -> Frequency:
    """The frequency table of `table` over the columns of `rules`."""
    if table.num_rows == 0:
        raise InputError("the table has no rows")
    quasi, codes = [], []
    for name, rule in rules.items():
        values, coded = encode(table.column(name), name)
        quasi.append(_quasi(name, values, rule))
        codes.append(coded)
    leaf_of_row, leaves = group(codes, [len(q.levels[0].codes) for q in quasi])
    first = _first_rows(leaf_of_row, leaves)
    rows = np.bincount(leaf_of_row, minlength=leaves).astype(np.int64)
    units, pairs, total = _subjects(table, subject, leaf_of_row, rows)
    return Frequency(
        quasi=tuple(quasi),
        values=np.stack([code[first] for code in codes]),
        rows=rows,
        units=units,
        pairs=pairs,
        leaf_of_row=leaf_of_row,
        sensitive={name: _sensitive(table, name, leaf_of_row) for name in sensitive},
        unit_total=total,
    )


def encode(column: Any, name: str) -> tuple[list[str | None], Ints]:
    """The sorted distinct values of `column` as strings (null last), and each row's place there."""
    try:
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        words: list[str | None] = pc.cast(encoded.dictionary, pa.string()).to_pylist()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise InputError(f"column {name}: its type {column.type} cannot be a category") from None
    values = sorted(set(words), key=lambda word: (word is None, word or ""))
    place = {word: number for number, word in enumerate(values)}
    lookup = np.array([place[word] for word in words], dtype=np.int64)
    return values, lookup[encoded.indices.to_numpy(zero_copy_only=False)]


def group(columns: Sequence[Ints], sizes: Sequence[int]) -> tuple[Ints, int]:
    """Number the distinct combinations of code `columns`, in sorted order: (numbers, how many)."""
    key = np.zeros(len(columns[0]) if columns else 0, dtype=np.int64)
    span = 1
    for column, size in zip(columns, sizes, strict=True):
        if span * size >= LARGEST_KEY:
            key, span = renumber(key, span)
        key = key * size + column
        span *= size
    return renumber(key, span)


def renumber(key: Ints, span: int) -> tuple[Ints, int]:
    """Keys in [0, span) renumbered 0, 1, ... in order, and how many distinct ones there are."""
    if span <= DENSE:
        present = np.zeros(span, dtype=np.int64)
        present[key] = 1
        places = np.cumsum(present)
        return places[key] - 1, int(places[-1])
    distinct, inverse = np.unique(key, return_inverse=True)
    return inverse.astype(np.int64), len(distinct)


def _quasi(name: str, values: list[str | None], rule: Rule) -> Quasi:
    ladder = rule.climb(values, name)
    levels = []
    for labels, shares in zip(ladder.levels, ladder.shares, strict=True):
        share_of = dict(zip(labels, shares, strict=True))
        distinct = sorted(share_of, key=lambda word: (word is None, word or ""))
        place = {word: number for number, word in enumerate(distinct)}
        codes = np.array([place[word] for word in labels], dtype=np.int64)
        levels.append(
            Level(codes, tuple(distinct), np.array([share_of[word] for word in distinct]))
        )
    return Quasi(name, tuple(levels), ladder.leaves)


def _first_rows(leaf_of_row: Ints, leaves: int) -> Ints:
    first = np.empty(leaves, dtype=np.int64)
    first[leaf_of_row[::-1]] = np.arange(len(leaf_of_row) - 1, -1, -1)
    return first


def _subjects(
    table: pa.Table, subject: str | None, leaf_of_row: Ints, rows: Ints
) -> tuple[Ints, tuple[Ints, Ints] | None, int]:
    if subject is None:
        return rows, None, int(rows.sum())
    if table.column(subject).null_count:
        raise InputError(f"column {subject}: rows without a subject cannot be counted by subject")
    values, codes = encode(table.column(subject), subject)
    pairs = np.unique(leaf_of_row * len(values) + codes)
    leaf, who = pairs // len(values), pairs % len(values)
    units = np.bincount(leaf, minlength=len(rows)).astype(np.int64)
    return units, None if len(pairs) == len(values) else (leaf, who), len(values)


def _sensitive(table: pa.Table, name: str, leaf_of_row: Ints) -> Sensitive:
    values, codes = encode(table.column(name), name)
    key, counts = np.unique(leaf_of_row * len(values) + codes, return_counts=True)
    shares = np.bincount(codes, minlength=len(values)) / len(codes)
    return Sensitive(key // len(values), key % len(values), counts.astype(np.int64), shares)
