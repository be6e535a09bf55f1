"""k^m over the most identifying items: the m rarest things told of a person are told of k persons.

After Terrovitis, Mamoulis and Kalnis (2008), whose k^m-anonymity bounds every combination of m items
of set-valued data. Here the combination that an adversary would choose is bounded for every person:
their own m rarest items. Where fewer than k persons have all of them, the rarest is told less
exactly for that person, step by step up its code system, and in the end not at all. Combinations of
commoner items are not bounded; `trajectories.uniqueness` measures what is left.

Items are strings, persons numbers; what they stand for is not known here. Items that fewer than k
persons have rise first, the lowest of their hierarchy before the others, so that those who rise meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Above = Callable[[str], str | None]
NONE = -1
MAX_M = 3  # so that a combination of up to two million items is one number of 64 bits
HELD_BYTES = 64 << 20  # of the table of who holds what, for as many persons at a time as fit


class Endless(ValueError):
    """An item is above itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of each pair: a position in `words`, or -1 where nothing is told."""

    words: Sequence[str]
    codes: Ints

    @property
    def items(self) -> list[str | None]:
        """The item that each pair is told as, or None."""
        return [None if code < 0 else self.words[code] for code in self.codes.tolist()]

    def shares(self, given: Ints) -> dict[str, float]:
        """The shares of pairs that are kept, generalized and suppressed; `given` as they came."""
        count = max(1, len(given))
        kept = int((self.codes == given).sum())
        gone = int((self.codes < 0).sum())
        return {
            "kept": kept / count,
            "generalized": (len(given) - kept - gone) / count,
            "suppressed": gone / count,
        }


def protect(
    persons: Ints, items: Ints, words: Sequence[str], above: Above, *, k: int, m: int
) -> Told:
    """What each pair (``persons[i]``, ``words[items[i]]``) may be told as.

    Pairs are distinct and persons not negative. `above` gives the next more general item, None when
    there is none. `k` is at least 1, `m` from 1 to 3. Neither the order of the pairs nor that of
    `words` changes the outcome; the result's words begin with `words`.

    :raises Endless: when an item is above itself
    """
    if not 1 <= m <= MAX_M or k < 1:
        raise ValueError(f"k is at least 1, m from 1 to {MAX_M}")
    ladder = _Ladder.of(words, above)
    order = np.lexsort((ladder.rank[items], persons))
    pairs = _Pairs(persons[order], ladder, items[order])
    while pairs.raise_rare(k):
        pass
    good = np.zeros(0, np.int64)
    while pairs.started:
        rarest = pairs.rarest(m)
        thin, good = _thin(pairs, rarest, k, good)
        if not thin.any():
            break
        changed = pairs.raise_items(thin[pairs.segment] & (pairs.now == rarest[pairs.segment, 0]))
        good = good[~np.isin(_members(good, len(ladder.words), m), changed).any(axis=1)]
    told = np.empty(len(items), np.int64)
    told[order] = pairs.now
    return Told(ladder.words, told)


@dataclass(frozen=True, slots=True)
class _Ladder:
    """All items there can be. `above` is a position; `height` counts the steps left to the top;
    `rank` orders items by their words."""

    words: Sequence[str]
    above: Ints
    height: Ints
    rank: Ints

    @classmethod
    def of(cls, words: Sequence[str], above: Above) -> _Ladder:
        known, places, over = list(words), {word: at for at, word in enumerate(words)}, list[int]()
        for word in known:  # grows while it is gone through
            upper = above(word)
            if upper is not None and upper not in places:
                places[upper] = len(known)
                known.append(upper)
            over.append(NONE if upper is None else places[upper])
        up = np.array(over, np.int64)
        rank = np.empty(len(known), np.int64)
        rank[sorted(range(len(known)), key=known.__getitem__)] = np.arange(len(known))
        return cls(known, up, _heights(up), rank)


def _heights(up: Ints) -> Ints:
    height, at = np.zeros(len(up), np.int64), up.copy()
    for _ in range(len(up) + 1):
        if not (at >= 0).any():
            return height
        height += at >= 0
        at = np.where(at >= 0, up[at], NONE)
    raise Endless("an item is above itself")


class _Pairs:
    """The pairs as they are told now, ordered by person. Of pairs that became one item of a person,
    all are told as it; `counts` has one of them."""

    def __init__(self, persons: Ints, ladder: _Ladder, items: Ints) -> None:
        self.ladder = ladder
        self.now = items.astype(np.int64)
        self.starts = np.flatnonzero(np.diff(persons, prepend=NONE))
        self.segment = np.repeat(np.arange(len(self.starts)), self._lengths(len(persons)))
        self.counts = np.ones(len(items), np.bool_)
        self.support = np.bincount(self.now, minlength=len(ladder.words))

    @property
    def started(self) -> bool:
        """Whether there are any."""
        return len(self.starts) > 0

    def _lengths(self, end: int) -> Ints:
        return np.diff(self.starts, append=end)

    def raise_rare(self, k: int) -> bool:
        """Raise the lowest of the items that fewer than `k` persons have; whether there were some."""
        rare = np.flatnonzero((self.support > 0) & (self.support < k))
        if not len(rare):
            return False
        lowest = rare[self.ladder.height[rare] == self.ladder.height[rare].max()]
        self.raise_items(np.isin(self.now, lowest))
        return True

    def raise_items(self, which: npt.NDArray[np.bool_]) -> Ints:
        """Tell the pairs `which` one step less exactly; the items that fewer persons have now."""
        left = self.now[which & self.counts]
        self.support -= np.bincount(left, minlength=len(self.support))
        self.now[which] = self.ladder.above[self.now[which]]
        self.counts[which] = False
        moved = np.flatnonzero(which & (self.now >= 0))
        if len(moved):
            self._settle(moved)
        return np.unique(left)

    def _settle(self, moved: Ints) -> None:
        """Count each item that pairs have `moved` to once for each of its persons."""
        width = len(self.support)
        theirs = np.zeros(len(self.starts), np.bool_)
        theirs[self.segment[moved]] = True
        among = np.flatnonzero(theirs[self.segment] & self.counts)
        has = self.segment[among] * width + self.now[among]
        key, first = np.unique(self.segment[moved] * width + self.now[moved], return_index=True)
        new = moved[first[~np.isin(key, has)]]
        self.counts[new] = True
        self.support += np.bincount(self.now[new], minlength=width)

    def rarest(self, m: int) -> Ints:
        """Each person's `m` rarest items, rarest first; -1 where a person has fewer."""
        width = len(self.support)
        most = np.iinfo(np.int64).max
        order = self.support[self.now] * width + self.ladder.rank[self.now]
        order[self.now < 0] = most
        item_of = np.argsort(self.ladder.rank)
        columns = []
        for _ in range(m):
            least = np.minimum.reduceat(order, self.starts)
            columns.append(np.where(least == most, NONE, item_of[least % width]))
            order[order == least[self.segment]] = most
        return np.stack(columns, axis=1)


