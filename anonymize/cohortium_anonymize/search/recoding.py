"""Recodings: which node each leaf is released at, or that it is suppressed; and the classes then.

Full-domain generalization has one node. Local recoding has several: what the first suppresses is
searched again for a node of its own, and again, until nothing more can be told. Classes are those of
the output: leaves with the same labels are one class, whichever nodes the labels come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from cohortium_anonymize.measures.utility import Metric, value
from cohortium_anonymize.search.classes import Classes, Node, Partition, classes_of
from cohortium_anonymize.search.frequency import Frequency, Sensitive
from cohortium_anonymize.search.keys import Ints, Mask, group, renumber


@dataclass(frozen=True, slots=True)
class Recoding:
    """`node_of_leaf`: the place in `nodes` of the node that a leaf is released at; -1, suppressed."""

    nodes: tuple[Node, ...]
    node_of_leaf: Ints

    def places(self, frequency: Frequency, q: int) -> tuple[pa.Array, list[Ints]]:
        """The labels of column `q`, each once; and, by node, the place there of each value's."""
        place: dict[str | None, int] = {}
        found = []
        for node in self.nodes:
            level = frequency.quasi[q].levels[node[q]]
            told = [place.setdefault(label, len(place)) for label in level.labels]
            found.append(np.array(told, dtype=np.int64)[level.codes])
        return pa.array(list(place), pa.string()), found

    def labels(self, frequency: Frequency, q: int) -> tuple[pa.Array, Ints]:
        """The labels of column `q`, each once, and the place there of each leaf's (0 if it has none)."""
        words, found = self.places(frequency, q)
        of_leaf = np.zeros(len(self.node_of_leaf), dtype=np.int64)
        for number, places in enumerate(found):
            here = self.node_of_leaf == number
            of_leaf[here] = places[frequency.values[q, here]]
        return words, of_leaf

    def classes(self, frequency: Frequency) -> tuple[Classes, Mask]:
        """The classes of the output, and which are kept: all but one of what is suppressed."""
        told = self.node_of_leaf >= 0
        coded = [self.labels(frequency, q) for q in range(len(frequency.quasi))]
        numbers, count = group(
            [places[told] for _, places in coded], [max(1, len(words)) for words, _ in coded]
        )
        of_leaf = np.full(len(told), count, dtype=np.int64)
        of_leaf[told] = numbers
        count += not told.all()
        classes = classes_of(frequency, of_leaf, count)
        keep = np.ones(count, dtype=np.bool_)
        keep[of_leaf[~told]] = False
        return classes, keep

    def cost(self, metric: Metric, partition: Partition) -> float:
        """What the output costs, suppressed rows counted; with one node, what that node costs."""
        classes, keep = self.classes(partition.frequency)
        if not metric.separable:
            return value(metric, partition, self.nodes[0], classes, keep)
        column = self._loss if metric.name == "loss" else self._entropy
        frequency = partition.frequency
        columns = [np.asarray(column(frequency, q)) for q in range(len(frequency.quasi))]
        return float(metric.combine(columns))

    def _parts(self, q: int) -> Iterator[tuple[int, Mask]]:
        """The levels of column `q`, and the leaves at each; the suppressed at the first node's."""
        for number, node in enumerate(self.nodes):
            here = self.node_of_leaf == number
            yield node[q], here | (self.node_of_leaf < 0) if number == 0 else here

    def _loss(self, frequency: Frequency, q: int) -> float:
        quasi, values = frequency.quasi[q], frequency.values[q]
        told = self.node_of_leaf >= 0
        covered = float(frequency.rows[~told].sum())
        for j, here in self._parts(q):
            level = quasi.levels[j]
            shares = level.shares[level.codes[values[here & told]]]
            covered += float(frequency.rows[here & told] @ shares)
        total = frequency.row_total
        least = total / quasi.leaves
        return (covered - least) / (total - least) if total > least else 0.0

    def _entropy(self, frequency: Frequency, q: int) -> float:
        quasi, values = frequency.quasi[q], frequency.values[q]
        rows = np.bincount(values, weights=frequency.rows, minlength=len(quasi.levels[0].codes))
        bits = 0.0
        for j, here in self._parts(q):
            level = quasi.levels[j]
            merged = np.bincount(level.codes, weights=rows, minlength=len(level.labels))
            here = here & (frequency.rows > 0)
            told = np.log2(merged[level.codes[values[here]]] / rows[values[here]])
            bits += float(frequency.rows[here] @ told)
        first = quasi.levels[self.nodes[0][q]]
        lost = self.node_of_leaf < 0
        gone = np.bincount(first.codes[values[lost]], weights=frequency.rows[lost])
        gone = gone[gone > 0]
        return bits + (float(gone @ np.log2(gone.sum() / gone)) if len(gone) else 0.0)


def only(frequency: Frequency, leaves: Mask) -> Frequency:
    """The table of some leaves alone. Sensitive shares stay those of the whole table."""
    place = np.cumsum(leaves) - 1
    pairs, total = None, int(frequency.units[leaves].sum())
    if frequency.pairs is not None:
        leaf, who = frequency.pairs
        there = leaves[leaf]
        who, total = renumber(who[there].astype(np.int64), frequency.unit_total)
        pairs = (place[leaf[there]], who)

    def part(column: Sensitive) -> Sensitive:
        there = leaves[column.leaf]
        return replace(
            column,
            leaf=place[column.leaf[there]],
            value=column.value[there],
            rows=column.rows[there],
            appearance=column.appearance and column.appearance.only(there),
        )

    return replace(
        frequency,
        values=frequency.values[:, leaves],
        rows=frequency.rows[leaves],
        units=frequency.units[leaves],
        pairs=pairs,
        leaf_of_row=None,
        sensitive={name: part(column) for name, column in frequency.sensitive.items()},
        unit_total=total,
    )
