"""Hierarchies: how the values of one column generalize, level by level.

A rule (`Rows` read from a file, `Intervals`, `Prefix`, `Dates`, `Suppress`) climbs from the values a
column really has to a `Ladder`: the label of each value at each level, level 0 being the value
itself, and the share of all leaves that a label covers, which the loss metric weighs with. Every
rule is checked to be a hierarchy: two values with one label share it at all higher levels too.

A missing value (null) is a value of its own up to the last level, where it joins `*`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from cohortium_anonymize.errors import SpecError, Unfit

ANY = "*"  # the label of the last level: nothing is told
Labels = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """`levels[j][i]`: the label of value i at level j; `shares[j][i]`: the leaves it covers, 0..1."""

    levels: tuple[Labels, ...]
    shares: tuple[tuple[float, ...], ...]
    leaves: int

    @property
    def height(self) -> int:
        """The highest level."""
        return len(self.levels) - 1


class Rule(Protocol):
    """How a column generalizes."""

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of these distinct values; Unfit when one does not fit."""
        ...


@dataclass(frozen=True, slots=True)
class Rows:
    """A hierarchy spelt out: row by row, the value and its generalizations.

    `lines`: where each stands in a file, from 1, for errors; as if without empty lines if left out.
    """

    rows: tuple[tuple[str, ...], ...]
    source: str = "its hierarchy"
    lines: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows that are ragged, repeated or do not nest."""
        if not self.rows:
            raise SpecError(f"{self.source} is empty")
        lines = self.lines or range(1, len(self.rows) + 1)
        for line, row in zip(lines, self.rows, strict=True):
            if len(row) != len(self.rows[0]):
                raise SpecError(
                    f"{self.source}: line {line} has {len(row)} fields, not {len(self.rows[0])}"
                )
        first: dict[str, int] = {}
        for line, row in zip(lines, self.rows, strict=True):
            if first.setdefault(row[0], line) != line:
                raise SpecError(f"{self.source}: line {line} has the value of line {first[row[0]]}")
        levels = [tuple(column) for column in zip(*self.rows, strict=True)]
        _check_nested(levels, lines, self.source)

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """Look the values up; a missing one is the row with an empty column 0, or its own."""
        known = {row[0]: row for row in self.rows}
        check_fit(column, values, [value in known for value in values], f"are not in {self.source}")
        depth = len(self.rows[0])
        chosen = [known.get(value or "") or _missing_row(self.rows, depth) for value in values]
        levels = [tuple(values), *(tuple(row[j] for row in chosen) for j in range(1, depth))]
        every: list[tuple[str | None, ...]] = list(self.rows)
        if None in values and "" not in known:
            every.append(_missing_row(self.rows, depth))
        counts = [Counter(row[j] for row in every) for j in range(depth)]
        shares = [tuple(counts[j][row[j]] / len(every) for row in chosen) for j in range(depth)]
        return Ladder(tuple(levels), tuple(shares), len(every))


@dataclass(frozen=True, slots=True)
class Suppress:
    """The value, or nothing."""

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """Two levels."""
        del column
        return ladder_of(values, [])


def ladder_of(values: Sequence[str | None], between: Sequence[Labels]) -> Ladder:
    """The ladder of `values`, the levels `between`, and `*` on top; leaves are the values."""
    levels = [tuple(values), *between, (ANY,) * len(values)]
    counts = [Counter(level) for level in levels]
    shares = tuple(
        tuple(count[label] / len(values) for label in level)
        for count, level in zip(counts, levels, strict=True)
    )
    return Ladder(tuple(levels), shares, len(values))


def check_fit(column: str, values: Sequence[str | None], fits: Sequence[bool], why: str) -> None:
    """Unfit for the values, missing ones apart, that do not fit."""
    bad = [v for v, fit in zip(values, fits, strict=True) if v is not None and not fit]
    if bad:
        raise Unfit(column, bad, f"{len(bad)} of its values {why}")


def _missing_row(rows: Sequence[Sequence[str]], depth: int) -> tuple[str | None, ...]:
    """A missing value keeps to itself, except where the rows all end in one label."""
    top = rows[0][-1] if len({row[-1] for row in rows}) == 1 and depth > 1 else None
    return (None,) * (depth - 1) + (top,)


def _check_nested(levels: Sequence[Sequence[str]], lines: Sequence[int], source: str) -> None:
    for level, (lower, upper) in enumerate(pairwise(levels)):
        above: dict[str, tuple[str, int]] = {}
        for line, label, parent in zip(lines, lower, upper, strict=True):
            told, first = above.setdefault(label, (parent, line))
            if told != parent:
                raise SpecError(
                    f"{source}: lines {first} and {line} are one at level {level} and differ at"
                    f" level {level + 1}: it is no tree"
                )
