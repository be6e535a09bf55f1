"""Rules for dates in every written-out clinical form, and what makes one a birth date.

Years alone stay but for those of a life's events, as do times of day without a date and relative
times ("2 weeks ago"): they are no element of a date that HIPAA's Safe Harbor names (45 CFR
164.514(b)(2)(i)(C)).
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.moments import FULL_FORMS, MONTH, TIME, parse
from cohortium_anonymize.text.words.numerals import DAY_ORDINAL, FROM_TEN, ONES

_NOT_BEFORE = r"(?<![A-Za-z0-9])(?<![\d][-/.])"
_NOT_AFTER = r"(?![A-Za-z0-9])(?![-/.]\d)"
_COMPACT = FULL_FORMS[2]
_YEAR_WORDS = rf"(?:(?:eighteen|nineteen|twenty)[- ](?:hundred|oh?[- ]{ONES}|{FROM_TEN})|two[ ]thousand(?:[ ](?:and[ ])?(?:{FROM_TEN}|{ONES}))?)"
_BIRTH = re.compile(
    r"(?i)(?:\bd\.?\s?o\.?\s?b\b\.?|birth\s?dates?|date\s{1,2}of\s{1,2}birth|\bborn(?:\s{1,2}(?:on|in))?|birthday|b-?day|\bdob)[\"'\s:=#(is-]{0,8}$"
)
_WORD_MONTHS = ("may", "march")


def follows_birth(text: str, start: int) -> bool:
    """Whether the date at `start` is said to be a date of birth."""
    return bool(_BIRTH.search(text[max(0, start - 40) : start]))


def _real(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A numeric date only when it is a day of the calendar, in one order or the other."""
    return (start, end) if parse(text[start:end]) else None


def _month_word(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Not where "may" or "march" is the verb."""
    words = re.findall(r"[A-Za-z]+", text[start:end])
    return None if any(word in _WORD_MONTHS for word in words) else (start, end)


def _full(name: str, form: str, before: str = _NOT_BEFORE, after: str = _NOT_AFTER) -> Rule:
    return Rule(name, "DATE", re.compile(before + form + TIME + after), check=_real)


def _partial(name: str, pattern: str, group: int | str = 0) -> Rule:
    return Rule(name, "DATE", re.compile(pattern), group, _month_word)


RULES = (
    *(_full(f"date_{n}", form) for n, form in enumerate(FULL_FORMS) if form != _COMPACT),
    _full("date_compact", _COMPACT, r"(?<!\d)", r"(?!\d)"),
    Rule("date_impossible", "DATE", re.compile(rf"{_NOT_BEFORE}\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:19|20)\d{{2}}{_NOT_AFTER}")),
    Rule("date_compact_time", "DATE", re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)")),
    _partial("month_day", rf"\b{MONTH}\b\.?[ ]{{1,2}}(?:the[ ])?[0-3]?\d(?:st|nd|rd|th)?(?:[ ]?(?:-|to|and|through|&)[ ]?[0-3]?\d(?:st|nd|rd|th)?)?(?:,?[ ](?:19|20)\d{{2}})?(?![\w%./:]*\d|[ ]?(?:mg|ml|units|tabs?|days|weeks|x)\b)"),
    _partial("month_day_joined", r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[-/.]?'?\d{2,4}\b"),
    _partial("day_month", rf"\b[0-3]?\d(?:st|nd|rd|th)?(?:[ ]of)?[- ]{{1,2}}{MONTH}\b(?:,?[ ](?:19|20)\d{{2}})?"),
    _partial("ordinal_words", rf"\b(?i:(?:the[ ])?{DAY_ORDINAL}[ ](?:day[ ])?of[ ]{MONTH}(?:,?[ ](?:19|20)\d{{2}})?)\b|\b{MONTH}[ ](?i:the[ ])?(?i:{DAY_ORDINAL})\b(?:,?[ ](?:19|20)\d{{2}})?"),
    Rule("date_in_words", "DATE", re.compile(
        rf"(?i)\b(?:(?:the[ ])?(?:{DAY_ORDINAL}|[0-3]?\d(?:st|nd|rd|th))[ ](?:day[ ])?of[ ]{MONTH}|{MONTH}[ ](?:the[ ])?(?:{DAY_ORDINAL}|[0-3]?\d(?:st|nd|rd|th)?))"
        rf"(?:,|[ ]of|[ ]in)?[ ]{{1,2}}{_YEAR_WORDS}\b"
    )),
    _partial("month_year", rf"\b{MONTH}\b\.?(?:[ ]of)?[-/, ]{{1,2}}(?:(?:19|20)\d{{2}}|'\d{{2}})\b"),
    _partial("month_slash_year", r"(?<![\d/.-])(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{2}(?![\d/-])"),
    _partial("year_month", r"(?<![\d/.-])(?:19|20)\d{2}[-/](?:0[1-9]|1[0-2])(?![\d/-])"),
    _partial("month_alone", rf"\b(?P<month>(?i:(?:in|since|by|until|till|from|through|during|before|after|around|early|late|mid|last|this|next)[- ]){{1,2}}(?=[A-Z]){MONTH})\b(?![ ](?:be|have|not|need|take)\b)", "month"),
    _partial("year_of_life", r"(?i)\b(?:graduat|studying|publishing|marr(?:y|ied)|divorc|widow|enlist|emigrat|immigrat|deploy|orphan)[a-z]{0,6}\b[^.;\n]{0,60}?\b(?:in|since|of)[ ](?P<y>(?:19|20)\d{2})\b(?![/.-]\d)", "y"),
    Rule("season_year", "DATE", re.compile(r"(?i)\b(?:early[ -]|late[ -]|mid-?)?(?:spring|summer|fall|autumn|winter)[ ](?:of[ ])?(?:(?:19|20)\d{2}|'\d{2})\b")),
    Rule("quarter", "DATE", re.compile(r"\bQ[1-4][ '/-]{0,2}(?:20)?\d{2}\b")),
)  # fmt: skip
