"""Rules for ages over 89 and for years of birth.

An age of 90 or more, in whatever words, becomes 90+ (45 CFR 164.514(b)(2)(i)(C)); a year said to
be that of birth says the age and goes with the birth dates. Ages below 90 stay. Temperatures,
pressures, saturations and angles in the same range of numbers stay: a rule asks for a word that
only an age has beside it.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.numerals import ONES, ONES_ORDINAL

_OVER_89 = r"(?:9\d|1[0-2]\d)"
_WORDS = rf"(?:ninety(?:[- ]{ONES})?|(?:a|one)[- ]hundred(?:(?:[- ]and)?[- ](?:{ONES}|ten|eleven|twelve))?)"
_ANY = rf"(?:{_OVER_89}|{_WORDS})"
_YEARS_OLD = (
    r"(?:[\s-]{0,2}(?:years?|yrs?\.?|y)?[\s/.-]{0,2}(?:old|young|o\b|of[ ]age)"
    r"|[\s-]{0,2}(?:years?[ ]of[ ]age|y\.o\.|yo[mfw]?\b|y/o|y\.?o?\.?[ ]?[mf]\b)"
    r"|[\s-]{0,2}(?:years?|yrs?\.?|y)[ ,-]{1,2}(?:m|f|male|female|man|woman|lady|gentleman)\b)"
)
_PERSON = (
    r"(?:patient|pt|man|woman|lady|gentleman|gent|male|female|widow|widower|nun|veteran|resident"
    r"|mother|father|mom|dad|husband|wife|spouse|partner|sister|brother|aunt|uncle"
    r"|grand(?:mother|father|ma|pa))"
)
_SUBJECT = rf"(?:he|she|they|who|i|{_PERSON})"
_IS = r"(?:'s|[ ](?:is|was|were|are|be|being|has[ ]been|will[ ]be|turns|turned|reached|became))"
_ABOUT = r"(?:[ ](?:now|almost|nearly|about|approximately|currently|just|already|only|over|still|actually|aged?|at[ ]least))?"
# What may follow a bare number that is an age, and what says that it is some other quantity.
_CLAUSE_END = (
    r"(?=\s{0,2}(?:[,;.)!?](?!\d)|$|\n|and\b|but\b|who\b|now\b|years?\b|this[ ](?:year|month|week|fall|spring|summer|winter)"
    r"|next\b|in[ ]|last\b|lives\b|living\b|still\b|man\b|woman\b))"
)
_NOT_QUANTITY = (
    r"(?![\d%]|[./]\d|-\d|\s?(?:%|percent|lbs?\b|pounds|kg|kilo|mg|mcg|ml|mm|cm|bpm|beats|degrees?|deg\b|over\b|systolic|minutes?"
    r"|mins?\b|hours?|days?|weeks?|months?|units?|meters?|feet|ft\b|steps|on[ ](?:ra|room|\d)|sats?\b|points?|times|mile|people|patients))"
)
_TEMPERATURE = re.compile(
    r"(?i)(?:\bt(?:emp(?:erature)?s?|max|m|c)?\b|fevers?|febrile|feverish|chills|oral|axillary|rectal|tympanic|heat|warm|cool)[^.;\n]{0,24}$"
)
_SEX_AFTER = re.compile(
    r"[ ,/]{1,2}(?:with|who|presents?|presenting|presented|admitted|s/p|h/o|w/|c/o|from|pt|patient|here|in\b|hx|seen|found|brought|BIBA|PMH|DNR|living|status|transferred|is|was)"
)
_SEX_BEFORE = re.compile(r"(?i)(?:^|\n|[:(]|\b(?:pt|patient|an?|this|age|sex))\s{0,2}$")
_NAME_BEFORE = re.compile(
    r"[A-Z][A-Za-z'-]{1,20},?[ ][A-Z](?:\.|[a-z]{2,15})?[ ,|(/-]{1,3}$|\|[ ]?$"
)
_BIRTH_WORD = r"(?:\bd\.?\s?o\.?\s?b\b\.?|\bbirth(?:\s?(?:date|year|day))?|\bb-?day|\byear[ ]of[ ]birth|\bdate[ ]of[ ]birth|\byob\b|\bborn\b)"
_YEAR = r"(?:18|19|20)\d{2}"


def _sex(text: str, start: int, end: int) -> tuple[int, int] | None:
    """ "101F" is an age beside a person and a temperature beside a fever."""
    before, after = text[max(0, start - 40) : start], text[end : end + 24]
    if _TEMPERATURE.search(before):
        return None
    letter = re.match(r"[ /-]?[MF]", after)
    rest = after[letter.end() :] if letter else after
    told = _SEX_AFTER.match(rest) or _SEX_BEFORE.search(before) or _NAME_BEFORE.search(before)
    return (start, end) if told else None


def _age(name: str, pattern: str) -> Rule:
    return Rule(name, "AGE", rf"(?i){pattern}", "age")


RULES = (
    _age("age_years", rf"(?<![\d./-])(?P<age>{_OVER_89}){_YEARS_OLD}"),
    _age("age_years_words", rf"\b(?P<age>{_WORDS})(?:{_YEARS_OLD}|[- ](?:years?|yr)[- ](?:old|of[ ]age))"),
    _age("age_labelled", rf"\b(?:age[ds]?|aet(?:at)?\.?|turned|turning|turns)(?:/(?:sex|gender)|\s?\((?:y|yrs?|years?|in[ ]years)\)|\s?in\s?years|\s?at\s(?:admission|visit|diagnosis|death|onset))?\W{{0,4}}(?:is\s|of\s|was\s)?(?P<age>{_ANY})(?:\s?(?:yo|yrs?|y)\b|(?![\w-]){_NOT_QUANTITY})"),
    _age("age_of_someone", rf"\b{_SUBJECT}{_IS}{_ABOUT}[ ](?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}{_CLAUSE_END}"),
    _age("age_apposed", rf"\b{_PERSON}(?:,[ ]|[ ]?\(|[ ]of[ ](?:about[ ])?)(?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}(?=[,;.)]|$|[ ](?:with|who|and))"),
    _age("age_at_death", rf"\b(?:lived|survived|died|passed(?:[ ]away)?|deceased|expired)[ ](?:to|until|at|aged?|when)(?:[ ](?:the[ ])?(?:age|ripe[ ]old[ ]age)(?:[ ]of)?|[ ](?:he|she)[ ]was)?[ ](?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}"),
    _age("age_decade", r"\b(?:in|into|reached|entering|approaching|of)[ ](?:his|her|their|my)[ ](?P<age>(?:(?:early|mid|middle|late|upper)[- ]{1,2})?(?:nineties|'?90'?s|(?:one[ ])?hundreds|100'?s))\b"),
    _age("age_tenth_decade", r"\b(?P<age>(?:tenth|10th|eleventh|11th)[ ]decade)\b"),
    _age("age_only_years", rf"(?<![\w./-])(?<!\bper )(?<!\bfor )(?<!\bin )(?<!\bover )(?<!\bpast )(?<!\blast )(?<!\bto )(?P<age>{_OVER_89})[ -]?(?:years?|yrs?)\b(?=[,;.)]|$|[ ](?:and|with|who|lives?|living|here|presents?|presenting|admitted|male|female))"),
    _age("age_generation", r"\b(?P<age>(?:super-?)?centenarian|nonagenarian)s?\b"),
    _age("age_birthday", rf"\b(?P<age>(?:{_OVER_89}(?:st|nd|rd|th)|ninet(?:ieth|y[- ]{ONES_ORDINAL})|(?:one[ -])?hundred(?:th|[- ]and[- ]first)))[ ](?:birthday|year[ ]of[ ](?:life|age))"),
    Rule("age_sex", "AGE", rf"(?<![\w./-])(?P<age>{_OVER_89})[ /-]?(?:yo)?[MF](?![A-Za-z0-9])", "age", _sex),
    Rule("sex_age", "AGE", rf"(?<![\w./-])[MF]/(?P<age>{_OVER_89})(?![\w/.-])", "age"),
    Rule("birth_year", "BIRTH_DATE", rf"(?i){_BIRTH_WORD}[^.;\n]{{0,40}}?(?<![\w/.-])(?P<y>{_YEAR})(?![\w/-]|\.\d|\s?(?:g|gm|grams?)\b)", "y"),
    Rule("birth_year_short", "BIRTH_DATE", r"(?i)(?:\b(?:dob|yob|d\.o\.b\.|birth)\b|\bborn\b)\W{0,3}(?:(?:in|the|year|yr|is|was|of|:)\W{1,2}){0,3}(?P<y>'\d{2}|(?<=year )\d{2}|(?<=yr )\d{2}|(?<=yob )\d{2}|(?<=yob: )\d{2})(?![\w/.-]\d|\w)", "y"),
)  # fmt: skip
