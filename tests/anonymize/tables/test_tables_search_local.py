"""Local recoding: what is suppressed is recoded, and every model holds on the output as a whole."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_anonymize import (
    AverageRisk,
    DistinctLDiversity,
    KAnonymity,
    Metric,
    NoSolution,
    Release,
    Rows,
    Spec,
    SpecError,
    Suppress,
    TCloseness,
    anonymize,
    measure,
    parse_spec,
)
from cohortium_anonymize.search.classes import Partition
from cohortium_anonymize.search.frequency import count
from cohortium_anonymize.search.recoding import Recoding
from small_tables import AGES, COLUMNS, QUASI, ZIPS, rows_of, table_of

rows = rows_of(AGES, ZIPS, min_size=8, max_size=40)
models = st.lists(
    st.sampled_from(
        [
            KAnonymity(2),
            KAnonymity(4),
            AverageRisk(0.4),
            DistinctLDiversity("illness", 2),
            TCloseness("illness", 0.4),
        ]
    ),
    min_size=1,
    max_size=2,
    unique=True,
)


def told(release: Release) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[q] for q in QUASI) for row in release.table.to_pylist())


@settings(max_examples=50, deadline=None)
@given(rows, models, st.sampled_from([0.2, 0.6, 1.0]), st.booleans())
def test_models_hold_on_the_whole_output(
    drawn: list[tuple[Any, ...]], asked: list[Any], limit: float, by_patient: bool
) -> None:
    table = table_of(drawn)
    who = "patient" if by_patient else None
    options = {"rows_per_subject": who}
    try:
        once = anonymize(table, Spec(COLUMNS, tuple(asked), limit, **options))
    except NoSolution:
        return
    spec = Spec(COLUMNS, tuple(asked), limit, local_recoding=True, **options)
    again = anonymize(table, spec)
    assert again.transformation == once.transformation
    assert set(once.kept.to_pylist()) <= set(again.kept.to_pylist())
    gained = sum(r["rows"] for r in again.search["local_recoding"])
    assert again.suppressed_rows == once.suppressed_rows - gained
    assert again.information_loss <= once.information_loss + 1e-12
    assert again.risk["classes"] == len(told(again))
    if not again.table.num_rows:
        return
    figures = measure(again.table, QUASI, "illness", subject=who)
    for key in ("k", "classes", "subjects", "max_risk", "average_risk", "l", "entropy_l", "t"):
        assert figures[key] == pytest.approx(again.risk[key])
    for model in asked:
        if isinstance(model, KAnonymity):
            assert figures["k"] >= model.k
        if isinstance(model, DistinctLDiversity):
            assert figures["l"] >= model.l
        if isinstance(model, AverageRisk):
            assert figures["average_risk"] <= model.threshold + 1e-12
        if isinstance(model, TCloseness):
            worst = distance_from(table, again, model)
            assert worst <= model.t + 1e-9


def distance_from(table: pa.Table, release: Release, model: TCloseness) -> float:
    """The largest total variation distance of a class from the input, by definition."""
    whole = Counter(table.column(model.column).to_pylist())
    classes: dict[tuple[Any, ...], Counter[str]] = {}
    for row in release.table.to_pylist():
        classes.setdefault(tuple(row[q] for q in QUASI), Counter())[row[model.column]] += 1
    return max(
        sum(abs(one[v] / one.total() - whole[v] / whole.total()) for v in whole) / 2
        for one in classes.values()
    )


def test_more_is_told_than_by_one_node() -> None:
    drawn = [(30 + i % 5, "021", "f", "flu", i) for i in range(200)]
    drawn += [(40 + i, "112", "m", "gout", 200 + i) for i in range(5)]
    once = anonymize(table_of(drawn), Spec(COLUMNS, (KAnonymity(5),), 0.5))
    again = anonymize(table_of(drawn), Spec(COLUMNS, (KAnonymity(5),), 0.5, local_recoding=True))
    assert (once.suppressed_rows, again.suppressed_rows) == (5, 0)
    assert told(again) == {
        **{(str(age), "021", "f"): 40 for age in range(30, 35)},
        ("40-44", "112", "m"): 5,
    }
    assert again.information_loss < once.information_loss == again.search["full_domain_loss"]
    assert again.optimal
    assert again.lower_bound == once.lower_bound


def test_equal_labels_of_different_nodes_are_one_class() -> None:
    """A label may stand at two levels; rows that read alike are one class for who sees them."""
    rule = Rows((("a", "x", "*"), ("b", "x", "*"), ("x", "x", "*"), ("c", "c", "*")))
    table = pa.table({"q": ["x", "x", "a", "b", "c", "c"], "r": ["1"] * 6})
    rules = {"q": rule, "r": Suppress()}
    frequency = count(table, rules)
    recoding = Recoding(((0, 0), (1, 0)), _numbers(frequency.quasi[0].levels[0].labels))
    classes, keep = recoding.classes(frequency)
    assert keep.all()
    assert sorted(classes.sizes.tolist()) == [2, 4]


def _numbers(words: tuple[str | None, ...]) -> Any:

    return np.array([1 if word in ("a", "b") else 0 for word in words])


@settings(max_examples=40, deadline=None)
@given(rows, st.sampled_from(["loss", "non-uniform-entropy", "discernibility", "aecs"]))
def test_one_node_costs_what_it_costs(drawn: list[tuple[Any, ...]], name: Any) -> None:
    metric = Metric(name)
    spec = Spec(COLUMNS, (KAnonymity(3),), 0.4, metric)
    table = table_of(drawn)
    try:
        release = anonymize(table, spec)
    except NoSolution:
        return
    partition = Partition(count(table, spec.quasi))
    node = tuple(release.transformation.values())
    classes = partition.classes(node)

    recoding = Recoding((node,), np.where(classes.sizes[classes.of_leaf] >= 3, 0, -1))
    assert recoding.cost(metric, partition) == pytest.approx(release.information_loss, rel=1e-12)


def test_it_is_asked_for_in_the_configuration(tmp_path: Any) -> None:
    document = {
        "columns": {"q": {"role": "quasi-identifier", "hierarchy": {"kind": "suppress"}}},
        "privacy": [{"model": "k-anonymity", "k": 2}],
        "search": {"local_recoding": True, "time_limit": 5},
    }
    spec = parse_spec(document, tmp_path)
    assert spec.local_recoding
    assert spec.time_limit == 5
    (tmp_path / "rows.csv").write_text("row\n0\n")
    with pytest.raises(SpecError, match="local_recoding does not go with"):
        parse_spec({**document, "subset": {"rows": "rows.csv"}}, tmp_path)
