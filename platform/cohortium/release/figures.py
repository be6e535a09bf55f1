"""Figures that are frozen with a release: how much one subject may contribute, and within what bounds.

Both are gathered shard by shard; of a subject only the number of rows and the extremes of each
measure are kept. What is published is where the tenth subject stands, never the first, and coarse (a
power of two, two significant digits), so that no figure is set by the most singular subjects. It depends on
the rows only, not on how they were cut into shards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium.gate.limits import MIN_SUBJECTS
from cohortium.records.tables import TABLES

ROWS_PERCENTILE: Final = 95  # of rows a subject has; the heaviest users of care are clamped to it
LARGEST_BOUND: Final = 1e12  # beyond, sums are not exact: such a measure has no bounds
SMALLEST_BOUND: Final = 1e-9  # nearer to zero, a bound is zero or this: sums have six decimals


@dataclass(slots=True)
class Figures:
    """What shards have told so far: per table, one row a subject and shard.

    Columns: `subject`, `rows`, and of each measure `<name>:min` and `<name>:max`.
    """

    subjects: dict[str, list[pa.Table]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, table: pa.Table) -> None:
        """Take in a shard of a queryable table."""
        if not table.num_rows:
            return
        columns: dict[str, pa.Array | pa.ChunkedArray] = {"subject": table.column("subject")}
        columns["rows"] = pa.repeat(1, table.num_rows)
        for measure in _measures(name):
            values = table.column(measure).cast(pa.float64())
            finite = pc.if_else(pc.is_finite(values), values, None)
            columns |= {f"{measure}:min": finite, f"{measure}:max": finite}
        self.subjects[name].append(_by_subject(pa.table(columns)))

    def rows_per_subject(self, name: str) -> int:
        """At most how many rows of a subject count: a power of two.

        As many as the tenth subject from the top has, but no more than the 95th percentile; then up
        to the next power of two.
        """
        counts = self._figures(name, "rows")
        if name == "subjects" or len(counts) < MIN_SUBJECTS:
            return 1
        at = min(
            float(np.sort(counts)[-MIN_SUBJECTS]), float(np.percentile(counts, ROWS_PERCENTILE))
        )
        return 1 << max(0, math.ceil(math.log2(max(at, 1.0))))

    def bounds(self, name: str, column: str) -> list[float] | None:
        """Between what a measure's values are clamped, to two significant digits outward.

        They are the tenth smallest of subjects' least values and the tenth largest of subjects'
        greatest. None for fewer than twenty subjects with values: then no two tens are apart.
        """
        least = self._figures(name, f"{column}:min")
        greatest = self._figures(name, f"{column}:max")
        if len(least) < 2 * MIN_SUBJECTS:
            return None
        low = outward(float(np.sort(least)[MIN_SUBJECTS - 1]), down=True)
        high = outward(float(np.sort(greatest)[-MIN_SUBJECTS]), down=False)
        return [low, high] if max(-low, high) <= LARGEST_BOUND else None

    def _figures(self, name: str, column: str) -> npt.NDArray[np.float64]:
        """One number a subject, of those that have it."""
        shards = self.subjects.get(name)
        if not shards:
            return np.empty(0)
        if len(shards) > 1:
            shards[:] = [_by_subject(pa.concat_tables(shards))]
        return np.asarray(shards[0].column(column).drop_null().to_numpy(), dtype=np.float64)


def inherited_cap(before: Mapping[str, Any] | None, name: str) -> int | None:
    """The cap that the manifest `before` gave rows of a subject, if it knew of some.

    Kept from release to release, as bounds are: where they moved they would tell of who left.
    """
    table = _table(before, name)
    return int(table["rows_per_subject"]) if table and table["rows"] else None


def inherited_bounds(
    before: Mapping[str, Any] | None, name: str, column: str
) -> list[float] | None:
    """The bounds that the manifest `before` gave a measure, if it gave some."""
    table = _table(before, name)
    found = [c.get("bounds") for c in table["columns"] if c["name"] == column] if table else []
    return next(iter(found), None)


def _table(before: Mapping[str, Any] | None, name: str) -> Mapping[str, Any] | None:
    tables = before["tables"] if before else []
    return next((table for table in tables if table["name"] == name), None)


def _measures(name: str) -> list[str]:
    return [column.name for column in TABLES[name].columns if column.role == "measure"]


def _by_subject(table: pa.Table) -> pa.Table:
    """One row a subject, of rows that may hold several of each."""
    how = {"rows": "sum", "min": "min", "max": "max"}
    names = [name for name in table.column_names if name != "subject"]
    kinds = [how[name.rpartition(":")[2]] for name in names]
    grouped = table.group_by("subject").aggregate(list(zip(names, kinds, strict=True)))
    made = [f"{name}_{kind}" for name, kind in zip(names, kinds, strict=True)]
    return grouped.select(["subject", *made]).rename_columns(["subject", *names])


def outward(value: float, *, down: bool) -> float:
    """`value` to two significant digits, towards minus (down) or plus infinity."""
    if abs(value) < SMALLEST_BOUND:
        return 0.0 if value == 0 or (value > 0) == down else math.copysign(SMALLEST_BOUND, value)
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    steps = value / step
    nearest = round(steps)
    if abs(steps - nearest) < 1e-9:
        return float(f"{nearest * step:.12g}")
    return float(f"{(math.floor(steps) if down else math.ceil(steps)) * step:.12g}")
