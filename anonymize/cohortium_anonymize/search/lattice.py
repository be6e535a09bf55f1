"""The search: the best node of the full-domain lattice, proven.

Branch and bound over boxes of nodes, the box with the lowest bound first; the lattice is never laid
out, so its size does not matter. A box is split in two at a level of one column; the half that keeps
the box's highest node inherits what is known of it, the other's highest node is checked. A box goes
when its highest node is hopeless, or when its bound is not below the best found. A good node is
looked for first, on a path from the bottom to the top as in Flash (Kohlmayer et al. 2012), then
downwards from it. Nothing is assumed monotonic that is not, so the result is that of the exhaustive
search; ties go to the least general node, then to the first in column order.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from cohortium_anonymize.measures import utility
from cohortium_anonymize.models import Model
from cohortium_anonymize.search.bounds import Bounds, Costs
from cohortium_anonymize.search.classes import Classes, Node, Partition
from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.judgement import Judgement, judge, prepared
from cohortium_anonymize.search.keys import Mask
from cohortium_anonymize.search.queues import Queues

LARGE = 50_000  # nodes, past which it is worth while to look longer for a good one first
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


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """The nodes from `low` to `high`, none of them cheaper than `bound`."""

    bound: float
    height: int
    low: Node
    high: Node
    costs: Costs = field(compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of a node once it is checked, and of all below it.

    One that cannot be the best is looked at for those below it alone, and is not called valid.
    """

    valid: bool
    hopeless: bool
    costs: Costs


