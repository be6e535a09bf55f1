"""Dates of a release: one secret offset a subject, and coarser units.

Shifting keeps the intervals within a subject and hides the calendar. It is not the Safe Harbor of
45 CFR 164.514(b)(2), which allows years alone: shifted days stay inside the custodian's walls, and
what leaves is coarsened by `month` or `coarsen`.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.pseudonyms import keyed_digest

LONGEST_SHIFT = 364  # days; always into the past, so that no date lies in the future
UNITS = ("day", "month", "quarter", "year")


def offset_days(key: bytes, subject: str) -> int:
    """The days to add to every date of `subject` under `key`: from -364 to -1, each as likely.

    Draws beyond the largest multiple of 364 are drawn again, so no offset is favoured.
    """
    fair = 2**64 - 2**64 % LONGEST_SHIFT
    turn = 0
    while (draw := int.from_bytes(keyed_digest(key, b"offset", subject, turn)[:8], "big")) >= fair:
        turn += 1
    return -1 - draw % LONGEST_SHIFT


def shift(dates: Any, offsets: Any) -> Any:
    """`dates` (date32 array, plain or chunked) moved by `offsets` (days, one a row); nulls stay."""
    days = pc.cast(pc.cast(dates, pa.date32()), pa.int32())
    moved = pc.add_checked(days, pc.cast(pa.array(offsets), pa.int32()))
    return pc.cast(moved, pa.date32())


def month(dates: Any) -> Any:
    """`dates` as 'YYYY-MM' strings."""
    return coarsen(dates, "month")


def coarsen(dates: Any, unit: str) -> Any:
    """`dates` as strings of `unit`: '2020-03-09', '2020-03', '2020-Q1' or '2020'; nulls stay."""
    if unit not in UNITS:
        raise ValueError(f"a unit is one of {', '.join(UNITS)}")
    dates = pc.cast(dates, pa.date32())
    if unit == "quarter":
        quarter = pc.cast(pc.quarter(dates), pa.string())
        return pc.binary_join_element_wise(pc.strftime(dates, "%Y"), quarter, "-Q")
    return pc.strftime(dates, {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[unit])
