"""From an identifiable table to one whose risk is measured: count, search, apply, measure.

k-anonymity and its kin bound what the quasi-identifiers alone give away. A release is not anonymous
under the GDPR for having them, and the chosen node, being the least general one, tells a little by
itself (downcoding, Cohen 2022): keep access control and query audit around it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import InputError, NoSolution, Unfit
from cohortium_anonymize.measures import retention, risk, utility
from cohortium_anonymize.preparation import Told, microaggregated, prepare
from cohortium_anonymize.search.classes import Classes, Node, Partition
from cohortium_anonymize.search.frequency import Frequency, count
from cohortium_anonymize.search.judgement import ordered, queued
from cohortium_anonymize.search.keys import Ints, Mask
from cohortium_anonymize.search.lattice import Found, Search
from cohortium_anonymize.search.local import Round, recode
from cohortium_anonymize.search.recoding import Recoding
from cohortium_anonymize.spec import Spec


@dataclass(frozen=True, slots=True)
class Release:
    """A released table and what is known of it.

    `table` has the input's columns without direct identifiers, quasi-identifiers as strings, and
    without suppressed rows; `kept` are the input's row numbers of its rows, in order.
    `suppressed` counts subjects (rows, where each is somebody's own), `suppressed_rows` rows.
    `transformation` is the node of the search, which `optimal` and `lower_bound` speak of; with local
    recoding `search` names the nodes of what that one suppressed, and `information_loss`, `risk` and
    `utility` are those of the whole output.
    `before`: the risk of the input as it was.
    `transforms`: what was done beside generalization (`preparation`), empty when nothing was.
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
    search: Mapping[str, Any]
    transforms: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)


def anonymize(table: pa.Table, spec: Spec) -> Release:
    """Generalize and suppress `table` as `spec` asks, at the least cost.

    Deterministic whatever the order of the rows, unless `spec.by_row`, or the time limit ends the search. Raises
    InputError when the table does not fit, NoSolution when nothing satisfies the models.
    """
    table, transforms = prepare(table, spec)
    by_row = ordered(spec.privacy) if spec.by_row else ()
    check_columns(table.column_names, spec)
    chosen = None if spec.subset is None else spec.subset.mask(table)
    try:
        frequency = count(table, spec.quasi, spec.sensitive, spec.rows_per_subject, chosen, by_row)
    except Unfit as unfit:
        raise unfit.in_row(_first_row(table, unfit)) from None
    return _release(table, spec, solve(frequency, spec), transforms)


@dataclass(frozen=True, slots=True)
class Solution:
    """What the search found for a frequency table, and what that does to each leaf."""

    found: Found
    outcome: Outcome
    spec: Spec

    def figures(self) -> dict[str, Any]:
        """All that a `Release` tells beside its rows and what was done before the search."""
        found, outcome, spec = self.found, self.outcome, self.spec
        classes, keep = outcome.classes, outcome.keep
        return {
            "transformation": outcome.told(outcome.recoding.nodes[0]),
            "information_loss": outcome.cost(spec.metric) if outcome.rounds else found.value,
            "lower_bound": found.lower_bound,
            "optimal": found.optimal,
            "suppressed": classes.subjects(~keep),
            "risk": risk.describe(classes, keep, spec.hierarchies),
            "utility": outcome.utility(),
            "search": _told(spec, found, outcome),
            "before": risk.untouched(outcome.partition, spec.hierarchies),
        }


def solve(frequency: Frequency, spec: Spec) -> Solution:
    """The search, wherever the rows were counted. Raises NoSolution."""
    limit = spec.most_suppressed(frequency.unit_total)
    search = Search(
        frequency,
        spec.privacy,
        spec.metric,
        limit,
        time.monotonic,
        time.monotonic() + spec.time_limit,
        spec.by_row and queued(spec.privacy, spec.metric),
    )
    found = search.run()
    if found.node is None:
        raise _no_solution(found, frequency, limit)
    return Solution(found, _outcome(search, found.node, spec), spec)


def _first_row(table: pa.Table, unfit: Unfit) -> int:
    words = pc.cast(table.column(unfit.column), pa.string())
    values = pa.array(unfit.values, pa.string())
    found: int = pc.index(pc.is_in(words, value_set=values), True).as_py()
    return found


