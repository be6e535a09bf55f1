"""Every model and combination of models: the pruned search is the one that looks at every node."""

from __future__ import annotations

import itertools
import random
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cohortium_anonymize import (
    AverageRisk,
    BetaLikeness,
    Column,
    DeltaDisclosure,
    DeltaPresence,
    DistinctLDiversity,
    EntropyLDiversity,
    Intervals,
    KAnonymity,
    KMap,
    MaximumRisk,
    Metric,
    NoSolution,
    PopulationUniqueness,
    Prefix,
    RecursiveCLDiversity,
    RowNumbers,
    Rows,
    SampleUniqueness,
    Spec,
    Suppress,
    TCloseness,
    anonymize,
)
from cohortium_anonymize.engine.output import in_order
from cohortium_anonymize.measures.utility import value
from cohortium_anonymize.models import BySample
from cohortium_anonymize.models.model import SampleModel
from cohortium_anonymize.search.classes import Classes, Partition
from cohortium_anonymize.search.frequency import count
from cohortium_anonymize.search.judgement import judge, ordered, prepared
from cohortium_anonymize.search.keys import Mask
from cohortium_anonymize.search.queues import Queues

ILLNESSES = Rows(
    (("cold", "lungs", "*"), ("flu", "lungs", "*"), ("gout", "else", "*"), ("mumps", "else", "*"))
)
COLUMNS = {
    "age": Column("quasi-identifier", Intervals(5, 3)),
    "zip": Column("quasi-identifier", Prefix(3)),
    "sex": Column("quasi-identifier", Suppress()),
    "illness": Column("sensitive", ILLNESSES),
}
I = "illness"  # noqa: E741 - so that a model fits a line
MODELS: list[Any] = [
    KAnonymity(2), KAnonymity(4), MaximumRisk(0.4), KMap(3), KMap(5), KMap(2, "poisson", 10**9),
    KMap(9, "zero-truncated-poisson", 40), DistinctLDiversity(I, 2), EntropyLDiversity(I, 1.6),
    EntropyLDiversity(I, 2.0, "grassberger"), RecursiveCLDiversity(I, 2.0, 2), TCloseness(I, 0.3),
    TCloseness(I, 0.25, "ordered"), TCloseness(I, 0.2, "hierarchical"), BetaLikeness(I, 1.0),
    BetaLikeness(I, 1.0, enhanced=True), DeltaDisclosure(I, 1.1), DeltaPresence(0.2, 0.8),
    DeltaPresence(0.0, 0.6), AverageRisk(0.4), SampleUniqueness(0.1), PopulationUniqueness(0.05),
    PopulationUniqueness(0.02, "pitman", 10**6), PopulationUniqueness(0.3, "zayatz", 150),
    PopulationUniqueness(0.2, "snb", 60), PopulationUniqueness(0.2, "dankar", 70),
]  # fmt: skip
METRICS = [
    Metric(name, counted)
    for name in ("loss", "non-uniform-entropy", "discernibility", "aecs")
    for counted in (True, False)
] + [Metric("loss", aggregate="max"), Metric("non-uniform-entropy", aggregate="geometric-mean")]
LIMITS = (0.0, 0.1, 0.35, 1.0)


def drawn_spec(
    seed: int, models: tuple[Any, ...], many: int | None = None
) -> tuple[pa.Table, Spec]:
    """A small table, of `many` rows or any number, and a configuration of `models`, with a subset where they read one."""
    draw = random.Random(seed)  # noqa: S311 - made-up rows
    many = many or draw.randint(1, 40)
    table = pa.table(
        {
            "age": [draw.choice([None, *range(30, 50)]) for _ in range(many)],
            "zip": [draw.choice(["021", "022", "111", "112", None]) for _ in range(many)],
            "sex": [draw.choice("fm") for _ in range(many)],
            "illness": [draw.choice(["cold", "flu", "gout", "mumps"]) for _ in range(many)],
            "patient": [draw.randint(0, 20) for _ in range(many)],
        }
    )
    subset = None
    if draw.random() < 0.3 or any(getattr(model, "reads_subset", False) for model in models):
        subset = RowNumbers(tuple(draw.sample(range(many), draw.randint(1, many))))
    who = "patient" if draw.random() < 0.25 else None
    metric, limit = draw.choice(METRICS), draw.choice(LIMITS)
    order = draw.choice(("values", "rows"))
    return table, Spec(
        COLUMNS, models, limit, metric, rows_per_subject=who, subset=subset, order=order
    )


