"""t-closeness (Li et al. 2007): the sensitive values of every class are spread as in the table.

The earth mover's distance by three ground distances: `equal` (any two values are 1 apart), `ordered`
(values are as far apart as they stand in order, 1 from first to last), `hierarchical` (as high as the
level where they meet in the column's hierarchy, 1 at its top).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Protocol, get_args

import numpy as np

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.hierarchies.hierarchy import Ladder, Rule
from cohortium_anonymize.models.model import NEAR, SMALL, share
from cohortium_anonymize.search.classes import Classes, Histogram
from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.keys import Floats, Ints, Mask

Distance = Literal["equal", "ordered", "hierarchical"]
Words = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class TCloseness:
    """The values in every class are within `t` of the whole table's, by `distance`.

    `hierarchy` is the sensitive column's, for the hierarchical distance (`Spec` fills it in).
    `ground`, made by `prepared` for one table, says where each value stands.
    """

    merges: ClassVar[bool] = True  # the distance is convex
    sized: ClassVar[bool] = False  # it says nothing of how many rows there are

    column: str
    t: float
    distance: Distance = "equal"
    hierarchy: Rule | None = None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """A share; a known distance."""
        share("t-closeness", "t", self.t)
        if self.distance not in get_args(Distance):
            raise SpecError(f"t-closeness: distance is one of {', '.join(get_args(Distance))}")

    def prepared(self, frequency: Frequency) -> TCloseness:
        """The model with its ground distance between the values of one table."""
        return replace(self, ground=self._made(frequency))

    def holds(self, classes: Classes) -> Mask:
        """Classes that are close."""
        far = self._ground(classes).distances(classes.histogram(self.column))
        return np.asarray(far <= self.t + NEAR)

    def could(self, classes: Classes) -> Mask:
        """A class is as far, at least, as the values it lacks must be moved; merging adds values."""
        least = self._ground(classes).least(classes.histogram(self.column))
        return np.asarray(least <= self.t + NEAR)

    def shed(self, classes: Classes) -> Floats:
        """By convexity: what stays is within `t`, what goes no farther than one value alone can be."""
        ground = self._ground(classes)
        histogram = classes.histogram(self.column)
        one = np.arange(len(histogram.shares))
        ones = np.ones(len(one))
        alone = Histogram(one, one, ones.astype(np.int64), ones, histogram.shares)
        farthest = float(ground.distances(alone).max())
        far = ground.distances(histogram)
        return np.asarray(classes.rows * (far - self.t - NEAR) / max(farthest - self.t, SMALL))

    def _ground(self, classes: Classes) -> Ground:
        if self.ground is not None:
            return self.ground
        return self._made(classes.frequency)

    def _made(self, frequency: Frequency) -> Ground:
        words = frequency.sensitive[self.column].words
        if self.distance == "ordered":
            return line(words)
        if self.distance == "equal":
            return equal(words)
        if self.hierarchy is None:
            raise SpecError(f"column {self.column}: hierarchical t-closeness needs its hierarchy")
        return tree(self.hierarchy.climb(words, self.column))


class Ground(Protocol):
    """How far classes are from the whole table."""

    def distances(self, histogram: Histogram) -> Floats:
        """Each class's earth mover's distance from the table; of one without rows, nothing."""
        ...

    def least(self, histogram: Histogram) -> Floats:
        """A bound of it that falls as values are added to a class."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Values that meet at a level of a tree are as far apart as it is high.

    `levels` are the values' codes at each level below the top. What is moved between two values
    crosses every level in which their codes differ, and each is a share of the height.
    """

    levels: tuple[Ints, ...]

    def distances(self, histogram: Histogram) -> Floats:
        """The mean over levels of the total variation distance."""
        far = [distances(_gathered(histogram, codes)) for codes in self.levels]
        return np.asarray(np.mean(far, axis=0))

    def least(self, histogram: Histogram) -> Floats:
        """The mean over levels of the share of what a class lacks there."""
        missed = [1 - covered(_gathered(histogram, codes)) for codes in self.levels]
        return np.asarray(np.mean(missed, axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Values in order, the first and the last 1 apart; `place` is each value's place."""

    place: Ints

    @property
    def steps(self) -> int:
        """From first to last."""
        return max(1, len(self.place) - 1)

    def distances(self, histogram: Histogram) -> Floats:
        """The area between the cumulative shares of class and table, run by run of the class's."""
        order = np.lexsort((self.place[histogram.value], histogram.owner))
        owner, place = histogram.owner[order], self.place[histogram.value[order]]
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        reached = np.cumsum(histogram.rows[order])
        before = np.repeat(np.append(0, reached)[first], np.diff(first, append=len(owner)))
        height = (reached - before) / histogram.totals[owner]
        end = np.append(place[1:], self.steps)
        end[np.append(first[1:], len(owner)) - 1] = self.steps
        whole = np.empty(len(self.place))
        whole[self.place] = histogram.shares
        whole = np.cumsum(whole)
        runs = _area(whole, place, end, height)
        starts = _area(whole, np.zeros_like(first), place[first], np.zeros(len(first)))
        far: Floats = np.zeros(len(histogram.totals))
        far[owner[first]] = starts
        far += np.bincount(owner, weights=runs, minlength=len(far)).astype(np.float64)
        return np.asarray(far / self.steps)

    def least(self, histogram: Histogram) -> Floats:
        """What a class lacks must move one step."""
        return (1 - covered(histogram)) / self.steps


