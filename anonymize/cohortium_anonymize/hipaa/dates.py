"""Dates under 45 CFR 164.514(b)(2)(i)(C): years alone, and none that tell of an age over 89.

Everything is worked out from years, so a leap day is a day like any other: whoever reaches 90 at any
time of the reference year counts as over 89 in all of it.
"""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

OLDEST_AGE = 89  # years; (C) lets ages above it be told only as one category
OLDER = "90 or later"  # what an age over 89 is told as: a number that `Intervals` reads
FIRST_YEAR, LAST_YEAR = 1800, 2199  # what is no year of these is no date of a patient
_WRITTEN = (
    re.compile(r"(\d{4})(?:-\d{2}(?:-\d{2}(?:[T ].*)?)?)?"),  # 2020, 2020-03, 2020-03-09T10:00
    re.compile(r"(\d{4})/\d{1,2}/\d{1,2}"),  # 2020/3/9
    re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{4})"),  # 3/9/2020, 09.03.2020
    re.compile(r"(\d{4})\d{4}"),  # 20200309
)


def years(dates: Any) -> pa.Array:
    """The year (int64) of each of `dates`: dates, timestamps, whole numbers or written dates.

    What cannot be read as a date becomes null: it is withheld, never passed on.
    """
    column = dates.combine_chunks() if isinstance(dates, pa.ChunkedArray) else dates
    if pa.types.is_temporal(column.type) and not pa.types.is_time(column.type):
        found = pc.year(column)
    elif pa.types.is_integer(column.type):
        found = pc.cast(column, pa.int64())
    else:
        encoded = pc.cast(column, pa.string()).dictionary_encode()
        read = pa.array([_year(word) for word in encoded.dictionary.to_pylist()], pa.int64())
        found = pc.take(read, encoded.indices)
    sane = pc.and_(pc.greater_equal(found, FIRST_YEAR), pc.less_equal(found, LAST_YEAR))
    return pc.if_else(sane, found, pa.scalar(None, pa.int64()))


def birth_year_90(birth_years: Any, reference_year: int) -> Any:
    """`birth_years` as strings, those of people who turn 90 by the end of `reference_year` as one.

    The category reads '1934 or earlier' for 2024. `reference_year` is the last year in which the
    table says anything of its people, so that no age over 89 can be worked out from it.
    """
    last = reference_year - OLDEST_AGE - 1
    numbers = pc.cast(birth_years, pa.int64())
    return pc.if_else(
        pc.less_equal(numbers, last), f"{last} or earlier", pc.cast(numbers, pa.string())
    )


def age_90(ages: Any) -> Any:
    """`ages` (years) as strings, those over 89 as '90 or later'; what is no age becomes null."""
    numbers = pc.cast(ages, pa.float64())
    whole = pc.cast(pc.floor(numbers), pa.int64(), safe=False)
    sane = pc.greater_equal(numbers, 0)
    told = pc.if_else(pc.greater(whole, OLDEST_AGE), OLDER, pc.cast(whole, pa.string()))
    return pc.if_else(sane, told, pa.scalar(None, pa.string()))


def _year(word: str | None) -> int | None:
    if word is None:
        return None
    for form in _WRITTEN:
        if match := form.fullmatch(word.strip()):
            return int(match[1])
    return None
