"""How many persons a little knowledge singles out: some of their points in time, some of their intervals.

After de Montjoye et al. (2013): an adversary knows p points of a person (what happened, and when, as
exactly as the rendition tells it), or p intervals in a row between their events. Unique is who alone
has them. Persons and points are drawn with a seed, so that the figure can be computed again; the
interval is Wilson's (1927) for 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
ASKED = 500  # persons drawn: enough for an interval of nine points' width at most
KNOWN = (1, 2, 3)  # points or intervals that the adversary knows
Z = 1.959963984540054  # of the normal distribution, 95 % two-sided


@dataclass(frozen=True, slots=True)
class Uniqueness:
    """Of `asked` persons, `unique` are singled out."""

    asked: int
    unique: int

    def describe(self) -> dict[str, Any]:
        """The share, and the ends of its 95 % interval."""
        low, high = wilson(self.unique, self.asked)
        share = self.unique / self.asked if self.asked else 0.0
        return {"asked": self.asked, "unique": share, "low": low, "high": high}


def points(persons: Ints, tokens: Ints, seed: int) -> Mapping[int, Uniqueness]:
    """For each p of `KNOWN`: who is unique by p of their points; persons with fewer are not asked.

    ``tokens[i]`` numbers a point (what and when) that ``persons[i]`` has; pairs may repeat, and
    neither is negative.
    """
    owners, point = _distinct(persons, _dense(tokens))
    own = _Groups.of(owners, point)
    holders = _Groups.of(point, owners)
    draw = np.random.default_rng(seed)
    chosen = draw.permutation(len(own.starts) - 1)
    found = {}
    for p in KNOWN:
        asked = chosen[np.diff(own.starts)[chosen] >= p][:ASKED].tolist()
        unique = sum(_alone(draw.choice(own[at], p, replace=False), holders) for at in asked)
        found[p] = Uniqueness(len(asked), unique)
    return found


def intervals(persons: Ints, moments: Ints, seed: int) -> Mapping[int, Uniqueness]:
    """For each p of `KNOWN`: who is unique by p intervals in a row between their moments.

    ``moments[i]`` is when something happened to ``persons[i]``, in the rendition's own unit; what
    happened in one unit is one moment.
    """
    owners, when = _distinct(persons, moments - moments.min(initial=0))
    gap, same = np.diff(when), np.diff(owners) == 0
    draw = np.random.default_rng(seed)
    found = {}
    for p in KNOWN:
        starts = np.flatnonzero(_runs(same, p))
        shape = np.zeros(len(starts), np.int64)
        for step in range(p):
            width = gap.max(initial=0) + 1
            shape = _dense(shape * width + gap[starts + step])
        found[p] = _unique(*_distinct(owners[starts], shape), draw)
    return found


def rows(persons: Ints) -> Uniqueness:
    """Who is unique by how many rows they have: of all persons that have some."""
    counts = np.unique(persons, return_counts=True)[1]
    of_count = np.unique(counts, return_counts=True)[1]
    return Uniqueness(len(counts), int((of_count == 1).sum()))


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) when nothing was tried."""
    if not trials:
        return 0.0, 1.0
    share, squared = successes / trials, Z * Z
    centre = share + squared / (2 * trials)
    spread = Z * math.sqrt(share * (1 - share) / trials + squared / (4 * trials * trials))
    whole = 1 + squared / trials
    return max(0.0, (centre - spread) / whole), min(1.0, (centre + spread) / whole)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Values by group: those of group `i`, the groups numbered as they are sorted."""

    starts: Ints
    values: Ints

    @classmethod
    def of(cls, groups: Ints, values: Ints) -> _Groups:
        order = np.argsort(groups, kind="stable")
        first = np.flatnonzero(np.diff(groups[order], prepend=-1))
        return cls(np.append(first, len(groups)), values[order])

    def __getitem__(self, group: int) -> Ints:
        return self.values[self.starts[group] : self.starts[group + 1]]


def distinct(numbers: Ints) -> Ints:
    """The distinct numbers, sorted: what `np.unique` gives, in a third of its time."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def _dense(numbers: Ints) -> Ints:
    """The same numbers as ranks among themselves."""
    return np.searchsorted(distinct(numbers), numbers)


def _distinct(persons: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Distinct pairs, ordered by both. `values` are not negative."""
    width = int(values.max(initial=0)) + 1
    key = distinct(persons.astype(np.int64) * width + values)
    return key // width, key % width


def _alone(known: Ints, holders: _Groups) -> bool:
    """Whether one person alone has all `known` points."""
    rarest, *others = sorted((holders[at] for at in known.tolist()), key=len)
    for other in others:
        rarest = np.intersect1d(rarest, other, assume_unique=True)
    return len(rarest) == 1


def _runs(same: npt.NDArray[np.bool_], p: int) -> npt.NDArray[np.bool_]:
    """Where `p` intervals in a row are one person's."""
    if len(same) < p:
        return np.zeros(0, dtype=np.bool_)
    runs = same[: len(same) - p + 1].copy()
    for step in range(1, p):
        runs &= same[step : len(same) - p + 1 + step]
    return runs


def _unique(persons: Ints, shapes: Ints, draw: np.random.Generator) -> Uniqueness:
    """One run of intervals of each of some persons: who else has its shape. Pairs are distinct."""
    holders = np.bincount(shapes, minlength=1)
    own = _Groups.of(persons, shapes)
    asked = draw.permutation(len(own.starts) - 1)[:ASKED].tolist()
    unique = sum(int(holders[draw.choice(own[at])] == 1) for at in asked)
    return Uniqueness(len(asked), unique)
