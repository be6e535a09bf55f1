"""The pruned search against one that looks at every node, and what must not change the result."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cohortium_anonymize import (
    AverageRisk,
    BetaLikeness,
    Column,
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    MaximumRisk,
    Metric,
    NoSolution,
    RecursiveCLDiversity,
    SampleUniqueness,
    Spec,
    TCloseness,
    anonymize,
    measure,
)
from cohortium_anonymize.measures.utility import value
from cohortium_anonymize.search.classes import Partition
from cohortium_anonymize.search.frequency import count
from cohortium_anonymize.search.judgement import judge
from cohortium_anonymize.search.lattice import SLACK, Search
from small_tables import AGES, COLUMNS, ZIPS, rows_of, table_of

rows = rows_of(st.none() | AGES, st.none() | ZIPS, min_size=1, max_size=30)
models = st.lists(
    st.sampled_from(
        [
            KAnonymity(2),
            KAnonymity(4),
            MaximumRisk(0.4),
            AverageRisk(0.4),
            SampleUniqueness(0.1),
            DistinctLDiversity("illness", 2),
            EntropyLDiversity("illness", 1.6),
            RecursiveCLDiversity("illness", 2.0, 2),
            TCloseness("illness", 0.3),
            BetaLikeness("illness", 1.0),
            BetaLikeness("illness", 1.0, enhanced=True),
        ]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)
metrics = st.sampled_from(
    [
        Metric(name, counted, aggregate)
        for name in ("loss", "non-uniform-entropy")
        for counted in (True, False)
        for aggregate in (None, "sum", "mean", "max", "geometric-mean")
    ]
    + [Metric(name, counted) for name in ("discernibility", "aecs") for counted in (True, False)]
)
ROUNDED = [  # two nodes cost the same, and one of them less in the last bit
    (None, None, "f", "flu", 0),
    (None, None, "m", "flu", 0),
    (None, "021", "f", "flu", 0),
    (30, "021", "f", "flu", 0),
    (31, "022", "m", "flu", 0),
]


def exhaustive(table: pa.Table, spec: Spec) -> tuple[float, int, tuple[int, ...]] | None:
    """The least cost over every node, by definition; of nodes that cost the same but for rounding,
    the least general, then the first in column order."""
    frequency = count(table, spec.quasi, spec.sensitive, spec.rows_per_subject)
    partition = Partition(frequency)
    limit = spec.most_suppressed(frequency.unit_total)
    offers = []
    for node in itertools.product(*(range(quasi.height + 1) for quasi in frequency.quasi)):
        classes = partition.classes(node)
        verdict = judge(classes, spec.privacy, limit)
        if verdict.valid:
            cost = value(spec.metric, partition, node, classes, verdict.keep)
            offers.append((cost, sum(node), node))
    least = min(offers, default=(0.0,))[0]
    ties = [offer for offer in offers if offer[0] <= least + SLACK * abs(least)]
    return min(ties, key=lambda offer: offer[1:], default=None)


@settings(max_examples=150, deadline=None)
@given(rows, models, metrics, st.sampled_from([0.0, 0.1, 0.35, 1.0]), st.booleans())
@example(ROUNDED, [KAnonymity(2)], Metric("non-uniform-entropy", False), 0.0, False)
def test_pruned_search_is_the_exhaustive_one(
    drawn: list[tuple[Any, ...]],
    asked: list[Any],
    metric: Metric,
    limit: float,
    by_patient: bool,
) -> None:
    table = table_of(drawn)
    who = "patient" if by_patient else None
    spec = Spec(COLUMNS, tuple(asked), limit, metric, rows_per_subject=who)
    expected = exhaustive(table, spec)
    if expected is None:
        with pytest.raises(NoSolution) as none:
            anonymize(table, spec)
        assert none.value.proven
        return
    release = anonymize(table, spec)
    assert release.optimal
    assert release.information_loss == expected[0]
    assert tuple(release.transformation.values()) == expected[2]


@settings(max_examples=60, deadline=None)
@given(rows, st.sampled_from([2, 3]))
def test_every_kept_class_has_k_subjects(drawn: list[tuple[Any, ...]], k: int) -> None:
    table = table_of(drawn)
    spec = Spec(COLUMNS, (KAnonymity(k),), 0.5, rows_per_subject="patient")
    try:
        release = anonymize(table, spec)
    except NoSolution:
        return
    groups: dict[tuple[Any, ...], set[int]] = {}
    for row in release.table.to_pylist():
        groups.setdefault((row["age"], row["zip"], row["sex"]), set()).add(row["patient"])
    assert all(len(people) >= k for people in groups.values())
    assert release.risk["classes"] == len(groups)
    lost = set(range(len(drawn))) - set(release.kept.to_pylist())
    assert release.suppressed == len({drawn[i][4] for i in lost})
    assert release.suppressed <= 0.5 * len({row[4] for row in drawn})
    if groups:
        figures = measure(release.table, ["age", "zip", "sex"], "illness", subject="patient")
        for key in ("k", "classes", "subjects", "max_risk", "average_risk", "l", "entropy_l", "t"):
            assert figures[key] == pytest.approx(release.risk[key])


def sample_table() -> pa.Table:
    generator = random.Random(7)  # noqa: S311 - made-up rows
    return table_of(
        [
            (
                generator.randint(30, 49),
                generator.choice(["021", "022", "111"]),
                "fm"[i % 2],
                "flu",
                i,
            )
            for i in range(200)
        ]
    )


def test_kept_rows_tie_the_release_to_the_input() -> None:
    table = sample_table()
    release = anonymize(table, Spec(COLUMNS, (KAnonymity(5),), 0.1))
    kept = release.kept
    assert kept.type == pa.int64()
    assert kept.to_pylist() == sorted(kept.to_pylist())
    assert (
        release.table.column("patient").to_pylist()
        == table.column("patient").take(kept).to_pylist()
    )
    assert release.table.num_rows + release.suppressed_rows == table.num_rows


def test_direct_identifiers_are_dropped_and_the_rest_stays() -> None:
    columns = {**COLUMNS, "patient": Column("direct-identifier")}
    release = anonymize(sample_table(), Spec(columns, (KAnonymity(2),), 1.0))
    assert release.table.column_names == ["age", "zip", "sex", "illness"]
    assert release.table.schema.field("age").type == pa.string()


def test_a_time_limit_leaves_a_bound_and_a_valid_release() -> None:
    table = sample_table()
    spec = Spec(COLUMNS, (KAnonymity(5),), 0.05)
    frequency = count(table, spec.quasi)
    ticks = itertools.count()
    search = Search(
        frequency, spec.privacy, spec.metric, 10, lambda: float(next(ticks)), deadline=2.0
    )
    found = search.run()
    best = anonymize(table, spec)
    assert found.node is not None
    assert not found.optimal
    assert found.lower_bound <= best.information_loss <= found.value
    assert best.optimal
    assert best.lower_bound == best.information_loss


def test_k_counts_subjects_not_rows() -> None:
    one_patient = table_of([(30, "021", "f", "flu", 1)] * 10)
    spec = Spec(COLUMNS, (KAnonymity(2),))
    assert anonymize(one_patient, spec).risk["k"] == 10
    with pytest.raises(NoSolution, match="no transformation satisfies"):
        anonymize(one_patient, replace(spec, rows_per_subject="patient"))


def test_no_solution_carries_its_figures() -> None:
    with pytest.raises(NoSolution) as none:
        anonymize(table_of([(30, "021", "f", "flu", 1)] * 3), Spec(COLUMNS, (KAnonymity(4),), 0.4))
    assert none.value.figures["limit"] == 1
    assert none.value.figures["fewest_suppressed"] == 3
    assert "1 of 3 may be suppressed" in str(none.value)


@pytest.mark.parametrize(
    ("limit", "units", "most"), [(0.29, 100, 29), (0.04, 30162, 1206), (1, 7, 7)]
)
def test_the_limit_is_a_whole_number_of_subjects(limit: float, units: int, most: int) -> None:
    assert Spec(COLUMNS, (KAnonymity(2),), limit).most_suppressed(units) == most
