"""Shards: the same bytes whoever does the work, however the rows are cut and in whatever order."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from cohortium.cli import run
from cohortium_anonymize import Column, InputError, Intervals, KAnonymity, Prefix, Spec
from cohortium_anonymize.engine import output, pipeline, tasks
from cohortium_anonymize.engine.crew import Local
from cohortium_anonymize.engine.folder import making
from cohortium_anonymize.engine.plan import Combinations
from cohortium_anonymize.measures.learning import Learning
from cohortium_anonymize.report import run as release

ROWS = 2000


def people(seed: int = 7) -> pa.Table:
    draw = np.random.default_rng(seed)
    doses = draw.choice([0.0, -0.0, 0.5, np.nan, 1e9], ROWS)
    return pa.table(
        {
            "id": [f"p{n % 700}" for n in range(ROWS)],
            "age": pa.array(draw.geometric(0.03, ROWS), mask=draw.random(ROWS) < 0.05),
            "zip": [f"{n:05d}" for n in draw.geometric(0.05, ROWS) * 331],
            "ward": pa.array(draw.choice(["a", "b", "c"], ROWS)).dictionary_encode(),
            "dose": pa.array(doses),
            "items": pa.array([[int(n), 1] if n else None for n in draw.integers(0, 4, ROWS)]),
            "raw": pa.array([bytes([n]) for n in draw.integers(0, 256, ROWS)]),
            "day": pa.array(draw.integers(0, 9, ROWS), pa.int32()).cast(pa.date32()),
            "ill": [("flu", "gout", None)[n] for n in draw.integers(0, 3, ROWS)],
        }
    )


def asked(source: Path, **more: Any) -> Spec:
    columns = {
        "id": Column("direct-identifier"),
        "age": Column("quasi-identifier", Intervals(5, 4)),
        "zip": Column("quasi-identifier", Prefix(5)),
        "ward": Column("quasi-identifier", Prefix(1)),
        "ill": Column("sensitive"),
    }
    given = {
        "columns": columns,
        "privacy": (KAnonymity(4),),
        "suppression_limit": 0.2,
        "learning": Learning(wanted=False),
        "statistics": False,
        "input": source,
    }
    return Spec(**{**given, **more})


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    return table.take(pa.array(np.random.default_rng(seed).permutation(table.num_rows)))


def in_parts(table: pa.Table, folder: Path, cuts: Sequence[int]) -> Path:
    folder.mkdir()
    for at, (start, stop) in enumerate(zip([0, *cuts], [*cuts, table.num_rows], strict=True)):
        part = table.slice(start, stop - start)
        pq.write_table(part, folder / f"part-{at}.parquet", row_group_size=400)
    (folder / "_SUCCESS").touch()
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many runs of few rows, many batches of a run, many row groups, and few runs merged at once."""
    monkeypatch.setattr(tasks, "RUN", 230)
    monkeypatch.setattr(output, "BATCH", 40)
    monkeypatch.setattr(output, "HELD", 100)
    monkeypatch.setattr(output, "GROUP", 500)
    monkeypatch.setattr(pipeline, "FAN_IN", 3)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "more", [{}, {"local_recoding": True}, {"rows_per_subject": "id"}], ids=str
)
def test_order_partition_and_engine_change_no_byte(more: dict[str, Any], tmp_path: Path) -> None:
    table = people()
    pq.write_table(table, tmp_path / "people.parquet")
    whole = release(asked(tmp_path / "people.parquet", **more), tmp_path / "whole")
    assert whole["suppressed_rows"] or "rows_per_subject" in more
    written = tmp_path / "whole/people.parquet"
    assert pq.ParquetFile(written).metadata.num_row_groups > 3
    assert not pq.ParquetFile(written).metadata.row_group(0).column(0).is_stats_set
    told = (tmp_path / "whole/report.json").read_bytes()
    folders = [in_parts(shuffled(table, n), tmp_path / f"c{n}", [n * 500, 1500]) for n in (1, 2)]
    for n, source in enumerate([tmp_path / "people.parquet", *folders]):
        out = tmp_path / f"out{n}"
        report = release(asked(source, **more), out, Local(1))
        assert digest(out / f"{source.stem}.parquet") == digest(written)
        figures = {k: v for k, v in whole.items() if k not in ("output", "report", "page")}
        assert report == report | figures
        assert sorted(p.name for p in out.iterdir()) == [
            f"{source.stem}.parquet", "report.html", "report.json",
        ]  # fmt: skip
    pq.write_table(shuffled(table, 5), tmp_path / "people.parquet")
    release(asked(tmp_path / "people.parquet", **more), tmp_path / "whole")
    assert digest(written) == digest(tmp_path / "out0/people.parquet")
    assert (tmp_path / "whole/report.json").read_bytes() == told


