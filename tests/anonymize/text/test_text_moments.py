"""Dates in clinical forms: read, and moved in the same form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.words.moments import parse, shifted

SAME_DAY = (
    "2021-03-14", "2021/3/14", "20210314", "03/14/2021", "3/14/21", "3-14-2021", "14.3.21",
    "14.03.2021", "March 14, 2021", "Mar 14 2021", "Mar. 14th, 2021", "14 March 2021",
    "14th of March 2021", "14-Mar-2021", "14MAR2021", "14/III/2021", "2021-Mar-14",
    "2021-03-14T09:32:00Z", "3/14/2021 09:32",
)  # fmt: skip


@pytest.mark.parametrize("text", SAME_DAY)
def test_the_same_day_in_every_form(text: str) -> None:
    assert parse(text) == date(2021, 3, 14)


@pytest.mark.parametrize(
    ("text", "days", "moved"),
    [
        ("03/14/2021", -10, "03/04/2021"),
        ("3/14/21", -10, "3/4/21"),
        ("14.3.21", 20, "3.4.21"),
        ("March 14th, 2021", -12, "March 2nd, 2021"),
        ("MAR 14 2021", 30, "APR 13 2021"),
        ("14-Mar-2021", 365, "14-Mar-2022"),
        ("20210314", -75, "20201229"),
        ("14/III/2021", 31, "14/IV/2021"),
        ("2021-03-14T09:32:00Z", 1, "2021-03-15T09:32:00Z"),
        ("May 30, 2021", 2, "June 1, 2021"),
    ],
)
def test_a_moved_date_keeps_its_form(text: str, days: int, moved: str) -> None:
    assert shifted(text, days) == moved


@pytest.mark.parametrize(
    "text", ["March 2021", "3/2021", "March 14", "2021", "31/31/2021", "2/30/2021", "", "x"]
)
def test_less_than_a_day_of_the_calendar_is_not_moved(text: str) -> None:
    assert shifted(text, 5) is None


@given(
    st.dates(date(1950, 1, 1), date(2040, 1, 1)),
    st.integers(-3000, 3000),
    st.sampled_from(
        ["%Y-%m-%d", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y%m%d", "%d.%m.%Y"]
    ),
)
def test_moving_there_and_back_is_the_same_day(day: date, days: int, form: str) -> None:
    there = shifted(day.strftime(form), days)
    assert there is not None
    assert parse(there) == day + timedelta(days=days)
    assert parse(shifted(there, -days) or "") == day
