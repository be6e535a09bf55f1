"""Shards counted where they are: whatever the partition and the format, the same frequency table."""

from __future__ import annotations

import csv
import itertools
import os
import pickle
import random
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_anonymize import InputError, Prefix, Suppress, read_table
from cohortium_anonymize.search import shards
from cohortium_anonymize.search.estimate import estimate, refuse_too_many
from cohortium_anonymize.search.frequency import Frequency, count, merge
from cohortium_anonymize.search.shards import Limits, count_files, count_shard
from cohortium_anonymize.search.tally import Columns

RULES = {"zip": Prefix(3), "sex": Suppress()}
NAMES = ("zip", "sex", "illness", "patient")
COLUMNS = Columns(("zip", "sex"), ("illness", "patient"), "patient")
LIMITS = Limits(256 << 20, 2)

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=3)
rows = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from(["021", "022", "111", 'a"b', "x;y", "u\nv", " "])),
        st.one_of(st.none(), st.sampled_from(["f", "m"])),
        st.one_of(st.none(), words),
        st.integers(0, 9).map(str),
        st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


def same(one: Frequency, other: Frequency) -> None:
    """All but what says where rows are."""
    for field in fields(Frequency):
        if field.name in ("leaf_of_row", "chosen"):
            continue
        a, b = getattr(one, field.name), getattr(other, field.name)
        assert _plain(a) == _plain(b), field.name


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if hasattr(value, "__slots__"):
        return [_plain(getattr(value, name)) for name in value.__slots__]
    return value


def table_of(drawn: Sequence[tuple[Any, ...]]) -> pa.Table:
    columns = [list(column) for column in zip(*drawn, strict=True)][:4]
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(NAMES, columns, strict=True)})


def write_csv(path: Path, table: pa.Table) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(table.column_names)
        writer.writerows([[v or "" for v in row.values()] for row in table.to_pylist()])
    return path


@settings(max_examples=20, deadline=None)
@given(rows, st.integers(1, 3), st.booleans(), st.booleans(), st.randoms(use_true_random=False))
def test_any_partition_counts_as_the_whole(
    drawn: list[tuple[Any, ...]],
    parts: int,
    with_subset: bool,
    as_csv: bool,
    order: random.Random,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = table_of(drawn)
        if as_csv:  # what a reader of CSV makes of it: an empty field is a missing one
            table = read_table(write_csv(folder / "whole.csv", table), ";")
        subset = np.array([row[4] for row in drawn]) if with_subset else None
        if subset is not None and not subset.any():
            subset[0] = True
        tallies = []
        bounds = sorted(order.randrange(len(drawn) + 1) for _ in range(parts - 1))
        for start, stop in itertools.pairwise([0, *bounds, len(drawn)]):
            shard = table.slice(start, stop - start)
            path = folder / f"{start}-{stop}[*].{'csv' if as_csv else 'parquet'}"
            if as_csv:
                write_csv(path, shard)
            else:
                pq.write_table(shard, path)
            mask = None if subset is None else subset[start:stop]
            tallies.append(count_shard(path, COLUMNS, delimiter=";", subset=mask, limits=LIMITS))
        order.shuffle(tallies)
        tallies = pickle.loads(pickle.dumps(tallies))  # noqa: S301 - our own
        expected = count(table, RULES, COLUMNS.sensitive, COLUMNS.subject, subset)
        same(merge(tallies, RULES), expected)


def test_row_groups_are_shards(tmp_path: Path) -> None:
    table = table_of([(str(i % 7), "fm"[i % 2], str(i % 3), str(i)) for i in range(1000)])
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=300)
    tallies = [
        count_shard(tmp_path / "t.parquet", COLUMNS, row_groups=groups, limits=LIMITS)
        for groups in ([3], [0, 2], [1])
    ]
    expected = count(table, RULES, COLUMNS.sensitive, "patient")
    same(merge(tallies, RULES), expected)
    files = [tmp_path / "u.parquet", tmp_path / "v.parquet"]
    pq.write_table(table.slice(0, 400), files[0])
    pq.write_table(table.slice(400), files[1])
    same(merge([count_files(files, COLUMNS, limits=LIMITS)], RULES), expected)
    other = write_csv(tmp_path / "v.csv", table.slice(400))
    told = count_files([files[0], other], COLUMNS, delimiter=";", limits=LIMITS)
    same(merge([told], RULES), expected)


@pytest.mark.parametrize("way", ["parquet", "groups", "files", "csv"])
def test_names_that_differ_in_case_alone_are_two_columns(way: str, tmp_path: Path) -> None:
    table = pa.table({"a_1": ["z"] * 12, "A": ["x", "y"] * 6, "a": ["p", "q", "r"] * 4})
    columns = Columns(("a", "A"), ("a_1",))
    paths = [tmp_path / f"{at}.parquet" for at in range(2)]
    for at, path in enumerate(paths):
        pq.write_table(table.slice(at * 6, 6) if way == "files" else table, path)
    if way == "csv":
        told = count_shard(write_csv(tmp_path / "t.csv", table), columns, delimiter=";")
    elif way == "files":
        told = count_files(paths, columns, limits=LIMITS)
    else:
        told = count_shard(paths[0], columns, row_groups=[0] if way == "groups" else None)
    rules = {"a": Suppress(), "A": Suppress()}
    same(merge([told], rules), count(table, rules, ("a_1",)))


