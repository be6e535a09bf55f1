"""From an identifiable table to one whose risk is measured: count, search, apply, measure.

k-anonymity and its kin bound what the quasi-identifiers alone give away. A release is not anonymous
under the GDPR for having them, and the chosen node, being the least general one, tells a little by
itself (downcoding, Cohen 2022): keep access control and query audit around it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.errors import InputError, NoSolution
from cohortium_anonymize.measures import risk, utility
from cohortium_anonymize.search.classes import Classes, Mask, Node, Partition
from cohortium_anonymize.search.frequency import Frequency, count
from cohortium_anonymize.search.lattice import Found, Search
from cohortium_anonymize.spec import Spec


@dataclass(frozen=True, slots=True)
class Release:
    """A released table and what is known of it.

    `table` has the input's columns without direct identifiers, quasi-identifiers as strings, and
    without suppressed rows; `kept` are the input's row numbers of its rows, in order.
    `suppressed` counts subjects (rows, where each is somebody's own), `suppressed_rows` rows.
    """

    table: pa.Table
    kept: pa.Array
    transformation: Mapping[str, int]
    information_loss: float
    lower_bound: float
    optimal: bool
    suppressed: int
    suppressed_rows: int
    rows: int
    risk: Mapping[str, Any]
    utility: Mapping[str, Any]
    search: Mapping[str, int]


def anonymize(table: pa.Table, spec: Spec) -> Release:
    """Generalize and suppress `table` as `spec` asks, at the least cost.

    Deterministic whatever the order of the rows, unless the time limit ends the search. Raises
    InputError when the table does not fit, NoSolution when nothing satisfies the models.
    """
    _check_columns(table, spec)
    frequency = count(table, spec.quasi, spec.sensitive, spec.rows_per_subject)
    limit = spec.most_suppressed(frequency.unit_total)
    search = Search(
        frequency,
        spec.privacy,
        spec.metric,
        limit,
        time.monotonic,
        time.monotonic() + spec.time_limit,
    )
    found = search.run()
    if found.node is None:
        raise _no_solution(found, frequency, limit)
    classes = search.partition.classes(found.node)
    keep = search.kept(classes)
    return _release(table, spec, search.partition, found, classes, keep)


def _check_columns(table: pa.Table, spec: Spec) -> None:
    wanted = [*spec.columns, *([spec.rows_per_subject] if spec.rows_per_subject else [])]
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        raise InputError(f"the table has no column {missing[0]}, which the configuration names")


def _no_solution(found: Found, frequency: Frequency, limit: int) -> NoSolution:
    units = frequency.unit_total
    figures = {
        "limit": limit,
        "of": units,
        "fewest_suppressed": found.fewest,
        "checked": found.checked,
        "nodes": found.nodes,
    }
    if not found.optimal:
        why = "no transformation was found within search.time_limit: raise it, or use fewer levels"
    else:
        why = "no transformation satisfies the privacy models"
    return NoSolution(
        f"{why} ({limit} of {units} may be suppressed; the fewest was {found.fewest})",
        figures=figures,
        proven=found.optimal,
    )


def _release(
    table: pa.Table, spec: Spec, partition: Partition, found: Found, classes: Classes, keep: Mask
) -> Release:
    frequency = partition.frequency
    node: Node = found.node or ()
    rows = np.flatnonzero(keep[classes.of_leaf][frequency.leaf_of_row])
    kept = pa.array(rows, pa.int64())
    return Release(
        table=_apply(table, spec, partition, node, rows),
        kept=kept,
        transformation={q.name: level for q, level in zip(frequency.quasi, node, strict=True)},
        information_loss=found.value,
        lower_bound=found.lower_bound,
        optimal=found.optimal,
        suppressed=classes.subjects(~keep),
        suppressed_rows=table.num_rows - len(rows),
        rows=table.num_rows,
        risk=risk.describe(classes, keep) | {"class_sizes": risk.class_sizes(classes, keep)},
        utility=_utility(partition, node, classes, keep),
        search={"checked": found.checked, "nodes": found.nodes},
    )


def _apply(
    table: pa.Table, spec: Spec, partition: Partition, node: Node, rows: np.ndarray[Any, Any]
) -> pa.Table:
    """The kept rows, direct identifiers dropped, quasi-identifiers at their level."""
    frequency = partition.frequency
    dropped = [n for n, column in spec.columns.items() if column.role == "direct-identifier"]
    released = table.drop_columns(dropped).take(pa.array(rows))
    leaves = frequency.leaf_of_row[rows]
    for q, (quasi, level) in enumerate(zip(frequency.quasi, node, strict=True)):
        labels = pa.array(quasi.levels[level].labels, pa.string())
        told = labels.take(pa.array(partition.codes(q, level)[leaves]))
        place = released.column_names.index(quasi.name)
        released = released.set_column(place, quasi.name, told)
    return released.replace_schema_metadata(None)


def _utility(partition: Partition, node: Node, classes: Classes, keep: Mask) -> dict[str, float]:
    """Every metric, suppressed rows counted, columns combined as usual."""
    return {
        name.replace("-", "_"): utility.value(utility.Metric(name), partition, node, classes, keep)
        for name in utility.NAMES
    }
