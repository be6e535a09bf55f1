"""Rules for dates that a scan, a chat or haste took apart: spaced digits, days in small letters, a late day before its month."""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.dates.pairs import NOT_SCORE, no_fraction
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.lexicon import clinical
from cohortium_anonymize.text.words.moments import parse
from cohortium_anonymize.text.words.usage import DAY_FIRST

_DIGIT = r"[\dOoQIl|SsBZ]"
_TWO = rf"{_DIGIT}(?:[ ]?{_DIGIT})?"
_SLASH = r"[ ]?(?P<sep>[/.-])[ ]?"
_AGAIN = r"[ ]?(?P=sep)[ ]?"
_FOUR = rf"{_DIGIT}(?:[ ]?{_DIGIT}){{3}}|{_DIGIT}[ ]?{_DIGIT}"
_READ = str.maketrans("OoQIl|SsBZ", "0001115582")
# A word for a date, letters of it apart, left out or changed.
_LABEL = r"(?<![a-z])(?:d ?a ?t ?e|d[a-z]te|da[a-z]e|dat[a-z]?|dte|dtae|adte|d ?[o0] ?[abds]|b ?i ?r ?t ?h|b[a-z]rth|bir[a-z]h|born|seen|adm(?:it(?:ted)?)?|disch?(?:arged?)?|d/?c|dated|visit|serv[il1]ce|collect(?:ed|ion)|report(?:ed)?)"
_MOSTLY = 4  # characters of a date that are digits
_BIRTH = re.compile(r"(?i)\b(?:d\.?o\.?b|date of birth|birth ?(?:date|day)|born|b-?day)\b")
_ASKED = 200  # characters in which a date of birth is asked for and given
_BAND = re.compile(
    r"(?i)\b(?:vent|ventilator|settings?|pressures?|acuity|vision|snellen|psv?|pip|ipap|epap|fio2|near|va|dose[sd]?|units?|mg|ratio)\b"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:at|with|from|to|in|for)[ ](?:the[ ])?(?P<words>(?:[A-Z][A-Za-z'&-]{2,20}[ ]){1,4})$"
)


def _apart(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Digits with spaces between them, some read as letters, that are a day of the calendar."""
    found = text[start:end]
    joined = found.replace(" ", "").translate(_READ)
    told = " " in found and sum(c.isdigit() for c in found) >= _MOSTLY
    return (start, end) if told and (parse(joined) or parse(joined, DAY_FIRST)) else None


def _born(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Three numbers that are a day, where a date of birth is spoken of shortly before."""
    if not _BIRTH.search(text, max(0, start - _ASKED), start):
        return None
    joined = text[start:end].replace(" ", "/")
    return (start, end) if parse(joined) or parse(joined, DAY_FIRST) else None


def _late_day(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day over 12 and its month after a name that words for a place stand before."""
    before = text[max(0, start - 100) : start]
    place = _PLACE_BEFORE.search(before)
    if place is None or _BAND.search(before[-60:]) or text[start:end] in ("20/10", "20/12"):
        return None
    return None if all(map(clinical, place["words"].split())) else no_fraction(text, start, end)


RULES = (
    Rule("date_apart", "DATE", rf"(?i){_LABEL}(?:[ ](?:of|is|was|on))?[\"' :=(#.]{{1,4}}(?P<date>{_TWO}{_SLASH}{_TWO}{_AGAIN}(?:{_FOUR}))(?![\w/])", "date", _apart),
    Rule("birth_apart", "BIRTH_DATE", r"(?<![\w.,/:-])(?<!\d )\d{1,2}[ ]\d{1,2}[ ](?:19|20)\d{2}(?![\w/:%-]|[.,]\d)", 0, _born),
    Rule("weekday_lower", "DATE", r"\b(?i:since|last|next|until|till|this(?:[ ]past)?)[ ](?P<date>(?:tues?|weds?|thu(?:rs?)?|fri|mon)\b|(?:sat|sun)\b(?=[ ]?(?:[.;!?)\n]|$)|[ ](?:night|morning|evening|afternoon|am|pm)\b))(?!['/&-]|[ ]?\d|[ ](?:and|or|to)[ ](?:tue|wed|thu|fri|sat|sun|mon))", "date"),
    Rule("pair_late_day", "DATE", rf"(?<=[A-Za-z'] )(?P<date>(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2]))(?=[ ]?[.;,)\n]|$){NOT_SCORE}", "date", _late_day),
)  # fmt: skip
