"""In which order classes go that are suppressed for models on all kept classes together.

By size, the smallest first. Where the metric is loss, of one size the class that costs least by itself
goes first; then the one of the first leaf, in the order of its values, so that the order of the rows
changes nothing. Asked to go `by_row`, it is the class whose first row comes first: as ARX does, whose
figures under non-uniform entropy cannot be met otherwise.
"""

from __future__ import annotations

import numpy as np

from cohortium_anonymize.measures.utility import Metric
from cohortium_anonymize.search.classes import Classes, Node, Partition
from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.keys import Floats, Ints


class Queues:
    """The queues of one partition's nodes under one metric."""

    def __init__(self, metric: Metric, partition: Partition, *, by_row: bool = False) -> None:
        self._metric = metric
        self._partition = partition
        self._by_row = by_row and partition.frequency.leaf_of_row is not None
        self._first: Ints | None = None

    def at(self, node: Node, classes: Classes) -> Ints:
        """The classes of `node`, the first to go first."""
        if self._first is None:
            self._first = _first(self._partition.frequency, by_row=self._by_row)
        first = np.full(len(classes), np.iinfo(np.int64).max)
        np.minimum.at(first, classes.of_leaf, self._first)
        return np.lexsort((first, *self._costs(node, classes), classes.sizes))

    def _costs(self, node: Node, classes: Classes) -> tuple[Floats, ...]:
        """What each class loses by itself, where that is known."""
        if self._metric.name != "loss":
            return ()
        leaf = np.empty(len(classes), dtype=np.int64)
        leaf[classes.of_leaf] = np.arange(len(classes.of_leaf))
        quasi = self._partition.frequency.quasi
        columns = [
            classes.rows * quasi[q].levels[level].shares[self._partition.codes(q, level)[leaf]]
            for q, level in enumerate(node)
        ]
        return (self._metric.combine(columns),)


def _first(frequency: Frequency, *, by_row: bool) -> Ints:
    """Each leaf, or its first row, of the research subset where there is one; last if it has none."""
    leaves = len(frequency.rows)
    if frequency.leaf_of_row is None or not by_row:
        return np.where(frequency.rows > 0, np.arange(leaves), leaves)
    first = np.full(leaves, len(frequency.leaf_of_row), dtype=np.int64)
    rows = np.arange(len(frequency.leaf_of_row))
    if frequency.chosen is not None:
        rows = rows[frequency.chosen]
    first[frequency.leaf_of_row[rows[::-1]]] = rows[::-1]
    return first
