"""Appraisal: what a recoding costs whose rows were chosen elsewhere, over every row that might have been in.

A search tells what it lost of the rows that it was given. Where others decide after it who is left
out, and search again among those who are left, the last search knows of neither. Here the whole input
is counted, one node and the rows that stay are taken as they are, and whoever is not among them is
suppressed: the figures are those that a search would tell that had come to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.measures import risk
from cohortium_anonymize.release import Outcome
from cohortium_anonymize.search.classes import Partition
from cohortium_anonymize.search.frequency import Frequency, count
from cohortium_anonymize.search.keys import Mask
from cohortium_anonymize.search.recoding import Recoding
from cohortium_anonymize.spec import Spec


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The fields of a `Release` that speak of its input, by the names that they have there."""

    information_loss: float
    suppressed: int
    rows: int
    utility: Mapping[str, Any]
    before: Mapping[str, Any]


def appraise(
    table: pa.Table, spec: Spec, transformation: Mapping[str, int], kept: pa.Array
) -> Appraisal:
    """The figures of releasing the rows `kept` of `table` (positions) at `transformation`, all others not.

    Every row is somebody's own: `spec` has neither `rows_per_subject` nor a research subset. That the
    rows satisfy the models is not looked at.
    """
    frequency = count(table, spec.quasi, spec.sensitive)
    parted, told = _parted(frequency, _mask(table.num_rows, kept))
    node = tuple(transformation[quasi.name] for quasi in frequency.quasi)
    recoding = Recoding((node,), np.where(told, 0, -1))
    outcome = Outcome(recoding, *recoding.classes(parted), Partition(parted), rounds=())
    return Appraisal(
        information_loss=outcome.cost(spec.metric),
        suppressed=table.num_rows - len(kept),
        rows=table.num_rows,
        utility=outcome.utility(),
        before=risk.untouched(Partition(frequency), spec.hierarchies),
    )


def _mask(rows: int, kept: pa.Array) -> Mask:
    mask = np.zeros(rows, dtype=np.bool_)
    mask[kept.to_numpy()] = True
    return mask


def _parted(frequency: Frequency, stays: Mask) -> tuple[Frequency, Mask]:
    """Each leaf as two, the rows of it that stay and those that do not; which leaves are of the first."""
    leaves, of_row = len(frequency.rows), frequency.leaf_of_row
    if of_row is None:
        raise TypeError("a table that was counted in shards has no rows to choose from")
    told = np.bincount(of_row[stays], minlength=leaves)
    rows = np.concatenate([told, frequency.rows - told])
    there = rows > 0
    rows = rows[there]
    parted = replace(
        frequency,
        values=np.concatenate([frequency.values, frequency.values], axis=1)[:, there],
        rows=rows,
        units=rows,
        leaf_of_row=None,
        sensitive={},
    )
    return parted, (np.arange(2 * leaves) < leaves)[there]
