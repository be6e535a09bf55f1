"""Rules for ages over 89 and for years of birth.

An age of 90 or more, in whatever words, becomes 90+ (45 CFR 164.514(b)(2)(i)(C)); a year said to
be that of birth says the age and goes with the birth dates. Ages below 90 stay. Temperatures,
pressures, saturations and angles in the same range of numbers stay: a rule asks for a word that
only an age has beside it.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import clinical
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
_KIN = (
    r"(?:(?:great[- ]?)?(?:grand)?(?:mother|father|aunt|uncle)(?:[- ]in[- ]law)?|mom|mum|dad|husband|wife|spouse|partner|fianc[ee]e?|widow|sister(?:[- ]in[- ]law)?|brother(?:[- ]in[- ]law)?|sibling|aunt|uncle|cousin|grand(?:ma|pa)|nana|granny"
    r"|friend|neighbou?r|caregiver|roommate|boyfriend|girlfriend|[mp]g[mf]|[mp]gg[mf]|mat(?:ernal)?[ ]g(?:rand)?[mf]|pat(?:ernal)?[ ]g(?:rand)?[mf])"
)
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Fr|Sister|Father|Senora?|Sra?|Dona?)\b\.?"
_CALLED = r"[A-Z][A-Za-z'-]{1,20}"
_APPOSED = rf"(?:,[ ]|[ ]?\(|[ ]-[ ])(?:now[ ]|age[d]?[ ]|almost[ ]|nearly[ ])?(?P<age>{_OVER_89})(?![\w%/-]|[.,]\d)(?=[,;)]|\.(?:\s|$)|$|\n|[ ](?:with|who|and|is|was|has|lives|living|died|fell|here|at[ ]bedside|here)\b)"
_DECADE = r"(?:(?:early|mid|middle|late|upper)[- /]{1,2}){0,2}(?:nineties|'?90'?s|100'?s)"
_DIED = r"(?:d\.?|dec(?:eased|'d|\.)?|died|expired|passed(?:[ ]away)?|dod|alive(?:[ ]and[ ]well)?|living|a&w|l&w|a/w|still[ ](?:alive|living|active|healthy|well)|age)"
_FAMILY = re.compile(
    r"(?i)\b(?:f\.?h\.?x?|fam(?:ily)?\.?[ ](?:h(?:istory|x|/o)|med\w{0,8}[ ]h(?:istory|x)))\b[^\n]{0,160}$"
)
_SUBJECT = rf"(?:he|she|they|who|i|{_PERSON})"
_IS = r"(?:'s|[ ](?:is|was|were|are|be|being|has[ ]been|will[ ]be|turns|turned|reached|became))"
_ABOUT = r"(?:[ ](?:now|almost|nearly|about|approximately|currently|just|already|only|over|still|actually|aged?|at[ ]least|pushing|nearing|approaching|past|close[ ]to|well[ ](?:over|past|into[ ](?:his|her)))){0,2}"
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
_FULL_NAME = re.compile(
    r"(?:^|[^\w])(?P<name>[A-Z][A-Za-z'-]{1,20}(?:[ ](?:[A-Z]\.[ ])?[A-Z][A-Za-z'-]{1,20}){0,2})(?:,[ ]|[ ]\()(?:now[ ]|aged?[ ])?$"
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


def _of_named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An age set beside a name: words that are neither medicine's nor everyday ones, the first a given name."""
    name = _FULL_NAME.search(text, max(0, start - 60), start)
    if name is None:
        return None
    first, *others = re.findall(r"[A-Z][A-Za-z'-]+", name["name"])
    told = first.lower() in GIVEN and not any(map(clinical, (first, *others)))
    strange = bool(others) and not any(map(ordinary, (first, *others)))
    return (start, end) if told or strange else None