def equal(words: Words) -> Tree:
    """Every value for itself."""
    return Tree((np.arange(len(words)),))


def tree(ladder: Ladder) -> Tree:
    """The levels of a hierarchy; where its last tells values apart, the top is above it."""
    levels = list(ladder.levels)
    if len(set(levels[-1])) == 1 and len(levels) > 1:
        levels.pop()
    return Tree(tuple(_codes(level) for level in levels))


def line(words: Words) -> Line:
    """Numbers by size where all are numbers, else by spelling; missing last."""
    try:
        orders = [(word is None, float(word or 0), word or "") for word in words]
    except ValueError:
        orders = [(word is None, 0.0, word or "") for word in words]
    place = np.empty(len(words), dtype=np.int64)
    place[sorted(range(len(words)), key=orders.__getitem__)] = np.arange(len(words))
    return Line(place)


def distances(histogram: Histogram) -> Floats:
    """The total variation distance of each class from the whole table."""
    shares = histogram.shares[histogram.value]
    apart = np.abs(histogram.rows / histogram.totals[histogram.owner] - shares)
    return np.asarray((histogram.sum(apart) + 1 - histogram.sum(shares)) / 2)


def covered(histogram: Histogram) -> Floats:
    """The share of the table's rows whose value each class has."""
    return histogram.sum(histogram.shares[histogram.value])


def _gathered(histogram: Histogram, codes: Ints) -> Histogram:
    """The same classes with their values' codes for values."""
    span = int(codes.max(initial=0)) + 1
    if span == len(codes):
        return histogram
    key = histogram.owner.astype(np.int64) * span + codes[histogram.value]
    distinct, entry = np.unique(key, return_inverse=True)
    rows = np.bincount(entry, weights=histogram.rows, minlength=len(distinct)).astype(np.int64)
    shares = np.bincount(codes, weights=histogram.shares, minlength=span).astype(np.float64)
    return Histogram(distinct // span, distinct % span, rows, histogram.totals, shares)


def _area(whole: Floats, start: Ints, end: Ints, height: Floats) -> Floats:
    """The sum of |height - whole[i]| over start <= i < end, `whole` rising, for arrays of all."""
    below = np.append(0.0, np.cumsum(whole))
    middle = np.clip(np.searchsorted(whole, height), start, end)
    under = height * (middle - start) - (below[middle] - below[start])
    return np.asarray(under + (below[end] - below[middle]) - height * (end - middle))


def _codes(labels: Words) -> Ints:
    """Labels as numbers."""
    place: dict[str | None, int] = {}
    return np.array([place.setdefault(label, len(place)) for label in labels], dtype=np.int64)
