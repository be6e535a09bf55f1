"""Dates as clinicians write them: the forms, what day one means, and the same form for another day.

A full date (day, month and year) can be shifted; anything less, or anything that is no day of
the calendar, cannot. Two-digit years below 50 are of this century. Slashes and hyphens mean
month first where that is possible, points and roman months mean day first.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from cohortium_anonymize.text.words import moments_spanish

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_NAMED = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
MONTH = rf"(?i:{_NAMED})"
_MON = rf"(?P<mon>(?i:{_NAMED}))"
_DAY = r"(?P<d>[0-3]?\d)"
_ORDINAL = r"(?P<ord>(?i:st|nd|rd|th))?"
_LONG_YEAR = r"(?P<y>(?:19|20)\d{2})"
_YEAR = r"(?P<y>(?:19|20)\d{2}|\d{2})"
_ROMAN = r"(?P<rom>XI{0,2}|IX|IV|VI{0,3}|I{1,3}|X)"

# Each form is one pattern; the first that reads a whole text is its form.
FULL_FORMS: tuple[str, ...] = (
    rf"{_LONG_YEAR}(?P<sep>[ ]?[-/.][ ]?)(?P<m>[01]?\d)(?P=sep){_DAY}",
    rf"(?P<a>[0-3]?\d)(?P<sep>[ ]?[-/.][ ]?)(?P<b>[0-3]?\d)(?P=sep){_YEAR}",
    rf"{_LONG_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])",
    rf"{_MON}\.?[ ]{{0,2}}{_DAY}{_ORDINAL}[ ]?,?[ ]{{0,2}}(?:of[ ])?(?:{_LONG_YEAR[:-1]}|(?<=[ ,'])\d{{2}}))",
    rf"{_MON}[-/.]{_DAY}[-/.]{_YEAR}",
    rf"{_DAY}{_ORDINAL}(?:[ ]of)?[-./ ,]{{0,2}}{_MON}\.?[-./ ,']{{0,2}}{_YEAR}",
    rf"{_LONG_YEAR}[-./ ,]{{1,2}}{_MON}[-./ ]{_DAY}",
    rf"{_DAY}[-./]{_ROMAN}[-./]{_YEAR}",
    *moments_spanish.FULL_FORMS,
)
TIME = r"(?P<time>(?:T|,?[ ]{1,2}(?:at[ ])?)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?[ ]?(?:Z|[+-]\d{2}:?\d{2}|[AaPp]\.?[Mm]\.?)?)?"
# Spanish first: its months in small letters are read as English ones otherwise.
_FORMS = tuple(
    re.compile(form + TIME)
    for form in sorted(FULL_FORMS, key=lambda form: form not in moments_spanish.FULL_FORMS)
)


def parse(text: str) -> date | None:
    """The day that `text`, a full date and nothing more, means; None when it is none."""
    match = _match(text)
    return _day(match) if match else None


def shifted(text: str, days: int) -> str | None:
    """`text` moved by `days`, in the same form and precision; None when it is no full date."""
    match = _match(text)
    day = _day(match) if match else None
    if match is None or day is None:
        return None
    try:
        moved = day + timedelta(days=days)
    except OverflowError:
        return None
    pieces = sorted(
        (match.span(name), _rendered(name, match, moved))
        for name, value in match.groupdict().items()
        if value and name not in ("sep", "time")
    )
    out, at = [], 0
    for (start, end), piece in pieces:
        out += [text[at:start], piece]
        at = end
    return "".join(out) + text[at:]


def _match(text: str) -> re.Match[str] | None:
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return match
    return None


def _day(match: re.Match[str]) -> date | None:
    found = match.groupdict()
    year = int(found["y"])
    if year < 100:
        year += 2000 if year < 50 else 1900
    if found.get("a"):
        first, second = int(found["a"]), int(found["b"])
        month, day = (second, first) if _day_first(first, second, found["sep"]) else (first, second)
    else:
        month, day = _month(found), int(found["d"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_first(first: int, second: int, separator: str) -> bool:
    if first > 12 or second > 12:
        return first > 12
    return "." in separator


def _month(found: dict[str, str | None]) -> int:
    if found.get("mon"):
        start = (found["mon"] or "")[:3].lower()
        return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(start))
    if found.get("mes"):
        return moments_spanish.number(found["mes"] or "")
    if found.get("rom"):
        return ROMAN.index(found["rom"] or "") + 1
    return int(found["m"] or 0)


def _rendered(name: str, match: re.Match[str], day: date) -> str:
    was = match.group(name)
    if name == "y":
        return str(day.year) if len(was) == 4 else f"{day.year % 100:02d}"
    if name in ("a", "b"):
        first = _day_first(int(match["a"]), int(match["b"]), match["sep"])
        return _padded(day.day if first == (name == "a") else day.month, match)
    if name == "mon":
        return _named(MONTHS[day.month - 1], was)
    if name == "mes":
        return moments_spanish.named(day.month, was)
    if name == "rom":
        return ROMAN[day.month - 1]
    if name == "ord":
        suffix = _suffix(day.day)
        return suffix.upper() if was.isupper() else suffix
    return _padded(day.day if name == "d" else day.month, match)


def _padded(number: int, match: re.Match[str]) -> str:
    """Two digits where the author pads ("03/14") or must ("20210314"); bare otherwise."""
    found = match.groupdict()
    numbers = [found[name] or "" for name in ("a", "b", "m", "d") if found.get(name)]
    twos = len(numbers) == 2 and all(len(n) == 2 for n in numbers)
    return f"{number:02d}" if twos or any(n.startswith("0") for n in numbers) else str(number)


def _named(month: str, was: str) -> str:
    short = len(was) <= 4 and was.lower() not in MONTHS
    name = month[:3] if short else month
    if was.isupper():
        return name.upper()
    return name.capitalize() if was[0].isupper() else name


def _suffix(day: int) -> str:
    if 10 <= day % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