@dataclass
class Search:
    """One search; `clock` (seconds) and `deadline` end it early. `by_row`: see `Queues`."""

    frequency: Frequency
    models: Sequence[Model]
    metric: utility.Metric
    limit: int
    clock: Callable[[], float]
    deadline: float = math.inf
    by_row: bool = False
    checked: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Know the lattice's corners."""
        self.top: Node = tuple(quasi.height for quasi in self.frequency.quasi)
        self.partition = Partition(self.frequency)
        self.bounds = Bounds(self.metric, self.partition)
        self.models = prepared(self.models, self.frequency)
        self._queues = Queues(self.metric, self.partition, by_row=self.by_row)
        self.best: tuple[float, int, Node] | None = None
        self.fewest = self.frequency.unit_total
        self._hopeless = Hopeless(len(self.top))
        self._known: dict[Node, Check] = {}

    def run(self) -> Found:
        """Search until proven, or until the deadline."""
        bottom = (0,) * len(self.top)
        open_boxes: list[Box] = []
        self._push(open_boxes, bottom, self.top, self._check(self.top))
        self._dive(bottom)
        while open_boxes and self.clock() <= self.deadline:
            box = heapq.heappop(open_boxes)
            if not self._promising(box.bound, box.low):
                continue
            if box.low != box.high:
                self._split(open_boxes, box)
        return self._found(open_boxes)

    def kept(self, node: Node, classes: Classes) -> Mask:
        """Which of a node's classes stay."""
        return self._judge(node, classes, wanted=True).keep

    def _judge(self, node: Node, classes: Classes, *, wanted: bool) -> Judgement:
        queue = partial(self._queues.at, node, classes)
        return judge(classes, self.models, self.limit, queue, wanted=wanted)

    def _split(self, open_boxes: list[Box], box: Box) -> None:
        q, level = self._cut(box)
        high = (*box.high[:q], level, *box.high[q + 1 :])
        low = (*box.low[:q], level + 1, *box.low[q + 1 :])
        bound = self.bounds.of(box.costs, low, box.high)
        if self._promising(bound, low):
            heapq.heappush(open_boxes, Box(bound, sum(low), low, box.high, box.costs))
        if not self._hopeless.covers(high):
            self._push(open_boxes, box.low, high, self._check(high))

    def _cut(self, box: Box) -> tuple[int, int]:
        """The column whose highest level is dearest, and the level below that one."""
        cuts = []
        for q, (below, above) in enumerate(zip(box.low, box.high, strict=True)):
            if below < above:
                low = (*box.low[:q], above, *box.low[q + 1 :])
                cuts.append((self.bounds.of(box.costs, low, box.high), -q, above - 1))
        _, q, level = max(cuts)
        return -q, level

    def _push(self, open_boxes: list[Box], low: Node, high: Node, check: Check) -> None:
        if check.hopeless:
            return
        bound = self.bounds.of(check.costs, low, high)
        if self._promising(bound, low):
            heapq.heappush(open_boxes, Box(bound, sum(low), low, high, check.costs))

    def _promising(self, bound: float, low: Node) -> bool:
        """Whether a node from `low` up, costing `bound` or more, could be better than the best."""
        if self.best is None:
            return True
        cost, height, node = self.best
        near = SLACK * abs(cost)
        return bound < cost - near or (bound <= cost + near and (sum(low), low) < (height, node))

    def _dive(self, bottom: Node) -> None:
        """Halve the cheapest path from bottom to top, then go down from the best while it pays."""
        path = [bottom, *self._upwards(bottom)]
        low, high = 0, len(path) - 1
        while low <= high and self.clock() <= self.deadline:
            middle = (low + high) // 2
            if self._check(path[middle]).valid:
                high = middle - 1
            else:
                low = middle + 1
        while self.best is not None and self._better_near(self.best[2]):
            continue

    def _better_near(self, node: Node) -> bool:
        """Whether a step down from `node`, or one down and one up, leads to something better."""
        moves = list(_steps(node, -1, self.top))
        if math.prod(level + 1 for level in self.top) > LARGE:
            moves += [up for down in moves for up in _steps(down, 1, self.top) if up != node]
        for move in moves:
            if self.clock() > self.deadline:
                return False
            bound = self.bounds.plain(move) if self.metric.separable else -math.inf
            if not self._promising(bound, move) or self._hopeless.covers(move):
                continue
            self._check(move)
            if self.best is not None and self.best[2] == move:
                return True
        return False

    def _upwards(self, node: Node) -> Iterator[Node]:
        """Step by step to the top, the cheapest column first."""
        while steps := list(_steps(node, 1, self.top)):
            dear = [self.bounds.plain(step) for step in steps]
            node = steps[int(np.argmin(dear))]
            yield node

    def _check(self, node: Node) -> Check:
        """Judge a node, and remember the best."""
        if node in self._known:
            return self._known[node]
        self.checked += 1
        classes = self.partition.classes(node)
        wanted = self._promising(self.bounds.least(node, classes), node)
        verdict = self._judge(node, classes, wanted=wanted)
        self.fewest = min(self.fewest, verdict.suppressed)
        if verdict.hopeless:
            self._hopeless.add(node)
        costs = () if verdict.hopeless else self.bounds.costs(classes, verdict.doomed)
        if verdict.valid:
            cost = self.bounds.value(node, classes, verdict, costs)
            if self._promising(cost, node):
                self.best = (cost, sum(node), node)
        check = Check(verdict.valid, verdict.hopeless, costs)
        self._known[node] = check
        return check

    def _found(self, open_boxes: Sequence[Box]) -> Found:
        """Proven when no box is left that could hold a better node."""
        cost = math.inf if self.best is None else self._exact(self.best[2])
        left = [box.bound for box in open_boxes if self._promising(box.bound, box.low)]
        return Found(
            node=None if self.best is None else self.best[2],
            value=cost,
            lower_bound=min([cost, *left]),
            optimal=not left,
            checked=self.checked,
            nodes=math.prod(level + 1 for level in self.top),
            fewest=self.fewest,
        )

    def _exact(self, node: Node) -> float:
        classes = self.partition.classes(node)
        keep = self.kept(node, classes)
        return utility.value(self.metric, self.partition, node, classes, keep)


class Hopeless:
    """The most general nodes known to be hopeless; so is all below them."""

    def __init__(self, columns: int) -> None:
        self._nodes = np.zeros((0, columns), dtype=np.int16)

    def covers(self, node: Node) -> bool:
        """Whether `node` is hopeless for all we know."""
        return bool((self._nodes >= np.array(node)).all(axis=1).any())

    def add(self, node: Node) -> None:
        """Remember `node`, and forget those below it."""
        below = (self._nodes <= np.array(node)).all(axis=1)
        self._nodes = np.vstack([self._nodes[~below], np.array(node, dtype=np.int16)])


def _steps(node: Node, step: int, top: Node) -> Iterator[Node]:
    for q, level in enumerate(node):
        if 0 <= level + step <= top[q]:
            yield (*node[:q], level + step, *node[q + 1 :])