def test_processes_and_csv_give_what_one_table_gives(tmp_path: Path) -> None:
    table = people().drop_columns(["items", "raw", "ward"])
    spec = asked(tmp_path / "csv/*.csv")
    spec = asked(
        spec.input or tmp_path, columns={n: c for n, c in spec.columns.items() if n != "ward"}
    )
    (tmp_path / "csv").mkdir()
    for at in range(3):
        pa.csv.write_csv(table.slice(at * 700, 700), tmp_path / f"csv/{at}.csv")
    release(spec, tmp_path / "one")
    release(spec, tmp_path / "two", Local(2))
    assert digest(tmp_path / "one/csv.parquet") == digest(tmp_path / "two/csv.parquet")


def test_keys_that_overflow_are_kept_in_stages() -> None:
    draw = np.random.default_rng(1)
    columns = [draw.integers(0, 2**20, 400) for _ in range(8)]
    known = Combinations.of([c[:200] for c in columns], [2**20] * 8)
    assert len(known.stages) > 1
    assert known.have(columns).tolist() == [True] * 200 + [False] * 200
    none = Combinations.of([c[:0] for c in columns], [2**20] * 8)
    assert not none.have(columns).any()


CONFIG = """
input = "{source}"
[columns.age]
role = "quasi-identifier"
hierarchy = {{kind = "intervals", width = 5, levels = 4}}
{more}
[[privacy]]
model = "k-anonymity"
k = {k}
"""


def command(folder: Path, source: str, *options: str, more: str = "", k: int = 2) -> int:
    (folder / "config.toml").write_text(CONFIG.format(source=source, more=more, k=k))
    return run(
        ["anonymize", str(folder / "config.toml"), "--output", str(folder / "out"), *options]
    )


def ages(folder: Path, **parts: str) -> None:
    (folder / "parts").mkdir()
    for name, text in parts.items():
        (folder / f"parts/{name.replace('_', '.')}").write_text(text)


def rowed(*ages: str) -> str:
    return "age,who,dose\n" + "".join(f"{age},p{n},{n}\n" for n, age in enumerate(ages))


DOSE = "[columns.dose]\ntransform = "
PLACED = [
    (rowed("1", "ten"), "parts", "", "b.csv: column age: 1 of its values are not numbers"),
    (
        rowed("1", "2").replace("p1", ""),
        'parts"\nrows_per_subject = "who',
        "",
        "b.csv: column who: rows without a subject",
    ),
    (
        rowed("1", "2").replace("p1,1", "p1,x"),
        "parts",
        DOSE + '{kind = "microaggregate", k = 2}',
        "b.csv: column dose: not all of its values are numbers",
    ),
    (
        rowed("1", "2").replace("p1,1", "p1,nan"),
        "parts",
        DOSE + '{kind = "top-bottom", high = 9}',
        "b.csv: column dose: NaN and infinities",
    ),
]


@pytest.mark.parametrize(("text", "source", "more", "said"), PLACED)
@pytest.mark.parametrize("workers", [[], ["--workers", "1"]])
def test_what_a_row_gets_wrong_is_told_with_its_file_and_row(
    text: str,
    source: str,
    more: str,
    said: str,
    workers: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ages(tmp_path, a_csv=rowed("1", "2", "3"), b_csv=text)
    assert command(tmp_path, source, *workers, more=more) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert said in line
    assert line.endswith("the first stands in data row 2")


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({}, "parts", "parts: no files there"),
    ({}, "parts/*.csv", "*.csv: no files there"),
    ({}, "s3://bucket/parts", "addresses such as s3:// are not read"),
    ({"a_csv": "age\n1\n", "b_csv": "age\n1\nten\n"}, "parts", "parts/b.csv: column age: 1 of its"),
    ({"a_csv": "age\n1\n", "b_csv": "age\n1\nten\n"}, "parts", "first stands in data row 2"),
    ({"a_csv": "age\n1\n", "b_csv": "age,zip\n1,2\n"}, "parts", "b.csv: its columns are not those"),
    ({"a_csv": "age\n1\n", "b_doc": "x"}, "parts", "b.doc: neither CSV nor Parquet"),
    ({"a_csv": "age\n1\n", "b_parquet": "x"}, "parts", "b.parquet: not a readable table"),
    ({"a_csv": "age\n", "b_csv": "age\n"}, "parts", "the table has no rows"),
    (
        {"a_csv": "age\n1\n", "b_csv": "age\n1,2\n"},
        "parts",
        "b.csv: data row 1 has 2 fields, not 1",
    ),
    ({"a_csv": "zip\n1\n"}, "parts", "the table has no column age"),
]


