"""The dates of a whole text: moved alike in every form, read in the order that it uses, silent of the offset."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.dates import shift
from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.dating import MONTH_DAYS, Dating
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words import months

ALONE = Deidentifier("codes")  # rules alone: nothing to load
FORMS = (
    "%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%Y%m%d", "%Y%m%d093205", "%Y-%m-%dT09:32:05+01:00",
    "%Y%m%dT093205Z", "%m-%d-%Y 0932 hrs", "%Y-%j", "%m/%d/'%y", "%A, %B %d, %Y",
)  # fmt: skip
SHORT = (
    "%d-%b-%Y",
    "%d%b%Y",
    "%d0932Z%b%y",
    "%b %d, %Y",
    "on %Y-%b-%d",
)  # "May" is no whole name there
DAYS = st.dates(date(1992, 3, 1), date(2037, 1, 1))
OFFSETS = st.integers(-364, -1)
HABIT = {"%b %Y": "2 Oct", "%b '%y": "Oct 2"}  # beside which "May" is no whole name
MONTHS = ("%B %Y", "%b %Y", "%m/%Y", "%Y-%m", "%b '%y", "%B of %Y", "%Y %B")


def moved(text: str, days: int) -> str:
    return ALONE.deidentify(text, key=b"k", offset_days=days).text


def told(dates: list[str], offset: int) -> list[str | None]:
    """What a text with nothing but `dates`, all of them found, says afterwards."""
    found = [(Span(at, at + 1, "DATE", "rules"), said) for at, said in enumerate(dates)]
    dating = Dating.of("", found, offset)
    return [dating.moved(said) for said in dates]


def written(number: int, form: str) -> str:
    return date(number // 12, number % 12 + 1, 1).strftime(form)


@pytest.mark.parametrize(("forms", "beside"), [(FORMS, "October 2"), (SHORT, "Oct 2")])
@given(day=DAYS, offset=OFFSETS)
def test_a_day_moves_in_every_form_as_the_columns_do(
    forms: tuple[str, ...], beside: str, day: date, offset: int
) -> None:
    [column] = shift(pa.array([day]), [offset]).to_pylist()
    there = told([*(day.strftime(form) for form in forms), beside], offset)[:-1]
    made = [column.strftime(form.replace("%A", "[DATE]")) for form in forms]
    assert [_bare(said or "") for said in there] == [_bare(said) for said in made]
    back = told([*(column.strftime(form) for form in forms), beside], -offset)[:-1]
    assert [_bare(said or "") for said in back] == [
        _bare(day.strftime(form.replace("%A", "[DATE]"))) for form in forms
    ]


def _bare(said: str) -> str:
    """Without the zeros in front of numbers, which are the author's own."""
    return re.sub(r"\b0(?=\d(?!\d))", "", said)


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d", "%m/%d/%Y", "%d%b%Y", "%B %d, %Y", "%d0932Z%b%y", "%m-%d-%Y"]
)
@pytest.mark.parametrize("offset", [-1, -40, -364])
def test_the_rules_find_the_form_and_keep_it(form: str, offset: int) -> None:
    day = date(2021, 12, 25)
    text = moved(f"seen {day.strftime(form)} in clinic", offset)
    assert text == f"seen {(day + timedelta(days=offset)).strftime(form)} in clinic"


@pytest.mark.parametrize("unit", [1, 1000])
@pytest.mark.parametrize("offset", [-1, -364])
def test_seconds_move_by_whole_days(unit: int, offset: int) -> None:
    text = moved(f"timestamp: {1_615_714_320 * unit} end", offset)
    assert text == f"timestamp: {(1_615_714_320 + 86_400 * offset) * unit} end"


@given(DAYS, OFFSETS, st.sampled_from(MONTHS))
def test_months_move_in_their_form_and_back(day: date, offset: int, form: str) -> None:
    number = months.month(day)
    [there, *_] = told([day.strftime(form), HABIT.get(form, "")], offset)
    then = number + round(offset / MONTH_DAYS)
    assert there == written(then, form)
    assert abs(then - months.month(day + timedelta(days=offset))) <= 1
    [back] = told([there], -offset)
    assert months.parse(back or "") == number


@given(DAYS, OFFSETS, OFFSETS, st.lists(st.integers(-30, 30), max_size=4), st.sampled_from(MONTHS))
def test_months_beside_a_full_date_tell_nothing_of_the_offset(
    day: date, one: int, other: int, apart: list[int], form: str
) -> None:
    """What is released is the same for whatever offset leads to the same day."""

    def released(true: date, offset: int) -> list[str | None]:
        number = months.month(true)
        beside = [written(number + by, form) for by in (0, *apart)]
        return told([*beside, f"{true:%Y-%m-%d}", HABIT.get(form, "")], offset)

    there = day + timedelta(days=one)
    assert released(day, one) == released(there - timedelta(days=other), other)


