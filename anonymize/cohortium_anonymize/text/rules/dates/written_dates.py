"""Rules for dates that are misspelt, in words, of other languages, or joined by unusual marks.

A misspelt month counts beside a day or year, a short one beside both, and only where it is no word of the language.
Months of other languages that mean something else in English too count beside a day and a year.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cohortium_anonymize.text.rules.dates.calendar import DATED
from cohortium_anonymize.text.rules.dates.pairs import DAY, NOT_SCORE, no_fraction
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.dictionary import english
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.moments import MONTH, MONTHS, parse
from cohortium_anonymize.text.words.numerals import DAY_ORDINAL, FROM_TEN, ONES, YEAR_WORDS
from cohortium_anonymize.text.words.usage import DAY_FIRST

# In normal form, without accents.
_FOREIGN = (
    r"(?:janvier|fevrier|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|januar|janner|februar|maerz|juni|juli|oktober|dezember"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|abril|maio|junho|julho|setembro|outubro|dezembro"
    r"|januari|februari|maart|augustus|augusti|desember|stycznia|lutego|kwietnia|czerwca|lipca|sierpnia|wrzesnia|pazdziernika|listopada|grudnia"
    r"|ocak|subat|nisan|may[i\u0131]s|haziran|temmuz|agustos|eylul|kas[i\u0131]m|aral[i\u0131]k)"
)
_FOREIGN_TOO = r"(?:mars|marz|mai|mei|marzo|marco|agosto|novembro|janv|fevr?|avr|juil|genn?|magg?|giu|lug|ago|sett?|ott|dic|abr|dez|mrz|okt|marca|maja|maj|mart|ekim)"
_FOREIGN_DAY = r"(?<![\w.,/-])[0-3]?\d(?:\.[ ]{0,2}|(?:er|e|o)?[ ]{1,2})(?:de[ ])?"
_OF_YEAR = r"\.?,?[ ]{1,2}(?:de[ ]|del[ ])?(?:19|20)\d{2}\b"
_NO_QUANTITY = r"(?![\w%/:]|[.,]\d|[ ]?(?:mg|mcg|ml|units?|tabs?|cm|mm|patients|x\b))"
_YEAR = r"(?:19|20)\d{2}"
_MARK = r"[ ]?(?:[*_~|;:+=\\,/.'\u00b7-]|-{2}|/{2})[ ]?"
_NUMBERS = rf"(?:[0-3]?\d{_MARK}[0-3]?\d{_MARK}(?:{_YEAR}|\d\d)|{_YEAR}(?:{_MARK}[01]?\d{_MARK}|[ ][01]\d[ ])[0-3]?\d)"
_MARKS = re.compile(r"[^\d]+")
_WORD = r"[JFMASONDjfmasond][A-Za-z]{3,9}"  # with the first letter of a month
_OWN_WORD = (
    r"[JFMASONDjfmasond](?<![\w.-].)[A-Za-z]{3,9}"  # looked before once its first letter is there
)
_LETTERS = re.compile(_WORD)
_SHORT = 5  # letters of a month that counts misspelt beside both a day and a year alone
_LEAST = 3
_KEPT = 10_000  # words of which it is remembered whether the language has them
_LONG = 8  # letters of a month in which two may be wrong where a year stands too
_BY_YEAR = re.compile(rf"\b{_YEAR}\b")
_BY_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_ROMAN = r"(?:XI{0,2}|IX|IV|VI{0,3}|I{1,3}|X)"
_NUMBER = rf"(?:{FROM_TEN}|{ONES}|oh?)"
_BIRTH = r"\b(?:born|birth(?:[ ](?:date|year))?|year[ ]of[ ]birth|d\.?o\.?b\.?|yob)\b(?:[ :,]{1,2}(?:in|on|of|is|was|the[ ]year)){0,3}[ :]{1,2}(?:(?:early|late|mid|about|around)[ -])?"
_VISIT = r"\b(?:f/?u|follow[ -]?up|rtc|appt|appointment|visit|clinic|recheck|seen?|saw|sees|consult|eval|referral)"
_WHO = r"(?:(?:[ ](?:w/?|with|in|by|to|is|at|for|on|appt|visit|clinic|f/u|dr\.?|mon|tues?|wed|thurs?|fri|sat|sun)|[ ](?=[a-z]{2,12}[ ])(?:cards?|pcp|gi|pulm|neuro|endo|onc|heme|renal|nephro|surg|ortho|derm|rheum|psych|uro|urology|gyn|ob|ent|id|pt|ot|vascular|cardiology|neurology|oncology|surgery|nutrition|wound|eye|podiatry|dental)))"

# After these "2/98" is a month and a year.
_OPERATED = (
    r"(?:since|dx'?d?|diagnosed|placed|s/p|cabg|mi|n?stemi|cva|tia|avr|mvr|tavr|pci|stent(?:ed|ing)?|[a-z]{3,14}(?:ectomy|plasty|otomy|ostomy|pexy|desis)|tk[ra]|th[ra]|appy|chole|c-?section|transplant|tah(?:[-/]bso)?|bso|btl|turp"
    r"|pacemaker|aicd|ppm|surgery|repair|fusion|graft|stroke|infarct)"
)


def _month(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day beside a word that is a month but for a letter, and no word of the language."""
    low = _LETTERS.findall(text, start, end)[0].lower()
    if low in MONTHS or _worded(low):
        return None
    year = _BY_YEAR.search(text, start, end) is not None
    both = year and _BY_DAY.search(text, start, end) is not None
    near = any(
        _apart(low, month) <= (2 if year and len(month) >= _LONG else 1)
        for month in (*MONTHS, "sept")
        if len(month) > _SHORT or (both and len(month) > _LEAST)
    )
    return (start, end) if near else None


