"""Bounds and row caps stand where the tenth subject stands, however the shards are cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.gate.registry import Registry
from cohortium.records.tables import TABLES
from cohortium.release.figures import LARGEST_BOUND, SMALLEST_BOUND, Figures, outward

Row = tuple[str, float | None]
TABLE, MEASURE = "immunizations", "dose"


def shard(rows: Sequence[Row]) -> pa.Table:
    columns = {c.name: pa.nulls(len(rows)) for c in TABLES[TABLE].columns}
    columns["subject"] = pa.array([subject for subject, _ in rows], pa.string())
    columns[MEASURE] = pa.array([value for _, value in rows], pa.float64())
    return pa.table(columns)


def gathered(rows: Sequence[Row], *cuts: int) -> Figures:
    """Figures of `rows` in shards that end at `cuts`."""
    figures = Figures()
    for start, stop in pairwise([0, *sorted(cuts), len(rows)]):
        figures.add(TABLE, shard(rows[start:stop]))
    return figures


def told(figures: Figures) -> tuple[list[float] | None, int]:
    return figures.bounds(TABLE, MEASURE), figures.rows_per_subject(TABLE)


def people(count: int, *values: float) -> list[Row]:
    return [(f"s{person}", value) for person in range(count) for value in values]


ALONE = [
    ("one person in a shard of their own", [("lonely", 7.4)]),
    ("one person, often", [("lonely", 7.4)] * 500),
    ("nine people", [(f"odd{person}", 7.4) for person in range(9)]),
    ("nine below and nine above", [(f"odd{i}{v}", v) for i in range(9) for v in (-80.0, 99.0)]),
]


@pytest.mark.parametrize(("_who", "odd"), ALONE)
@pytest.mark.parametrize("first", [True, False])
def test_fewer_than_ten_people_move_no_figure(_who: str, odd: list[Row], *, first: bool) -> None:
    many = people(1000, 0.5, 0.5)
    figures = Figures()
    for rows in (odd, many) if first else (many, odd):
        figures.add(TABLE, shard(rows))
    assert told(figures) == told(gathered(many)) == ([0.5, 0.5], 2)


@pytest.mark.parametrize(
    ("count", "values", "bounds"),
    [
        (0, (1.0,), None),
        (2, (62.0,), None),
        (19, (1.0, 2.0), None),
        (20, (1.0, 2.0), [1.0, 2.0]),
        (20, (123.4, 567.8), [120.0, 570.0]),
        (20, (-123.4, 0.0), [-130.0, 0.0]),
        (20, (float("nan"), float("inf")), None),
        (20, (3.0, float("-inf")), [3.0, 3.0]),
        (20, (1.0, 2 * LARGEST_BOUND), None),
        (20, (-2 * LARGEST_BOUND, 1.0), None),
        (20, (5e-324, 1.0), [0.0, 1.0]),
    ],
)
def test_bounds(count: int, values: tuple[float, ...], bounds: list[float] | None) -> None:
    assert gathered(people(count, *values)).bounds(TABLE, MEASURE) == bounds


def test_the_tenth_subject_sets_them() -> None:
    rows = [(f"s{number}", float(number)) for number in range(1, 60)]
    assert gathered(rows).bounds(TABLE, MEASURE) == [10.0, 50.0]
    assert gathered([*rows, *rows[:3] * 40]).bounds(TABLE, MEASURE) == [10.0, 50.0]


def test_subjects_without_a_value_do_not_count() -> None:
    nobody: list[Row] = [(f"none{number}", None) for number in range(50)]
    assert gathered([*people(19, 1.0), *nobody]).bounds(TABLE, MEASURE) is None


@pytest.mark.parametrize(
    ("rows_of", "cap"),
    [
        ([], 1),
        ([500] * 9, 1),
        ([500] * 10, 512),
        ([1] * 50 + [500] * 9, 1),
        ([3] * 99 + [500], 4),
        ([1] * 100 + [40] * 10, 64),  # the tenth, within the 95th percentile
        ([1] * 1000 + [40] * 10, 1),  # the 95th percentile comes first
    ],
)
def test_rows_a_subject(rows_of: list[int], cap: int) -> None:
    rows: list[Row] = [(f"s{i}", None) for i, count in enumerate(rows_of) for _ in range(count)]
    assert gathered(rows).rows_per_subject(TABLE) == cap


VALUES = st.none() | st.floats(-1e6, 1e6) | st.sampled_from([float("nan"), float("inf"), 5e-324])
ROWS = st.lists(st.tuples(st.integers(0, 35).map("s{}".format), VALUES), max_size=150)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 150), max_size=5), chance=st.randoms())
def test_the_same_however_the_shards_are_cut(
    rows: list[Row], cuts: list[int], chance: Random
) -> None:
    whole = told(gathered(rows))
    mixed = list(rows)
    chance.shuffle(mixed)
    assert told(gathered(mixed, *(min(cut, len(rows)) for cut in cuts))) == whole
    low, high = whole[0] or (0, 0)
    assert low <= high


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, value=st.floats(-1e6, 1e6))
def test_bounds_and_loops_agree(rows: list[Row], value: float) -> None:
    """By loops; and one subject more moves neither bound past the ten next to it."""
    own: dict[str, list[float]] = defaultdict(list)
    for subject, found in rows:
        if found is not None and abs(found) < float("inf"):
            own[subject].append(found)
    expected = None
    if len(own) >= 20:
        least = sorted(min(values) for values in own.values())[9]
        greatest = sorted(max(values) for values in own.values())[-10]
        expected = [outward(least, down=True), outward(greatest, down=False)]
        moved = gathered([*rows, ("another", value)]).bounds(TABLE, MEASURE)
        eighth = sorted(min(values) for values in own.values())[8]
        assert moved is not None
        assert moved[0] >= outward(eighth, down=True)
    assert gathered(rows).bounds(TABLE, MEASURE) == expected


@given(st.floats(-SMALLEST_BOUND, SMALLEST_BOUND))
def test_outward_of_next_to_nothing(value: float) -> None:
    assert outward(value, down=True) <= value <= outward(value, down=False)


def test_the_registry_takes_the_bounds_as_they_are() -> None:
    figures = gathered(people(20, -LARGEST_BOUND, LARGEST_BOUND))
    column = {"name": MEASURE, "type": "double", "role": "measure"}
    column["bounds"] = figures.bounds(TABLE, MEASURE)  # type: ignore[assignment]
    subject = {"name": "subject", "type": "string", "role": "subject"}
    table = {"name": TABLE, "rows_per_subject": 1, "columns": [subject, column]}
    [registered] = Registry.from_manifest({"tables": [table]}).tables
    assert registered.fields[1].bounds == (-LARGEST_BOUND, LARGEST_BOUND)
