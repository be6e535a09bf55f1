"""Tallies: what one shard of a table adds to the frequency table, before any hierarchy is looked at.

A tally holds distinct combinations and counts, never rows, and travels between processes (it
pickles). Any partition of a table, in any order, merges to the same frequency table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from cohortium_anonymize.errors import InputError, Unfit
from cohortium_anonymize.search.keys import Coded, Ints, Mask, encode, group, renumber, sums, unite


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are counted, by role."""

    quasi: tuple[str, ...]
    sensitive: tuple[str, ...] = ()
    subject: str | None = None

    def names(self) -> tuple[str, ...]:
        """Each once."""
        every = (*self.quasi, *self.sensitive, *([self.subject] if self.subject else ()))
        return tuple(dict.fromkeys(every))


@dataclass(frozen=True, slots=True)
class Spread:
    """Distinct (leaf, value) pairs: the rows of the subset (all, without one), and all rows."""

    leaf: Ints
    value: Coded
    rows: Ints
    everyone: Ints


@dataclass(frozen=True, slots=True)
class Tally:
    """Leaves, as codes of `quasi`; `rows` and `everyone` as in `Spread`, by leaf."""

    quasi: tuple[Coded, ...]
    rows: Ints
    everyone: Ints
    sensitive: Mapping[str, Spread]
    subjects: Spread | None
    subset: bool


def tally(table: pa.Table, columns: Columns, subset: Mask | None = None) -> tuple[Tally, Ints]:
    """The tally of a table in memory, and the leaf of each of its rows."""
    coded = [encode(table.column(name), name) for name in columns.quasi]
    leaf, leaves = group([column.codes for column in coded], [len(c.words) for c in coded])
    ones = np.ones(table.num_rows, dtype=np.int64)
    counted = ones if subset is None else subset.astype(np.int64)

    def spread(name: str) -> Spread:
        return _merged(Spread(leaf, encode(table.column(name), name), counted, ones))

    return Tally(
        quasi=tuple(_leaves(coded, leaf, leaves)),
        rows=sums(leaf, counted, leaves),
        everyone=sums(leaf, ones, leaves),
        sensitive={name: spread(name) for name in columns.sensitive},
        subjects=_told(spread(columns.subject), columns.subject) if columns.subject else None,
        subset=subset is not None,
    ), leaf


def tally_of_groups(
    groups: Mapping[str | None, pa.Table], columns: Columns, *, subset: bool
) -> Tally:
    """The tally of rows grouped already: with each of the other columns, or (None) without any.

    The tables' columns are those grouped by, and ``rows`` and ``everyone``; each holds every row.
    """
    coded = [
        unite([encode(table.column(f"q{q}"), name) for table in groups.values()])
        for q, name in enumerate(columns.quasi)
    ]
    leaf, leaves = group([column.codes for column in coded], [len(c.words) for c in coded])
    ends = np.cumsum([table.num_rows for table in groups.values()])
    parts = dict(zip(groups, np.split(leaf, ends[:-1]), strict=True))

    def spread(name: str) -> Spread:
        table = groups[name]
        rows, everyone = (table.column(c).to_numpy() for c in ("rows", "everyone"))
        return _merged(Spread(parts[name], encode(table.column("value"), name), rows, everyone))

    first, whole = next(iter(groups.items()))
    return Tally(
        quasi=tuple(_leaves(coded, leaf, leaves)),
        rows=sums(parts[first], whole.column("rows").to_numpy(), leaves),
        everyone=sums(parts[first], whole.column("everyone").to_numpy(), leaves),
        sensitive={name: spread(name) for name in columns.sensitive},
        subjects=_told(spread(columns.subject), columns.subject) if columns.subject else None,
        subset=subset,
    )


def united(tallies: Sequence[Tally]) -> Tally:
    """One tally of all. InputError when there is none, or they have no rows."""
    if not sum(int(part.everyone.sum()) for part in tallies):
        raise InputError("the table has no rows")
    if len(tallies) == 1:
        return tallies[0]
    quasi = [unite(columns) for columns in zip(*(part.quasi for part in tallies), strict=True)]
    leaf, leaves = group([column.codes for column in quasi], [len(c.words) for c in quasi])
    places = np.split(leaf, np.cumsum([len(part.rows) for part in tallies])[:-1])

    def spread(parts: Sequence[Spread]) -> Spread:
        return _merged(
            Spread(
                np.concatenate([place[p.leaf] for place, p in zip(places, parts, strict=True)]),
                unite([part.value for part in parts]),
                np.concatenate([part.rows for part in parts]),
                np.concatenate([part.everyone for part in parts]),
            )
        )

    subjects = [part.subjects for part in tallies if part.subjects is not None]
    return Tally(
        quasi=tuple(_leaves(quasi, leaf, leaves)),
        rows=sums(leaf, np.concatenate([part.rows for part in tallies]), leaves),
        everyone=sums(leaf, np.concatenate([part.everyone for part in tallies]), leaves),
        sensitive={
            name: spread([part.sensitive[name] for part in tallies])
            for name in tallies[0].sensitive
        },
        subjects=spread(subjects) if subjects else None,
        subset=tallies[0].subset,
    )


def _leaves(coded: Sequence[Coded], leaf: Ints, leaves: int) -> list[Coded]:
    """The columns of one row of each leaf."""
    one = np.empty(leaves, dtype=np.int64)
    one[leaf] = np.arange(len(leaf))
    return [replace(column, codes=column.codes[one].astype(np.int32)) for column in coded]


def _merged(spread: Spread) -> Spread:
    """Each (leaf, value) once, in order."""
    size = max(1, len(spread.value.words))
    key = spread.leaf.astype(np.int64) * size + spread.value.codes
    number, many = renumber(key, int(key.max(initial=0)) + 1)
    distinct = np.empty(many, dtype=np.int64)
    distinct[number] = key
    return Spread(
        distinct // size,
        replace(spread.value, codes=distinct % size),
        sums(number, spread.rows, many),
        sums(number, spread.everyone, many),
    )


def _told(subjects: Spread, name: str) -> Spread:
    if subjects.value.words.null_count:
        raise Unfit(name, [None], "rows without a subject cannot be counted by subject")
    return subjects
