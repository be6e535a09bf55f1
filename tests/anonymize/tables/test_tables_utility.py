"""What columns kept, statistics before and after, and what a model learns of both."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cohortium_anonymize import (
    Column,
    InputError,
    Intervals,
    KAnonymity,
    Rows,
    Spec,
    Suppress,
    anonymize,
)
from cohortium_anonymize.measures.learning import Learning, accuracy
from cohortium_anonymize.measures.statistics import association, compare, middle
from cohortium_anonymize.reporting.document import document


def people(seed: int = 1, rows: int = 300) -> pa.Table:
    draw = random.Random(seed)  # noqa: S311 - test data
    ages = [draw.randint(20, 60) for _ in range(rows)]
    return pa.table(
        {
            "age": ages,
            "weight": [50 + age / 2 + draw.random() * 9 for age in ages],
            "sex": [draw.choice("fm") for _ in range(rows)],
            "ill": ["old" if age + draw.randint(-4, 4) > 40 else "young" for age in ages],
        }
    )


def spec(**other: Any) -> Spec:
    columns = {
        "age": Column("quasi-identifier", Intervals(10, 3)),
        "sex": Column("quasi-identifier", Suppress()),
        "ill": Column("sensitive"),
    }
    return Spec(columns, (KAnonymity(12),), 0.2, **other)


def bits(counts: Any) -> float:
    total = sum(counts)
    return -sum(n / total * math.log2(n / total) for n in counts)


@pytest.mark.parametrize("local", [False, True])
def test_information_kept_and_precision_are_their_definitions(local: bool) -> None:
    """A row that is left out tells nothing, and its cells count as the last level."""
    table = people()
    release = anonymize(table, spec(local_recoding=local))
    place = {row: n for n, row in enumerate(release.kept.to_pylist())}
    heights, depths = {"age": 3, "sex": 1}, []
    for name in ("age", "sex"):
        before = [str(value) for value in table.column(name).to_pylist()]
        labels = release.table.column(name).to_pylist()
        after = [labels[place[row]] if row in place else None for row in range(table.num_rows)]
        shared = (
            bits(Counter(before).values())
            + bits(Counter(after).values())
            - bits(Counter(zip(before, after, strict=True)).values())
        )
        told = release.utility["columns"][name]
        assert told["kept"] == pytest.approx(shared / bits(Counter(before).values()))
        assert told["distinct"] == [len(set(before)), len(set(labels))]
        assert told["height"] == heights[name]
        depths += [1.0 if label is None else depth(name, label) / heights[name] for label in after]
    assert release.utility["precision"] == pytest.approx(1 - sum(depths) / len(depths))
    if not local:
        losses = [release.utility["columns"][name]["loss"] for name in ("age", "sex")]
        whole = math.prod(1 + loss for loss in losses) ** 0.5 - 1
        assert whole == pytest.approx(release.utility["loss"])


def depth(name: str, label: str) -> int:
    if label == "*":
        return 3 if name == "age" else 1
    if "-" not in label:
        return 0
    low, high = map(int, label.split("-"))
    return {10: 1, 20: 2}[high - low + 1]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("42", 42.0), ("-1.5", -1.5), ("1950-1959", 1954.5), ("10.5-20.5", 15.5), ("[10, 20[", 15.0),
        ("90 or later", 90.0), ("1934 or earlier", 1934.0), ("90+", 90.0), (">= 90", 90.0), ("3..5", 4.0),
    ],
)  # fmt: skip
def test_a_label_counts_as_the_middle_of_its_interval(label: str, number: float) -> None:
    assert middle(label) == number


@pytest.mark.parametrize("label", [None, "*", "0213*", "old", "", "2020-Q3", "1-2-3"])
def test_a_label_that_is_no_number_is_none(label: str | None) -> None:
    assert math.isnan(middle(label))


def test_statistics_of_both_tables() -> None:
    table = people()
    after = table.set_column(
        0, "age", pa.array([f"{a // 10 * 10}-{a // 10 * 10 + 9}" for a in table["age"].to_pylist()])
    )
    told = compare(table, after, table.column_names)
    ages = np.array(table["age"].to_pylist(), dtype=float)
    tens = np.array([a // 10 * 10 + 4.5 for a in ages])
    weights = table["weight"].to_numpy()
    assert list(told["numbers"]) == ["age", "weight"]
    assert told["numbers"]["age"]["mean"] == [
        pytest.approx(ages.mean()),
        pytest.approx(tens.mean()),
    ]
    assert told["numbers"]["age"]["deviation"][1] == pytest.approx(tens.std(ddof=1))
    [pair] = told["correlations"]
    assert pair["columns"] == ["age", "weight"]
    both = [np.corrcoef(one, weights)[0, 1] for one in (ages, tens)]
    assert pair["values"] == [pytest.approx(both[0]), pytest.approx(both[1])]
    [pair] = told["associations"]
    assert pair["columns"] == ["sex", "ill"]
    assert pair["values"][0] == pair["values"][1]


def test_nothing_told_is_missing_not_zero() -> None:
    table = pa.table({"a": [1, 2, 3, 4], "b": ["x", "y", "x", "y"]})
    after = pa.table({"a": ["*"] * 4, "b": ["*"] * 4})
    told = compare(table, after, ["a", "b"])
    assert told["numbers"]["a"] == {
        "mean": [2.5, None],
        "deviation": [pytest.approx(1.2909944), None],
        "told": 0.0,
    }
    empty = compare(table, after.slice(0, 0), ["a", "b"])
    assert empty["numbers"]["a"]["told"] == 0.0


def test_postal_codes_are_no_numbers() -> None:
    table = pa.table({"zip": ["02139", "02140"], "year": ["1950", "1960"]})
    assert list(compare(table, table, ["zip", "year"])["numbers"]) == ["year"]


def test_association_is_corrected_for_its_bias() -> None:
    same = np.array([0, 1, 2] * 40)
    assert association(same, same) == pytest.approx(1.0)
    draw = np.random.default_rng(3)
    loose = [
        association(draw.integers(0, 9, 60), draw.integers(0, 9, 60)) or 0.0 for _ in range(50)
    ]
    assert np.mean(loose) < 0.12  # uncorrected it would be above .35
    assert association(same, np.zeros(120, dtype=np.int64)) is None


def test_a_model_learns_as_much_from_what_is_not_changed() -> None:
    table = people(rows=400)
    whole = pa.array(range(400))
    told = accuracy(table, table, whole, ["age", "sex"], "ill")
    assert told is not None
    assert told["before"] == told["after"] > told["baseline"] + 0.2
    nothing = table.set_column(0, "age", pa.array(["*"] * 400))
    blind = accuracy(table, nothing, whole, ["age", "sex"], "ill")
    assert blind is not None
    assert blind["before"] == told["before"]
    assert blind["after"] < blind["before"] - 0.2
    assert accuracy(table, table, whole, ["age", "sex"], "ill") == told


def test_suppressed_rows_teach_nothing_and_are_asked_about() -> None:
    table = people(rows=400)
    old = [row for row, ill in enumerate(table["ill"].to_pylist()) if ill == "old"]
    kept = pa.array(old)
    assert accuracy(table, table.take(kept), kept, ["age"], "ill")["after"] is None  # type: ignore[index]
    some = pa.array([*range(200)])
    half = accuracy(table, table.take(some), some, ["age"], "ill")
    assert half is not None
    assert half["after"] < half["before"]


def test_there_may_be_nothing_to_learn() -> None:
    table = pa.table({"q": ["a", "b"] * 20, "one": ["x"] * 40, "id": [str(n) for n in range(40)]})
    whole = pa.array(range(40))
    assert accuracy(table, table, whole, ["q"], "one") is None
    assert accuracy(table, table, whole, ["q"], "q") is None
    assert accuracy(table.slice(0, 9), table.slice(0, 9), whole[:9], ["q"], "id") is None


def test_the_report_asks_for_the_target_that_is_configured() -> None:
    table = people()
    for learning, target in (
        (Learning(), "ill"), (Learning("sex"), "sex"), (Learning(wanted=False), None),
    ):  # fmt: skip
        wanted = spec(learning=learning)
        told = document(anonymize(table, wanted), wanted, table)["model"]
        assert (told and told["target"]) == target
    wanted = spec(learning=Learning("no"))
    with pytest.raises(InputError, match="no column no, which"):
        document(anonymize(table, wanted), wanted, table)


def test_a_hierarchy_of_one_value_loses_nothing() -> None:
    ladder = Rows((("a", "a"),))
    table = pa.table({"q": ["a"] * 5})
    release = anonymize(table, Spec({"q": Column("quasi-identifier", ladder)}, (KAnonymity(2),)))
    assert release.utility["columns"]["q"] == {
        "level": 0, "height": 1, "loss": 0.0, "kept": 1.0, "distinct": [1, 1],
    }  # fmt: skip
    assert release.utility["precision"] == 1.0
