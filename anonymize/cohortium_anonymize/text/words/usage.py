"""What a date alone leaves open, and the other dates of its text decide. Pure.

"05/04/2021" may be a day of April or of May; "May" may be an abbreviation; "10/12" may be somebody's who
writes "01/02" or "1/2". Read or written otherwise than its neighbours, a moved date would say what it was before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NAMES = r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
_SHORT = re.compile(rf"(?i)(?<![a-z]){_NAMES}(?![a-z])(?P<dot>\.?)")
_DAY_ZERO = re.compile(r"(?i)(?<!\d)0[1-9][ -](?:(?:of|de)[ ])?[a-z]{3}|[a-z]{3}\.?[ ]0[1-9](?!\d)")
NUMBERS: Final = re.compile(
    r"(?<![\w/.-])(?P<a>\d{1,2})(?P<sep>[-/])(?P<b>\d{1,2})(?P<y>(?P=sep)'?(?:\d{4}|\d\d))?(?![\w/]|\.\d)"
)
_MONTH_ALONE = re.compile(r"(?<![\w/.-])(?P<a>\d{1,2})[ ]?[-/][ ]?(?:19|20)\d{2}(?!\d)")
_LAST_MONTH: Final = 12


@dataclass(frozen=True, slots=True)
class Usage:
    """`day_first`: how digits are read where both orders are possible. `short`: "" where "May" is the whole
    name, else what abbreviations end with, "." or " ". `padded`, `padded_day`: whether 1 is
    written 01 in digits (None: nothing says), and beside a month's name."""

    day_first: bool = False
    short: str = ""
    padded: bool | None = None
    padded_day: bool = False


PLAIN: Final = Usage()
DAY_FIRST: Final = Usage(day_first=True)


def usage(dates: Sequence[str], *, otherwise: bool = False) -> Usage:
    """That of a text with these dates; `otherwise` is the order of day and month where they do not say."""
    short = [match["dot"] or " " for said in dates for match in _SHORT.finditer(said)]
    numbers = [match for said in dates for match in NUMBERS.finditer(said)]
    digits = [match[name] for match in numbers for name in ("a", "b")]
    digits += [match["a"] for said in dates for match in _MONTH_ALONE.finditer(said)]
    zeros, bare = any(d[0] == "0" for d in digits), any(len(d) == 1 for d in digits)
    first = day_first(dates)
    return Usage(
        day_first=otherwise if first is None else first,
        short=max(short, key=short.count, default=""),
        padded=zeros if zeros or bare else None,
        padded_day=any(_DAY_ZERO.search(said) for said in dates),
    )


def day_first(dates: Sequence[str]) -> bool | None:
    """Whether days stand first in dates of digits; None where that cannot be told. Full dates count before others."""
    found = [match for said in dates for match in NUMBERS.finditer(said)]
    for full in (True, False):
        said = {_order(match) for match in found if bool(match["y"]) is full} - {""}
        if said:
            return said == {"day"}
    return None


def open_to_both(said: str) -> bool:
    """Whether a full date in `said` can be read in both orders."""
    return any(match["y"] and not _order(match) for match in NUMBERS.finditer(said))


def _order(match: re.Match[str]) -> str:
    """Which of the two numbers must come first: "day", "month" or, where both may, ''."""
    first, second = int(match["a"]), int(match["b"])
    if max(first, second) <= _LAST_MONTH or min(first, second) > _LAST_MONTH:
        return ""
    return "day" if first > _LAST_MONTH else "month"
