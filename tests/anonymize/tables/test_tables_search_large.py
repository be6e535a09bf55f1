"""Lattices too large to lay out: the search ends by a proof or by the clock, and says which."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pyarrow as pa

from cohortium_anonymize import Column, KAnonymity, Metric, Rows, Spec, Suppress, anonymize
from cohortium_anonymize.search.classes import Partition
from cohortium_anonymize.search.frequency import count
from cohortium_anonymize.search.lattice import Hopeless, Search

LADDER = Rows(tuple((str(v), f"a{v // 3}", f"b{v // 9}", "*") for v in range(27)))


def crowded(columns: int, rows: int, noise: float) -> pa.Table:
    """Rows of few kinds, some cells of which are drawn anew."""
    generator = random.Random(5)  # noqa: S311 - made-up rows
    kinds = [[generator.randrange(27) for _ in range(columns)] for _ in range(12)]
    drawn = []
    for _ in range(rows):
        kind = generator.choice(kinds)
        drawn.append(
            [str(generator.randrange(27) if generator.random() < noise else v) for v in kind]
        )
    return pa.table({f"q{q}": list(c) for q, c in enumerate(zip(*drawn, strict=True))})


def spec_of(table: pa.Table, limit: float) -> Spec:
    columns = {name: Column("quasi-identifier", LADDER) for name in table.column_names}
    return Spec(columns, (KAnonymity(5),), limit)


def test_a_billion_nodes_end_by_proof() -> None:
    """Fifteen columns of four levels, few of the rows unlike the others."""
    table = crowded(15, 400, 0.002)
    release = anonymize(table, spec_of(table, 0.05))
    assert release.search["nodes"] == 4**15
    assert release.optimal
    assert release.lower_bound == release.information_loss
    assert release.risk["k"] >= 5


def test_a_billion_nodes_end_by_the_clock() -> None:
    table = crowded(15, 400, 0.2)
    spec = spec_of(table, 0.05)
    ticks = itertools.count()
    search = Search(
        count(table, spec.quasi), spec.privacy, Metric(), 20, lambda: float(next(ticks)), 400.0
    )
    found = search.run()
    assert next(ticks) < 500
    assert found.node is not None
    assert not found.optimal
    assert 0 < found.lower_bound < found.value


def test_a_search_that_time_ends_is_bounded_rightly() -> None:
    """Whenever it ends, the optimum lies between the proven bound and the best found."""
    table = crowded(5, 300, 0.15)
    spec = spec_of(table, 0.1)
    frequency = count(table, spec.quasi)
    best = anonymize(table, spec)
    assert best.optimal
    gaps = []
    for deadline in range(0, 400, 40):
        ticks = itertools.count()
        found = Search(
            frequency, spec.privacy, Metric(), 30, lambda t=ticks: float(next(t)), float(deadline)
        ).run()
        assert found.lower_bound <= best.information_loss * (1 + 1e-12)
        assert found.value >= best.information_loss
        gaps.append(found.value - found.lower_bound)
    assert gaps[0] > gaps[-1]


def test_the_same_node_whatever_the_column_order_of_ties() -> None:
    """Columns that are all missing cost nothing at any level: the least general node wins."""
    table = pa.table(
        {
            "a": pa.nulls(20, pa.string()),
            "b": pa.nulls(20, pa.string()),
            "c": [str(i % 4) for i in range(20)],
        }
    )
    columns = {name: Column("quasi-identifier", Suppress()) for name in table.column_names}
    release = anonymize(table, Spec(columns, (KAnonymity(5),)))
    assert release.transformation == {"a": 0, "b": 0, "c": 0}
    assert release.optimal


def test_rolled_up_classes_are_those_of_the_rows() -> None:
    """A node's classes do not depend on which nodes were looked at before."""
    table = crowded(4, 300, 0.3)
    frequency = count(table, dict.fromkeys(table.column_names, LADDER))
    warm = Partition(frequency)
    nodes = list(itertools.product(range(4), repeat=4))
    random.Random(1).shuffle(nodes)  # noqa: S311 - an order
    for node in nodes:
        rolled, fresh = warm.classes(node), Partition(frequency).classes(node)
        pairs = set(zip(rolled.of_leaf.tolist(), fresh.of_leaf.tolist(), strict=True))
        assert len(pairs) == len(rolled) == len(fresh)
        assert all(rolled.rows[a] == fresh.rows[b] for a, b in pairs)
        assert np.array_equal(np.sort(rolled.sizes), np.sort(fresh.sizes))


def test_hopeless_nodes_cover_what_is_below_them() -> None:
    hopeless = Hopeless(2)
    assert not hopeless.covers((0, 0))
    hopeless.add((1, 1))
    hopeless.add((2, 0))
    assert hopeless.covers((1, 0))
    assert hopeless.covers((2, 0))
    assert not hopeless.covers((2, 1))
    hopeless.add((2, 2))
    assert hopeless.covers((2, 1))
