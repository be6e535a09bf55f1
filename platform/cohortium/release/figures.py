"""Figures that are frozen with a release: how much one subject may contribute, and within what bounds.

Both are gathered shard by shard, without keeping rows. They are coarse on purpose (a power of two,
two significant digits), so that they tell little of any one subject.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium.records.tables import TABLES

ROWS_PERCENTILE = 95  # of rows a subject has; the heaviest users of care are clamped to it
TAILS = (1.0, 99.0)  # percentiles of a measure; beyond lie typing errors and singular people
ROUND_TO = 5  # published counts are multiples of this


@dataclass(slots=True)
class Figures:
    """What shards have told so far."""

    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    low: dict[tuple[str, str], float] = field(default_factory=dict)
    high: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, name: str, table: pa.Table) -> None:
        """Take in a shard of a queryable table."""
        if not table.num_rows:
            return
        counts = pc.value_counts(table.column("subject")).field("counts")
        self.rows[name].extend(counts.to_pylist())
        for column in TABLES[name].columns:
            if column.role == "measure":
                values = table.column(column.name).drop_null().to_numpy()
                self._bound((name, column.name), values[np.isfinite(values)])

    def _bound(self, at: tuple[str, str], values: npt.NDArray[np.float64]) -> None:
        if not len(values):
            return
        low, high = np.percentile(values, TAILS)
        self.low[at] = min(float(low), self.low.get(at, math.inf))
        self.high[at] = max(float(high), self.high.get(at, -math.inf))

    def rows_per_subject(self, name: str) -> int:
        """At most how many rows of a subject count: the 95th percentile, up to a power of two."""
        if name == "subjects" or not self.rows.get(name):
            return 1
        at = float(np.percentile(self.rows[name], ROWS_PERCENTILE))
        return 1 << max(0, math.ceil(math.log2(max(at, 1.0))))

    def bounds(self, name: str, column: str) -> list[float] | None:
        """Between what a measure's values are clamped, to two significant digits outward."""
        at = (name, column)
        if at not in self.low:
            return None
        return [outward(self.low[at], down=True), outward(self.high[at], down=False)]


def outward(value: float, *, down: bool) -> float:
    """`value` to two significant digits, towards minus (down) or plus infinity."""
    if value == 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    steps = value / step
    nearest = round(steps)
    if abs(steps - nearest) < 1e-9:
        return float(f"{nearest * step:.12g}")
    return float(f"{(math.floor(steps) if down else math.ceil(steps)) * step:.12g}")


def rounded(count: int) -> int:
    """`count` to the nearest multiple of five, as published."""
    return (count + ROUND_TO // 2) // ROUND_TO * ROUND_TO
