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
    DeltaDisclosure,
    DeltaPresence,
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    KMap,
    RecursiveCLDiversity,
    Rows,
    TCloseness,
    measure,
)
from cohortium_anonymize.hierarchies.hierarchy import Suppress
from cohortium_anonymize.models import POPULATION
from cohortium_anonymize.models.closeness import line, tree
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


def g(count: int) -> float:
    """G(2n) = G(2n + 1) = -gamma - log 2 + 2/1 + 2/3 + ... + 2/(2n - 1)."""
    odd = sum(2 / (2 * i - 1) for i in range(1, count // 2 + 1))
    return float(odd - np.euler_gamma - math.log(2))


def grassberger(counts: Counts) -> float:
    total = counts.total()
    return g(total) - sum(n * g(n) for n in counts.values()) / total


def ordered(counts: Counts, whole: Counts, order: list[str]) -> float:
    far, carried = 0.0, 0.0
    for value in order:
        carried += counts[value] / counts.total() - whole[value] / whole.total()
        far += abs(carried)
    return far / max(1, len(order) - 1)


# wx and yz meet at level 1, all of them at level 2
TREE = Rows((("w", "wx", "*"), ("x", "wx", "*"), ("y", "yz", "*"), ("z", "yz", "*")))


def hierarchical(counts: Counts, whole: Counts) -> float:
    """What is moved within a pair costs a half, between pairs 1 (Li et al. 2007, section 5.2)."""
    extra = {v: counts[v] / counts.total() - whole[v] / whole.total() for v in "wxyz"}
    within = 0.0
    between = 0.0
    for pair in ("wx", "yz"):
        up = sum(extra[v] for v in pair if extra[v] > 0)
        down = -sum(extra[v] for v in pair if extra[v] < 0)
        within += min(up, down)
        between += max(0.0, up - down)
    return within / 2 + between


def disclosed(counts: Counts, whole: Counts) -> float:
    return max(
        abs(math.log2(n / counts.total() / (whole[v] / whole.total()))) for v, n in counts.items()
    )


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
    (
        EntropyLDiversity("s", 2.5, "grassberger"),
        lambda own, whole: len(own) >= 3 and grassberger(own) >= math.log(2.5),
    ),
    (
        TCloseness("s", 0.23, "ordered"),
        lambda own, whole: ordered(own, whole, sorted(whole)) <= 0.23 + 1e-9,
    ),
    (
        TCloseness("s", 0.31, "hierarchical", TREE),
        lambda own, whole: hierarchical(own, whole) <= 0.31 + 1e-9,
    ),
    (DeltaDisclosure("s", 0.83), lambda own, whole: disclosed(own, whole) < 0.83),
]
rows = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), min_size=1, max_size=40
)


def classes_of(drawn: list[tuple[str, str]]) -> tuple[Classes, list[Counts], Counts]:
    table = pa.table({"q": [q for q, _ in drawn], "s": [s for _, s in drawn]})
    classes = Partition(count(table, {"q": Suppress()}, ["s"])).classes((0,))
    names = sorted({q for q, _ in drawn})  # as leaves are; classes may be numbered otherwise
    names = [names[leaf] for leaf in np.argsort(classes.of_leaf)]
    counts = [Counter(s for q, s in drawn if q == name) for name in names]
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


@settings(max_examples=100, deadline=None)
@given(drawn=rows, chosen=st.lists(st.booleans(), min_size=40, max_size=40))
def test_models_of_a_subset_are_their_definitions(
    drawn: list[tuple[str, str]], chosen: list[bool]
) -> None:
    mask = np.array(chosen[: len(drawn)])
    if not mask.any():
        return
    table = pa.table({"q": [q for q, _ in drawn], "s": [s for _, s in drawn]})
    classes = Partition(count(table, {"q": Suppress()}, ["s"], None, mask)).classes((0,))
    names = sorted({q for q, _ in drawn})
    every = [[s for q, s in drawn if q == name] for name in names]
    ours = [[s for (q, s), c in zip(drawn, mask, strict=True) if c and q == name] for name in names]
    order = np.array([classes.of_leaf[leaf] for leaf in range(len(names))])
    shares = [len(own) / len(crowd) for own, crowd in zip(ours, every, strict=True)]
    assert KMap(3).holds(classes)[order].tolist() == [len(crowd) >= 3 for crowd in every]
    presence = DeltaPresence(0.3, 0.7)
    assert presence.holds(classes)[order].tolist() == [0.3 <= share <= 0.7 for share in shares]
    assert presence.void(classes) == (0 in shares)
    assert not DeltaPresence(0, 0.7).void(classes)
    whole = Counter(s for own in ours for s in own)
    for model, definition in DEFINITIONS:
        holds = model.holds(classes)[order].tolist()
        for held, own in zip(holds, ours, strict=True):
            if own:
                assert held == definition(Counter(own), whole), model


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["10", "9", "-1.5"], ["-1.5", "9", "10"]),
        (["10", "9", "x"], ["10", "9", "x"]),
        (["b", None, "a"], ["a", "b", None]),
        (["2", None, "10"], ["2", "10", None]),
    ],
)
def test_values_stand_in_order(words: list[str | None], order: list[str | None]) -> None:
    place = line(words).place
    assert [words[i] for i in np.argsort(place)] == order


def test_a_hierarchy_without_one_top_has_it_above() -> None:
    groups = Rows((("w", "wx"), ("x", "wx"), ("y", "yz"), ("z", "yz")))
    told = tree(groups.climb(list("wxyz"), "s"))
    assert len(told.levels) == len(tree(TREE.climb(list("wxyz"), "s")).levels) == 2


@pytest.mark.parametrize(
    ("k", "estimator", "population", "subjects", "least"),
    [
        (1000, "zero-truncated-poisson", POPULATION, 30162, 3),  # the reference's own figure
        (1000, "poisson", POPULATION, 30162, 3),
        (2, "poisson", POPULATION, 30162, 2),
        (5, "poisson", 30162, 30162, 5),
        (5, "zero-truncated-poisson", 10**9, 100, 2),
        (10**6, "poisson", 10**7, 10**6, 100737),  # normal: 100000 + 2.326 * 316.2 + 1
        (5, "zero-truncated-poisson", 100, 2, 2),  # never more than there are
    ],
)
def test_k_of_the_sample(
    k: int, estimator: Any, population: int, subjects: int, least: int
) -> None:
    found = KMap(k, estimator, population).sample_k(subjects)
    assert found == pytest.approx(least, abs=1 if least > 100 else 0)


@pytest.mark.parametrize("many", range(2, 12))
def test_even_classes_meet_their_bound_despite_rounding(many: int) -> None:
    table = pa.table({"q": ["a"] * many, "s": [str(i) for i in range(many)]})
    classes = Partition(count(table, {"q": Suppress()}, ["s"])).classes((0,))
    assert np.all(EntropyLDiversity("s", many).holds(classes))
    assert not np.any(EntropyLDiversity("s", many + 0.001).holds(classes))
