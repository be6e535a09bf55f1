"""Dates as clinicians write them: the forms, what day one means, and the same form for another day.

A full date (day, month and year; a numbered day of a year; seconds since 1970) can be shifted; less
(`months` reads months with their year), or anything that is no day of the calendar, cannot. Two-digit
years below 50 are of this century. Slashes and hyphens mean month first where that is possible, unless
the text's usage says day first; points and roman months mean day first.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from cohortium_anonymize.text.words import moments_spanish
from cohortium_anonymize.text.words.usage import PLAIN, Usage

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
_YEAR_NO_TIME = r"(?P<y>(?:19|20)\d{2}|\d{2}(?!:\d))"  # "14 Mar 09:32"
_ROMAN = r"(?P<rom>XI{0,2}|IX|IV|VI{0,3}|I{1,3}|X)"

# Each form is one pattern; the first that reads a whole text is its form.
FULL_FORMS: tuple[str, ...] = (
    rf"{_LONG_YEAR}(?P<sep>[ ]?[-/.][ ]?)(?P<m>[01]?\d)(?P=sep){_DAY}",
    rf"(?P<a>[0-3]?\d)(?P<sep>[ ]?[-/.][ ]?)(?P<b>[0-3]?\d)(?P=sep)'?{_YEAR}",
    rf"{_LONG_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])",
    rf"{_MON}\.?[ ]{{0,2}}{_DAY}{_ORDINAL}[ ]?,?[ ]{{0,2}}(?:of[ ])?'?(?:{_LONG_YEAR[:-1]}|(?<=[ ,'])\d{{2}}(?!:\d)))",
    rf"{_MON}[-/.]{_DAY}[-/.]{_YEAR}",
    rf"{_DAY}{_ORDINAL}(?:[ ](?:day[ ])?of)?[-./ ,]{{0,2}}{_MON}\.?[-./ ,']{{0,2}}{_YEAR_NO_TIME}",
    rf"{_LONG_YEAR}[-./ ,]{{1,2}}{_MON}[-./ ]{_DAY}",
    rf"{_DAY}[-./]{_ROMAN}[-./]{_YEAR}",
    rf"{_DAY}(?P<sep>[ ]|[ ][-./][ ]){_ROMAN}(?P=sep){_LONG_YEAR}(?![ ]?(?i:m?c?g|ml|units?|iu)\b)",
    rf"(?P<dd>0[1-9]|[12]\d|3[01])[ ]?(?:[01]\d|2[0-3])[0-5]\d[ ]?[A-Z][ ]?{_MON}[ ]?{_YEAR}",
    *moments_spanish.FULL_FORMS,
)
COMPACT_TIME = r"(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?"
DAY_OF_YEAR = r"(?P<y>(?:19|20)\d{2})-(?P<nth>[0-2]\d{2}|3[0-5]\d|36[0-6])"  # ISO 8601 ordinal date
EPOCH = (
    r"(?P<epoch>(?:9\d{8}|1\d{9})(?:\d{3})?)"  # seconds or milliseconds since 1970, from 1998 on
)
_ZONE = r"(?:Z|[+-]\d{2}:?\d{2})"
TIME = (
    r"(?P<time>(?:T|@|,?[ ]{1,2}(?:at[ ]|@[ ]?)?)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?"
    rf"[ ]?(?:{_ZONE}|[AaPp]\.?[Mm]\.?)?|T\d{{4}}(?:\d\d(?:\.\d{{1,9}})?)?{_ZONE}?)?"
)
_MILITARY = (
    r"(?:(?:@|,?[ ]{1,2}(?:at[ ]|@[ ]?)?)(?:[01]\d|2[0-3])[0-5]\d(?:[ ]?(?:hrs?\.?|hours|h))?)"
)
# Spanish first: its months in small letters are read as English ones otherwise.
_FORMS = tuple(
    re.compile(rf"{form}(?:{TIME}|{_MILITARY})")
    for form in (
        *sorted(FULL_FORMS, key=lambda form: form not in moments_spanish.FULL_FORMS),
        COMPACT_TIME,
        DAY_OF_YEAR,
        EPOCH,
    )
)
_ABBREVIATED = 4  # letters of a month's name, at most, where it is abbreviated
_DAY_SECONDS = 86_400
_LATEST_SECONDS = 10**10  # more are milliseconds


def parse(text: str, usage: Usage = PLAIN) -> date | None:
    """The day that `text`, a full date and nothing more, means; None when it is none."""
    match = _match(text)
    return _day(match, usage.day_first) if match else None


def shifted(text: str, days: int, usage: Usage = PLAIN) -> str | None:
    """`text` moved by `days`, in the same form and precision; None when it is no full date."""
    match = _match(text)
    day = _day(match, usage.day_first) if match else None
    if match is None or day is None:
        return None
    try:
        moved = day + timedelta(days=days)
    except OverflowError:
        return None
    pieces = sorted(
        (match.span(name), _rendered(name, match, moved, days, usage))
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


def _day(match: re.Match[str], day_first: bool) -> date | None:
    found = match.groupdict()
    if found.get("epoch"):
        return datetime.fromtimestamp(_seconds(found["epoch"]), UTC).date()
    year = in_full(int(found["y"]))
    try:
        if found.get("nth"):
            day = date(year, 1, 1) + timedelta(days=int(found["nth"]) - 1)
            return day if day.year == year else None
        if found.get("a"):
            first, second = int(found["a"]), int(found["b"])
            swapped = _first_is_day(match, day_first)
            return date(year, second, first) if swapped else date(year, first, second)
        return date(year, _month(found), int(found.get("d") or found["dd"]))
    except ValueError:
        return None


def in_full(year: int) -> int:
    """The year that two digits mean; any other year as it is."""
    return year + (2000 if year < 50 else 1900) if year < 100 else year


def _seconds(epoch: str) -> int:
    number = int(epoch)
    return number if number < _LATEST_SECONDS else number // 1000


def _first_is_day(match: re.Match[str], otherwise: bool) -> bool:
    first, second = int(match["a"]), int(match["b"])
    if first > 12 or second > 12:
        return first > 12
    return "." in match["sep"] or otherwise


def _month(found: dict[str, str | None]) -> int:
    if found.get("mon"):
        return numbered(found["mon"] or "")
    if found.get("mes"):
        return moments_spanish.number(found["mes"] or "")
    if found.get("rom"):
        return ROMAN.index(found["rom"] or "") + 1
    return int(found["m"] or 0)


def _rendered(name: str, match: re.Match[str], day: date, days: int, usage: Usage) -> str:
    was = match.group(name)
    if name == "epoch":
        thousand = 1 if int(was) < _LATEST_SECONDS else 1000
        return str(int(was) + days * _DAY_SECONDS * thousand)
    if name == "y":
        return str(day.year) if len(was) == 4 else f"{day.year % 100:02d}"
    if name == "dd":
        return f"{day.day:02d}"
    if name == "nth":
        return f"{day.timetuple().tm_yday:03d}"
    if name in ("a", "b"):
        first = _first_is_day(match, usage.day_first)
        return _padded(day.day if first == (name == "a") else day.month, match, usage)
    if name == "mon":
        return named(day.month, match, usage)
    if name == "mes":
        return moments_spanish.named(day.month, was)
    if name == "rom":
        return ROMAN[day.month - 1]
    if name == "ord":
        suffix = _suffix(day.day)
        return suffix.upper() if was.isupper() else suffix
    return _padded(day.day if name == "d" else day.month, match, usage)


def _padded(number: int, match: re.Match[str], usage: Usage) -> str:
    """Two digits where the author pads ("03/14") or must ("20210314"); bare otherwise."""
    found = match.groupdict()
    numbers = [found[name] or "" for name in ("a", "b", "m", "d") if found.get(name)]
    if any(n.startswith("0") for n in numbers):
        return f"{number:02d}"
    if any(len(n) == 1 for n in numbers):
        return str(number)
    if found.get("a"):
        padded = usage.padded is not False
    elif len(numbers) == 1:
        joined = "ord" not in found or not found["ord"]
        joined &= match.string[match.end("d") :][:1].isalpha()  # "14MAR2021"
        padded = joined or usage.padded_day
    else:
        padded = True
    return f"{number:02d}" if padded else str(number)


def numbered(name: str) -> int:
    """The month, 1 to 12, of an English name or abbreviation of it."""
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name[:3].lower()))


def named(month: int, match: re.Match[str], usage: Usage = PLAIN) -> str:
    """The name of a month, 1 to 12, as long and in the case as the one that `match` has in its group `mon`."""
    was = match["mon"]
    either = was.lower() in MONTHS and len(was) <= _ABBREVIATED  # "May" is both
    short = len(was) <= _ABBREVIATED and (not either or bool(usage.short))
    name = MONTHS[month - 1][:3] if short else MONTHS[month - 1]
    if was.isupper():
        name = name.upper()
    elif was[0].isupper():
        name = name.capitalize()
    pointed = match.string[match.end("mon") :].startswith(".")
    return f"{name}." if either and usage.short == "." and not pointed else name


def _suffix(day: int) -> str:
    if 10 <= day % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
