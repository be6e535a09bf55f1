"""Equivalence classes of one node of the lattice, counted on the frequency table's leaves.

A node is a level for every quasi-identifier. Its classes are groups of leaves; nothing here looks
at a row. Sizes count subjects, histograms count rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.keys import LARGEST_KEY, Floats, Ints, Mask, renumber, sums

Node = tuple[int, ...]
KEPT = 24  # nodes whose classes are remembered
LARGEST_KEPT = 4_000_000  # leaves; past it remembering costs more memory than it saves time


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
        found = np.bincount(self.owner, weights=weights, minlength=len(self.totals))
        return found.astype(np.float64, copy=False)

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
    """The classes of a node: the class of each leaf, and each class's subjects and rows.

    With a research subset these are the subset's (0 where a class has none of its rows), and
    `population` counts the subjects of the whole table; without one it is None.
    """

    frequency: Frequency
    of_leaf: Ints
    sizes: Ints
    rows: Ints
    population: Ints | None = None
    _histograms: dict[str, Histogram] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __len__(self) -> int:
        """How many there are."""
        return len(self.sizes)

    def histogram(self, column: str) -> Histogram:
        """The sensitive `column` over the classes, counted once."""
        if column not in self._histograms:
            self._histograms[column] = self._histogram(column)
        return self._histograms[column]

    def _histogram(self, column: str) -> Histogram:
        source = self.frequency.sensitive[column]
        span = len(source.shares)
        pairs = self.of_leaf[source.leaf].astype(np.int64) * span + source.value
        key, entries = renumber(pairs, len(self) * span)
        rows = sums(key, source.rows, entries)
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
    """Groups leaves by node.

    The last nodes' classes are kept: a more general node is grouped from theirs (roll-up), of which
    there are fewer than leaves.
    """

    def __init__(self, frequency: Frequency) -> None:
        self.frequency = frequency
        self._kept: deque[tuple[Node, Classes, Ints]] = deque(maxlen=KEPT)

    def codes(self, quasi: int, level: int) -> Ints:
        """The code of each leaf in one column at one level."""
        frequency = self.frequency
        codes: Ints = frequency.quasi[quasi].levels[level].codes[frequency.values[quasi]]
        return codes

    def classes(self, node: Node) -> Classes:
        """The classes at `node`."""
        classes = classes_of(self.frequency, *self._group(node))
        self._keep(node, classes)
        return classes

    def _group(self, node: Node) -> tuple[Ints, int]:
        quasi = self.frequency.quasi
        told = [q for q, level in enumerate(node) if len(quasi[q].levels[level].labels) > 1]
        if not told:
            return np.zeros(len(self.frequency.rows), dtype=np.int32), 1
        below = self._below(node)
        leaves = slice(None) if below is None else below[2]
        numbers, count = _combined(
            [quasi[q].levels[node[q]].codes for q in told],
            [len(quasi[q].levels[node[q]].labels) for q in told],
            [self.frequency.values[q, leaves] for q in told],
        )
        return (numbers if below is None else numbers[below[1].of_leaf]), count

    def _below(self, node: Node) -> tuple[Node, Classes, Ints] | None:
        """Of the kept nodes that this one generalizes, the one with the fewest classes."""
        under = [
            kept
            for kept in self._kept
            if all(low <= high for low, high in zip(kept[0], node, strict=True))
        ]
        return min(under, key=lambda kept: len(kept[1]), default=None)

    def _keep(self, node: Node, classes: Classes) -> None:
        leaves = len(classes.of_leaf)
        if 2 * len(classes) < leaves <= LARGEST_KEPT:
            one = np.empty(len(classes), dtype=np.int64)
            one[classes.of_leaf] = np.arange(leaves)
            self._kept.append((node, classes, one))


def classes_of(frequency: Frequency, of_leaf: Ints, count: int) -> Classes:
    """The `count` classes that leaves are put in."""
    rows = sums(of_leaf, frequency.rows, count)
    sizes = rows
    if frequency.units is not frequency.rows:
        sizes = _units(of_leaf, count, frequency.units, frequency.pairs)
    crowd = None
    if frequency.population is not None:
        crowd = _units(of_leaf, count, frequency.population, frequency.crowd)
    return Classes(frequency, of_leaf, sizes, rows, crowd)


def _combined(
    codes: Sequence[Ints], sizes: Sequence[int], values: Sequence[Ints]
) -> tuple[Ints, int]:
    """Number the combinations of what `values` fall to by `codes`, in no particular order."""
    key = np.zeros(len(values[0]), dtype=np.int64)
    span = 1
    for code, size, value in zip(codes, sizes, values, strict=True):
        if span * size >= LARGEST_KEY:
            numbers, span = renumber(key, span, ordered=False)
            key = numbers.astype(np.int64)
        key += (code * span)[value]
        span *= size
    return renumber(key, span, ordered=False)


def _units(of_leaf: Ints, count: int, units: Ints, pairs: tuple[Ints, Ints] | None) -> Ints:
    if pairs is None:
        return sums(of_leaf, units, count)
    leaf, who = pairs
    span = int(who.max()) + 1
    pair = of_leaf[leaf].astype(np.int64) * span + who
    number, many = renumber(pair, count * span, ordered=False)
    owner = np.empty(many, dtype=np.int64)
    owner[number] = pair // span
    return np.bincount(owner, minlength=count)
