"""Equivalence classes of one node of the lattice, counted on the frequency table's leaves.

A node is a level for every quasi-identifier. Its classes are groups of leaves; nothing here looks
at a row. Sizes count subjects, histograms count rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohortium_anonymize.search.frequency import Floats, Frequency, Ints, group, renumber

Node = tuple[int, ...]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each sensitive value occurs in each class: entries (owner class, value, rows)."""

    owner: Ints
    value: Ints
    rows: Ints
    totals: Floats
    shares: Floats

    def sum(self, weights: Floats | Ints | Mask) -> Floats:
        """`weights` (one an entry) summed by class."""
        sums = np.bincount(self.owner, weights=weights, minlength=len(self.totals))
        return sums.astype(np.float64, copy=False)

    def distinct(self) -> Ints:
        """The number of distinct values in each class."""
        return np.bincount(self.owner, minlength=len(self.totals))

    def only(self, keep: Mask) -> Histogram:
        """The entries of the kept classes, compared with the kept rows as a whole."""
        kept = keep[self.owner]
        owner, value, rows = self.owner[kept], self.value[kept], self.rows[kept]
        shares = np.bincount(value, weights=rows, minlength=len(self.shares)) / rows.sum()
        return Histogram(owner, value, rows, np.where(keep, self.totals, 1.0), shares)


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of a node: the class of each leaf, and each class's subjects and rows."""

    frequency: Frequency
    of_leaf: Ints
    sizes: Ints
    rows: Ints

    def __len__(self) -> int:
        """How many there are."""
        return len(self.sizes)

    def histogram(self, column: str) -> Histogram:
        """The sensitive `column` over the classes."""
        source = self.frequency.sensitive[column]
        span = len(source.shares)
        key, entries = renumber(
            pairs := self.of_leaf[source.leaf] * span + source.value, len(self) * span
        )
        rows = np.bincount(key, weights=source.rows, minlength=entries).astype(np.int64)
        distinct = np.empty(entries, dtype=np.int64)
        distinct[key] = pairs
        return Histogram(
            distinct // span, distinct % span, rows, self.rows.astype(np.float64), source.shares
        )

    def subjects(self, which: Mask) -> int:
        """The subjects with a row in one of the classes `which`."""
        frequency = self.frequency
        if frequency.pairs is None:
            return int(self.sizes[which].sum())
        leaf, who = frequency.pairs
        found = np.zeros(frequency.unit_total, dtype=np.bool_)
        found[who[which[self.of_leaf[leaf]]]] = True
        return int(found.sum())


class Partition:
    """Groups leaves by node. Keeps the code of every leaf at every level, so a node is cheap."""

    def __init__(self, frequency: Frequency) -> None:
        self.frequency = frequency
        self._codes: list[list[Ints]] = [
            [level.codes[values] for level in quasi.levels]
            for quasi, values in zip(frequency.quasi, frequency.values, strict=True)
        ]
        self._sizes = [[len(level.labels) for level in quasi.levels] for quasi in frequency.quasi]

    def codes(self, quasi: int, level: int) -> Ints:
        """The code of each leaf in one column at one level."""
        return self._codes[quasi][level]

    def classes(self, node: Node) -> Classes:
        """The classes at `node`."""
        told = [(q, j) for q, j in enumerate(node) if self._sizes[q][j] > 1]
        of_leaf, count = self._group(told)
        rows = np.bincount(of_leaf, weights=self.frequency.rows, minlength=count)
        return Classes(self.frequency, of_leaf, self._units(of_leaf, count), rows.astype(np.int64))

    def _group(self, told: Sequence[tuple[int, int]]) -> tuple[Ints, int]:
        if not told:
            return np.zeros(len(self.frequency.rows), dtype=np.int64), 1
        return group([self._codes[q][j] for q, j in told], [self._sizes[q][j] for q, j in told])

    def _units(self, of_leaf: Ints, count: int) -> Ints:
        frequency = self.frequency
        if frequency.pairs is None:
            return np.bincount(of_leaf, weights=frequency.units, minlength=count).astype(np.int64)
        leaf, who = frequency.pairs
        distinct = np.unique(of_leaf[leaf] * frequency.unit_total + who)
        sizes = np.bincount(distinct // frequency.unit_total, minlength=count)
        return np.asarray(sizes, dtype=np.int64)
