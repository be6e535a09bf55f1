"""Rules for dates in every written-out clinical form, and what makes one a birth date.

Months with their year move with the full dates where these do (`dating`); a part of a month goes. Years alone stay but for those of a life's events, as do times of day without a date and relative
times ("2 weeks ago"): they are no element of a date that HIPAA's Safe Harbor names (45 CFR
164.514(b)(2)(i)(C)).
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.dates.calendar import DATED
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.moments import (
    COMPACT_TIME,
    DAY_OF_YEAR,
    EPOCH,
    FULL_FORMS,
    MONTH,
    TIME,
    parse,
)
from cohortium_anonymize.text.words.numerals import DAY_ORDINAL, YEAR_WORDS
from cohortium_anonymize.text.words.usage import DAY_FIRST

_NOT_BEFORE = r"(?<![A-Za-z0-9])(?<![\d][-/.])"
_NOT_AFTER = r"(?![A-Za-z0-9])(?![-/.]\d)"
_COMPACT = FULL_FORMS[2]
_BIRTH = re.compile(
    r"(?i)(?:\bd\.?\s?o\.?\s?b\b\.?|birth\s?dates?|date\s{1,2}of\s{1,2}birth|\bborn(?:\s{1,2}(?:on|in))?|birthday|b-?day|\bdob|\bb/d|(?<![^\s(])b\.|\(b|\bnacid[oa]s?|\bnacio|\bfecha[ ]de[ ]nac(?:imiento|\.)?|\bcumple(?:anos|[ ]\d{1,3}(?:[ ]anos)?)|\bturn(?:s|ed|ing)[ ]\d{1,3}|\bbirthday[ ](?:was|is|falls|party))(?:,?[ ](?:on|in|el|en)){0,2}[\"'\s:=#(is-]{0,8}$"
)
# What a reader of print takes for digits.
_ILLEGIBLE = r"[\dOoQIl|SsBZ]"
_LETTER_DIGITS = str.maketrans("OoQIl|SsBZg", "00011155829")
_SURELY = re.compile(
    rf"(?i)\d(?:st|nd|rd|th)|(?:19|20)\d{{2}}|'\d\d|\bof[ ]|\d[ ]march\b|\bmarch[ ]\d|\b{DAY_ORDINAL}\b(?![ ]may\b|[ ]march\b)"
)
_VERB = re.compile(
    r"may[ ](?:be|have|not|need|also|take|require|cause|help|indicate|represent|reflect|suggest|increase|occur|start|go|come|use|return|eat|drink|benefit|experience|well|still|then)\b"
)
_CERTAIN = 2  # digits of a date that are digits
_WORD_MONTHS = ("may", "march")


def follows_birth(text: str, start: int) -> bool:
    """Whether the date at `start` is said to be a date of birth."""
    return bool(_BIRTH.search(text[max(0, start - 40) : start]))


def _real(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A numeric date only when it is a day of the calendar, in one order or the other."""
    return (start, end) if parse(text[start:end]) else None