def _of_family(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An age after the letter of a relative ("F 93 CVA"), in a family's history."""
    return (start, end) if _FAMILY.search(text, max(0, start - 200), start) else None


def _age(name: str, pattern: str) -> Rule:
    return Rule(name, "AGE", rf"(?i){pattern}", "age")


RULES = (
    _age("age_years", rf"(?<![\d./-])(?P<age>{_OVER_89}){_YEARS_OLD}"),
    _age("age_years_words", rf"\b(?P<age>{_WORDS})(?:{_YEARS_OLD}|[- ](?:years?|yr)[- ](?:old|of[ ]age))"),
    _age("age_labelled", rf"\b(?:age[ds]?|aet(?:at)?\.?|turned|turning|turns)(?:/(?:sex|gender)|\s?\((?:y|yrs?|years?|in[ ]years)\)|\s?in\s?years|\s?at\s(?:admission|visit|diagnosis|death|onset))?\W{{0,4}}(?:is\s|of\s|was\s)?(?P<age>{_ANY})(?:\s?(?:yo|yrs?|y)\b|(?![\w-]){_NOT_QUANTITY})"),
    _age("age_of_someone", rf"\b{_SUBJECT}{_IS}{_ABOUT}[ ](?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}{_CLAUSE_END}"),
    _age("age_apposed", rf"\b{_PERSON}(?:,[ ]|[ ]?\(|[ ]of[ ](?:about[ ])?)(?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}(?=[,;.)]|$|[ ](?:with|who|and))"),
    Rule("age_of_titled", "AGE", rf"\b(?:(?i:{_KIN}|patient|pt|resident)[ ]|{_TITLE}[ ])(?:{_CALLED}[ ]?){{1,3}}(?<! ){_APPOSED}", "age"),
    Rule("age_of_named", "AGE", rf"{_CALLED}(?:,[ ]|[ ]\()(?:now[ ]|aged?[ ])?(?P<age>{_OVER_89})(?=\)|,[ ](?:was|is|who|a|an|has|had|presents?|presented|fell|lives|admitted|brought|came|comes|seen|and|with|died)\b)", "age", _of_named),
    _age("age_of_kin", rf"\b{_KIN}(?:[ ]?[:,(-])?[ ]{{1,2}}{_DIED}(?:[ ]?(?:at|@|of|age|aged|to|,)){{0,2}}[ ]?(?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}(?=\s{{0,2}}(?:[,;.)]|$|\n|(?:of|from|w/|with|and|due|after|in|yo|yrs?)\b))"),
    _age("age_alive", rf"\b(?:alive(?:[ ]and[ ]well)?|a&w|still[ ](?:living|driving|active|working)|living)(?:,?[ ](?:at|@|age|aged)|,)[ ](?:age[ ])?(?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}(?=\s{{0,2}}(?:[,;.)]|$|\n|and\b|with\b))"),
    Rule("age_of_family", "AGE", rf"(?<![\w/])(?:[MFBS]|Mo|Fa|[MP]?G[MF]|Sis|Bro|Sib)[ ]?[:=(-]?[ ]?(?:(?i:{_DIED})[ ]?@?[ ]?)?(?P<age>{_OVER_89})(?![\w%/-]|[.,]\d)", "age", _of_family),
    _age("age_at_death", rf"\b(?:lived|survived|died|passed(?:[ ]away)?|deceased|expired)[ ](?:to(?:[ ](?:be|see))?|past|beyond|until|till|at|@|aged?|when)(?:[ ](?:the[ ])?(?:age|ripe[ ]old[ ]age)(?:[ ]of)?|[ ](?:he|she)[ ]was)?[ ](?P<age>{_ANY})(?![\w-]){_NOT_QUANTITY}"),
    _age("age_decade", r"\b(?:in|into|reached|entering|approaching|of)[ ](?:his|her|their|my)[ ](?P<age>(?:(?:early|mid|middle|late|upper)[- ]{1,2})?(?:nineties|'?90'?s|(?:one[ ])?hundreds|100'?s))\b"),
    _age("age_decade_told", rf"(?:\bage[ds]?[ ]?:?[ ](?:in[ ](?:(?:the|his|her|their)[ ])?)?|\b{_KIN}(?:,?[ ]\(?(?:(?:is|was|now|also|alive|died|living|lived|d\.)[ ]){{0,2}}(?:(?:in|into|to)[ ](?:(?:the|his|her|their)[ ])?)?|[ ]?\()|\b(?:lived|survived|died|passed(?:[ ]away)?|deceased|alive|living)[ ](?:in|into|to)[ ](?:(?:the|his|her|their)[ ])?)(?P<age>{_DECADE})(?![\w/%-]|[ ]?(?:on|with|systolic|over|%))"),
    _age("age_tenth_decade", r"\b(?P<age>(?:tenth|10th|eleventh|11th)[ ]decade)\b"),
    _age("age_only_years", rf"(?<![\w./-])(?<!\bper )(?<!\bfor )(?<!\bin )(?<!\bover )(?<!\bpast )(?<!\blast )(?<!\bto )(?P<age>{_OVER_89})[ -]?(?:years?|yrs?)\b(?=[,;.)]|$|[ ](?:and|with|who|lives?|living|here|presents?|presenting|admitted|male|female))"),
    _age("age_generation", r"\b(?P<age>(?:super-?)?centenarian|nonagenarian)s?\b"),
    _age("age_birthday", rf"\b(?P<age>(?:{_OVER_89}(?:st|nd|rd|th)|ninet(?:ieth|y[- ]{ONES_ORDINAL})|(?:one[ -])?hundred(?:th|[- ]and[- ]first)))[ ](?:birthday|year[ ]of[ ](?:life|age))"),
    Rule("age_sex", "AGE", rf"(?<![\w./-])(?P<age>{_OVER_89})[ /-]?(?:yo)?[MF](?![A-Za-z0-9])", "age", _sex),
    Rule("sex_age", "AGE", rf"(?<![\w./-])[MF]/(?P<age>{_OVER_89})(?![\w/.-])", "age"),
    Rule("birth_year", "BIRTH_DATE", rf"(?i){_BIRTH_WORD}[^.;\n]{{0,40}}?(?<![\w/.-])(?P<y>{_YEAR})(?![\w/-]|\.\d|\s?(?:g|gm|grams?)\b)", "y"),
    Rule("birth_year_letter", "BIRTH_DATE", r"(?:(?<![^\s(;,])b\.[ ]?|\(b[ ])(?P<y>(?:18|19|20)\d{2})(?![\w/-]|\.\d)", "y"),
    Rule("birth_year_short", "BIRTH_DATE", r"(?i)(?:\b(?:dob|yob|d\.o\.b\.|birth)\b|\bborn\b)\W{0,3}(?:(?:in|the|year|yr|is|was|of|:)\W{1,2}){0,3}(?P<y>'\d{2}|(?<=year )\d{2}|(?<=yr )\d{2}|(?<=yob )\d{2}|(?<=yob: )\d{2})(?![\w/.-]\d|\w)", "y"),
)  # fmt: skip
