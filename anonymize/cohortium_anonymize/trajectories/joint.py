"""What several releases tell of a person together: combinations that none of them tells alone.

`combinations.protect` bounds the m rarest things that one release tells of a person. Which things those
are depends on who else is in it; so a later release may leave out what an earlier one told, and tell
what that one left out. Whoever holds both has the union. Here the m rarest things of the union are
looked at, in the crowd of the union: everybody who was in any of the releases. Only the newest release
can still be changed, so what is found are things that it is the first to tell. Pure; numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct (person, item) pairs: ``persons[i]`` is told to have ``items[i]``."""

    persons: Ints
    items: Ints


def exposing(before: Pairs, now: Pairs, words: Sequence[str], *, k: int, m: int) -> Mask:
    """The pairs of `now` that expose somebody to whoever has `before` too; of a person one at most.

    Items are positions in `words`; `before` has the pairs of all earlier releases. A person is exposed
    when fewer than `k` persons have the m rarest things told of them by all releases together, some of
    which `now` tells for the first time and some of which it does not tell. The rarest of the new ones
    is found. Nobody is exposed by it whom the earlier releases have singled out by the others already.
    """
    every = _united(before, now, len(words))
    told, old = (_among(every, part, len(words)) for part in (now, before))
    rarest, rows = _rarest(every, words, m)
    new = np.where(rows >= 0, ~old[rows], False)
    left = np.where(rows >= 0, ~told[rows], False)
    suspects = np.flatnonzero(new.any(axis=1) & left.any(axis=1))
    holders = _Holders(every, len(words))
    found = [
        every_row
        for person in suspects.tolist()
        if (every_row := _exposed(rarest[person], new[person], rows[person], holders, k)) >= 0
    ]
    chosen = np.zeros(len(every.persons), np.bool_)
    chosen[found] = True
    return _among(now, Pairs(every.persons[chosen], every.items[chosen]), len(words))


def _exposed(combination: Ints, new: Mask, rows: Ints, holders: _Holders, k: int) -> int:
    """The row of the rarest new item, where the combination has too few holders; else -1."""
    there = combination >= 0
    if holders.count(combination[there]) >= k or holders.count(combination[there & ~new]) < k:
        return -1
    return int(rows[np.flatnonzero(new)[0]])


class _Holders:
    """The persons who have each item."""

    def __init__(self, pairs: Pairs, items: int) -> None:
        order = np.lexsort((pairs.persons, pairs.items))
        self._persons = pairs.persons[order]
        self._starts = np.searchsorted(pairs.items[order], np.arange(items + 1))
        self._known: dict[tuple[int, ...], int] = {}

    def count(self, combination: Ints) -> int:
        """How many have all of it."""
        key = tuple(sorted(combination.tolist()))
        if key not in self._known:
            first, *others = (self._persons[self._starts[i] : self._starts[i + 1]] for i in key)
            for persons in others:
                first = np.intersect1d(first, persons, assume_unique=True)
            self._known[key] = len(first)
        return self._known[key]


def _united(one: Pairs, other: Pairs, width: int) -> Pairs:
    keys = np.union1d(one.persons * width + one.items, other.persons * width + other.items)
    return Pairs(keys // width, keys % width)


def _among(pairs: Pairs, those: Pairs, width: int) -> Mask:
    """Which of `pairs` are among `those`."""
    return np.isin(pairs.persons * width + pairs.items, those.persons * width + those.items)


def _rarest(pairs: Pairs, words: Sequence[str], m: int) -> tuple[Ints, Ints]:
    """Each person's `m` rarest items, rarest first, and the rows of `pairs` they stand in; -1 where
    a person has fewer. Equally rare ones in the order of their words."""
    support = np.bincount(pairs.items, minlength=len(words))
    rank = np.empty(len(words), np.int64)
    rank[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    order = np.lexsort((rank[pairs.items], support[pairs.items], pairs.persons))
    persons = pairs.persons[order]
    starts = np.flatnonzero(np.diff(persons, prepend=-1))
    ends = np.append(starts[1:], len(persons))
    at = starts[:, None] + np.arange(m)
    rows = np.where(at < ends[:, None], order[np.minimum(at, max(0, len(order) - 1))], -1)
    return np.where(rows >= 0, pairs.items[rows], -1), rows
