"""The frequency table: every distinct combination of quasi-identifiers, and how often it occurs.

It is all the search needs to know of the rows: of a table in memory (`count`), or of shards counted
where they are (`shards.count_shard`, then `merge`). The same rows in any order and partition give
the same table, to the bit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.hierarchies.hierarchy import Labels, Rule
from cohortium_anonymize.search.appearance import Appearance, appearance
from cohortium_anonymize.search.keys import Floats, Ints, Mask, encode, sums
from cohortium_anonymize.search.tally import Columns, Spread, Tally, tally, united


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
    """A sensitive column over the leaves: (leaf, value, rows) triples, each value's share and word.

    `appearance` is there where it was asked for, and rows were at hand.
    """

    leaf: Ints
    value: Ints
    rows: Ints
    shares: Floats
    words: Labels
    appearance: Appearance | None = None


@dataclass(frozen=True, slots=True)
class Frequency:
    """Leaves (distinct combinations) by quasi-identifier, with their rows and their subjects.

    `values[q, u]`: the value code of column q in leaf u. `pairs`: None when every subject stands
    in one leaf, and `units[u]` counts them; else the distinct (leaf, subject) pairs.

    With a research subset, all these count its rows alone (0 where a leaf has none of them) and
    `population` counts the whole table's units, `crowd` being its pairs; `chosen` are the subset's
    rows. Without one the three are None. `leaf_of_row` is None when shards were counted elsewhere.
    """

    quasi: tuple[Quasi, ...]
    values: Ints
    rows: Ints
    units: Ints
    pairs: tuple[Ints, Ints] | None
    leaf_of_row: Ints | None
    sensitive: Mapping[str, Sensitive]
    unit_total: int
    population: Ints | None = None
    crowd: tuple[Ints, Ints] | None = None
    chosen: Mask | None = None

    @property
    def row_total(self) -> int:
        """All rows that count."""
        return int(self.rows.sum())


def count(
    table: pa.Table,
    rules: Mapping[str, Rule],
    sensitive: Sequence[str] = (),
    subject: str | None = None,
    subset: Mask | None = None,
    ordered: Collection[str] = (),
) -> Frequency:
    """The frequency table of `table` over the columns of `rules`.

    `subset` marks the rows of the research subset; the whole table is then its population. Of the
    sensitive columns `ordered`, the order in which rows bring their values is kept.
    """
    counted, leaf = tally(table, Columns(tuple(rules), tuple(sensitive), subject), subset)
    whole = merge([counted], rules)
    columns = dict(whole.sensitive)
    for name in ordered:
        seen = appearance(leaf, encode(table.column(name), name).codes, subset)
        columns[name] = replace(columns[name], appearance=seen)
    return replace(whole, leaf_of_row=leaf, chosen=subset, sensitive=columns)


def merge(tallies: Sequence[Tally], rules: Mapping[str, Rule]) -> Frequency:
    """The frequency table of all shards; `leaf_of_row` and `chosen` are None, rows being elsewhere."""
    whole = united(tallies)
    if not whole.rows.any():
        raise InputError("the research subset has no rows")
    within = _subjects(whole.subjects, whole.rows, subset=True)
    every = _subjects(whole.subjects, whole.everyone, subset=False)
    return Frequency(
        quasi=tuple(
            _quasi(name, column.words.to_pylist(), rule)
            for (name, rule), column in zip(rules.items(), whole.quasi, strict=True)
        ),
        values=np.stack([column.codes for column in whole.quasi]),
        rows=whole.rows,
        units=within.units,
        pairs=within.pairs,
        leaf_of_row=None,
        sensitive={name: _sensitive(spread) for name, spread in whole.sensitive.items()},
        unit_total=within.total,
        population=every.units if whole.subset else None,
        crowd=every.pairs if whole.subset else None,
    )


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


@dataclass(frozen=True, slots=True)
class _Units:
    units: Ints
    pairs: tuple[Ints, Ints] | None
    total: int


def _subjects(subjects: Spread | None, rows: Ints, *, subset: bool) -> _Units:
    """Rows as units without subjects; else who stands in which leaf with a row that counts."""
    if subjects is None:
        return _Units(rows, None, int(rows.sum()))
    there = (subjects.rows if subset else subjects.everyone) > 0
    leaf, who = subjects.leaf[there], subjects.value.codes[there]
    here = np.zeros(len(subjects.value.words), dtype=np.bool_)
    here[who] = True
    total = int(here.sum())
    who = (np.cumsum(here) - 1)[who]
    units = sums(leaf, np.ones(len(leaf), dtype=np.int64), len(rows))
    return _Units(units, None if len(leaf) == total else (leaf, who), total)


def _sensitive(spread: Spread) -> Sensitive:
    """Values of rows that count alone; their codes stay in the order of the words."""
    there = spread.rows > 0
    here = np.zeros(len(spread.value.words), dtype=np.bool_)
    here[spread.value.codes[there]] = True
    value = (np.cumsum(here) - 1)[spread.value.codes[there]]
    rows = spread.rows[there]
    shares = np.bincount(value, weights=rows) / rows.sum()
    words = spread.value.words.filter(pa.array(here)).to_pylist()
    return Sensitive(spread.leaf[there], value, rows, shares, tuple(words))
