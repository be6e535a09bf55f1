"""Utility metrics: what a node costs, and exact lower bounds of it for the search.

Loss (Iyengar 2002), non-uniform entropy (De Waal and Willenborg 1999), discernibility (Bayardo and
Agrawal 2005) and average class size (LeFevre et al. 2006), with the treatment of suppressed rows
that the reference vectors define. Metrics weigh rows. The first two are sums over columns, so their
value without suppression is known for every node at once and bounds the one with it; the others
grow along the lattice, so a node's value without suppression bounds all nodes above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.search.classes import Classes, Node, Partition
from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.keys import Floats, Ints, Mask

Name = Literal["loss", "non-uniform-entropy", "discernibility", "aecs"]
Aggregate = Literal["geometric-mean", "sum", "mean", "max"]
NAMES = get_args(Name)
AGGREGATES = get_args(Aggregate)


@dataclass(frozen=True, slots=True)
class Metric:
    """Which metric, whether suppressed rows cost, and how columns add up (None: as usual).

    As usual is the geometric mean for loss, the sum for entropy.
    """

    name: Name = "loss"
    count_suppression: bool = True
    aggregate: Aggregate | None = None

    def __post_init__(self) -> None:
        """Known names only."""
        if self.name not in NAMES:
            raise SpecError(f"utility.metric is one of {', '.join(NAMES)}")
        if self.aggregate is not None and self.aggregate not in AGGREGATES:
            raise SpecError(f"utility.aggregate is one of {', '.join(AGGREGATES)}")
        if self.aggregate is not None and not self.separable:
            raise SpecError(f"utility.aggregate does not apply to {self.name}: leave it out")

    @property
    def separable(self) -> bool:
        """Whether it is a sum over columns."""
        return self.name in ("loss", "non-uniform-entropy")

    def combine(self, columns: Sequence[Floats]) -> Floats:
        """The columns' costs (arrays that broadcast) as one."""
        usual = "geometric-mean" if self.name == "loss" else "sum"
        aggregate = self.aggregate or usual
        if aggregate == "geometric-mean":
            product = columns[0] + 1.0
            for column in columns[1:]:
                product = product * (column + 1.0)
            return np.asarray(product ** (1.0 / len(columns)) - 1.0)
        total = columns[0]
        for column in columns[1:]:
            total = np.maximum(total, column) if aggregate == "max" else total + column
        return np.asarray(total / len(columns) if aggregate == "mean" else total)


def class_bound(metric: Metric, classes: Classes) -> float:
    """For metrics on classes: a bound of this node and of all above it."""
    if metric.name == "discernibility":
        return float((classes.rows.astype(np.float64) ** 2).sum())
    return float(classes.rows.sum()) / int((classes.rows > 0).sum())


def value(metric: Metric, partition: Partition, node: Node, classes: Classes, keep: Mask) -> float:
    """What `node` costs when the classes outside `keep` are suppressed."""
    if not metric.count_suppression:
        keep = classes.rows > 0
    rows = int(classes.rows.sum())
    kept = int(classes.rows[keep].sum())
    if metric.name == "discernibility":
        squares = float((classes.rows[keep].astype(np.float64) ** 2).sum())
        return squares + float(rows - kept) * rows
    if metric.name == "aecs":
        return rows / (int(keep.sum()) + (kept < rows))
    column = _loss if metric.name == "loss" else _entropy
    stays = keep[classes.of_leaf]
    costs = [np.asarray(column(partition, q, level, stays)) for q, level in enumerate(node)]
    return float(metric.combine(costs))


def _rows_by_code(
    frequency: Frequency, codes: Ints, size: int, stays: Mask | None = None
) -> Floats:
    weights = frequency.rows if stays is None else frequency.rows * stays
    return np.bincount(codes, weights=weights, minlength=size).astype(np.float64, copy=False)


def _loss(partition: Partition, q: int, j: int, stays: Mask) -> float:
    frequency = partition.frequency
    level = frequency.quasi[q].levels[j]
    kept = _rows_by_code(frequency, partition.codes(q, j), len(level.labels), stays)
    return _scaled(
        frequency, q, float(kept @ level.shares) + frequency.row_total - float(kept.sum())
    )


def _scaled(frequency: Frequency, q: int, covered: float) -> float:
    """From the least a column can lose (0) to the most (1)."""
    total = frequency.row_total
    least = total / frequency.quasi[q].leaves
    return (covered - least) / (total - least) if total > least else 0.0


def _plain_entropy(frequency: Frequency, q: int, j: int) -> float:
    """-sum over rows of log2(share of the value within its generalization)."""
    fine, coarse = frequency.quasi[q].levels[0], frequency.quasi[q].levels[j]
    rows = _rows_by_code(frequency, frequency.values[q], len(fine.labels))
    groups = np.bincount(coarse.codes, weights=rows, minlength=len(coarse.labels))
    there = rows > 0  # with a research subset, some values stand in the population alone
    return float(rows[there] @ np.log2(groups[coarse.codes[there]] / rows[there]))


def _entropy(partition: Partition, q: int, j: int, stays: Mask) -> float:
    """The same, and for suppressed rows what it costs to go on to nothing at all."""
    frequency = partition.frequency
    size = len(frequency.quasi[q].levels[j].labels)
    gone = _rows_by_code(frequency, partition.codes(q, j), size, ~stays)
    gone = gone[gone > 0]
    extra = float(gone @ np.log2(gone.sum() / gone)) if len(gone) else 0.0
    return _plain_entropy(frequency, q, j) + extra