@pytest.mark.parametrize(("parts", "source", "said"), WRONG)
def test_bad_parts_are_one_line_that_names_the_file(
    parts: dict[str, str],
    source: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ages(tmp_path, **parts)
    assert command(tmp_path, source, "--workers", "1") == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_types_that_differ_between_files_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"age": [1]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"age": ["1"]}), tmp_path / "b.parquet")
    spec = Spec(
        {"age": Column("quasi-identifier", Intervals(5, 2))}, (KAnonymity(1),), input=tmp_path
    )
    with pytest.raises(InputError, match=r"column age is string; in .* it is int64"):
        release(spec, tmp_path / "out")


def test_no_solution_of_shards_is_a_report_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ages(tmp_path, a_csv="age\n1\n2\n")
    assert command(tmp_path, "parts", "--workers", "1", "--json", k=3) == 1
    printed = json.loads(capsys.readouterr().out)
    assert (printed["solution"], printed["rows"]) == (False, 2)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.json"]


@pytest.mark.parametrize(
    "more",
    [
        "transform = {kind = 'top-bottom', high = 90}",
        "[safe_harbor]\nreference_year = 2024\n[safe_harbor.columns]\nage = 'age'",
        "[subset]\nrows = 'rows.csv'",
    ],
)
def test_what_needs_the_whole_table_is_done_in_memory_and_said(
    more: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [str(80 + n % 20) for n in range(60)]
    (tmp_path / "rows.csv").write_text("".join(f"{n}\n" for n in range(30)))
    (tmp_path / "one.csv").write_text("\n".join(["age", *lines]) + "\n")
    ages(
        tmp_path,
        a_csv="\n".join(["age", *lines[:25]]) + "\n",
        b_csv="\n".join(["age", *lines[25:]]) + "\n",
    )
    assert command(tmp_path, "one.csv", more=more) == 0
    assert capsys.readouterr().err == ""
    assert command(tmp_path, "parts", "--workers", "2", more=more) == 0
    assert "the table is held in memory here" in capsys.readouterr().err
    assert digest(tmp_path / "out/one.parquet") == digest(tmp_path / "out/parts.parquet")


def test_two_runs_do_not_share_a_folder_and_leftovers_go(tmp_path: Path) -> None:
    left = tmp_path / ".anonymize/0123/run.arrow"
    left.parent.mkdir(parents=True)
    left.write_text("of a run that was killed")
    with making(tmp_path) as made:
        assert not left.exists()
        assert made.stat().st_mode & 0o777 == 0o700
        with pytest.raises(InputError, match="another run is writing there"), making(tmp_path):
            pass
    assert list(tmp_path.iterdir()) == []


OPTIONS = [
    (["--engine", "dask"], "needs --scheduler"),
    (["--scheduler", "tls://h:1"], "--scheduler goes with --engine dask"),
    (["--engine", "dask", "--workers", "2", "--scheduler", "tls://h:1"], "--workers goes with"),
    (["--engine", "dask", "--scheduler", "tcp://10.0.0.9:1"], "use tls://, or say --insecure"),
    (["--engine", "dask", "--scheduler", "10.0.0.9:1"], "use tls://, or say --insecure"),
    (["--engine", "dask", "--scheduler", "http://h:1"], "is an address such as tls://"),
    (["--engine", "dask", "--scheduler", "tls://h:1", "--tls-ca", "x"], "go together"),
]


@pytest.mark.parametrize(("options", "said"), OPTIONS)
def test_options_that_do_not_go_together(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ages(tmp_path, a_csv="age\n1\n2\n")
    assert command(tmp_path, "parts", *options) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1


def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ages(tmp_path, a_csv="age\n1\n2\n")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert command(tmp_path, "parts", "--engine", "dask", "--scheduler", "tls://h.example:1") == 2
    assert "needs the extra dask: pip install 'cohortium[dask]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