def exhaustive(table: pa.Table, spec: Spec) -> tuple[float, int, tuple[int, ...]] | None:
    """The least cost over every node, by definition."""
    chosen = spec.subset.mask(table) if spec.subset else None
    by_row = ordered(spec.privacy) if spec.by_row else ()
    frequency = count(table, spec.quasi, spec.sensitive, spec.rows_per_subject, chosen, by_row)
    partition = Partition(frequency)
    queues = Queues(spec.metric, partition, by_row=spec.by_row)
    limit = spec.most_suppressed(frequency.unit_total)
    models = prepared(spec.privacy, frequency)
    offers = []
    for node in itertools.product(*(range(quasi.height + 1) for quasi in frequency.quasi)):
        classes = partition.classes(node)
        verdict = judge(classes, models, limit, lambda n=node, c=classes: queues.at(n, c))
        if verdict.valid:
            check_kept(classes, spec, models, verdict.keep)
            cost = value(spec.metric, partition, node, classes, verdict.keep)
            offers.append((cost, sum(node), node))
    return min(offers, default=None)


def check_kept(classes: Classes, spec: Spec, models: tuple[Any, ...], keep: Mask) -> None:
    """What is kept has rows and satisfies every model."""
    assert (classes.rows[keep] > 0).all()
    sizes = np.unique(classes.sizes[keep], return_counts=True)
    for model in models:
        if isinstance(model, BySample):
            assert not keep.any() or model.met(*sizes, classes.subjects(keep))
        else:
            assert model.holds(classes)[keep].all()


def check(seed: int, models: tuple[Any, ...]) -> bool:
    table, spec = drawn_spec(seed, models)
    expected = exhaustive(table, spec)
    if expected is None:
        with pytest.raises(NoSolution) as none:
            anonymize(table, spec)
        assert none.value.proven
        return False
    release = anonymize(table, spec)
    assert release.optimal
    assert release.information_loss == pytest.approx(expected[0], rel=1e-12, abs=1e-12)
    assert tuple(release.transformation.values()) == expected[2]
    assert release.lower_bound == release.information_loss
    return True


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_each_model(model: Any) -> None:
    seeds = 4 if isinstance(model, PopulationUniqueness) else 12  # estimates take a while
    solved = [check(seed, (model,)) for seed in range(seeds)]
    assert any(solved)


def test_models_together() -> None:
    draw = random.Random(11)  # noqa: S311 - made-up choices
    solved = [
        check(seed, tuple(draw.sample(MODELS, draw.randint(2, 4)))) for seed in range(100, 250)
    ]
    assert 30 < sum(solved) < 145


def told(table: pa.Table, spec: Spec) -> Any:
    """All that comes of it, its rows in order; the reason and the figures when that is nothing."""
    try:
        release = anonymize(table, spec)
    except NoSolution as none:
        return str(none), none.figures
    figures = {field.name: getattr(release, field.name) for field in fields(release)}
    rows = in_order(release.table).to_pylist()
    return rows, {name: figures[name] for name in figures if name not in ("table", "kept")}


def shuffled(table: pa.Table, spec: Spec, seed: int) -> tuple[pa.Table, Spec]:
    """The same rows in another order, of which the same are the research subset."""
    places = list(range(table.num_rows))
    random.Random(seed).shuffle(places)  # noqa: S311 - an order
    if not isinstance(spec.subset, RowNumbers):
        return table.take(pa.array(places)), spec
    subset = RowNumbers(tuple(places.index(row) for row in spec.subset.numbers))
    return table.take(pa.array(places)), replace(spec, subset=subset)


@pytest.mark.parametrize("metric", ["loss", "non-uniform-entropy", "discernibility", "aecs"])
def test_the_order_of_rows_changes_no_row_and_no_figure(metric: str) -> None:
    """By row it does, with the first metric and model of those that leave something open."""
    released = 0
    for seed, model in enumerate(MODELS):
        if isinstance(model, PopulationUniqueness) and model.population < 90:
            model = replace(model, population=200)
        table, spec = drawn_spec(300 + seed, (model,), many=90)
        again = spec.subset is None and seed % 2 == 0
        spec = replace(
            spec, metric=Metric(metric), order="values", local_recoding=again, suppression_limit=0.4
        )
        expected = told(table, spec)
        released += isinstance(expected[0], list)
        assert told(*shuffled(table, spec, seed)) == expected
        by_row = replace(spec, order="rows")
        if metric == "non-uniform-entropy" and model == SampleUniqueness(0.1):
            assert told(*shuffled(table, by_row, seed)) != told(table, by_row)
    assert released > len(MODELS) / 2


