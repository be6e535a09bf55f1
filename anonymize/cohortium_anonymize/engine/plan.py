"""What is done to each row, as a worker is told it: by values and levels, without any row.

A row is released at the first node that kept the class it falls in there, else it is suppressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.keys import LARGEST_KEY, Ints, Mask, encode
from cohortium_anonymize.search.recoding import Recoding


@dataclass(frozen=True, slots=True)
class Combinations:
    """Some combinations of codes below `sizes`. `stages`: sorted keys, one wherever they would overflow."""

    sizes: tuple[int, ...]
    stages: tuple[Ints, ...]

    @classmethod
    def of(cls, columns: Sequence[Ints], sizes: Sequence[int]) -> Combinations:
        """Those that stand in `columns` of codes."""
        stages: list[Ints] = []
        key = np.zeros(len(columns[0]), dtype=np.int64)
        span = 1
        for column, size in zip(columns, sizes, strict=True):
            if span * size >= LARGEST_KEY:
                distinct, key = np.unique(key, return_inverse=True)
                stages.append(distinct)
                span = len(distinct)
            key = key * size + column
            span *= size
        return cls(tuple(sizes), (*stages, np.unique(key)))

    def have(self, columns: Sequence[Ints]) -> Mask:
        """Which rows of `columns` are one of them."""
        key = np.zeros(len(columns[0]), dtype=np.int64)
        found = np.ones(len(key), dtype=np.bool_)
        stages = iter(self.stages)
        span = 1
        for column, size in zip(columns, self.sizes, strict=True):
            if span * size >= LARGEST_KEY:
                stage = next(stages)
                key = _places(stage, key, found)
                span = len(stage)
            key = key * size + column
            span *= size
        _places(next(stages), key, found)
        return found


def _places(stage: Ints, key: Ints, found: Mask) -> Ints:
    """The places of keys in `stage`; those that are not there are not `found`."""
    places = np.minimum(np.searchsorted(stage, key), max(0, len(stage) - 1))
    found &= stage[places] == key if len(stage) else False
    return places.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Column:
    """A quasi-identifier: its `words`, sorted, missing last, and its labels, each once.

    `codes[n]`: the class of each word at node n's level; `places[n]`: its label's place in `labels`.
    """

    name: str
    words: pa.Array
    labels: pa.Array
    codes: tuple[Ints, ...]
    places: tuple[Ints, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns, the classes that each node kept, and the columns that go."""

    columns: tuple[Column, ...]
    kept: tuple[Combinations, ...]
    dropped: tuple[str, ...]

    @classmethod
    def of(
        cls,
        recoding: Recoding,
        frequency: Frequency,
        words: Sequence[pa.Array],
        dropped: Sequence[str],
    ) -> Plan:
        """The plan of a `recoding`; `words` are the values of each column, as `frequency` codes them."""
        columns = tuple(_column(recoding, frequency, q, words[q]) for q in range(len(words)))
        kept = []
        for n, node in enumerate(recoding.nodes):
            here = frequency.values[:, recoding.node_of_leaf == n]
            codes = [column.codes[n][here[q]] for q, column in enumerate(columns)]
            levels = [quasi.levels[node[q]] for q, quasi in enumerate(frequency.quasi)]
            kept.append(Combinations.of(codes, [len(level.labels) for level in levels]))
        return cls(columns, tuple(kept), tuple(dropped))

    def apply(self, table: pa.Table) -> pa.Table:
        """The rows of `table` that are released, as they are."""
        values = [_values(table.column(column.name), column) for column in self.columns]
        node_of_row = np.full(table.num_rows, -1, dtype=np.int64)
        for n, kept in enumerate(self.kept):
            there = kept.have([c.codes[n][v] for c, v in zip(self.columns, values, strict=True)])
            node_of_row[(node_of_row < 0) & there] = n
        stay = np.flatnonzero(node_of_row >= 0)
        released = table.take(pa.array(stay))
        for column, value in zip(self.columns, values, strict=True):
            place = np.zeros(len(stay), dtype=np.int64)
            for n, places in enumerate(column.places):
                here = node_of_row[stay] == n
                place[here] = places[value[stay[here]]]
            at = released.column_names.index(column.name)
            labels = column.labels.take(pa.array(place))
            released = released.set_column(at, column.name, labels)
        return released.drop_columns(list(self.dropped))


def _column(recoding: Recoding, frequency: Frequency, q: int, words: pa.Array) -> Column:
    quasi = frequency.quasi[q]
    labels, places = recoding.places(frequency, q)
    codes = tuple(quasi.levels[node[q]].codes for node in recoding.nodes)
    return Column(quasi.name, words, labels, codes, tuple(places))


def _values(column: pa.ChunkedArray, known: Column) -> Ints:
    """The places of a column's values among the known words."""
    coded = encode(column, known.name)
    places: Ints = pc.index_in(coded.words, value_set=known.words).to_numpy(zero_copy_only=False)
    return places[coded.codes].astype(np.int64)
