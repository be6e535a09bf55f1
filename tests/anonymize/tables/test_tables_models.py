"""The models against their definitions, written out class by class in plain Python."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_anonymize import (
    BetaLikeness,
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    RecursiveCLDiversity,
    TCloseness,
    measure,
)
from cohortium_anonymize.hierarchies.hierarchy import Suppress
from cohortium_anonymize.search.classes import Classes, Partition
from cohortium_anonymize.search.frequency import count

Counts = Counter[str]


def entropy(counts: Counts) -> float:
    total = counts.total()
    return -sum(n / total * math.log(n / total) for n in counts.values())


def distance(counts: Counts, whole: Counts) -> float:
    return sum(abs(counts[v] / counts.total() - n / whole.total()) for v, n in whole.items()) / 2


def recursive(counts: Counts, c: float, l: int) -> bool:  # noqa: E741
    ordered = sorted(counts.values(), reverse=True)
    return ordered[0] < c * sum(ordered[l - 1 :])


def growth(counts: Counts, whole: Counts, bound: Callable[[float], float]) -> bool:
    for v, n in counts.items():
        share = whole[v] / whole.total()
        if (n / counts.total() - share) / share > bound(share) + 1e-9:
            return False
    return True


DEFINITIONS: list[tuple[Any, Callable[[Counts, Counts], bool]]] = [
    (KAnonymity(3), lambda own, whole: own.total() >= 3),
    (DistinctLDiversity("s", 2), lambda own, whole: len(own) >= 2),
    (EntropyLDiversity("s", 2.5), lambda own, whole: entropy(own) >= math.log(2.5)),
    (RecursiveCLDiversity("s", 1.5, 2), lambda own, whole: recursive(own, 1.5, 2)),
    (RecursiveCLDiversity("s", 3.0, 3), lambda own, whole: recursive(own, 3.0, 3)),
    (TCloseness("s", 0.37), lambda own, whole: distance(own, whole) <= 0.37),
    (BetaLikeness("s", 0.77), lambda own, whole: growth(own, whole, lambda q: 0.77)),
    (
        BetaLikeness("s", 0.77, enhanced=True),
        lambda own, whole: growth(own, whole, lambda q: min(0.77, -math.log(q))),
    ),
]
rows = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1, max_size=40
)


def classes_of(drawn: list[tuple[str, str]]) -> tuple[Classes, list[Counts], Counts]:
    table = pa.table({"q": [q for q, _ in drawn], "s": [s for _, s in drawn]})
    classes = Partition(count(table, {"q": Suppress()}, ["s"])).classes((0,))
    counts = [Counter(s for q, s in drawn if q == name) for name in sorted({q for q, _ in drawn})]
    return classes, counts, Counter(s for _, s in drawn)


@pytest.mark.parametrize(("model", "definition"), DEFINITIONS, ids=[str(m) for m, _ in DEFINITIONS])
@settings(max_examples=60, deadline=None)
@given(drawn=rows)
def test_model_is_its_definition(
    model: Any, definition: Callable[[Counts, Counts], bool], drawn: list[tuple[str, str]]
) -> None:
    classes, counts, whole = classes_of(drawn)
    holds = model.holds(classes)
    assert holds.tolist() == [definition(own, whole) for own in counts]
    assert (model.could(classes) | ~holds).all()


@settings(max_examples=60, deadline=None)
@given(drawn=rows)
def test_measure_is_the_definitions(drawn: list[tuple[str, str]]) -> None:
    _, counts, whole = classes_of(drawn)
    table = pa.table({"q": [q for q, _ in drawn], "s": [s for _, s in drawn]})
    figures = measure(table, ["q"], "s")
    assert figures["k"] == min(own.total() for own in counts)
    assert figures["classes"] == len(counts)
    assert figures["max_risk"] == 1 / figures["k"]
    assert figures["average_risk"] == len(counts) / len(drawn)
    assert figures["unique"] == sum(own.total() == 1 for own in counts) / len(drawn)
    assert figures["l"] == min(len(own) for own in counts)
    assert figures["entropy_l"] == pytest.approx(min(math.exp(entropy(own)) for own in counts))
    assert figures["t"] == pytest.approx(max(distance(own, whole) for own in counts), abs=1e-12)


@pytest.mark.parametrize("many", range(2, 12))
def test_even_classes_meet_their_bound_despite_rounding(many: int) -> None:
    table = pa.table({"q": ["a"] * many, "s": [str(i) for i in range(many)]})
    classes = Partition(count(table, {"q": Suppress()}, ["s"])).classes((0,))
    assert np.all(EntropyLDiversity("s", many).holds(classes))
    assert not np.any(EntropyLDiversity("s", many + 0.001).holds(classes))
