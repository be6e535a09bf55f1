"""Surrogates that look real: of the same form, the same within a key, and of nobody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.plausible import plausible

KINDS = ("NAME", "FACILITY", "ADDRESS", "PHONE", "MRN", "SSN", "ID", "EMAIL", "URL", "IP", "ZIP")


def test_a_person_stays_one_person() -> None:
    first, last = plausible("NAME", "John Smith", key=b"k").split()
    assert plausible("NAME", "SMITH, JOHN", key=b"k") == f"{last.upper()}, {first.upper()}"
    assert plausible("NAME", "Dr. Smith", key=b"k") == f"Dr. {last}"
    assert plausible("NAME", "smith's", key=b"k") == f"{last.lower()}'s"
    assert plausible("NAME", "O'Neil, MD", key=b"k").endswith(", MD")
    assert plausible("NAME", "Linh Do", key=b"k").split()[1] != "Do"


@pytest.mark.parametrize(
    ("kind", "found", "form"),
    [
        ("PHONE", "(617) 253-1000", r"\(\d{3}\) 555-01\d\d"),
        ("PHONE", "+1 617.253.1000", r"\+\d \d{3}\.555\.01\d\d"),
        ("SSN", "460-89-9847", r"9\d\d-\d\d-\d{4}"),
        ("MRN", "MR-00-482-117", r"[A-Z]{2}-0\d-\d{3}-\d{3}"),
        ("ZIP", "02139-4307", r"0\d{4}-\d{4}"),
        ("EMAIL", "ann.lee@mgh.harvard.edu", r"[a-z]+\d\d@example\.org"),
        ("URL", "http://www.lee.com/ann", r"https://example\.org/[a-z]+\d\d"),
        ("IP", "10.11.12.13", r"192\.0\.2\.\d{1,3}"),
        ("IP", "fe80::1", r"2001:db8::[0-9a-f]{1,2}"),
        ("FACILITY", "Lakeside Medical Center", r"[A-Z][a-z]+ Medical Center"),
        ("ADDRESS", "6750 Elm Street, Apt 4", r"[1-9]\d{3} [A-Z][a-z]+ Street, Apt [1-9]"),
    ],
)
def test_the_form_stays_and_the_value_goes(kind: str, found: str, form: str) -> None:
    made = plausible(kind, found, key=b"k")
    assert re.fullmatch(form, made), made
    assert made != found


@given(
    st.sampled_from(KINDS),
    st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9 .@:-]{0,18}[A-Za-z0-9])?", fullmatch=True),
)
def test_equal_under_one_key_alone(kind: str, found: str) -> None:
    made = plausible(kind, found, key=b"one")
    assert made and made == plausible(kind, found, key=b"one")


def test_keys_do_not_share_surrogates() -> None:
    names = [f"Name{'abcdefghij'[i % 10]}{'klmnopqrst'[i // 10]}" for i in range(100)]
    one, two = ([plausible("NAME", name, key=key) for name in names] for key in (b"1", b"2"))
    assert sum(a == b for a, b in zip(one, two, strict=True)) <= 2
    assert len(set(one)) >= 95
    numbers = [plausible("MRN", f"{number:08d}", key=b"1") for number in range(100)]
    assert len(set(numbers)) == 100
    assert not set(numbers) & {plausible("MRN", f"{n:08d}", key=b"2") for n in range(100)}


def test_a_made_up_text_is_trusted_and_consistent() -> None:
    text = (
        "Mr. John Smith, MRN: 84920173, jsmith@partners.org, 3/14/2021. Smith is 93, born in 1931."
    )
    reader = Deidentifier("codes", style="plausible", recognize=lambda texts: [[] for _ in texts])
    known = {"names": ["John Smith"], "ids": ["84920173"]}
    made = reader.deidentify(text, known, key=b"k")
    assert (made.quarantined, made.reason) == (False, "")
    name = made.text.split()[2].rstrip(",")
    assert f". {name} is" in made.text
    assert [part for part in ("John", "Smith", "84920173", "jsmith") if part in made.text] == []
    assert reader.deidentify(text, known, key=b"other").text != made.text


def test_no_other_style() -> None:
    with pytest.raises(InputError, match="plausible"):
        Deidentifier(style="pretty")  # type: ignore[arg-type]
