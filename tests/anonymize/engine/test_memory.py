"""What must be held in memory is looked at first: one line with the figures, before a row is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from cohortium.cli import run
from cohortium_anonymize import report
from cohortium_anonymize.search.estimate import WHOLE, whole_table
from cohortium_anonymize.search.shards import Limits
from cohortium_anonymize.tables import read_table

CONFIG = """
input = "{source}"
[columns.age]
role = "quasi-identifier"
hierarchy = {{kind = "intervals", width = 5, levels = 4}}
{more}
"""
MODEL = '[[privacy]]\nmodel = "k-anonymity"\nk = 2\n'
SHARES = '[[privacy]]\nmodel = "sample-uniqueness"\nthreshold = 0.1\n'
ENTROPY = '[utility]\nmetric = "non-uniform-entropy"\n'
WHOLE_TABLES = [
    ("[safe_harbor]\nreference_year = 2024\n[safe_harbor.columns]\nage = \"age\"\ndose = "
     f'"not-identifying"\n{MODEL}', "[safe_harbor]"),
    (f'{MODEL}[attack]\nattacks = 100\nlimit = 1.0\ntoo_few = "pass"\n', "[attack]"),
    (f'{MODEL}[columns.dose]\ntransform = {{kind = "microaggregate", k = 5}}\n', "column dose"),
    (f'{MODEL}[columns.dose]\ntransform = {{kind = "top-bottom", low = 5, percentile = true}}\n',
     "column dose"),
    (f'{MODEL}[subset]\nfile = "people.parquet"\n', "[subset]"),
    (f"{SHARES}{ENTROPY}", "the order of the rows"),
]  # fmt: skip


def people(rows: int = 500) -> pa.Table:
    draw = np.random.default_rng(1)
    return pa.table({"age": draw.integers(20, 60, rows), "dose": draw.random(rows)})


@pytest.mark.parametrize(("more", "why"), WHOLE_TABLES, ids=[why for _, why in WHOLE_TABLES])
@pytest.mark.parametrize("fits", [True, False])
def test_a_table_that_does_not_fit_is_refused_before_it_is_read(
    more: str,
    why: str,
    fits: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pq.write_table(people(), tmp_path / "people.parquet")
    (tmp_path / "config.toml").write_text(CONFIG.format(source="people.parquet", more=more))
    monkeypatch.setattr(report, "SMALL", 10)
    if not fits:
        monkeypatch.setattr(Limits, "of_machine", classmethod(lambda cls: cls(40_000)))
        monkeypatch.setattr(report.Parts, "table", None)  # nothing reads it
    code = run(["anonymize", str(tmp_path / "config.toml"), "--output", str(tmp_path / "out")])
    said = capsys.readouterr().err.splitlines()
    assert (code, len(said)) == ((0 if fits else 2), 1)
    assert why in said[0]
    assert "held in memory" in said[0]
    assert "about 500 rows" in said[0]
    assert (tmp_path / "out").exists() == fits


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_guess_is_near(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.{kind}"
    table = people(50_000)
    if kind == "csv":
        pa.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    guess = whole_table([path], table.column_names)
    assert guess.rows == pytest.approx(50_000, rel=0.02)
    assert guess.memory == pytest.approx(WHOLE * read_table(path).nbytes, rel=0.1)
