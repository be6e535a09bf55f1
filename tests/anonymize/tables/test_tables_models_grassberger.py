"""Grassberger's estimator as the reference judges it, against its hash table in plain Python."""

from __future__ import annotations

import math
import random

import numpy as np
import pyarrow as pa
import pytest

from cohortium_anonymize import EntropyLDiversity
from cohortium_anonymize.hierarchies.hierarchy import Suppress
from cohortium_anonymize.models.diversity import entropies
from cohortium_anonymize.models.grassberger import logarithms
from cohortium_anonymize.search.classes import Partition
from cohortium_anonymize.search.frequency import Frequency, count
from cohortium_anonymize.search.recoding import only

LOGARITHMS = [0.0, *logarithms(np.arange(1, 500))]


def put(table: list[int | None], value: int) -> None:
    place = value % len(table)
    while table[place] is not None:
        place = (place + 1) % len(table)
    table[place] = value


def order(values: list[int]) -> list[int]:
    """Distinct `values` as they stand after they were put in one by one."""
    table: list[int | None] = [None] * 8
    for taken, value in enumerate(values, 1):
        put(table, value)
        if taken > len(table) * 3 // 4:
            smaller, table = table, [None] * (2 * len(table))
            for old in smaller:
                if old is not None:
                    put(table, old)
    return [value for value in table if value is not None]


def accepted(values: list[int], l: float) -> bool:  # noqa: E741
    """A class with these values, row by row."""
    counts = {value: values.count(value) for value in values}
    bound = len(values) * (LOGARITHMS[len(values)] - math.log(l)) + 1e-9
    reached = 0.0
    for value in order(list(counts)):
        reached += counts[value] * LOGARITHMS[counts[value]]
        if reached > bound:
            return False
    return len(counts) >= l


def drawn(seed: int, spread: int) -> tuple[pa.Table, np.ndarray]:
    draw = random.Random(seed)  # noqa: S311 - made-up rows
    many = draw.randint(50, 400)
    names = [f"v{draw.randint(0, int(spread ** draw.random()))}" for _ in range(many)]
    chosen = np.array([draw.random() < 0.8 for _ in range(many)])
    table = pa.table({"q": [draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in names], "s": names})
    return table, chosen


@pytest.mark.parametrize("subset", [False, True])
@pytest.mark.parametrize("spread", [14, 40, 200])
def test_by_row_it_is_the_table_filled_else_the_formula(spread: int, subset: bool) -> None:
    looser = 0
    for seed in range(25):
        table, chosen = drawn(seed, spread)
        mask = chosen if subset else np.ones(len(chosen), dtype=np.bool_)
        number: dict[str, int] = {}
        rows: dict[str, list[int]] = {}
        for q, s, counted in zip(table["q"].to_pylist(), table["s"].to_pylist(), mask, strict=True):
            code = number.setdefault(s, len(number))
            rows.setdefault(q, []).extend([code] if counted else [])
        columns = {"q": Suppress()}, ["s"], None, chosen if subset else None
        frequency = count(table, *columns, ["s"])
        classes = Partition(frequency).classes((0,))
        unordered = Partition(count(table, *columns)).classes((0,))
        there = classes.rows > 0
        for l in (2.0, 3.0, 5.0):  # noqa: E741
            model = EntropyLDiversity("s", l, "grassberger")
            held = model.holds(classes)
            of_leaf = [accepted(rows[q], l) for q in sorted(rows)]
            assert held[classes.of_leaf].tolist() == of_leaf
            histogram = classes.histogram("s")
            spread_ = histogram.sum(histogram.rows * logarithms(histogram.rows))
            totals = np.maximum(classes.rows, 1)
            formula = logarithms(totals) - spread_ / totals >= math.log(l)
            loose = formula & (histogram.distinct() >= l)
            assert (model.holds(unordered) == loose)[there].all()
            assert not (held & ~loose)[there].any()
            looser += int((loose & ~held)[there].sum())
    assert looser  # the order mattered


def test_part_of_a_table_keeps_its_order() -> None:
    table, _ = drawn(3, 14)
    frequency: Frequency = count(table, {"q": Suppress()}, ["s"], None, None, ["s"])
    half = np.arange(len(frequency.rows)) % 2 == 0
    model = EntropyLDiversity("s", 3.0, "grassberger")
    whole = Partition(frequency).classes((0,))
    part = Partition(only(frequency, half)).classes((0,))
    expected = model.holds(whole)[whole.of_leaf][half]
    assert model.holds(part)[part.of_leaf].tolist() == expected.tolist()
    assert entropies(part.histogram("s")).min() >= 0
