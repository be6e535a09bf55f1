"""Statistics and the model of tables in shards are those of the tables in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from cohortium_anonymize import Column, InputError, Intervals, KAnonymity, Prefix, Spec, read_table
from cohortium_anonymize.engine.crew import Local
from cohortium_anonymize.measures import learning, statistics
from cohortium_anonymize.measures.aggregates import compare_files
from cohortium_anonymize.measures.columns import Files
from cohortium_anonymize.measures.learning import Learning, accuracy
from cohortium_anonymize.measures.statistics import compare
from cohortium_anonymize.report import run
from cohortium_anonymize.search.shards import Limits

LIMITS = Limits(memory=2**28, threads=1)
ROWS = 300


def people(seed: int) -> pa.Table:
    """Numbers with holes, far apart, as text, constant and infinite; categories; and what is neither."""
    draw = np.random.default_rng(seed)
    return pa.table(
        {
            "id": [f"p{n}" for n in range(ROWS)],
            "age": pa.array(draw.integers(20, 90, ROWS), mask=draw.random(ROWS) < 0.1),
            "zip": [f"0213{n}" for n in draw.integers(0, 5, ROWS)],
            "income": draw.lognormal(9, 2, ROWS),
            "far": pa.array(draw.choice([1e12, -1e12, 0.5, np.nan, np.inf], ROWS)),
            "count": [str(n) for n in draw.integers(0, 9, ROWS)],
            "same": [7] * ROWS,
            "none": pa.array([None] * ROWS, pa.int64()),
            'odd "name"': draw.choice(["x", "y"], ROWS),
            "list": pa.array([[int(n)] for n in draw.integers(0, 9, ROWS)]),
            "bytes": pa.array([bytes([n]) for n in draw.integers(0, 9, ROWS)]),
            "ill": pa.array(
                draw.choice(["flu", "gout", "cold"], ROWS), mask=draw.random(ROWS) < 0.2
            ),
        }
    )


def asked(source: Path, **more: Any) -> Spec:
    columns = {
        "id": Column("direct-identifier"),
        "age": Column("quasi-identifier", Intervals(10, 3)),
        "zip": Column("quasi-identifier", Prefix(5)),
        "ill": Column("sensitive"),
    }
    given: dict[str, Any] = {"suppression_limit": 0.1, "input": source, **more}
    return Spec(columns, (KAnonymity(4),), **given)


def shuffled(seed: int) -> pa.Array:
    return pa.array(np.random.default_rng(seed).permutation(ROWS))


def near(one: Any, other: Any) -> bool:
    """The same but for rounding."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(near(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(near, one, other))
    if not isinstance(one, float) or other is None:
        return bool(one == other)
    return bool(one == pytest.approx(other, rel=1e-6, abs=1e-7))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_statistics_of_files_are_those_of_tables(seed: int, kind: str, tmp_path: Path) -> None:
    before = people(seed)
    if kind == "csv":
        before = before.drop_columns(["list", "bytes", "far"])
        paths = [tmp_path / f"{at}.csv" for at in range(2)]
        for at, path in enumerate(paths):
            pa.csv.write_csv(before.slice(at * 120, 120 if at == 0 else None), path)
        before = pa.concat_tables(map(read_table, paths))
    else:
        paths = [tmp_path / "t.parquet"]
        pq.write_table(before, paths[0], row_group_size=100)
    labels = [None if a is None else f"{a // 10 * 10}-{a // 10 * 10 + 9}"
              for a in map(_whole, before["age"].to_pylist())]  # fmt: skip
    after = before.set_column(1, "age", pa.array(labels, pa.string())).slice(40)
    pq.write_table(after, tmp_path / "after.parquet")
    released = Files((tmp_path / "after.parquet",), after.schema)
    told = compare_files(
        Files(tuple(paths), before.schema), released, before.column_names, ["age", "zip"], LIMITS
    )
    assert near(told, compare(before, after, before.column_names))
    assert len(told["numbers"]) >= 4
    assert told["associations"]


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["label", "y"], [1.0, 2.0, 6.0]),  # names that the queries have for themselves
        (["number", "t"], [1.0, 2.0, 6.0]),
        (["A", "a"], [1.0, 2.0, 6.0]),  # one name, to the database
        (["huge", "y"], [1.7e308, -1.7e308, 1.7e308]),  # beyond what sums can say
    ],
)
def test_statistics_mind_neither_names_nor_magnitude(
    names: list[str], numbers: list[float], tmp_path: Path
) -> None:
    before = pa.table([numbers * 4, [4, 2, 9, 7] * 3], names)
    labels = [f"{number}-{number}" for number in numbers]
    after = before.set_column(0, names[0], pa.array(labels * 4))
    for at, table in enumerate((before, after)):
        pq.write_table(table, tmp_path / f"{at}.parquet")
    files = [Files((tmp_path / f"{at}.parquet",), t.schema) for at, t in enumerate((before, after))]
    told = compare_files(files[0], files[1], names, names[:1], LIMITS)
    if "huge" in names:
        json.dumps([told, compare(before, after, names)], allow_nan=False)
    else:
        assert near(told, compare(before, after, names))


