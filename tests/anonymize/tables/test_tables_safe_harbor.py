"""Safe Harbor: what is planted goes, and nothing that stays tells an age over 89 or a day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize import InputError, SpecError
from cohortium_anonymize.hipaa import KINDS, SafeHarbor, read_small_areas

REFERENCE = 2024


def released(columns: dict[str, str], values: dict[str, Any], **more: Any) -> dict[str, list[Any]]:
    table, _ = SafeHarbor(columns, REFERENCE, **more).apply(pa.table(values))
    told: dict[str, list[Any]] = table.to_pydict()
    return told


def test_every_identifier_of_the_rule_has_a_kind_and_removed_ones_go() -> None:
    assert {kind.letter for kind in KINDS.values()} - {""} == set("ABCDEFGHIJKLMNOPQR")
    removed = [name for name, kind in KINDS.items() if kind.treatment == "removed"]
    columns = {f"c{at}": name for at, name in enumerate(removed)} | {"dx": "not-identifying"}
    values = {name: ["planted"] for name in columns} | {"dx": ["E11"]}
    assert released(columns, values) == {"dx": ["E11"]}


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date(1934, 12, 31), "1934 or earlier"),  # 90 on the last day of the reference year
        (date(1935, 1, 1), "1935"),
        (date(1936, 2, 29), "1936"),
        (date(1904, 2, 29), "1934 or earlier"),
        ("1934", "1934 or earlier"),
        ("2/29/1932", "1934 or earlier"),
        (datetime(1933, 5, 5, 12, tzinfo=UTC), "1934 or earlier"),
        ("about 1930", None),
        (None, None),
    ],
)
def test_birth_dates(born: Any, told: str | None) -> None:
    kind = pa.string() if born is None else None
    assert released({"b": "birth-date"}, {"b": pa.array([born], kind)}) == {"b": [told]}


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2024-02-29", "2024"), ("2024-02-29T08:15:00Z", "2024"), ("20240229", "2024"),
        ("02/29/2024", "2024"), ("29.02.2024", "2024"), ("2024-02", "2024"), ("2024", "2024"),
        ("Feb 29, 2024", None), ("0001-01-01", None), ("29/02/24", None), ("", None),
    ],
)  # fmt: skip
def test_dates_are_years_or_nothing(written: str, year: str | None) -> None:
    assert released({"d": "date"}, {"d": [written]}) == {"d": [year]}


def test_an_age_that_the_years_around_it_make_one_over_89_goes() -> None:
    columns = {"age": "age", "first": "date", "last": "date"}
    values = {
        "age": [70, 70, 89, 89, 90, 101],
        "first": ["2000", "2000", "2024", "2023", "2024", "2024"],
        "last": ["2024", "2010", "2024", "2024", "2024", "2024"],
    }
    assert released(columns, values)["age"] == [None, "70", "89", None, *["90 or later"] * 2]


def test_a_persons_rows_are_looked_at_together() -> None:
    columns = {"who": "medical-record-number", "age": "age", "seen": "date"}
    values = {"who": ["a", "a", "b"], "age": [80, None, 80], "seen": ["2010", "2022", "2010"]}
    alone = released(columns, values)["age"]
    assert alone == ["80", None, "80"]
    assert released(columns, values, subject="who")["age"] == [None, None, "80"]


@pytest.mark.parametrize(
    ("people", "told"), [("20000", "000"), ("20001", "021"), ("0", "000")]
)  # "more than 20,000 people", says the rule
def test_an_area_of_exactly_20000_is_small(tmp_path: Path, people: str, told: str) -> None:
    path = tmp_path / "census-2020.csv"
    path.write_text(f"prefix,population\n021,{people}\n")
    small = read_small_areas(path)
    assert small.describe()["version"] == "census-2020"
    values = {"z": ["02139", "02139-4307", "99950", "SW1A 1AA"]}
    assert released({"z": "zip"}, values, small=small) == {"z": [told, told, "000", None]}


@pytest.mark.parametrize(
    "text",
    [
        "", "zip,people\n021,5\n", "prefix,population\n21,5\n", "prefix,population\n021,many\n",
        "prefix,population\n021,5\n021,6\n", "prefix,population\n021\n",
    ],
)  # fmt: skip
def test_tables_of_areas_are_read_strictly(tmp_path: Path, text: str) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(text)
    with pytest.raises(SpecError, match=r"areas\.csv"):
        read_small_areas(path)


def test_it_fails_closed() -> None:
    table = pa.table({"a": ["x"], "b": ["2030-01-01"]})
    with pytest.raises(InputError, match="column b is not declared"):
        SafeHarbor({"a": "name"}, REFERENCE).apply(table)
    with pytest.raises(InputError, match="no column c"):
        SafeHarbor({"a": "name", "b": "date", "c": "name"}, REFERENCE).apply(table)
    with pytest.raises(InputError, match="after reference_year"):
        SafeHarbor({"a": "name", "b": "date"}, REFERENCE).apply(table)
    with pytest.raises(SpecError, match="column a: its kind is one of"):
        SafeHarbor({"a": "text"}, REFERENCE)
    with pytest.raises(SpecError, match="subject s"):
        SafeHarbor({"a": "name"}, REFERENCE, subject="s")


def test_the_report_names_treatments_and_what_was_withheld() -> None:
    table = pa.table({"n": ["Ann"], "d": ["soon"], "z": ["02139"]})
    columns = {"n": "name", "d": "date", "z": "zip"}
    _, told = SafeHarbor(columns, REFERENCE).apply(table)
    assert told["method"].startswith("Safe Harbor")
    assert told["columns"]["d"] == {"identifier": "C", "treatment": "year", "withheld": 1}
    assert told["small_areas"]["version"] == "census-2000"


DAYS = st.dates(date(1900, 1, 1), date(REFERENCE, 12, 31))
PEOPLE = st.lists(st.tuples(DAYS, DAYS, DAYS, st.integers(0, 99_999)), min_size=1, max_size=20)


@given(PEOPLE)
def test_nothing_tells_a_day_or_an_age_over_89(people: list[tuple[date, date, date, int]]) -> None:
    values = {
        "born": [min(dates) for *dates, _ in people],
        "came": [sorted(dates)[1] for *dates, _ in people],
        "left": [max(dates) for *dates, _ in people],
        "age": [(sorted(d)[1] - min(d)).days // 366 for *d, _ in people],
        "zip": [f"{code:05d}" for *_, code in people],
    }
    columns = {"born": "birth-date", "came": "date", "left": "date", "age": "age", "zip": "zip"}
    told = released(columns, values)
    for born, came, left, age, code in zip(*told.values(), strict=True):
        assert re.fullmatch(r"\d{4}|1934 or earlier", born)
        assert re.fullmatch(r"\d{4}", came) and re.fullmatch(r"\d{4}", left)
        assert re.fullmatch(r"\d{3}", code)
        if not born.endswith("earlier"):
            assert max(int(came), int(left)) - int(born) <= 89
        if age is not None and age != "90 or later":
            assert int(age) <= 89 and int(age) + int(left) - int(came) <= 89
