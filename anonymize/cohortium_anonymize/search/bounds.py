"""Exact lower bounds of what the nodes of a box cost.

A box is every node between a lowest and a highest one. What a class of the highest node loses for
sure (`Judgement.doomed`), every node of the box loses; so for metrics that are sums over columns the
cost of a column at a level is bounded by its cost with those rows suppressed, and a box by its
cheapest level of every column. The other metrics grow along the lattice: the lowest node's value
without suppression bounds the box.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cohortium_anonymize.measures.utility import Metric, class_bound, value
from cohortium_anonymize.search.classes import Classes, Node, Partition
from cohortium_anonymize.search.frequency import Frequency, Level, Quasi
from cohortium_anonymize.search.judgement import Judgement
from cohortium_anonymize.search.keys import Floats, Ints, Mask

Costs = Sequence[Floats]  # of each column, by level


class Bounds:
    """Bounds under one metric of one frequency table."""

    def __init__(self, metric: Metric, partition: Partition) -> None:
        self.metric = metric
        self.partition = partition
        frequency = partition.frequency
        self._weights = frequency.rows.astype(np.float64)
        self._rows = [
            _by_value(values, self._weights, len(quasi.levels[0].codes))
            for quasi, values in zip(frequency.quasi, frequency.values, strict=True)
        ]
        self._plain = self._costs(None)
        self._lowest: dict[Node, float] = {}

    def costs(self, classes: Classes, doomed: Mask) -> Costs:
        """What columns cost at least, by level, at a node of `classes` and below it."""
        if not (self.metric.separable and self.metric.count_suppression and doomed.any()):
            return self._plain
        return self._costs(doomed[classes.of_leaf])

    def value(self, node: Node, classes: Classes, verdict: Judgement, costs: Costs) -> float:
        """What `node` costs; `costs` are those that its doomed classes make."""
        if not self.metric.separable:
            return value(self.metric, self.partition, node, classes, verdict.keep)
        more = ~verdict.keep & ~verdict.doomed & (classes.rows > 0)
        if self.metric.count_suppression and more.any():
            costs = self._costs((~verdict.keep)[classes.of_leaf], node)
            return float(self.metric.combine([np.asarray(column[0]) for column in costs]))
        return self.of(costs, node, node)

    def of(self, costs: Costs, low: Node, high: Node) -> float:
        """The bound of the box from `low` to `high`, `costs` being those of a node above it."""
        if not self.metric.separable:
            return self._class_bound(low)
        cheapest = [
            np.asarray(column[below : above + 1].min())
            for column, below, above in zip(costs, low, high, strict=True)
        ]
        return float(self.metric.combine(cheapest))

    def least(self, node: Node, classes: Classes) -> float:
        """A node's cost without suppression, of its classes."""
        if self.metric.separable:
            return self.plain(node)
        return class_bound(self.metric, classes)

    def plain(self, node: Node) -> float:
        """A node's cost without suppression; its share of the way up where that is no sum."""
        if self.metric.separable:
            return self.of(self._plain, node, node)
        quasi = self.partition.frequency.quasi
        return sum(level / (1 + q.height) for level, q in zip(node, quasi, strict=True))

    def _class_bound(self, low: Node) -> float:
        if low not in self._lowest:
            self._lowest[low] = class_bound(self.metric, self.partition.classes(low))
        return self._lowest[low]

    def _costs(self, gone: Mask | None, node: Node | None = None) -> Costs:
        """At every level of each column, or at that of `node` alone."""
        if not self.metric.separable:
            return []
        column = _loss if self.metric.name == "loss" else _entropy
        frequency = self.partition.frequency
        costs = []
        leaves = np.zeros(0, dtype=np.int64) if gone is None else np.flatnonzero(gone)
        weights = self._weights[leaves]
        for q, (quasi, rows) in enumerate(zip(frequency.quasi, self._rows, strict=True)):
            lost = np.zeros(len(rows))
            if gone is not None:
                values = frequency.values[q, leaves]
                lost = _by_value(values, weights, len(rows))
            levels = quasi.levels if node is None else quasi.levels[node[q] : node[q] + 1]
            costs.append(column(frequency, quasi, levels, rows, lost))
        return costs


def _by_value(values: Ints, weights: Floats, size: int) -> Floats:
    return np.bincount(values, weights=weights, minlength=size).astype(np.float64, copy=False)


def _loss(
    frequency: Frequency, quasi: Quasi, levels: Sequence[Level], rows: Floats, lost: Floats
) -> Floats:
    """Rows that are lost cover everything."""
    least = frequency.row_total / quasi.leaves
    most = frequency.row_total - least
    covered = [
        float((rows - lost) @ level.shares[level.codes]) + float(lost.sum()) for level in levels
    ]
    return (np.array(covered) - least) / most if most > 0 else np.zeros(len(covered))


def _entropy(
    frequency: Frequency, quasi: Quasi, levels: Sequence[Level], rows: Floats, lost: Floats
) -> Floats:
    """Bits lost by generalizing all, and by going on to nothing at all with what is lost."""
    del frequency, quasi
    costs = []
    there = rows > 0
    for level in levels:
        merged = np.bincount(level.codes, weights=rows, minlength=len(level.labels))
        bits = float(rows[there] @ np.log2(merged[level.codes[there]] / rows[there]))
        gone = np.bincount(level.codes, weights=lost, minlength=len(level.labels))
        gone = gone[gone > 0]
        costs.append(bits + float(gone @ np.log2(gone.sum() / gone)) if len(gone) else bits)
    return np.array(costs)
