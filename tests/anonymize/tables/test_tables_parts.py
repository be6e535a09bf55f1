"""Pseudonyms, dates, the two Safe Harbor rules, and bands."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import example, given
from hypothesis import strategies as st

from cohortium_anonymize import dates, hipaa, pseudonyms
from cohortium_anonymize.transforms import bands

KEY = bytes(range(32))


def test_derived_keys_are_hkdf_and_apart() -> None:
    assert pseudonyms.derive(KEY, "a") == HKDF(SHA256(), 32, salt=None, info=b"a").derive(KEY)
    assert pseudonyms.derive(KEY, "a") != pseudonyms.derive(KEY, "b")
    assert len(pseudonyms.derive(KEY, "a", 64)) == 64


def test_pseudonyms_look_the_same_and_differ_by_key_and_subject() -> None:
    names = {pseudonyms.pseudonym(KEY, f"patient {n}") for n in range(1000)}
    assert len(names) == 1000
    assert all(
        len(name) == 26 and set(name) <= set("abcdefghijklmnopqrstuvwxyz234567") for name in names
    )
    assert pseudonyms.pseudonym(KEY, "x") == pseudonyms.pseudonym(KEY, "x")
    assert pseudonyms.pseudonym(KEY, "x") != pseudonyms.pseudonym(bytes(32), "x")


@pytest.mark.parametrize("use", [pseudonyms.pseudonym, dates.offset_days, pseudonyms.derive])
def test_short_keys_are_refused(use: object) -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        use(b"short", "x")  # type: ignore[operator]


def test_offsets_are_within_a_year_and_even() -> None:
    drawn = Counter(dates.offset_days(KEY, str(n)) for n in range(364 * 60))
    assert set(drawn) == set(range(-364, 0))
    squares = sum((many - 60) ** 2 / 60 for many in drawn.values())
    assert squares < 363 + 5 * math.sqrt(2 * 363)  # chi-squared, five deviations


def test_shifting_moves_each_row_by_its_own_offset() -> None:
    days = [date(2020, 3, 9), None, date(2020, 1, 1)]
    shifted = dates.shift(pa.chunked_array([pa.array(days[:2]), pa.array(days[2:])]), [-9, -5, -1])
    assert shifted.to_pylist() == [date(2020, 2, 29), None, date(2019, 12, 31)]
    assert shifted.type == pa.date32()


@given(st.lists(st.dates(date(1700, 1, 1), date(2300, 1, 1)), min_size=2), st.integers(-364, -1))
def test_shifting_keeps_intervals(days: list[date], offset: int) -> None:
    shifted = dates.shift(pa.array(days, pa.date32()), [offset] * len(days)).to_pylist()
    assert shifted == [day + timedelta(days=offset) for day in days]


@pytest.mark.parametrize(
    ("unit", "label"),
    [("day", "2020-08-09"), ("month", "2020-08"), ("quarter", "2020-Q3"), ("year", "2020")],
)
def test_coarser_dates(unit: str, label: str) -> None:
    column = pa.array([date(2020, 8, 9), None])
    assert dates.coarsen(column, unit).to_pylist() == [label, None]
    assert dates.month(column).to_pylist() == ["2020-08", None]


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="a unit is one of"):
        dates.coarsen(pa.array([date(2020, 8, 9)]), "week")


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("02139", "021"), ("02139-1234", "021"), ("021391234", "021"), ("021", "021"), (" 02139 ", "021"),
        ("03601", "000"), ("203", "000"), ("89301-0001", "000"), ("2139", None), ("K1A 0B1", None),
        ("", None), (None, None), ("0213912345", None),
    ],
)  # fmt: skip
def test_zip_codes(code: str | None, prefix: str | None) -> None:
    assert hipaa.zip3(pa.array([code], pa.string())).to_pylist() == [prefix]


def test_the_list_of_small_areas_has_a_digest_that_binds_it() -> None:
    listed = hipaa.CENSUS_2000
    assert len(listed.prefixes) == 17
    again = hipaa.SmallAreas(listed.version, tuple(reversed(listed.prefixes)))
    assert again.digest == listed.digest
    assert hipaa.SmallAreas(listed.version, listed.prefixes[1:]).digest != listed.digest
    assert hipaa.zip3(pa.array(["02139"]), hipaa.SmallAreas("test", ("021",))).to_pylist() == [
        "000"
    ]


@pytest.mark.parametrize(
    ("born", "told"),
    [(1900, "1934 or earlier"), (1934, "1934 or earlier"), (1935, "1935"), (None, None)],
)
def test_ages_over_89_are_one_category(born: int | None, told: str | None) -> None:
    assert hipaa.birth_year_90(pa.array([born], pa.int32()), 2024).to_pylist() == [told]


@pytest.mark.parametrize(
    ("number", "edge", "label"),
    [
        (128.4, 120, "[120, 130)"), (130, 130, "[130, 140)"), (0.29, 0.29, "[0.29, 0.3)"),
        (0.1 + 0.2, 0.3, "[0.3, 0.31)"), (0, 0, "[0, 0.1)"), (7, 7, "[7, 7.1)"), (-128.4, -130, "[-130, -120)"),
        (1e6, 1e6, "[1000000, 1100000)"), (float("nan"), None, None), (float("inf"), None, None), (None, None, None),
    ],
)  # fmt: skip
def test_bands(number: float | None, edge: float | None, label: str | None) -> None:
    column = pa.array([number], pa.float64())
    assert bands.band(column).to_pylist() == [edge]
    assert bands.labels(column).to_pylist() == [label]


@given(st.floats(1e-200, 1e200), st.integers(1, 6), st.booleans())
@example(9.000000009000001e199, 1, True)
def test_a_band_holds_its_value_and_is_stable(size: float, digits: int, negative: bool) -> None:
    number = -size if negative else size
    (edge,) = bands.band(pa.array([number]), digits).to_pylist()
    assert edge <= number * (1 + math.copysign(1e-8, number))
    assert number - edge <= abs(number) * 10.0 ** (1 - digits) * (1 + 1e-8)
    assert bands.band(pa.array([edge]), digits).to_pylist() == [edge]


def test_bands_keep_nulls_in_chunks() -> None:
    column = pa.chunked_array([pa.array([1.23, None]), pa.array([456.0])])
    assert bands.band(column).to_pylist() == [1.2, None, 450.0]