def _misread(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Digits of a day of the calendar, at least one of them read as a letter and at least two not."""
    found = text[start:end]
    digits = sum(character.isdigit() for character in found)
    letters = any(character.isalpha() or character == "|" for character in found)
    if not letters or digits < _CERTAIN:
        return None
    read = found.translate(_LETTER_DIGITS)
    return (start, end) if parse(read) or parse(read, DAY_FIRST) else None


def _month_word(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Not where "may" or "march" is the verb."""
    if _SURELY.search(text, start, end):
        return None if _VERB.match(text, end - 3) else (start, end)
    words = re.findall(r"[A-Za-z]+", text[start:end])
    return None if any(word in _WORD_MONTHS for word in words) else (start, end)


def _full(name: str, form: str, before: str = _NOT_BEFORE, after: str = _NOT_AFTER) -> Rule:
    return Rule(name, "DATE", before + form + TIME + after, check=_real)


def _partial(name: str, pattern: str, group: int | str = 0, near: str | None = None) -> Rule:
    return Rule(name, "DATE", pattern, group, _month_word, near)


RULES = (
    *(_full(f"date_{n}", form) for n, form in enumerate(FULL_FORMS) if form != _COMPACT),
    _full("date_compact", _COMPACT, r"(?<!\d)", r"(?!\d)"),
    Rule("date_impossible", "DATE", rf"{_NOT_BEFORE}\d{{1,2}}(?:[/.\\-]\d{{1,2}}[/.\\-]|[ ]?(?P<sep>[/.-])[ ]?\d{{1,2}}[ ]?(?P=sep)[ ]?)(?:19|20)\d{{2}}{_NOT_AFTER}"),
    Rule("date_compact_time", "DATE", rf"(?<!\d){COMPACT_TIME}(?!\d)"),
    Rule("day_of_year", "DATE", rf"(?<![\w.-]){DAY_OF_YEAR}(?![\w.-])"),
    Rule("epoch", "DATE", rf"(?i)\b(?:epoch|unix(?:[ _-]?time)?|time[ _-]?stamp|[a-z]{{2,12}}_(?:at|ts|time|date)|ts)\b[\"']?[ :=]{{1,3}}(?P<date>{EPOCH})(?![\w.-])", "date"),
    Rule("date_misread", "DATE", rf"{_NOT_BEFORE}{_ILLEGIBLE}{{1,2}}(?P<sep>[/.-]){_ILLEGIBLE}{{1,2}}(?P=sep)(?:[1Il][9g]|[2Z][0OoQ]){_ILLEGIBLE}{{2}}(?![A-Za-z0-9])", check=_misread),
    Rule("date_misread_said", "DATE", rf"(?i){DATED}[\"' :=(#]{{1,4}}(?:on[ ])?(?P<date>{_ILLEGIBLE}{{1,2}}(?P<sep>[/.-]){_ILLEGIBLE}{{1,2}}(?P=sep){_ILLEGIBLE}{{2,4}})(?![A-Za-z0-9])", "date", _misread),
    _partial("month_day", rf"\b{MONTH}\b\.?[ ]{{1,2}}(?:the[ ])?[0-3]?\d(?:st|nd|rd|th)?(?:[ ]?(?:-|/|to|and|through|&)[ ]?[0-3]?\d(?:st|nd|rd|th)?)?(?:,?[ ](?:19|20)\d{{2}})?(?![\w%./:]*\d|[ ]?(?:mg|ml|units|tabs?|days|weeks|times|steps|minutes|miles|x)\b)"),
    _partial("day_month_joined", r"(?<![\w.-])[0-3]?\d(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)(?![A-Za-z0-9])"),
    _partial("month_day_joined", r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[-/.]?'?\d{2,4}\b"),
    _partial("day_month", rf"\b[0-3]?\d(?:st|nd|rd|th)?(?:[ ]of)?[- ]{{1,2}}{MONTH}\b(?:,?[ ](?:19|20)\d{{2}})?"),
    _partial("ordinal_words", rf"\b(?i:(?:the[ ])?{DAY_ORDINAL}[ ](?:day[ ])?of[ ]{MONTH}(?:,?[ ](?:19|20)\d{{2}})?)\b|\b{MONTH}[ ](?i:the[ ])?(?i:{DAY_ORDINAL})\b(?:,?[ ](?:19|20)\d{{2}})?", near=rf"(?i)(?:st|d|th)[ ](?:day[ ])?of[ ]{MONTH}|{MONTH}[ ](?:the[ ])?[efnst]"),
    Rule("date_in_words", "DATE", rf"(?i)\b(?:(?:the[ ])?(?:{DAY_ORDINAL}|[0-3]?\d(?:st|nd|rd|th))[ ](?:day[ ])?of[ ]{MONTH}|{MONTH}[ ](?:the[ ])?(?:{DAY_ORDINAL}|[0-3]?\d(?:st|nd|rd|th)?))"
        rf"(?:,|[ ]of|[ ]in)?[ ]{{1,2}}{YEAR_WORDS}\b"),
    _partial("month_year", rf"\b{MONTH}\b\.?(?:[ ]of)?[-/, ]{{1,2}}(?:(?:19|20)\d{{2}}|'\d{{2}})\b"),
    _partial("year_month_named", rf"(?<![\w/.-])(?:19|20)\d{{2}}[- ,]{{1,2}}{MONTH}\b(?![-/ .]{{0,2}}\d)"),
    _partial("month_slash_year", r"(?<![\d/.-])(?:0?[1-9]|1[0-2])[ ]?[/-][ ]?(?:19|20)\d{2}(?![\d/-])"),
    Rule("months_from_to", "DATE", r"(?<![\d/.-])(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{2}[ ]?-[ ]?(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{2}(?![\d/-])"),
    _partial("year_month", r"(?<![\d/.-])(?:19|20)\d{2}[-/](?:0[1-9]|1[0-2])(?![\d/-])"),
    _partial("month_before_month", rf"\b(?P<date>{MONTH})\b\.?(?=(?:[ ]?[-/,&][ ]?|[ ](?:and|to|or|through|thru|until)[ ](?:(?:early|mid|late)[ -])?){MONTH}\b\.?,?[ ](?:of[ ])?(?:19|20)\d{{2}}\b)", "date"),
    _partial("month_part", rf"\b(?i:(?:early|late|mid|middle|beginning|start|end|rest|latter|first|second|third|fourth|last|1st|2nd|3rd|4th)(?:[ ](?:week|half|part|days?|third|weekend))?(?:[ ](?:of|in)(?:[ ]the[ ]month[ ]of)?)?[- ]{{1,2}}){MONTH}\b(?:\.?,?[ ](?:of[ ])?(?:(?:19|20)\d{{2}}|'\d{{2}})\b)?(?![ ](?:be|have|not|need|take)\b)"),
    _partial("month_alone", rf"\b(?i:(?:in|since|by|until|till|from|through|during|before|after|around|early|late|mid|last|this|next|due|thru|scheduled|expected)[- ]){{1,2}}(?P<month>(?=[A-Z]){MONTH}|january|february|april|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|aug|sept|oct|nov)\b(?![ ](?:be|have|not|need|take)\b)", "month"),
    _partial("year_of_life", r"(?i)\b(?:graduat|studying|publishing|marr(?:y|ied)|divorc|widow|enlist|emigrat|immigrat|deploy|orphan)[a-z]{0,6}\b[^.;\n]{0,60}?\b(?:in|since|of)[ ](?P<y>(?:19|20)\d{2})\b(?![/.-]\d)", "y"),
    Rule("season_year", "DATE", r"(?i)\b(?:early[ -]|late[ -]|mid-?)?(?:spring|summer|fall|autumn|winter)[ ](?:of[ ])?(?:(?:(?:19|20)\d{2}|'\d{2})(?:[-/](?:20)?\d{2})?|" + YEAR_WORDS + r")\b"),
    Rule("quarter", "DATE", r"\bQ[1-4][ '/-]{0,2}(?:of[ ])?(?:20)?\d{2}\b|\bQ[1-4][ ,'/-]{0,2}(?:of[ ])?FY[ ']?(?:20)?\d{2}\b|\bFY[ ']?(?:20)?\d{2}[ ,/-]{0,2}Q[1-4]\b|\b[1-4]Q[ '/-]{0,2}(?:20)?\d{2}\b|(?i:\b(?:first|second|third|fourth|last|1st|2nd|3rd|4th)[ ](?:quarter|trimester|half)[ ](?:(?:of|in)[ ])?(?:19|20)\d{2}\b)"),
)  # fmt: skip
