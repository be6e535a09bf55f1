"""`cohortium anonymize`: what it writes, what it prints, and every way it says no."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohortium.cli import run
from cohortium_anonymize import SpecError, parse_spec
from people_folder import COLUMNS, anonymize, people, refused

CSV = "patient,age,zip,illness\n" + "".join(f"p{n},{row}" for n, row in enumerate(people(60)))
CONFIG = f"""
input = "people.csv"
[columns.patient]
role = "direct-identifier"
{COLUMNS}
[[privacy]]
model = "k-anonymity"
k = 5
[[privacy]]
model = "distinct-l-diversity"
column = "illness"
l = 2
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(CSV)
    (tmp_path / "config.toml").write_text(CONFIG)
    return tmp_path


def test_a_table_is_released_with_its_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert anonymize(folder, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["solution"] is True
    assert printed["optimal"] is True
    assert printed["rows"] == 60
    assert printed["risk"]["k"] >= 5
    assert printed["risk"]["l"] == 2
    assert json.loads((folder / "out/report.json").read_text()) == printed
    table = pq.read_table(folder / "out/people.parquet")
    assert printed["output"] == str(folder / "out/people.parquet")
    assert table.column_names == ["age", "zip", "illness"]
    assert table.num_rows == 60 - printed["suppressed_rows"]
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "people.parquet",
        "report.html",
        "report.json",
    ]


def test_people_read_a_summary(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert anonymize(folder) == 0
    printed = capsys.readouterr().out
    assert "the optimum, proven" in printed
    assert "of 60 rows" in printed


def test_parquet_comes_in_and_the_result_is_the_same_bytes(folder: Path) -> None:
    assert anonymize(folder) == 0
    first = (folder / "out/people.parquet").read_bytes()
    assert anonymize(folder) == 0
    assert (folder / "out/people.parquet").read_bytes() == first
    table = pq.read_table(folder / "out/people.parquet")
    columns = {"patient": [f"p{n}" for n in range(60)], "age": [30 + n % 10 for n in range(60)]}
    columns |= {"zip": [f"0213{n % 3}" for n in range(60)]}
    columns |= {"illness": ["flu" if n % 2 else "gout" for n in range(60)]}
    pq.write_table(pa.table(columns), folder / "people.parquet")
    (folder / "config.toml").write_text(CONFIG.replace("people.csv", "people.parquet"))
    assert anonymize(folder) == 0
    assert pq.read_table(folder / "out/people.parquet").equals(table)


def test_no_solution_writes_the_report_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "config.toml").write_text(CONFIG.replace("k = 5", "k = 61"))
    assert anonymize(folder, "--json") == 1
    said = capsys.readouterr()
    printed = json.loads(said.out)
    assert printed["solution"] is False
    assert printed["proven"] is True
    assert json.loads((folder / "out/report.json").read_text()) == printed
    assert [path.name for path in (folder / "out").iterdir()] == ["report.json"]
    assert said.err.startswith("cohortium: no transformation satisfies the privacy models (0 of 60")
    assert said.err.count("\n") == 1


