"""Months with their year as clinicians write them, and the same form for another month.

A month is a whole number here: twelve times its year and its place in the year, from 0. Digits that
could as well be a day ("Mar 21", "03/21") are no form of one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from cohortium_anonymize.text.words import moments, moments_spanish
from cohortium_anonymize.text.words.usage import PLAIN, Usage

_LONG_YEAR = r"(?P<y>(?:19|20)\d{2})"
_MON = rf"(?P<mon>{moments.MONTH})"
FORMS: Final = (
    rf"(?P<mes>{moments_spanish.NAME})\.?(?i:[ ]del?(?:[ ]ano)?|[-/,])?[ ]?{_LONG_YEAR}",
    rf"{_MON}\.?(?i:[ ]of)?[-/, ]{{1,2}}{_LONG_YEAR}",
    rf"{_MON}\.?(?i:[ ]of)?[-/, ]{{1,2}}'(?P<y>\d{{2}})",
    rf"{_LONG_YEAR}[- ,]{{1,2}}{_MON}",
    rf"(?P<m>0?[1-9]|1[0-2])[ ]?[-/][ ]?{_LONG_YEAR}",
    rf"{_LONG_YEAR}[-/](?P<m>0[1-9]|1[0-2])",
)
_FORMS = tuple(map(re.compile, FORMS))


def parse(text: str) -> int | None:
    """The month that `text`, a month with its year and nothing more, means; None when it is none."""
    match = _match(text)
    return _number(match) if match else None


def month(day: date) -> int:
    """The month in which a day lies."""
    return 12 * day.year + day.month - 1


def told(number: int, like: str, usage: Usage = PLAIN) -> str:
    """The month `number` in the form of `like`, a text that `parse` reads."""
    match = _match(like)
    if match is None:
        raise ValueError("no month with its year")
    year, place = divmod(number, 12)
    pieces = sorted(
        (match.span(name), _rendered(name, match, year, place + 1, usage))
        for name, was in match.groupdict().items()
        if was
    )
    out, at = [], 0
    for (start, end), piece in pieces:
        out += [like[at:start], piece]
        at = end
    return "".join(out) + like[at:]


def _match(text: str) -> re.Match[str] | None:
    return next((match for form in _FORMS if (match := form.fullmatch(text))), None)


def _number(match: re.Match[str]) -> int:
    found = match.groupdict()
    if found.get("mes"):
        month = moments_spanish.number(found["mes"])
    else:
        month = moments.numbered(found["mon"]) if found.get("mon") else int(found["m"])
    return 12 * moments.in_full(int(found["y"])) + month - 1


def _rendered(name: str, match: re.Match[str], year: int, month: int, usage: Usage) -> str:
    was = match[name]
    if name == "y":
        return str(year) if len(was) == 4 else f"{year % 100:02d}"
    if name == "m":
        bare = was[0] != "0" and usage.padded is False
        return str(month) if bare else str(month).zfill(len(was))
    if name == "mes":
        return moments_spanish.named(month, was)
    return moments.named(month, match, usage)
