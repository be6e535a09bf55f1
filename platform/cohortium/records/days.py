"""Days as hospitals write them: FHIR date and dateTime, and SQL's, to days since 1970-01-01.

Time of day and zone are dropped: the day is the one the hospital wrote (FHIR R4 2.24.0.1). A partial
date (``2024``, ``2024-05``) is readable but names no day.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

EPOCH = date(1970, 1, 1).toordinal()
_FULL = re.compile(
    r"\d{4}-\d\d-\d\d"
    r"(?:[T ](?:[01]\d|2[0-4]):[0-5]\d(?::[0-6]\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?",
    re.ASCII,
)
_PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)


@lru_cache(maxsize=1 << 16)
def _ordinal(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        return None


def day_number(value: Any) -> int | None:
    """Days from 1970-01-01 to the day of `value`; None when it is partial, absent or unreadable."""
    if isinstance(value, str) and len(value) >= 10:
        return _ordinal(value[:10])
    return None


def readable(value: Any) -> bool:
    """Whether `value` is a FHIR date or dateTime, whole or partial."""
    if not isinstance(value, str):
        return False
    if _FULL.fullmatch(value):
        return _ordinal(value[:10]) is not None
    return _PARTIAL.fullmatch(value) is not None


def iso(value: Any) -> str | None:
    """The day of `value` as YYYY-MM-DD, None when it names none."""
    return value[:10] if day_number(value) is not None else None


@lru_cache(maxsize=1 << 16)
def written(text: str, pattern: str) -> str | None:
    """The day that `text` writes in strptime's `pattern`, as YYYY-MM-DD; None when it does not."""
    try:
        return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
