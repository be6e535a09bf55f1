"""Columns under attack: what is true of each person beside what their record tells.

A generalized cell is not another value but a set of them. So a person is never compared with a value
drawn from a cell: a record is *compatible* with a person when its cell may stand for their value.

Person i's record is record i; who is attacked with whose record is for the attacks to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Words = Sequence[str | None]

NEAR = 0.05  # a guessed number this close to the true one, relatively, is right: as in Giomi et al.
MOST_DIGITS = 6  # significant digits; numbers that have more are taken for exact
ROUNDING = 1e-9  # relative; numbers this near are one


class Column(Protocol):
    """A column: `name`, and of each record which cell it has (equal numbers, equal cells)."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def cells(self) -> Ints:
        """The cell of each record."""
        ...

    def compatible(self, persons: Ints, records: Ints) -> Mask:
        """Whether the cell of each of `records` (second axis) may stand for each person's value."""
        ...

    def right(self, persons: Ints, records: Ints) -> Mask:
        """Pair by pair: whether who guesses a person's value from a record's cell is right."""
        ...


@dataclass(frozen=True, slots=True)
class Labelled:
    """Words: ``tellings[j, i]`` numbers a word that person i's value may be told as (0: the value itself)."""

    name: str
    tellings: Ints
    cells: Ints

    @classmethod
    def of(cls, name: str, tellings: Sequence[Words], told: Words) -> Labelled:
        """From words. None is a word of its own: missing."""
        place: dict[str | None, int] = {}
        levels = [[place.setdefault(word, len(place)) for word in words] for words in tellings]
        cells = [place.setdefault(word, len(place)) for word in told]
        return cls(name, np.array(levels, dtype=np.int64), np.array(cells, dtype=np.int64))

    def compatible(self, persons: Ints, records: Ints) -> Mask:
        """Whether the cell is one of the person's words."""
        told = self.cells[records]
        found = np.zeros((len(persons), len(told)), dtype=np.bool_)
        for words in self.tellings:
            found |= words[persons, None] == told
        return found

    def right(self, persons: Ints, records: Ints) -> Mask:
        """The guess is the commonest value, among everybody, that the cell may stand for."""
        width = int(max(self.tellings.max(), self.cells.max())) + 1
        told = [words * width + self.tellings[0] for words in self.tellings]
        word, value = np.divmod(np.unique(np.concatenate(told)), width)
        common = np.bincount(self.tellings[0], minlength=width)[value]
        order = np.lexsort((value, common, word))
        guess = np.full(width, -1, dtype=np.int64)
        guess[word[order]] = value[order]  # the last of each word, the commonest, stays
        return np.asarray(guess[self.cells[records]] == self.tellings[0][persons])


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers: person i's is ``known[i]``; their record tells that it is from ``low[i]`` to ``high[i]``.

    NaN where there is none, or nothing is told: compatible with nobody.
    """

    name: str
    known: Floats
    low: Floats
    high: Floats

    @property
    def cells(self) -> Ints:
        """Records with equal bounds have one cell."""
        bounds = np.stack([self.low, self.high], axis=1)
        return np.asarray(np.unique(bounds, axis=0, return_inverse=True)[1]).reshape(-1)

    @classmethod
    def rounded(cls, name: str, known: Floats, told: Floats) -> Measured:
        """Of numbers that may be told as the lower edges of bands: how wide these are, the numbers show.

        Bands keep as many significant digits as the number with the most; with too many, they are exact.
        """
        size = np.abs(told)
        least = np.floor(np.log10(np.where(size > 0, size, 1.0)))
        for digits in range(1, MOST_DIGITS + 1):
            step = 10.0 ** (least - (digits - 1))
            steps = told / step
            off = np.abs(steps - np.rint(steps)) > ROUNDING * np.maximum(1.0, np.abs(steps))
            if not off.any():
                return cls(name, known, told, np.nextafter(told + step, told))
        slack = ROUNDING * size
        return cls(name, known, told - slack, told + slack)

    def compatible(self, persons: Ints, records: Ints) -> Mask:
        """Whether the number lies within the bounds."""
        number = self.known[persons, None]
        return np.asarray((self.low[records] <= number) & (number <= self.high[records]))

    def right(self, persons: Ints, records: Ints) -> Mask:
        """The guess is the middle."""
        number, guess = self.known[persons], (self.low[records] + self.high[records]) / 2
        return np.asarray(np.abs(guess - number) <= NEAR * np.abs(number))


def agreeing(columns: Sequence[Column], persons: Ints, records: Sequence[Ints]) -> Mask:
    """Whether all columns are compatible; ``records[c]`` are those whose cells column c is asked for."""
    found = np.ones((len(persons), len(records[0])), dtype=np.bool_)
    for column, asked in zip(columns, records, strict=True):
        found &= column.compatible(persons, asked)
    return found


def nearest(columns: Sequence[Column], persons: Ints, records: Ints) -> Mask:
    """Of each person (first axis), the records that fewest columns are incompatible with."""
    wrong = np.zeros((len(persons), len(records)), dtype=np.int16)
    for column in columns:
        wrong += ~column.compatible(persons, records)
    return np.asarray(wrong == wrong.min(axis=1, keepdims=True))