def test_by_row_the_order_of_rows_is_told_to_matter() -> None:
    entropy = Metric("non-uniform-entropy")
    assert Spec(COLUMNS, (AverageRisk(0.4),), 0.5, entropy, order="rows").by_row
    assert Spec(COLUMNS, (EntropyLDiversity(I, 2.0, "grassberger"),), order="rows").by_row
    for metric, model, order in (
        (entropy, KAnonymity(2), "rows"),
        (entropy, AverageRisk(0.4), "values"),
        (Metric("non-uniform-entropy", count_suppression=False), AverageRisk(0.4), "rows"),
        (Metric("loss"), AverageRisk(0.4), "rows"),
        (Metric("aecs"), EntropyLDiversity(I, 2.0), "rows"),
    ):
        assert not Spec(COLUMNS, (model,), 0.5, metric, order=order).by_row
    table, spec = drawn_spec(300, (AverageRisk(0.99),))
    spec = replace(spec, metric=entropy, order="rows", suppression_limit=1.0)
    assert anonymize(table, spec).search["order"] == "rows"


def least_by_scan(model: SampleModel, sizes: list[int]) -> int:
    """How many of the smallest classes must go, one after the other."""
    ordered = np.array(sorted(sizes))
    for gone in range(len(ordered)):
        left = ordered[gone:]
        if model.met(*np.unique(left, return_counts=True), int(left.sum())):
            return gone
    return len(ordered)


@pytest.mark.parametrize(
    "model",
    [
        AverageRisk(0.3),
        SampleUniqueness(0.2),
        PopulationUniqueness(0.01, "zayatz", 1000),
        PopulationUniqueness(0.1, "pitman", 10**5),
    ],
    ids=str,
)
def test_as_few_classes_go_as_a_scan_finds(model: Any) -> None:
    draw = random.Random(5)  # noqa: S311 - made-up sizes
    for _ in range(20):
        sizes = [min(20, int(draw.paretovariate(0.9))) for _ in range(draw.randint(1, 60))]
        names = [f"{number:03}" for number, size in enumerate(sizes) for _ in range(size)]
        table = pa.table({"q": names})
        classes = Partition(count(table, {"q": Suppress()})).classes((0,))
        verdict = judge(classes, [model], len(names))
        assert (~verdict.keep).sum() == least_by_scan(model, sizes)
        assert verdict.valid


def test_which_of_the_classes_of_one_size_goes_first() -> None:
    """With loss the one that costs least by itself, then the first by its values; or by its rows."""
    table = pa.table({"age": [39, 31, 32, 33, 90, 90, 90], "sex": list("fmfmfff")})
    columns = {
        "age": Column("quasi-identifier", Rows((*((str(a), "3x", "*") for a in range(30, 40)),
                                               ("90", "90", "*")))),
        "sex": Column("quasi-identifier", Suppress()),
    }  # fmt: skip
    frequency = count(table, {name: column.hierarchy for name, column in columns.items()})
    partition = Partition(frequency)
    classes = partition.classes((0, 0))
    for by_row, first in ((True, [0, 1, 2, 3, 4]), (False, [1, 2, 3, 0, 4])):
        line = Queues(Metric("non-uniform-entropy"), partition, by_row=by_row).at((0, 0), classes)
        of_row = classes.of_leaf[frequency.leaf_of_row]
        assert [int(np.flatnonzero(of_row == c)[0]) for c in line] == first
        verdict = judge(classes, (SampleUniqueness(0.5),), 2, lambda line=line: line)
        assert verdict.valid
        assert np.flatnonzero(~verdict.keep[of_row]).tolist() == first[:1]
    classes = partition.classes((1, 0))
    line = Queues(Metric("loss"), partition).at((1, 0), classes)
    assert classes.sizes[line].tolist() == [2, 2, 3]


def test_a_class_of_the_population_alone_is_not_released() -> None:
    table = pa.table(
        {"age": [30] * 4 + [40] * 4, "zip": ["021"] * 8, "sex": ["f"] * 8, I: ["flu"] * 8}
    )
    spec = Spec(COLUMNS, (KMap(4),), 0.0, Metric("aecs"), subset=RowNumbers((0, 1)))
    release = anonymize(table, spec)
    assert release.kept.to_pylist() == [0, 1]
    assert (release.risk["classes"], release.suppressed_rows) == (1, 0)
    assert release.information_loss == 2  # rows of the subset in its one class
    void = Spec(COLUMNS, (DeltaPresence(0.1, 0.5),), 0.0, Metric("loss"), subset=RowNumbers((0, 1)))
    assert sum(anonymize(table, void).transformation.values()) > 0  # both ages are one
    sized = Spec(COLUMNS, (DeltaPresence(0.1, 0.5), KAnonymity(2)), 0.0, subset=RowNumbers((0, 1)))
    assert sum(anonymize(table, sized).transformation.values()) == 0