def _thin(pairs: _Pairs, rarest: Ints, k: int, good: Ints) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Whose combination fewer than `k` persons have, and which combinations more have; `good` are
    those known to (sorted)."""
    width = len(pairs.support) + 1
    key = np.zeros(len(rarest), np.int64)
    for column in range(rarest.shape[1]):
        key = key * width + rarest[:, column] + 1
    told = rarest[:, 0] >= 0
    new = np.setdiff1d(key[told], good)
    held = _held(pairs, _members(new, width - 1, rarest.shape[1]))
    good = np.union1d(good, new[held >= k])
    return told & ~np.isin(key, good), good


def _members(keys: Ints, width: int, m: int) -> Ints:
    """The items of combinations, -1 where they have fewer than `m`."""
    columns = []
    for _ in range(m):
        columns.append(keys % (width + 1) - 1)
        keys = keys // (width + 1)
    return np.stack(columns[::-1], axis=1)


def _held(pairs: _Pairs, combinations: Ints) -> Ints:
    """How many persons have all items of each combination.

    Persons are gone through some thousands at a time: a bit for each of them and each item.
    """
    items, rows = np.unique(combinations, return_inverse=True)
    rows = rows.reshape(combinations.shape)
    row_of = np.full(len(pairs.support), NONE, np.int64)
    row_of[items[items >= 0]] = np.flatnonzero(items >= 0)
    at = np.flatnonzero(pairs.counts & (row_of[pairs.now] >= 0))
    person, row = pairs.segment[at], row_of[pairs.now[at]]
    total = np.zeros(len(combinations), np.int64)
    step = max(8, HELD_BYTES // max(1, len(items))) // 8 * 8 * 8
    for low in range(0, len(pairs.starts), step):
        first, last = np.searchsorted(person, (low, low + step))
        many = min(step, len(pairs.starts) - low)
        bits = np.zeros((len(items), -(-many // 8)), np.uint8)
        bits[items < 0] = 0xFF  # no item: everybody has it
        here = person[first:last] - low
        np.bitwise_or.at(bits, (row[first:last], here >> 3), (1 << (here & 7)).astype(np.uint8))
        total += _counted(bits, rows)
    return total


def _counted(bits: npt.NDArray[np.uint8], rows: Ints) -> Ints:
    """Of each row of positions in `bits`, the bits that all have, some rows at a time."""
    counts = np.empty(len(rows), np.int64)
    step = max(1, HELD_BYTES // max(1, bits.shape[1]))
    for low in range(0, len(rows), step):
        part = rows[low : low + step]
        both = bits[part[:, 0]]
        for column in range(1, part.shape[1]):
            both &= bits[part[:, column]]
        counts[low : low + step] = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
    return counts
