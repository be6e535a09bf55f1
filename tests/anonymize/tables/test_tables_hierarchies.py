"""Hierarchies: the labels a person would expect, and that every level nests in the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize import (
    Atc,
    Dates,
    Icd10,
    InputError,
    Intervals,
    Prefix,
    Rows,
    SpecError,
    Suppress,
    Zip,
)


@pytest.mark.parametrize(
    ("rule", "value", "labels"),
    [
        (Intervals(5, 4), "1957", ("1957", "1955-1959", "1950-1959", "1940-1959", "*")),
        (Intervals(10, 2), "-3", ("-3", "-10--1", "*")),
        (Intervals(0.5, 2), "1.7", ("1.7", "[1.5, 2)", "*")),
        (Intervals(1, 2), "7", ("7", "7", "*")),
        (Prefix(5), "02139", ("02139", "0213*", "021**", "02***", "0****", "*")),
        (Prefix(3), "9", ("9", "*", "*", "*")),
        (
            Dates(("month", "quarter", "year")),
            "2020-08-09",
            ("2020-08-09", "2020-08", "2020-Q3", "2020", "*"),
        ),
        (Dates(("decade",)), "1987-01-01", ("1987-01-01", "1980s", "*")),
        (Suppress(), "f", ("f", "*")),
        (Suppress(), None, (None, "*")),
        (Prefix(2), None, (None, None, "*")),
        (Rows((("a", "x", "*"), ("b", "x", "*"))), "b", ("b", "x", "*")),
        (Rows((("a", "x", "*"), ("b", "y", "*"))), None, (None, None, "*")),
        (Rows((("a", "x", "*"), ("", "?", "*"))), None, (None, "?", "*")),
        (Rows((("a", "x"), ("b", "y"))), None, (None, None)),
        (Icd10(), "E11.65", ("E11.65", "E11.6", "E11", "E08-E13", "E00-E90", "*")),
        (Icd10(), "E1165", ("E1165", "E11.6", "E11", "E08-E13", "E00-E90", "*")),
        (Icd10(), "C7A.0", ("C7A.0", "C7A.0", "C7A", "C7A-C7A", "C00-D49", "*")),
        (Icd10(), "D40", ("D40", "D40", "D40", "D37-D48", "C00-D49", "*")),
        (Icd10(), "I5A", ("I5A", "I5A", "I5A", "I30-I5A", "I00-I99", "*")),
        (Icd10(), "X60", ("X60", "X60", "X60", "V00-Y99", "V00-Y99", "*")),  # WHO's alone
        (Icd10(), None, (None, "*")),
        (Atc(), "A10BA02", ("A10BA02", "A10BA", "A10B", "A10", "A", "*")),
        (Atc(), "A10", ("A10", "A10", "A10", "A10", "A", "*")),
        (Zip(), "02139-4307", ("02139-4307", "021**", "0****", "*")),
        (Zip(), "03601", ("03601", "000**", "000**", "*")),
    ],
)
def test_labels(rule: Any, value: str | None, labels: tuple[str | None, ...]) -> None:
    ladder = rule.climb([value], "column")
    assert tuple(level[0] for level in ladder.levels) == labels


def test_open_ended_categories_take_in_their_interval() -> None:
    ladder = Intervals(5, 4).climb(["1934 or earlier", "1935", "1938", "1941"], "born")
    assert ladder.levels[1] == ("1934 or earlier", "1935-1939", "1935-1939", "1940-1944")
    assert ladder.levels[2] == ("1939 or earlier",) * 3 + ("1940-1949",)
    assert ladder.levels[3] == ("1939 or earlier",) * 3 + ("1940-1959",)
    later = Intervals(10, 2).climb(["90 or later", "85"], "age")
    assert later.levels[1] == ("90 or later", "80-89")


def test_shares_weigh_all_leaves_of_a_file() -> None:
    rows = Rows(tuple((str(n), "low" if n < 4 else "high", "*") for n in range(10)))
    ladder = rows.climb(["1", "7"], "n")
    assert ladder.leaves == 10
    assert ladder.shares == ((0.1, 0.1), (0.4, 0.6), (1.0, 1.0))


def nested(levels: Sequence[Sequence[str | None]]) -> bool:
    return all(
        len(set(zip(low, high, strict=True))) == len(set(low)) for low, high in pairwise(levels)
    )


@given(
    st.lists(st.integers(-500, 500), min_size=1, unique=True),
    st.sampled_from([1, 2, 3, 5, 0.5, 7.25]),
    st.one_of(st.none(), st.integers(-500, 500)),
)
def test_intervals_nest(numbers: list[int], width: float, bound: int | None) -> None:
    values: list[str | None] = [str(n) for n in numbers if bound is None or n > bound]
    values += [] if bound is None else [f"{bound} or earlier"]
    assert nested(Intervals(width, 6).climb([*values, None], "n").levels)


@given(st.lists(st.text("012", min_size=1, max_size=6), min_size=1, unique=True))
def test_prefixes_nest(codes: list[str]) -> None:
    assert nested(Prefix(7).climb(codes, "code").levels)


@given(st.lists(st.integers(0, 40_000), min_size=1, unique=True))
def test_dates_nest(days: list[int]) -> None:
    values = [(date(1900, 1, 1) + timedelta(days=n)).isoformat() for n in days]
    assert nested(Dates(("month", "quarter", "year", "decade")).climb(values, "seen").levels)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Rows(()), "is empty"),
        (lambda: Rows((("a", "*"), ("b",))), "line 2 has 1 fields, not 2"),
        (lambda: Rows((("a", "*"), ("a", "*"))), "line 2 has the value of line 1"),
        (
            lambda: Rows((("a", "x", "1"), ("b", "x", "2"))),
            "lines 1 and 2 are one at level 1 and differ at level 2",
        ),
        (lambda: Intervals(0, 2), "width is a positive number"),
        (lambda: Intervals(float("nan"), 2), "width is a positive number"),
        (lambda: Intervals(5, 0), "levels is a whole number from 1"),
        (lambda: Prefix(99), "levels is a whole number from 1 to 32"),
        (lambda: Dates(("year", "month")), "in that order"),
        (lambda: Dates(("week",)), "some of day, month"),
        (lambda: Dates(()), "some of day, month"),
    ],
)
def test_bad_rules_are_refused(make: Any, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        make()


@pytest.mark.parametrize(
    ("rule", "values", "said"),
    [
        (Rows((("a", "*"),)), ["a", "secret"], "column c: 1 of its values are not in"),
        (Intervals(5, 2), ["1", "secret", "inf"], "column c: 2 of its values are not numbers"),
        (Dates(("year",)), ["2020-02-30"], "column c: 1 of its values are not dates"),
    ],
)
def test_values_that_do_not_fit_are_counted_not_shown(
    rule: Any, values: list[str], said: str
) -> None:
    with pytest.raises(InputError, match=said) as error:
        rule.climb(values, "c")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("rule", "value", "what"),
    [
        (Icd10(), "73211009", "ICD-10"), (Icd10(), "e11", "ICD-10"), (Icd10(), "E11.65432", "ICD-10"),
        (Atc(), "A1", "ATC"), (Atc(), "A10BA2", "ATC"), (Zip(), "SW1A", "ZIP"), (Zip(), "0213", "ZIP"),
    ],
)  # fmt: skip
def test_codes_of_another_system_are_refused_by_column_and_count(
    rule: Any, value: str, what: str
) -> None:
    with pytest.raises(InputError, match=f"column c: 1 of its values are not {what} codes"):
        rule.climb([value, None], "c")
