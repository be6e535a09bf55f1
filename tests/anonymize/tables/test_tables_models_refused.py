"""Models and subsets that are told wrong: one line, exit 2, nothing written."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from people_folder import COLUMNS, anonymize, people, refused

CONFIG = f'input = "people.csv"\n{COLUMNS}[[privacy]]\n'
ILLNESS = 'column = "illness"\n'
MODELS = [
    ('model = "l-diversity"', "privacy model l-diversity is unknown: it is one of k-anonymity"),
    ('model = "k-map"\nk = 5', "k-map and delta-presence read a research subset: add [subset]"),
    ('model = "k-map"\nk = 5\nestimator = "gauss"', "k-map: estimator is one of poisson, zero"),
    ('model = "k-map"\nk = 5\nestimator = "poisson"\npopulation = 0', "population is at least 1"),
    ('model = "k-map"\nk = 5\nsample = 3', "privacy model k-map: unknown key sample"),
    ('model = "delta-presence"\nmin = 0.1\nmax = 0.2', "read a research subset"),
    ('model = "delta-presence"\nmin = 0.3\nmax = 0.2', "delta-presence: min is at most max"),
    ('model = "delta-presence"\nmin = 0.3\nmax = 1.2', "max is a number from 0 to 1"),
    ('model = "delta-presence"\nmin = 0.3', "privacy model delta-presence needs max"),
    (f'model = "delta-disclosure"\n{ILLNESS}delta = 0', "delta is a positive number"),
    (f'model = "entropy-l-diversity"\n{ILLNESS}l = 2\nestimator = "bayes"', "estimator is one of"),
    (f'model = "t-closeness"\n{ILLNESS}t = 0.2\ndistance = "far"', "distance is one of equal"),
    (
        f'model = "t-closeness"\n{ILLNESS}t = 0.2\ndistance = "hierarchical"',
        "column illness: hierarchical t-closeness needs its hierarchy",
    ),
    ('model = "t-closeness"\ncolumn = "zip"\nt = 0.2', "column zip is in a privacy model"),
    ('model = "population-uniqueness"\nthreshold = 2', "threshold is a number from 0 to 1"),
    ('model = "maximum-reidentification-risk"\nthreshold = 0', "risk: threshold is above 0"),
    ('model = "average-reidentification-risk"\nthreshold = 0.0', "risk: threshold is above 0"),
    (
        'model = "population-uniqueness"\nthreshold = 0.1\nestimator = "none"',
        "population-uniqueness: estimator is one of dankar, pitman, zayatz, snb",
    ),
    (
        'model = "population-uniqueness"\nthreshold = 0.1\npopulation = 7',
        "population is smaller than the table",
    ),
]
SUBSETS = [
    ("", "[subset] has either file, a table, or rows"),
    ('file = "some.csv"\nrows = "rows.csv"', "[subset] has either file"),
    ('who = "x"', "[subset]: unknown key who"),
    ('file = "none.csv"', "none.csv: No such file"),
    ('rows = "none.csv"', "none.csv: No such file"),
    ('file = "more.csv"', "more.csv: data row 3 is not in the table, or not that often"),
    ('file = "narrow.csv"', "narrow.csv: it has no column illness, as the table has"),
    ('file = "wide.csv"', "wide.csv: its column name is not in the table"),
    (
        'rows = "far.csv"',
        "far.csv: line 2 names row 30; counted from 0, as row numbers are, the table has rows 0 to 29",
    ),
    ('rows = "words.csv"', "words.csv: line 4 is not one row number, counted from 0"),
    ('rows = "minus.csv"', "minus.csv: line 1 is not one row number, counted from 0"),
    ('rows = "empty.csv"', "the research subset has no rows"),
]
FILES = {
    "some.csv": "age,zip,illness\n30,02130,gout\n",
    "more.csv": "zip,age,illness\n02130,30,gout\n02131,31,flu\n02130,30,gout\n",
    "narrow.csv": "age,zip\n30,02130\n",
    "wide.csv": "age,zip,illness,name\n30,02130,gout,Secret\n",
    "rows.csv": "row\n0\n5\n5\n29\n",
    "far.csv": "0\n30\n",
    "words.csv": "row\n0\n\n-1\n",
    "minus.csv": "-1\n0\n",
    "empty.csv": "row\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text("age,zip,illness\n" + "".join(people(30)))
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(("model", "said"), MODELS)
def test_a_model(model: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "config.toml").write_text(CONFIG + model)
    assert said in refused(folder, capsys)


@pytest.mark.parametrize(("subset", "said"), SUBSETS)
def test_a_subset(subset: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = f'{CONFIG}model = "k-map"\nk = 2\n[subset]\n{subset}\n'
    (folder / "config.toml").write_text(config)
    assert said in refused(folder, capsys)


@pytest.mark.parametrize(("subset", "rows"), [('file = "some.csv"', 1), ('rows = "rows.csv"', 3)])
def test_a_good_subset_is_what_is_released(
    subset: str, rows: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = f'{CONFIG}model = "k-map"\nk = 1\n[subset]\n{subset}\n'
    (folder / "config.toml").write_text(config)
    assert anonymize(folder) == 0
    assert "suppressed   0 of" in capsys.readouterr().out
    assert pq.read_table(folder / "out/people.parquet").num_rows == rows
