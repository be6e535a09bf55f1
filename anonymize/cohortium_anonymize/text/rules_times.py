"""Rules for dates in every clinical form, birth dates, and ages over 89.

Years alone stay, as do times of day and relative times ("2 weeks ago"): they are no element of
a date that HIPAA's Safe Harbor names (45 CFR 164.514(b)(2)(i)(C)).
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.moments import FULL_FORMS, MONTH, parse
from cohortium_anonymize.text.rule import Rule

_NOT_BEFORE = r"(?<![A-Za-z0-9])(?<![\d][-/.])"
_NOT_AFTER = r"(?![A-Za-z0-9])(?![-/.]\d)"
_COMPACT = FULL_FORMS[2]
_ORDINAL_WORDS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth"
    r"|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first)"
)
_HOLIDAY = (
    r"(?:Christmas(?:[ ](?:Eve|Day))?|X-?mas|Thanksgiving|(?:St\.?[ ])?Valentine'?s?(?:'s)?(?:[ ]Day)?|New[ ]Year'?s?(?:[ ](?:Eve|Day))?|Easter"
    r"|Halloween|Hanukkah|Ramadan|Diwali|Independence[ ]Day|(?:the[ ])?(?:4th|fourth)[ ]of[ ]July|Labor[ ]Day|Memorial[ ]Day|Mother's[ ]Day|Father's[ ]Day"
    r"|Veterans'?[ ]Day|MLK[ ]Day|Presidents'?[ ]Day|Columbus[ ]Day|St\.?[ ]Patrick's(?:[ ]Day)?|Juneteenth|Boxing[ ]Day|Cinco[ ]de[ ]Mayo)"
)
_CUE = (
    r"(?:on|since|from|until|till|til|through|thru|by|dated?|seen|visit|admitted|admit|adm|discharged?|dc|d/c|appt|appointment|due|started|stopped"
    r"|last|lmp|dos|doa|dod|surgery|collected|drawn|reported|resulted|scheduled|ct|mri|labs?|f/u)"
)
_TENS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_OVER_89 = r"(?:9\d|1[0-2]\d)"
_AGE_UNIT = r"[\s-]{0,2}(?:years?|yrs?\.?|y)?[\s/.-]{0,2}(?:old|o\b|of[ ]age)|[\s-]{0,2}(?:years?[ ]of[ ]age|y\.o\.|yo[mfw]?\b|y/o)"
_BIRTH = re.compile(
    r"(?i)(?:\bd\.?\s?o\.?\s?b\b\.?|birth\s?dates?|date\s{1,2}of\s{1,2}birth|\bborn(?:\s{1,2}on)?|birthday|b-?day|\bdob)[\"'\s:=#(is-]{0,8}$"
)
_LOWER_WORD_MONTHS = ("may", "march", "mar", "sept")


def follows_birth(text: str, start: int) -> bool:
    """Whether the date at `start` is said to be a date of birth."""
    return bool(_BIRTH.search(text[max(0, start - 40) : start]))


def _real(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A numeric date only when it is a day of the calendar, in one order or the other."""
    return (start, end) if parse(text[start:end]) else None


