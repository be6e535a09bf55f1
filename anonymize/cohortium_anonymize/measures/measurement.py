"""Measuring any table from its own rows: what a release claims, recomputed by whoever holds it.

A file is counted where it is, by one GROUP BY of DuckDB for each sensitive column; a table in memory
is counted by code that does not share a line with it. Nothing but the distinct combinations is held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.hierarchies.hierarchy import Rule, Suppress
from cohortium_anonymize.measures import risk
from cohortium_anonymize.measures.uniqueness import uniqueness
from cohortium_anonymize.search.classes import Partition
from cohortium_anonymize.search.frequency import Frequency, count, merge
from cohortium_anonymize.search.shards import count_shard
from cohortium_anonymize.search.tally import Columns


def measure(
    table: pa.Table | Path | str,
    quasi: Sequence[str],
    sensitive: str | Sequence[str] = (),
    *,
    subject: str | None = None,
    hierarchies: Mapping[str, Rule] | None = None,
    population: int | None = None,
    delimiter: str = ",",
) -> dict[str, Any]:
    """What `table` (or the CSV or Parquet at that path) gives away as it is.

    Its classes are the rows alike in the columns `quasi`. The keys are those of `risk.describe`.
    `subject` names the column that says whose row it is; without it every row is
    somebody's own. `hierarchies` of sensitive columns add t_hierarchical. With a `population` (how
    many people the table is a sample of) `uniqueness` estimates how many of them are alone.
    """
    names = [sensitive] if isinstance(sensitive, str) else list(sensitive)
    if not quasi:
        raise InputError("measuring needs at least one quasi-identifier")
    columns = Columns(tuple(quasi), tuple(names), subject)
    frequency = _counted(table, columns, delimiter)
    told = risk.untouched(Partition(frequency), hierarchies)
    if population is not None:
        told["uniqueness"] = uniqueness(told["class_sizes"], population)
    return told


def _counted(table: pa.Table | Path | str, columns: Columns, delimiter: str) -> Frequency:
    rules = {name: Suppress() for name in columns.quasi}
    if not isinstance(table, pa.Table):
        return merge([count_shard(Path(table), columns, delimiter=delimiter)], rules)
    for name in columns.names():
        if name not in table.column_names:
            raise InputError(f"the table has no column {name}")
    return count(table, rules, columns.sensitive, columns.subject)
