"""Microaggregation: within an equivalence class, numbers become means of at least k persons' numbers.

Univariate and of fixed size (Defays and Nanopoulos 1993): a class's numbers are sorted and cut into
groups of k persons, the last taking in the remainder. Groups never cross classes, so what the
quasi-identifiers promise of a class stays true of its means.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.transforms.numbers import Floats, as_column, numbers

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Microaggregate:
    """Means of groups of at least `k` persons."""

    k: int

    def __post_init__(self) -> None:
        """Two or more: the mean of one is the one."""
        if self.k < 2:
            raise SpecError("microaggregate: k is at least 2")

    def apply(
        self, column: Any, name: str, classes: Ints, subjects: Ints | None = None
    ) -> tuple[pa.Array, float]:
        """The means, and the share of the variance that is lost with them (0..1).

        `classes` and `subjects`: whose class and whose row each is; without `subjects` every row is
        somebody's own. A class in which fewer than k persons have a number tells none: null.
        """
        values = numbers(column, name)
        told = np.flatnonzero(~np.isnan(values))
        who = np.zeros(len(values), dtype=np.int64) if subjects is None else subjects
        order = told[np.lexsort((who[told], values[told], classes[told]))]
        whose = order if subjects is None else subjects[order]
        group = self._groups(classes[order], whose)
        means = np.full(len(values), np.nan)
        held = group >= 0
        if held.any():
            sums = np.bincount(group[held], weights=values[order[held]])
            counts = np.bincount(group[held])
            means[order[held]] = (sums / np.maximum(counts, 1))[group[held]]
        return as_column(means, column), _lost(values[order], means[order])

    def _groups(self, classes: Ints, whose: Ints) -> Ints:
        """The group of each of the sorted rows; -1 where a class has too few persons."""
        groups = np.full(len(classes), -1, dtype=np.int64)
        edges = np.flatnonzero(np.diff(classes)) + 1
        made = 0
        for start, end in zip([0, *edges], [*edges, len(classes)], strict=True):
            cuts = self._cuts(whose[start:end])
            for low, high in pairwise(cuts):
                groups[start + low : start + high] = made
                made += 1
        return groups

    def _cuts(self, whose: Ints) -> list[int]:
        """Where a class is cut so that every piece holds `k` persons; nothing when it cannot."""
        cuts, seen = [0], set[int]()
        for at, who in enumerate(whose.tolist(), 1):
            seen.add(who)
            if len(seen) == self.k:
                cuts.append(at)
                seen = set()
        if len(cuts) == 1:
            return []
        cuts[-1] = len(whose)
        return cuts


def _lost(before: Floats, after: Floats) -> float:
    """Within-group over total sum of squares; withheld numbers lose all of theirs."""
    if not len(before):
        return 0.0
    centre = before.mean()
    total = float(((before - centre) ** 2).sum())
    left = np.where(np.isnan(after), centre, after)
    return float(((before - left) ** 2).sum()) / total if total else 0.0