CHANGES = [
    ("k = 5", 'k = "5"', "privacy model k-anonymity: k has the wrong type"),
    ("k = 5", "k = true", "k has the wrong type"),
    ("k = 5", "k = 0", "k is at least 1"),
    ("k = 5", "", "privacy model k-anonymity needs k"),
    ("k = 5", "k = 5\nl = 2", "unknown key l"),
    ("k-anonymity", "q-anonymity", "privacy model q-anonymity is unknown"),
    ("k-anonymity", "population-uniqueness", "population-uniqueness: unknown key k"),
    ("k-anonymity", "k-map", "k-map and delta-presence read a research subset"),
    ("l = 2", "l = 2\n[search]\nlocal_recoding = 1", "local_recoding has the wrong type"),
    ("l = 2", 'l = 2\n[subset]\nfile = "x.csv"', "x.csv: No such file"),
    ("l = 2", "l = 2\n[search]\ntime_limit = 0", "time_limit is a positive number"),
    ("l = 2", "l = 2\n[suppression]\nlimit = 1.5", "a share from 0 to 1"),
    ("l = 2", 'l = 2\n[utility]\nmetric = "beauty"', "utility.metric is one of"),
    ("l = 2", 'l = 2\n[utility]\naggregate = "median"', "utility.aggregate is one of"),
    ("l = 2", "l = 2\n[unknown]", "unknown key unknown"),
    ('"sensitive"', '"other"', "give it the role sensitive"),
    ('"sensitive"', '"secret"', "column illness: role is one of"),
    ('role = "sensitive"', "ro = 1", "column illness: unknown key ro"),
    ('column = "illness"', 'column = "weight"', "column weight is in a privacy model"),
    ("columns.illness", "columns.disease", "give it the role sensitive"),
    ("columns.patient", "columns.person", "the table has no column person"),
    ('"intervals", width', '"steps", width', "hierarchy.kind is one of"),
    ("width = 5, ", "", "hierarchy intervals needs width"),
    ('hierarchy = {kind = "prefix", levels = 5}', "", "a quasi-identifier needs a hierarchy"),
    ('{kind = "prefix", levels = 5}', '"no.csv"', "no.csv: No such file"),
    ('"prefix", levels = 5', '"intervals", levels = 5, width = "a"', "width has the wrong type"),
    ('{kind = "prefix", levels = 5}', '{kind = "date", levels = ["year"]}', "are not dates"),
    ('{kind = "prefix", levels = 5}', '{kind = "date", levels = [1]}', "levels are some of"),
    ('input = "people.csv"', "", "names no input"),
    ('input = "people.csv"', 'input = "absent.csv"', "absent.csv: No such file"),
    ('input = "people.csv"', 'input = "config.toml"', "fields, not 1"),
    (
        'input = "people.csv"',
        'input = "people.csv"\ndelimiter = ";;"',
        "delimiter is one character",
    ),
    (
        'input = "people.csv"',
        'input = "people.csv"\ndelimiter = "§"',
        "delimiter is one character",
    ),
    (
        'input = "people.csv"',
        'input = "people.csv"\ndelimiter = \'"\'',
        "delimiter is one character",
    ),
    ('input = "people.csv"', 'input = "people.csv"\nrows_per_subject = "who"', "has no column who"),
    (
        'input = "people.csv"',
        'input = "people.csv"\nrows_per_subject = "zip"',
        "a quasi-identifier",
    ),
    ("[columns.patient]", "[columns.patient", "not TOML"),
    ('role = "quasi-identifier"', 'role = "other"', "no column has the role quasi-identifier"),
]


@pytest.mark.parametrize(("old", "new", "said"), CHANGES)
def test_a_bad_configuration_is_one_line(
    old: str, new: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in CONFIG
    (folder / "config.toml").write_text(CONFIG.replace(old, new))
    assert said in refused(folder, capsys, "--json")


TABLES: list[tuple[str, bytes, str]] = [
    ("no rows", b"patient,age,zip,illness\n", "the table has no rows"),
    ("empty", b"", "the file is empty, it has not even a header"),
    ("blank", b"\n\n", "the file is empty, it has not even a header"),
    ("encoding", CSV.replace("flu", "fl\u00fc").encode("latin-1"), "is it whole, and UTF-8"),
    ("ragged", (CSV + "p9,30,secret\n").encode(), "fields, not 4"),
    ("repeated", CSV.replace("zip", "age", 1).encode(), "column age stands there twice"),
    ("column", CSV.replace("zip", "zap", 1).encode(), "no column zip"),
    (
        "numbers",
        CSV.replace(",30,", ",secret,").encode(),
        "are not numbers, as intervals need; the first stands in data row 1\n",
    ),
]


@pytest.mark.parametrize(("data", "said"), [t[1:] for t in TABLES], ids=[t[0] for t in TABLES])
def test_a_bad_table_is_one_line_without_its_content(
    data: bytes, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "people.csv").write_bytes(data)
    assert said in refused(folder, capsys, "--json")


def test_a_broken_parquet_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "people.parquet").write_bytes(b"PAR1 not really")
    (folder / "config.toml").write_text(CONFIG.replace("people.csv", "people.parquet"))
    assert anonymize(folder) == 2
    assert "not a readable table" in capsys.readouterr().err