def check_columns(names: Sequence[str], spec: Spec) -> None:
    """InputError when a table with columns of these `names` lacks one."""
    wanted = [*spec.columns, *([spec.rows_per_subject] if spec.rows_per_subject else [])]
    missing = [name for name in wanted if name not in names]
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is done to each leaf, the classes of the output, and what it costs."""

    recoding: Recoding
    classes: Classes
    keep: Mask
    partition: Partition
    rounds: tuple[Round, ...]

    def cost(self, metric: utility.Metric) -> float:
        """By a metric that counts suppressed rows."""
        if self.rounds:
            return self.recoding.cost(metric, self.partition)
        node = self.recoding.nodes[0]
        return utility.value(metric, self.partition, node, self.classes, self.keep)

    def utility(self) -> dict[str, Any]:
        """The cost by every metric, and what each column kept."""
        return {
            **{name.replace("-", "_"): self.cost(utility.Metric(name)) for name in utility.NAMES},
            **retention.describe(self.recoding, self.partition.frequency),
        }

    def told(self, node: Node) -> dict[str, int]:
        """A node, by column."""
        names = [quasi.name for quasi in self.partition.frequency.quasi]
        return dict(zip(names, node, strict=True))


def _outcome(search: Search, node: Node, spec: Spec) -> Outcome:
    partition = search.partition
    classes = partition.classes(node)
    keep = search.kept(node, classes)
    recoding = Recoding((node,), np.where(keep[classes.of_leaf], 0, -1))
    rounds: tuple[Round, ...] = ()
    if spec.local_recoding:
        recoding, rounds = recode(search, recoding)
    if rounds:
        classes, keep = recoding.classes(partition.frequency)
    return Outcome(recoding, classes, keep, partition, rounds)


def _release(table: pa.Table, spec: Spec, solution: Solution, transforms: Told) -> Release:
    outcome = solution.outcome
    classes, keep, frequency = outcome.classes, outcome.keep, outcome.partition.frequency
    leaf_of_row = _located(frequency)
    stays = keep[classes.of_leaf][leaf_of_row]
    rows = np.flatnonzero(stays if frequency.chosen is None else stays & frequency.chosen)
    leaves = leaf_of_row[rows]
    whole, transforms = microaggregated(
        _generalized(table, frequency, outcome.recoding, rows, leaves),
        spec,
        classes.of_leaf[leaves],
        transforms,
    )
    return Release(
        table=_without_identifiers(whole, spec),
        kept=pa.array(rows, pa.int64()),
        suppressed_rows=frequency.row_total - len(rows),
        rows=table.num_rows,
        transforms=transforms,
        **solution.figures(),
    )


def _told(spec: Spec, found: Found, outcome: Outcome) -> dict[str, Any]:
    """How it was found; with local recoding, the nodes of the rounds and the rows they brought."""
    order = "rows" if spec.by_row else "values"
    figures: dict[str, Any] = {"checked": found.checked, "nodes": found.nodes, "order": order}
    if spec.local_recoding:
        figures["full_domain_loss"] = found.value
        figures["local_recoding"] = [
            {"transformation": outcome.told(r.node), "rows": r.rows, "optimal": r.optimal}
            for r in outcome.rounds
        ]
    return figures


def _located(frequency: Frequency) -> Ints:
    if frequency.leaf_of_row is None:
        raise TypeError("a table that was counted in shards is recoded in shards")
    return frequency.leaf_of_row


def _generalized(
    table: pa.Table, frequency: Frequency, recoding: Recoding, rows: Ints, leaves: Ints
) -> pa.Table:
    """The kept rows, quasi-identifiers as their leaves are released."""
    released = table.take(pa.array(rows))
    for q, quasi in enumerate(frequency.quasi):
        labels, places = recoding.labels(frequency, q)
        told = labels.take(pa.array(places[leaves]))
        released = released.set_column(released.column_names.index(quasi.name), quasi.name, told)
    return released


def _without_identifiers(table: pa.Table, spec: Spec) -> pa.Table:
    return table.drop_columns(list(spec.dropped)).replace_schema_metadata(None)
