"""Two rules of the HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i): (B) places, (C) ages over 89.

Not here: the other sixteen identifiers (columns are dropped, text goes through the text
de-identifier), nor any claim that a table treated so meets the Safe Harbor as a whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

OLDEST_AGE = 89  # years; (C) lets ages above it be told only as one category
SMALL_AREA = "000"  # (B)(2): what stands for every area of 20,000 people or fewer
ZIP_CODE = r"^\s*([0-9]{3})(?:[0-9]{2}(?:-?[0-9]{4})?)?\s*$"


@dataclass(frozen=True, slots=True)
class SmallAreas:
    """The ZIP code areas (three digits) of 20,000 people or fewer, as of one census."""

    version: str
    prefixes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the version and the sorted prefixes, one a line: what a manifest names."""
        lines = (self.version, *sorted(self.prefixes))
        return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


CENSUS_2000 = SmallAreas(
    "census-2000",
    (
        "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831",
        "878", "879", "884", "890", "893",
    ),
)  # fmt: skip
"""The list in the guidance of the Office for Civil Rights; newer censuses need a list of their own."""


def zip3(codes: Any, small: SmallAreas = CENSUS_2000) -> Any:
    """The first three digits of ZIP `codes` (strings), '000' for small areas.

    Reads three, five or nine digits, with or without a hyphen; anything else becomes null.
    """
    codes = pc.cast(codes, pa.string())
    prefix = pc.replace_substring_regex(codes, ZIP_CODE, r"\1")
    prefix = pc.if_else(pc.is_in(prefix, value_set=pa.array(small.prefixes)), SMALL_AREA, prefix)
    return pc.if_else(
        pc.match_substring_regex(codes, ZIP_CODE), prefix, pa.scalar(None, pa.string())
    )


def birth_year_90(years: Any, reference_year: int) -> Any:
    """Birth `years` as strings, those of people who turn 90 by the end of `reference_year` as one.

    The category reads '1934 or earlier' for 2024. `reference_year` is the last year in which the
    table says anything of its people, so that no age over 89 can be worked out from it.
    """
    last = reference_year - OLDEST_AGE - 1
    years = pc.cast(years, pa.int64())
    return pc.if_else(pc.less_equal(years, last), f"{last} or earlier", pc.cast(years, pa.string()))