@lru_cache(_KEPT)
def _worded(low: str) -> bool:
    return english(low) or ordinary(low)


def _apart(word: str, other: str) -> int:
    """Letters to put in, leave out, change or exchange with the next to make one word the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _day(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Numbers that with slashes between them are a day of the calendar."""
    read = _MARKS.sub("/", text[start:end])
    return (start, end) if parse(read) or parse(read, DAY_FIRST) else None


RULES = (
    Rule("month_misspelt_day", "DATE", rf"{_OWN_WORD}[.,]?[ ]{{1,2}}(?:the[ ])?[0-3]?\d(?:st|nd|rd|th)?(?:[ ]?(?:,|of|in)?[ ]{{0,2}}{_YEAR})?{_NO_QUANTITY}", 0, _month),
    Rule("day_month_misspelt", "DATE", rf"\d(?<![\w./-].)(?:(?<=[0-3])\d)?(?:st|nd|rd|th)?[ -](?:of[ ])?{_WORD}(?:[-., ]{{1,2}}{_YEAR})?(?![\w%/])", 0, _month),
    Rule("month_misspelt_year", "DATE", rf"{_OWN_WORD}[., ](?:of[ ])?[ ]?{_YEAR}{_NO_QUANTITY}", 0, _month),
    Rule("date_marked", "DATE", rf"(?i){DATED}[\"' :=(#]{{1,4}}(?P<date>{_NUMBERS})(?![\w/:%*_-]|\.\d|[ ]?(?:mg|ml|units))", "date", _day),
    Rule("date_starred", "DATE", rf"(?<![\w*~.-])[0-3]\d[ ]?(?P<mark>[*_~])[ ]?[0-3]\d[ ]?(?P=mark)[ ]?{_YEAR}(?![\w*~]|\.\d|[ ]?(?:mg|ml|units))", 0, _day),
    Rule("date_underscored", "DATE", rf"(?<!\d)(?:{_YEAR}_(?:0[1-9]|1[0-2])_(?:0[1-9]|[12]\d|3[01])|[0-3]\d_[0-3]\d_{_YEAR})(?!\d)"),
    Rule("date_named_marked", "DATE", rf"(?<![\w-])[0-3]?\d[ ]?(?P<mark>[*_~|])[ ]?{MONTH}[ ]?(?P=mark)[ ]?(?:{_YEAR}|\d\d)(?!\w)"),
    Rule("date_roman", "DATE", rf"(?<![\w/-])(?:[0-3]?\d[ ]de[ ]{_ROMAN}[ ]de[ ]{_YEAR}|{_YEAR}(?P<mark>[ ./-]){_ROMAN}(?P=mark)[0-3]?\d|(?=[IVX]{{2}}){_ROMAN}/{_YEAR}|{_ROMAN}(?P<sign>[./-])[0-3]?\d(?P=sign){_YEAR}){_NO_QUANTITY}"),
    Rule("day_roman", "DATE", rf"\b(?i:on|since|until|dated|from|el|del|am|vom|le|dnia)[ ](?P<date>{DAY}[./](?!I\b){_ROMAN})(?![\w/-]|\.\d)", "date"),
    Rule("date_unknown_day", "DATE", rf"(?<![\w/.-])(?:\d{{1,2}}(?P<of>[/-])(?:-{{1,2}}|_{{1,2}}|\?{{1,2}}|[xXuU]{{2}}|00)(?P=of){_YEAR}|(?:-{{1,2}}|_{{1,2}}|\?{{1,2}}|[xXuU]{{2}}|00)(?P<or>[/-])(?:\d{{1,2}}|-{{1,2}}|_{{1,2}}|\?{{1,2}}|[xXuU]{{2}}|00)(?P=or){_YEAR})(?!\w)"),
    Rule("month_year_short", "DATE", rf"(?i)\b{_OPERATED}[ ](?:in[ ]|\()?(?P<date>(?:0?[1-9]|1[0-2])/(?:[7-9]\d|0\d)){NOT_SCORE}", "date"),
    Rule("date_spoken", "DATE", rf"(?i){DATED}(?:[ ](?:is|was|of|on))?[\"' :=(#]{{1,4}}(?P<date>{_NUMBER}(?:[ ,/-]{{1,2}}{_NUMBER}){{2,5}})(?![ -]?(?:weeks?|days?|hours?|minutes?|years?))\b", "date"),
    Rule("day_spoken", "DATE", rf"(?i)\b{MONTH}[ ](?:{FROM_TEN}|{ONES}),?[ ](?:{YEAR_WORDS}\b|{_YEAR}\b)"),
    Rule("date_other_script", "DATE", rf"{_YEAR}[ ]?\u5e74[ ]?\d{{1,2}}[ ]?\u6708(?:[ ]?\d{{1,2}}[ ]?\u65e5)?|(?<!\d)[0-3]?\d[ ](?=[a-z]{{0,7}}[\u0430-\u044f])[a-z\u0430-\u044f]{{3,8}}[ ]{_YEAR}|(?i:\bngay)[ ]\d{{1,2}}[ ]thang[ ]\d{{1,2}}(?:[ ]nam[ ]{_YEAR})?"),
    Rule("date_foreign", "DATE", rf"(?i){_FOREIGN_DAY}(?:{_FOREIGN}|{_FOREIGN_TOO}|{MONTH}){_OF_YEAR}"),
    Rule("day_foreign", "DATE", rf"(?i){_FOREIGN_DAY}{_FOREIGN}\b|\b(?:le|am|den|vom|bis|il|dal|al|em|op|no[ ]dia)[ ](?P<day>[0-3]?\d(?:er|\.)?[ ](?:de[ ])?(?:mars|marz|mai|mei|marzo|marco|agosto|novembro))\b"),
    Rule("month_foreign", "DATE", rf"(?i)\b(?:{_FOREIGN}|marz|agosto|novembro){_OF_YEAR}"),
    Rule("birth_year_words", "BIRTH_DATE", rf"(?i){_BIRTH}(?P<y>{YEAR_WORDS}(?:,?[ ](?:on|in)[ ](?:the[ ]{DAY_ORDINAL}[ ]of[ ]{MONTH}|{MONTH}(?:[ ](?:the[ ])?(?:{DAY_ORDINAL}|{DAY}(?:st|nd|rd|th)?))?))?)\b(?![ ](?:weeks?|days?|grams?|g\b))", "y", near=rf"(?i){_BIRTH}(?:eighteen|nineteen|twenty|two[ ]thousand)\b"),
    Rule("pair_visit", "DATE", rf"(?i){_VISIT}{_WHO}{{0,4}}[ ](?P<date>{DAY}/{DAY}){NOT_SCORE}", "date", no_fraction),
)  # fmt: skip
