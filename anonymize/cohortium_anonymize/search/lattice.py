"""The search: the best node of the full-domain lattice, proven.

Every node has an exact lower bound of its cost, so nodes are taken from the lowest bound up until
no bound is below the best found. From each, a path upwards is searched by halves, as Flash does
(Kohlmayer et al. 2012): a node that is hopeless closes everything below it. Nothing is assumed
monotonic that is not, so the result is that of the exhaustive search; ties go to the least general
node, then to the first in column order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.measures import utility
from cohortium_anonymize.models.models import Model
from cohortium_anonymize.search.classes import Classes, Mask, Node, Partition
from cohortium_anonymize.search.frequency import Frequency, Ints
from cohortium_anonymize.search.judgement import judge

MAXIMUM_NODES = 5_000_000  # each costs a few dozen bytes, and some time to sort
SLACK = 1e-12  # relative; bounds and values are summed in different orders


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome. `node` is None when nothing valid was found; `fewest`, the least suppressed."""

    node: Node | None
    value: float
    lower_bound: float
    optimal: bool
    checked: int
    nodes: int
    fewest: int


@dataclass
class Search:
    """One search; `clock` (seconds) and `deadline` end it early."""

    frequency: Frequency
    models: Sequence[Model]
    metric: utility.Metric
    limit: int
    clock: Callable[[], float]
    deadline: float = math.inf
    checked: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Lay out the lattice."""
        self.shape = tuple(quasi.height + 1 for quasi in self.frequency.quasi)
        nodes = math.prod(self.shape)
        if nodes > MAXIMUM_NODES:
            raise SpecError(
                f"the lattice has {nodes} nodes, more than {MAXIMUM_NODES}: use fewer levels"
            )
        self.partition = Partition(self.frequency)
        self.bounds = utility.lattice_bounds(self.metric, self.frequency)
        self.open = np.ones(self.shape, dtype=np.bool_)
        self.best: tuple[float, int, Node] | None = None
        self.fewest = self.frequency.unit_total

    def run(self) -> Found:
        """Search until proven, or until the deadline."""
        self._check(tuple(size - 1 for size in self.shape))
        for index in self._order():
            node = tuple(int(level) for level in np.unravel_index(index, self.shape))
            if not self._promising(node):
                if self.metric.separable and self.open[node]:
                    break
                continue
            if self.clock() > self.deadline:
                break
            self._climb(node)
        return self._found()

    def kept(self, classes: Classes) -> Mask:
        """Which of a node's classes stay."""
        return judge(classes, self.models, self.limit).keep

    def _order(self) -> Ints:
        total = sum(np.ogrid[tuple(slice(size) for size in self.shape)])
        height = np.broadcast_to(total, self.shape).ravel()
        return np.lexsort((height, self.bounds.ravel()))

    def _promising(self, node: Node) -> bool:
        return bool(self.open[node]) and not self._too_dear(float(self.bounds[node]))

    def _too_dear(self, bound: float) -> bool:
        return self.best is not None and bound > self.best[0] + SLACK * abs(self.best[0])

    def _climb(self, node: Node) -> None:
        """Check nodes on a path up from `node` by halves, then `node` itself if still open."""
        path = [node]
        while (above := self._above(path[-1])) is not None:
            path.append(above)
        low, high = 0, len(path) - 1
        while low <= high and self.clock() <= self.deadline:
            middle = (low + high) // 2
            if self._promising(path[middle]) and not self._check(path[middle]):
                low = middle + 1
            else:
                high = middle - 1
        if self._promising(node) and self.clock() <= self.deadline:
            self._check(node)

    def _above(self, node: Node) -> Node | None:
        """The cheapest promising node one level up."""
        steps = [
            (*node[:q], level + 1, *node[q + 1 :])
            for q, level in enumerate(node)
            if level + 1 < self.shape[q]
        ]
        steps = [step for step in steps if self._promising(step)]
        return min(steps, key=lambda step: (float(self.bounds[step]), step), default=None)

    def _check(self, node: Node) -> bool:
        """Judge a node, close what follows from it, remember the best."""
        self.checked += 1
        self.open[node] = False
        classes = self.partition.classes(node)
        if not self.metric.separable:
            above = tuple(slice(level, None) for level in node)
            bound = utility.class_bound(self.metric, classes)
            self.bounds[above] = np.maximum(self.bounds[above], bound)
        verdict = judge(classes, self.models, self.limit)
        self.fewest = min(self.fewest, verdict.suppressed)
        if verdict.hopeless:
            self.open[tuple(slice(level + 1) for level in node)] = False
        if verdict.valid:
            cost = utility.value(self.metric, self.partition, node, classes, verdict.keep)
            offer = (cost, sum(node), node)
            self.best = offer if self.best is None else min(self.best, offer)
        return verdict.valid

    def _found(self) -> Found:
        """Proven when no open node could be better."""
        cost = math.inf if self.best is None else self.best[0]
        left = self.bounds[self.open]
        left = left[left <= cost + SLACK * abs(cost)] if self.best else left
        return Found(
            node=None if self.best is None else self.best[2],
            value=cost,
            lower_bound=min(cost, float(left.min(initial=math.inf))),
            optimal=left.size == 0,
            checked=self.checked,
            nodes=math.prod(self.shape),
            fewest=self.fewest,
        )