def test_an_empty_release_has_no_statistics(tmp_path: Path) -> None:
    table = people(1)
    pq.write_table(table, tmp_path / "t.parquet")
    pq.write_table(table.slice(0, 0), tmp_path / "none.parquet")
    files = [Files((tmp_path / name,), table.schema) for name in ("t.parquet", "none.parquet")]
    told = compare_files(files[0], files[1], ["age", "zip", "ill"], [], LIMITS)
    assert near(told, compare(table, table.slice(0, 0), ["age", "zip", "ill"]))
    assert told["numbers"]["age"]["told"] == 0.0


def test_statistics_need_little_memory(tmp_path: Path) -> None:
    many = 200_000
    table = pa.table({f"c{at}": [str(n % 150) for n in range(at, many + at)] for at in range(2)}
                     | {"n": pa.array(np.random.default_rng(0).random(many))})  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    files = Files((tmp_path / "t.parquet",), table.schema)
    told = compare_files(files, files, table.column_names, [], Limits(1, 1))  # the least there is
    assert len(told["numbers"]) == 3


@pytest.mark.parametrize("target", ["ill", "zip", "count", "income"])
def test_a_model_of_shards_is_that_of_the_table(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "LARGEST", 200)
    table = people(5)
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=100)
    spec = asked(tmp_path / "t.parquet", learning=Learning(target), statistics=False)
    whole, shards = (
        run(spec, tmp_path / name, crew) for name, crew in (("w", None), ("s", Local(1)))
    )
    assert whole["model"] == shards["model"]
    assert whole["statistics"] is shards["statistics"] is None
    if target == "income":
        assert whole["model"] is None
    else:
        assert (whole["model"]["rows"], whole["model"]["of"]) == (200, ROWS)
        assert "200 of 300" in (tmp_path / "s/report.html").read_text()


def test_statistics_of_shards_do_not_depend_on_order_or_partition(tmp_path: Path) -> None:
    told = []
    for seed in range(3):
        places = shuffled(seed)
        table = people(2).take(places)
        folder = tmp_path / f"parts{seed}"
        folder.mkdir()
        for part in range(seed + 1):
            size = ROWS // (seed + 1)
            pq.write_table(table.slice(part * size, size), folder / f"{part}.parquet")
        report = run(asked(folder), tmp_path / f"out{seed}", Local(1))
        told.append(json.dumps([report["statistics"], report["model"]]))
    assert told[0] == told[1] == told[2]
    assert json.loads(told[0])[0]["correlations"]


def test_accuracy_takes_two_tables_of_the_same_rows() -> None:
    table = people(3)
    blurred = table.set_column(1, "age", pa.array(["*"] * ROWS))
    every = pa.array(range(ROWS))
    told = accuracy(table, blurred, None, ["age", "zip"], "ill")
    assert told == accuracy(table, blurred, every, ["age", "zip"], "ill")
    order = shuffled(0)
    assert told == accuracy(table.take(order), blurred.take(order), None, ["age", "zip"], "ill")


def test_a_target_that_is_not_there_is_told_before_the_search(tmp_path: Path) -> None:
    pq.write_table(people(0), tmp_path / "t.parquet")
    for crew in (None, Local(1)):
        with pytest.raises(InputError, match="no column no, which"):
            run(asked(tmp_path / "t.parquet", learning=Learning("no")), tmp_path / "out", crew)
    assert not (tmp_path / "out").exists()


def test_associations_in_memory_are_of_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "LARGEST", 50)
    table = people(4)
    told = compare(table, table, ["zip", "ill"])["associations"]
    monkeypatch.undo()
    assert told != compare(table, table, ["zip", "ill"])["associations"]


def test_a_spec_may_want_no_statistics(tmp_path: Path) -> None:
    pq.write_table(people(0), tmp_path / "t.parquet")
    spec = asked(tmp_path / "t.parquet", learning=Learning(wanted=False))
    assert run(spec, tmp_path / "out")["statistics"] is not None
    assert run(replace(spec, statistics=False), tmp_path / "out")["statistics"] is None