@given(st.lists(DAYS, min_size=1, max_size=4), OFFSETS, OFFSETS)
def test_months_alone_tell_no_more_than_how_many_of_them_the_offset_is(
    days: list[date], one: int, other: int
) -> None:
    said = [f"{day:%B %Y}" for day in days]
    same = round(one / MONTH_DAYS) == round(other / MONTH_DAYS)
    assert (told(said, one) == told(said, other)) is same


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("early March 2021 (3/3/2021)", "[DATE] (11/23/2020)"), ("the first week of March 2021", "the [DATE]"),
        ("March and April 2021", "[DATE] and January 2021"), ("desde marzo a mayo de 2021", "desde [DATE] a febrero de 2021"),
        ("a mediados de marzo de 2021", "a [DATE]"), ("Q3 2020, summer of 2020", "[DATE], [DATE]"), ("03/2021-05/2021", "12/2020-02/2021"),
        ("from March 2021 to May 2021", "from December 2020 to February 2021"), ("3/14/2021 to 3/16/2021", "12/4/2020 to 12/6/2020"),
        ("Mar21, Mar-21", "[DATE], [DATE]"), ("DOB March 1962", "DOB [BIRTH_DATE]"), ("MARZO DE 2021", "DICIEMBRE DE 2020"),
        ("in 2019", "in 2019"), ("since last March", "since [DATE]"), ("31/31/2021", "[DATE]"), ("2021-367", "2021-367"),
    ],
)  # fmt: skip
def test_what_is_left_of_less_than_a_day(text: str, left: str) -> None:
    assert moved(text, -100) == left


ENGLISH = "The patient was seen for a cough and she has had no fever at home since. "
SPANISH = "La paciente acude a urgencias por dolor en el pecho desde hace dos dias, sin fiebre. "


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (["Mar 3, 2021", "May 5, 2021"], ["Feb 1, 2021", "Apr 5, 2021"]),
        (
            ["Mar. 3, 2021", "May 5, 2021", "May. 6, 2021"],
            ["Feb. 1, 2021", "Apr. 5, 2021", "Apr. 6, 2021"],
        ),
        (["March 3, 2021", "May 5, 2021"], ["February 1, 2021", "April 5, 2021"]),
        (["3/5/2021", "11/12/2021", "12/2021"], ["2/3/2021", "10/13/2021", "11/2021"]),
        (["1/5/2021", "10/31/2021"], ["12/6/2020", "10/1/2021"]),
        (["01/15/2021", "10/31/2021"], ["12/16/2020", "10/01/2021"]),
        (["31MAR2021"], ["01MAR2021"]),
        (["Oct 31, 2021", "Jan 05, 2021"], ["Oct 01, 2021", "Dec 06, 2020"]),
    ],
)
def test_how_a_moved_date_is_written_is_the_texts(texts: list[str], left: list[str]) -> None:
    """Else "April" among abbreviations would have been May, and "1" among "01" of two digits."""
    assert told(texts, -30) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Seen 05/03/2021.", "Seen 05/02/2021."),
        ("Seen 26/05/2021, again 05/03/2021.", "Seen 25/05/2021, again 04/03/2021."),
        ("Seen 26/05, again 05/03/2021.", "Seen [DATE], again 04/03/2021."),
        ("Seen 05/26/2021, again 05/03/2021.", "Seen 05/25/2021, again 05/02/2021."),
        ("On 26/05/2021, 05/26/2021, 05/03/2021", "On 25/05/2021, 05/25/2021, 05/02/2021"),
        ("BP 14/8; seen 05/03/2021", "BP 14/8; seen 05/02/2021"),
        ("DOB 26/05/1961, seen 05-03-2021", "DOB [BIRTH_DATE], seen 04-03-2021"),
        (ENGLISH + "Back 05/03/2021.", ENGLISH + "Back 05/02/2021."),
        (SPANISH + "Alta 05/03/2021.", SPANISH + "Alta 04/03/2021."),
        (SPANISH + "Alta 05/03/2021 y 05/26/2021.", SPANISH + "Alta 05/02/2021 y 05/25/2021."),
        ("Control el 05/03/2021 por la tarde.", "Control el 04/03/2021 por la tarde."),
        (SPANISH + "En mayo de 2021, 01/06/2021", SPANISH + "En abril de 2021, 31/05/2021"),
        ("Operated 5.3.2021", "Operated 4.3.2021"),
    ],
)
def test_the_order_of_day_and_month_is_the_texts(text: str, left: str) -> None:
    assert moved(text, -1) == left


def test_a_model_s_longer_find_still_moves(deidentifier: Deidentifier) -> None:
    for text, left in (
        ("Tuesday, March 16, 2021", "[DATE], December 6, 2020"),
        ("the month of March 2021", "the month of December 2020"),
        ("seen 3/14/21 1530: stable", "seen 12/4/20 1530: stable"),
    ):
        assert deidentifier.deidentify(text, key=b"k", offset_days=-100).text == left
        assert "2021" not in deidentifier.deidentify(text, key=b"k").text