def _month_word(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Not where "may" or "march" is the verb."""
    words = re.findall(r"[A-Za-z]+", text[start:end])
    return None if any(word in _LOWER_WORD_MONTHS[:2] for word in words) else (start, end)


def _month_day(text: str, start: int, end: int) -> tuple[int, int] | None:
    month, day = (int(part) for part in re.split(r"[/-]", text[start:end])[:2])
    low, high = sorted((month, day))
    return (start, end) if 1 <= low <= 12 and high <= 31 else None


def _full(name: str, form: str, before: str = _NOT_BEFORE, after: str = _NOT_AFTER) -> Rule:
    return Rule(name, "DATE", re.compile(before + form + after), check=_real)


def _partial(name: str, pattern: str, group: int | str = 0) -> Rule:
    return Rule(name, "DATE", re.compile(pattern), group, _month_word)


RULES = (
    *(_full(f"date_{n}", form) for n, form in enumerate(FULL_FORMS) if form != _COMPACT),
    _full("date_compact", _COMPACT, r"(?<!\d)", r"(?!\d)"),
    Rule("date_compact_time", "DATE", re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)")),
    _partial("month_day", rf"\b{MONTH}\b\.?[ ]{{1,2}}(?:the[ ])?[0-3]?\d(?:st|nd|rd|th)?(?:[ ]?(?:-|to|and|through|&)[ ]?[0-3]?\d(?:st|nd|rd|th)?)?(?:,?[ ](?:19|20)\d{{2}})?(?![\w%./:]*\d|[ ]?(?:mg|ml|units|tabs?|days|weeks|x)\b)"),
    _partial("month_day_joined", r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[-/.]?'?\d{2,4}\b"),
    _partial("day_month", rf"\b[0-3]?\d(?:st|nd|rd|th)?(?:[ ]of)?[- ]{{1,2}}{MONTH}\b(?:,?[ ](?:19|20)\d{{2}})?"),
    _partial("ordinal_words", rf"\b(?i:(?:the[ ])?{_ORDINAL_WORDS}[ ](?:day[ ])?of[ ]{MONTH}(?:,?[ ](?:19|20)\d{{2}})?)\b|\b{MONTH}[ ](?i:the[ ])?(?i:{_ORDINAL_WORDS})\b(?:,?[ ](?:19|20)\d{{2}})?"),
    _partial("month_year", rf"\b{MONTH}\b\.?(?:[ ]of)?[-/, ]{{1,2}}(?:(?:19|20)\d{{2}}|'\d{{2}})\b"),
    _partial("month_slash_year", r"(?<![\d/.-])(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{2}(?![\d/-])"),
    _partial("year_month", r"(?<![\d/.-])(?:19|20)\d{2}[-/](?:0[1-9]|1[0-2])(?![\d/-])"),
    _partial("month_alone", rf"\b(?P<month>(?i:(?:in|since|by|until|till|from|through|during|before|after|around|early|late|mid|last|this|next)[- ]){{1,2}}(?=[A-Z]){MONTH})\b(?![ ](?:be|have|not|need|take)\b)", "month"),
    Rule("month_day_cue", "DATE", re.compile(rf"(?i)\b{_CUE}(?:[ ]?[:=])?[ ]{{1,2}}(?P<date>(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|[12]\d|3[01]))(?![\d/.-]|[ ]?(?:mg|ml|tab|of|dose|cup|pain|murmur|strength|scale|systolic|\")|\w)"), "date", _month_day),
    Rule("holiday", "DATE", re.compile(rf"(?i)\b{_HOLIDAY}(?:,?[ ](?:of[ ])?(?:(?:19|20)\d{{2}}|'\d{{2}}))?(?![A-Za-z])")),
    Rule("season_year", "DATE", re.compile(r"(?i)\b(?:early[ -]|late[ -]|mid-?)?(?:spring|summer|fall|autumn|winter)[ ](?:of[ ])?(?:(?:19|20)\d{2}|'\d{2})\b")),
    Rule("quarter", "DATE", re.compile(r"\bQ[1-4][ '/-]{0,2}(?:20)?\d{2}\b")),
    Rule("age_digits", "AGE", re.compile(rf"(?i)(?<![\d./-])(?P<age>{_OVER_89})(?:{_AGE_UNIT})"), "age"),
    Rule("age_labelled", "AGE", re.compile(rf"(?i)\b(?:age|aged|turned|turning|ages)\W{{0,3}}(?:is\s|of\s)?(?P<age>{_OVER_89})(?![\d./%]|\s?(?:lb|kg|mg|%|mm))"), "age"),
    Rule("age_sex", "AGE", re.compile(rf"(?<![\d./-])(?<!T )(?P<age>{_OVER_89})[MF](?=[ ,](?:with|who|presents?|presenting|admitted|s/p|h/o|w/|from|pt|here))"), "age"),
    Rule("age_words", "AGE", re.compile(rf"(?i)\b(?P<age>ninety(?:[- ]{_TENS})?|(?:a|one)[- ]hundred(?:[- ]and)?(?:[- ](?:{_TENS}|ten))?)(?=[- ](?:years?|yr)[- ](?:old|of[ ]age))"), "age"),
)  # fmt: skip
