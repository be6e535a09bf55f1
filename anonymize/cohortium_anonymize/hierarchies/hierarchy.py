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
    """A hierarchy spelt out: row by row, the value and its generalizations."""

    rows: tuple[tuple[str, ...], ...]
    source: str = "its hierarchy"

    def __post_init__(self) -> None:
        """Refuse rows that are ragged, repeated or do not nest."""
        if not self.rows:
            raise SpecError(f"{self.source} is empty")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.rows[0]):
                raise SpecError(
                    f"{self.source}: row {number} has {len(row)} fields, not {len(self.rows[0])}"
                )
        first = set[str]()
        for number, row in enumerate(self.rows, 1):
            if row[0] in first:
                raise SpecError(f"{self.source}: row {number} has the value of an earlier row")
            first.add(row[0])
        _check_nested([tuple(column) for column in zip(*self.rows, strict=True)], self.source)

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
        raise Unfit(column, bad, why)


def _missing_row(rows: Sequence[Sequence[str]], depth: int) -> tuple[str | None, ...]:
    """A missing value keeps to itself, except where the rows all end in one label."""
    top = rows[0][-1] if len({row[-1] for row in rows}) == 1 and depth > 1 else None
    return (None,) * (depth - 1) + (top,)


def _check_nested(levels: Sequence[Sequence[str]], source: str) -> None:
    for level, (lower, upper) in enumerate(pairwise(levels)):
        above: dict[str, str] = {}
        for number, (label, parent) in enumerate(zip(lower, upper, strict=True), 1):
            if above.setdefault(label, parent) != parent:
                raise SpecError(
                    f"{source}: row {number}: values that are one at level {level} differ at level "
                    f"{level + 1}: it is no tree"
                )
