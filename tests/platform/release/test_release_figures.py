"""Frozen figures are coarse, cover what they were measured on, and round as told."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium.gate.disclosure import rounded
from cohortium.records.tables import TABLES
from cohortium.release.figures import Figures, outward
from cohortium.release.keys import ReleaseKeys

numbers = st.floats(-1e9, 1e9, allow_nan=False).filter(lambda v: v == 0 or abs(v) > 1e-6)


@given(numbers)
def test_outward_covers_to_two_digits(value: float) -> None:
    low, high = outward(value, down=True), outward(value, down=False)
    assert low <= value * (1 + 1e-8 * (1 if value > 0 else -1))
    assert high >= value * (1 - 1e-8 * (1 if value > 0 else -1))
    for bound in (low, high):
        assert bound == pytest.approx(float(f"{bound:.2g}"), rel=1e-9)
        assert abs(bound - value) <= 0.11 * abs(value)


@given(st.integers(0, 10**9))
def test_rounded_to_the_nearest_five(count: int) -> None:
    assert rounded(count) % 5 == 0
    assert abs(rounded(count) - count) <= 2


def observations(rows: list[tuple[str, float | None]]) -> pa.Table:
    columns = {c.name: pa.nulls(len(rows)) for c in TABLES["observations"].columns}
    columns["subject"] = pa.array([subject for subject, _ in rows], pa.string())
    columns["value"] = pa.array([value for _, value in rows], pa.float64())
    return pa.table(columns)


def test_rows_a_subject_are_a_power_of_two_that_covers_nearly_all() -> None:
    figures = Figures()
    for subject in range(99):
        figures.add("observations", observations([(f"s{subject}", 1.0)] * 3))
    figures.add("observations", observations([("heavy", 1.0)] * 500))
    assert figures.rows_per_subject("observations") == 4
    assert figures.rows_per_subject("subjects") == figures.rows_per_subject("notes") == 1


def test_bounds_leave_out_what_is_no_number_and_the_farthest_tails() -> None:
    figures = Figures()
    rows = [(f"s{i}", float(60 + i % 40)) for i in range(500)]
    odd = [("x", None), ("x", float("nan")), ("x", float("inf")), ("x", 987_654.0)]
    figures.add("observations", observations([*rows, *odd]))
    low, high = figures.bounds("observations", "value") or (0, 0)
    assert 59 <= low <= 61
    assert 98 <= high <= 100
    assert Figures().bounds("observations", "value") is None


def test_keys_of_a_release_are_apart_and_its_own() -> None:
    one, two = ReleaseKeys(b"1" * 32), ReleaseKeys(b"2" * 32)
    uses = ("subjects", "encounters", "offsets", "tree", "exact")
    derived = [getattr(keys, use) for keys in (one, two) for use in uses]
    assert len(set(derived)) == len(derived)
    assert one.text("a") != one.text("b") != two.text("b")
    assert one.subject("a") == ReleaseKeys(b"1" * 32).subject("a") != two.subject("a")
    assert -364 <= one.offset("a") <= -1
    assert "1" * 32 not in repr(one)