def test_the_input_is_never_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pq.write_table(
        pa.table({"patient": ["a"], "age": [1], "zip": ["1"], "illness": ["x"]}),
        folder / "t.parquet",
    )
    before = (folder / "t.parquet").read_bytes()
    (folder / "config.toml").write_text(CONFIG.replace("people.csv", "t.parquet"))
    assert run(["anonymize", str(folder / "config.toml"), "--output", str(folder)]) == 2
    assert "would replace the input" in capsys.readouterr().err
    assert (folder / "t.parquet").read_bytes() == before


def test_a_file_where_the_folder_should_be(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "out").write_text("mine")
    assert anonymize(folder) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert (folder / "out").read_text() == "mine"


def test_a_missing_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert anonymize(tmp_path) == 2
    assert "config.toml: No such file" in capsys.readouterr().err


HIERARCHIES = [
    ("02130,a,*\n\n02131,a\n", "line 3 has 2 fields, not 3"),
    ("02130,a,*\n\n02130,b,*\n", "line 3 has the value of line 1"),
    ("02130,a,x\n\n02131,a,y\n", "lines 1 and 3 are one at level 1 and differ at level 2"),
    ("\n", "is empty"),
    ("\xff", "not CSV in UTF-8"),
    (None, "No such file"),
]


@pytest.mark.parametrize(("text", "said"), HIERARCHIES)
def test_a_bad_hierarchy_is_told_with_its_column_file_and_line(
    text: str | None, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (folder / "zip.csv").write_bytes(text.encode("latin-1"))
    (folder / "config.toml").write_text(
        CONFIG.replace('{kind = "prefix", levels = 5}', '"zip.csv"')
    )
    assert anonymize(folder) == 2
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert "column zip: " in printed
    assert "zip.csv" in printed
    assert said in printed


def test_hierarchy_files_are_read_with_the_delimiter(folder: Path) -> None:
    (folder / "zip.csv").write_text("".join(f"0213{n};Cambridge;*\n" for n in range(3)))
    (folder / "people.csv").write_text(CSV.replace(",", ";"))
    text = CONFIG.replace('{kind = "prefix", levels = 5}', '"zip.csv"')
    (folder / "config.toml").write_text(text.replace('csv"\n', 'csv"\ndelimiter = ";"\n', 1))
    assert anonymize(folder) == 0
    released = pq.read_table(folder / "out/people.parquet").column("zip").to_pylist()
    assert set(released) <= {"02130", "02131", "02132", "Cambridge", "*"}


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (
            {"model": "t-closeness", "column": "s", "t": 0.2, "distance": "hierarchical"},
            "column s: hierarchical t-closeness needs its hierarchy",
        ),
        (
            {"model": "t-closeness", "column": "s", "t": 0.2, "distance": "warped"},
            "distance is one of",
        ),
        (
            {"model": "entropy-l-diversity", "column": "s", "l": 2, "estimator": "miller"},
            "estimator is one of shannon, grassberger",
        ),
        ({"model": "t-closeness", "column": "s", "t": 1.2}, "t is a number from 0 to 1"),
        (
            {"model": "recursive-cl-diversity", "column": "s", "c": 0, "l": 2},
            "c is a positive number",
        ),
        ({"model": "basic-beta-likeness", "column": "s", "beta": -1}, "beta is a positive number"),
        (
            {"model": "delta-disclosure", "column": "s", "delta": float("inf")},
            "delta is a positive number",
        ),
        (
            {"model": "average-reidentification-risk", "threshold": 2},
            "threshold is a number from 0 to 1",
        ),
        ({"k": 2}, "model names a model"),
        ("k-anonymity", "model names a model"),
    ],
)
def test_a_bad_model_is_refused(model: Any, said: str) -> None:
    document = {
        "columns": {
            "q": {"role": "quasi-identifier", "hierarchy": {"kind": "suppress"}},
            "s": {"role": "sensitive"},
        },
        "privacy": [model],
    }
    with pytest.raises(SpecError, match=said):
        parse_spec(document, Path())
