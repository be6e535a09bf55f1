"""Local recoding: the suppressed are searched for a node of their own, again and again.

As ARX's iterative optimization does, but each round's node is the best there is for what is left,
and a round is taken only as far as every model holds on the output as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cohortium_anonymize.search.classes import Node
from cohortium_anonymize.search.judgement import judge
from cohortium_anonymize.search.keys import Mask
from cohortium_anonymize.search.lattice import Search
from cohortium_anonymize.search.recoding import Recoding, only


@dataclass(frozen=True, slots=True)
class Round:
    """What one more node brought back, in rows; `optimal` unless time ran out."""

    node: Node
    rows: int
    optimal: bool


def recode(search: Search, recoding: Recoding) -> tuple[Recoding, tuple[Round, ...]]:
    """Recode what `recoding`, the outcome of `search`, suppresses, until nothing is gained."""
    rounds: list[Round] = []
    frequency = search.frequency
    while search.clock() <= search.deadline:
        lost = recoding.node_of_leaf < 0
        if not frequency.rows[lost].any():
            break
        found = _again(search, lost)
        if found is None:
            break
        node, kept, optimal = found
        more = _as_far_as_models_hold(search, recoding, node, kept)
        if more is None:
            break
        gained = lost & (more.node_of_leaf >= 0)
        rounds.append(Round(node, int(frequency.rows[gained].sum()), optimal))
        recoding = more
    return recoding, tuple(rounds)


def _again(search: Search, lost: Mask) -> tuple[Node, Mask, bool] | None:
    """The best node for the lost leaves alone, the leaves that it keeps, and whether it is proven."""
    part = only(search.frequency, lost)
    metric = replace(search.metric, count_suppression=True)
    again = Search(
        part, search.models, metric, part.unit_total, search.clock, search.deadline, search.by_row
    )
    found = again.run()
    if found.node is None:
        return None
    classes = again.partition.classes(found.node)
    kept = np.zeros_like(lost)
    kept[lost] = again.kept(found.node, classes)[classes.of_leaf]
    return (found.node, kept, found.optimal) if kept.any() else None


def _as_far_as_models_hold(
    search: Search, recoding: Recoding, node: Node, kept: Mask
) -> Recoding | None:
    """`recoding` with the leaves `kept` at `node`, less those that break a model; None if all do."""
    while kept.any():
        numbers = np.where(kept, len(recoding.nodes), recoding.node_of_leaf)
        more = Recoding((*recoding.nodes, node), numbers)
        classes, told = more.classes(search.frequency)
        wrong = told & ~judge(classes, search.models, search.frequency.unit_total).keep
        if not wrong.any():
            return more
        broken = kept & wrong[classes.of_leaf]
        if not broken.any():
            return None
        kept = kept & ~broken
    return None
