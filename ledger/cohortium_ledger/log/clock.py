"""The time now, as entries carry it."""

from __future__ import annotations

import time
from functools import lru_cache


def now() -> str:
    """The time now: RFC 3339, UTC, with milliseconds."""
    seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
    return f"{_second(seconds)}.{milliseconds:03}Z"


@lru_cache(maxsize=1)  # a busy log is asked thousands of times a second
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
