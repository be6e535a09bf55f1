"""What each quasi-identifier kept: its level, the leaves its labels leave open, the information left in it.

Precision is Sweeney's (2002): one less the mean, over all cells, of the level over the height of the
column's hierarchy. `kept` is the mutual information of the column before and after, over the entropy
before: 1, nothing was lost; 0, the release says nothing of it. Suppressed rows count as told nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.keys import Floats, Ints
from cohortium_anonymize.search.recoding import Recoding


def describe(recoding: Recoding, frequency: Frequency) -> dict[str, Any]:
    """`precision`, and by column under `columns`.

    A column: `level` (of the search's node), `height`, `loss` (0..1), `kept` (0..1), and `distinct`,
    its values before and after.
    """
    columns = [_column(recoding, frequency, q) for q in range(len(frequency.quasi))]
    depths = [depth for depth, _ in columns]
    names = [quasi.name for quasi in frequency.quasi]
    return {
        "precision": 1 - float(np.mean(depths)),
        "columns": {name: told for name, (_, told) in zip(names, columns, strict=True)},
    }


def _column(recoding: Recoding, frequency: Frequency, q: int) -> tuple[float, dict[str, Any]]:
    """The mean depth (level over height) of a column's cells, and what is told of it."""
    quasi, rows = frequency.quasi[q], frequency.rows
    told = recoding.node_of_leaf >= 0
    words, places = recoding.labels(frequency, q)
    places = np.where(told, places, len(words))
    depth, covered = _cells(recoding, frequency, q)
    total, least = frequency.row_total, 1 / quasi.leaves
    before = np.unique(frequency.values[q][rows > 0])
    after = np.unique(places[told & (rows > 0)])
    return float(depth @ rows) / total, {
        "level": recoding.nodes[0][q],
        "height": quasi.height,
        "loss": (float(covered @ rows) / total - least) / (1 - least) if least < 1 else 0.0,
        "kept": _information(frequency.values[q], places, rows),
        "distinct": [len(before), len(after)],
    }


def _cells(recoding: Recoding, frequency: Frequency, q: int) -> tuple[Floats, Floats]:
    """By leaf: level over height, and the share of the hierarchy's leaves that the label covers."""
    quasi = frequency.quasi[q]
    depth, covered = np.ones(len(frequency.rows)), np.ones(len(frequency.rows))
    for number, node in enumerate(recoding.nodes):
        here = recoding.node_of_leaf == number
        level = quasi.levels[node[q]]
        depth[here] = node[q] / quasi.height if quasi.height else 0.0
        covered[here] = level.shares[level.codes[frequency.values[q, here]]]
    return depth, covered


def _information(before: Ints, after: Ints, rows: Ints) -> float:
    """Mutual information over the entropy before, rows weighed; 1 where there was none to lose."""
    span = int(after.max(initial=0)) + 1
    whole = _entropy(before, rows)
    if whole <= 0:
        return 1.0
    _, both = np.unique(before.astype(np.int64) * span + after, return_inverse=True)
    shared = whole + _entropy(after, rows) - _entropy(both, rows)
    return min(1.0, max(0.0, shared / whole))


def _entropy(values: Ints, weights: Ints) -> float:
    """Of weighed values, in bits."""
    rows = np.bincount(values, weights=weights).astype(np.float64)
    share = rows[rows > 0] / rows.sum()
    return float(-(share @ np.log2(share)))
