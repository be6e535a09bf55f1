"""What a report says beside risk and utility of a table that is done in shards: statistics, and a model.

Statistics are DuckDB's, of the input's files and the released one. A model is taught by groups of rows
that are alike, which the frequency table has: no rows are looked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.engine.parts import Parts
from cohortium_anonymize.measures.aggregates import compare_files, roughly_distinct
from cohortium_anonymize.measures.columns import Files
from cohortium_anonymize.measures.learning import CLASSES, Groups, learnt
from cohortium_anonymize.release import Solution
from cohortium_anonymize.search.keys import Coded, Ints
from cohortium_anonymize.search.shards import count_files
from cohortium_anonymize.search.tally import Columns, Tally
from cohortium_anonymize.spec import Spec


def statistics(parts: Parts, spec: Spec, released: Path) -> dict[str, Any]:
    """Before and after, of every released column but the one that says whose row it is."""
    schema = pa.parquet.read_schema(released)
    told = [n for n in parts.schema.names if n in schema.names and n != spec.rows_per_subject]
    return compare_files(_files(parts), Files((released,), schema), told, list(spec.quasi))


def model(parts: Parts, spec: Spec, tally: Tally, solution: Solution) -> dict[str, Any] | None:
    """What `learning.accuracy` says of the tables; None when there is nothing to learn."""
    target = spec.learning.column(spec.sensitive)
    if target is None:
        return None
    leaf, goal, rows = np.arange(len(tally.rows)), None, tally.everyone
    if target in spec.quasi:
        goal = tally.quasi[list(spec.quasi).index(target)]
    else:
        if target not in spec.sensitive:
            if roughly_distinct(_files(parts), target) > 2 * CLASSES:
                return None
            columns = Columns(tuple(spec.quasi), (target,))
            tally = count_files(parts.paths, columns, delimiter=parts.delimiter)
        spread = tally.sensitive[target]
        leaf, goal, rows = spread.leaf, spread.value, spread.everyone
    return learnt(target, _groups(spec, tally, solution, leaf, goal, rows, target))


def _groups(
    spec: Spec, tally: Tally, solution: Solution, leaf: Ints, goal: Coded, rows: Ints, target: str
) -> Groups:
    recoding, frequency = solution.outcome.recoding, solution.outcome.partition.frequency
    names = [(q, name) for q, name in enumerate(spec.quasi) if name != target]
    labels = [recoding.labels(frequency, q) for q, _ in names]
    return Groups(
        [Coded(tally.quasi[q].words, tally.quasi[q].codes[leaf]) for q, _ in names],
        [Coded(words.cast(pa.large_string()), places[leaf]) for words, places in labels],
        recoding.node_of_leaf[leaf] >= 0,
        goal,
        rows,
    )


def _files(parts: Parts) -> Files:
    return Files(parts.paths, parts.schema, parts.delimiter)