def test_types_of_parquet_are_told_as_arrow_tells_them(tmp_path: Path) -> None:
    day = datetime(2024, 2, 29, 1, 2, 3, 4000, UTC)
    columns = {
        "milliseconds": pa.array([day, None, day], pa.timestamp("ms")),
        "zone": pa.array([day] * 3, pa.timestamp("us", "Europe/Paris")),
        "time": pa.array([1, 2, 3], pa.time32("ms")),
        "day": pa.array([1, 2, 3], pa.date32()),
        "float": pa.array([1.5, -0.0, 0.0]),
        "whole": pa.array([1.0, 2.0, float("nan")]),
        "dictionary": pa.array(["a", "b", None]).dictionary_encode(),
        "decimal": pa.array([Decimal("1.10")] * 3, pa.decimal128(10, 2)),
        "flag": pa.array([True, None, False]),
        "large": pa.array([2**64 - 1, 0, 1], pa.uint64()),
        "bytes": pa.array([b"a", b"b", b"c"]),
    }
    table = pa.table(columns)
    pq.write_table(table, tmp_path / "t.parquet")
    rules = dict.fromkeys(columns, Suppress())
    shard = count_shard(tmp_path / "t.parquet", Columns(tuple(columns)), limits=LIMITS)
    counted = merge([shard], rules)
    same(counted, count(table, rules))
    assert counted.quasi[4].levels[0].labels == ("0", "1.5")


BAD = [
    (b"zip;sex\n021;f\n022\n", "data row 2 has 1 fields, not 2"),
    (b"zip;sex\n021;f\n022;f;f\n", "data row 2 has 3 fields, not 2"),
    (b"zip;sex\n021;f\n022;\xff\n", "not a readable table"),
    (b"zip;zip\n021;f\n", "column zip stands there twice"),
    (b"zip;gender\n021;f\n", "no column sex"),
    (b"", "the file is empty, it has not even a header"),
    (b"zip;sex\n", "the table has no rows"),
]


@pytest.mark.parametrize(("content", "said"), BAD)
def test_bad_csv_is_one_line(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as error:
        merge([count_shard(path, Columns(("zip", "sex")), delimiter=";", limits=LIMITS)], RULES)
    assert "\n" not in str(error.value)
    assert "021" not in str(error.value)


def test_bad_parquet_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with pytest.raises(InputError, match="No such file"):
        count_shard(path, Columns(("zip",)), limits=LIMITS)
    path.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(InputError, match="not a readable table"):
        count_shard(path, Columns(("zip",)), limits=LIMITS)
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(InputError, match="no column zip"):
        count_shard(path, Columns(("zip",)), limits=LIMITS)
    pq.write_table(pa.table({"zip": [[1]]}), path)
    with pytest.raises(InputError, match="column zip: its type"):
        count_shard(path, Columns(("zip",)), limits=LIMITS)
    pq.write_table(pa.table({"zip": ["a"], "who": pa.array([None], pa.string())}), path)
    with pytest.raises(InputError, match="rows without a subject"):
        count_shard(path, Columns(("zip",), (), "who"), limits=LIMITS)


def test_what_is_spilled_goes_with_the_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = tmp_path / f"{shards.SPILL}-{2**22 + 1}-left"
    dead.mkdir()
    (dead / "rows.tmp").write_text("left by a process that was killed")
    alive = tmp_path / f"{shards.SPILL}-{os.getppid()}-busy"
    alive.mkdir()
    modes = []
    grouped = shards._grouped

    def spy(*args: Any, **options: Any) -> Any:
        mine = [
            f for f in tmp_path.iterdir() if f.name.startswith(f"{shards.SPILL}-{os.getpid()}-")
        ]
        modes.extend(f.stat().st_mode & 0o777 for f in mine)
        return grouped(*args, **options)

    monkeypatch.setattr(shards, "_grouped", spy)
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"zip": ["a"]}), path)
    count_shard(path, Columns(("zip",)), limits=LIMITS)
    assert modes == [0o700]
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted([alive.name, path.name])


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_leaves_are_guessed_from_a_sample(suffix: str, tmp_path: Path) -> None:
    draw = random.Random(3)  # noqa: S311 - made-up rows
    drawn = [(str(draw.randrange(400)), str(draw.randrange(20)), "x", "1") for _ in range(20_000)]
    table, path = table_of(drawn), tmp_path / f"t.{suffix}"
    if suffix == "csv":
        write_csv(path, table)
    else:
        pq.write_table(table, path, row_group_size=2_000)
    columns = Columns(("zip", "sex"))
    exact = estimate([path], columns, delimiter=";")
    assert (exact.rows, exact.leaves) == pytest.approx((20_000, len({r[:2] for r in drawn})), 1e-3)
    guess = estimate([path], columns, delimiter=";", sample=4_000)
    assert exact.leaves / 2 < guess.leaves < exact.leaves * 2
    refuse_too_many([path], columns, LIMITS, delimiter=";")
    with pytest.raises(InputError, match=r"about \d+ distinct combinations .* 0.0 GB") as error:
        refuse_too_many([path, path], columns, Limits(10**5), delimiter=";")
    assert "\n" not in str(error.value)


def test_an_empty_table_is_guessed_to_have_no_leaves(tmp_path: Path) -> None:
    pq.write_table(pa.table({"zip": pa.array([], pa.string())}), tmp_path / "t.parquet")
    assert estimate([tmp_path / "t.parquet"], Columns(("zip",))).leaves == 0
