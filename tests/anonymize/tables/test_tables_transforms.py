"""Transforms of one column: top and bottom coding, and means of groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize import InputError, SpecError
from cohortium_anonymize.transforms.coding import TopBottom
from cohortium_anonymize.transforms.microaggregation import Microaggregate


@pytest.mark.parametrize(
    ("transform", "given_", "coded"),
    [
        (TopBottom(high=90), pa.array([12, 90, 104, None]), [12, 90, 90, None]),
        (TopBottom(low=1.5), pa.array([1, 2]), [1.5, 2.0]),
        (TopBottom(low=0, high=3), pa.array(["-2", "2.5", None, "7"]), ["0", "2.5", None, "3"]),
        (TopBottom(10, 90, percentile=True), pa.array(range(11)), [1, *range(1, 10), 9]),
        (TopBottom(high=50, percentile=True), pa.array([None], pa.float64()), [None]),
    ],
)
def test_top_and_bottom(transform: TopBottom, given_: Any, coded: list[Any]) -> None:
    assert transform.apply(given_, "c").to_pylist() == coded


@pytest.mark.parametrize(
    "make",
    [
        lambda: TopBottom(), lambda: TopBottom(3, 2), lambda: TopBottom(high=float("nan")),
        lambda: TopBottom(high=101, percentile=True), lambda: Microaggregate(1),
    ],
)  # fmt: skip
def test_wrong_parameters_are_refused(make: Any) -> None:
    with pytest.raises(SpecError):
        make()


@pytest.mark.parametrize("column", [pa.array(["1", "x"]), pa.array([1.0, float("nan")])])
def test_what_is_no_number_is_refused_by_column(column: Any) -> None:
    with pytest.raises(InputError, match="column bmi"):
        TopBottom(high=40).apply(column, "bmi")


def test_means_stay_within_their_class() -> None:
    column = pa.array([1.0, 100.0, 3.0, 200.0, 2.0, None])
    classes = np.array([0, 1, 0, 1, 0, 0])
    means, lost = Microaggregate(2).apply(column, "c", classes)
    assert means.to_pylist() == [2.0, 150.0, 2.0, 150.0, 2.0, None]
    assert 0 < lost < 1


def test_groups_count_persons_and_small_classes_tell_nothing() -> None:
    column = pa.array([1.0, 2.0, 3.0, 4.0])
    same = np.zeros(4, dtype=np.int64)
    means, _ = Microaggregate(2).apply(column, "c", same, np.array([7, 7, 7, 8]))
    assert means.to_pylist() == [2.5] * 4
    means, lost = Microaggregate(3).apply(column, "c", same, np.array([7, 7, 7, 8]))
    assert means.to_pylist() == [None] * 4 and lost == 1.0


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.floats(-9, 9)), min_size=1),
    st.integers(2, 4),
)
def test_every_mean_is_of_k_persons(rows: list[tuple[int, int, float]], k: int) -> None:
    classes = np.array([row[0] for row in rows])
    who = np.array([row[1] for row in rows])
    means, lost = Microaggregate(k).apply(pa.array([r[2] for r in rows]), "c", classes, who)
    assert -1e-9 <= lost <= 1 + 1e-9
    shared: dict[tuple[int, float], set[int]] = {}
    for place, mean in enumerate(means.to_pylist()):
        if mean is not None:
            shared.setdefault((int(classes[place]), mean), set()).add(int(who[place]))
    assert all(len(persons) >= k for persons in shared.values())
