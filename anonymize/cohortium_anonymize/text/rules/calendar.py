"""Rules for days that are named rather than written out: feasts, weeks, ordinals, day and month.

A date without its year cannot be moved with the patient's other dates, and left standing beside
moved ones it would give their offset away; so it goes. Scores and fractions share the form of
day and month ("5/5 strength", "20/20", "1/2 tablet"): these stay unless the words beside them or
the number itself ("26/05") can only be a day's.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.moments import MONTH
from cohortium_anonymize.text.words.numerals import DAY_FROM_FOURTH

_FEASTS = (
    r"Christmas(?:[ -]?(?:Eve|Day|time))?|X-?mas(?:[ ](?:Eve|Day))?|Boxing[ ]Day|Thanksgiving(?:[ ](?:Day|Eve))?|Halloween"
    r"|(?:St\.?[ ]|Saint[ ])?Valentine'?s?(?:'s)?(?:[ ]Day)?|New[ ]Year'?s?(?:[ ](?:Eve|Day))?|Hogmanay|Twelfth[ ]Night|Three[ ]Kings(?:[ ]Day)?"
    r"|Easter(?:[ ](?:Sunday|Monday|Eve|week(?:end)?))?|Good[ ]Friday|Holy[ ](?:Thursday|Saturday|Week)|Maundy[ ]Thursday|Palm[ ]Sunday"
    r"|Ash[ ]Wednesday|Shrove[ ]Tuesday|Pancake[ ]Day|Fat[ ]Tuesday|Mardi[ ]Gras|Whit(?:[ ](?:Sunday|Monday|week(?:end)?)|sun(?:day|tide)?)\b|Pentecost|Ascension[ ]Day"
    r"|Corpus[ ]Christi|Trinity[ ]Sunday|Assumption[ ]Day|Candlemas|Michaelmas|Martinmas|Mothering[ ]Sunday|All[ ](?:Saints|Souls|Hallows)'?(?:[ ](?:Day|Eve))?"
    r"|Passover|Pesach|Rosh[ ]Hashan?ah?|Yom[ ](?:Kippur|HaShoah)|Sukkot|Purim|Shavuot|Simchat[ ]Torah|(?:C?H)anuk+ah?|Tisha[ ]B'?Av"
    r"|Ramadan|Eid[ -](?:al|ul)[ -](?:Fitr|Adha)|Laylat[ ]al[ -]Qadr|Ashura|Mawlid|Diwali|Deepavali|Navratri|Dussehra|Vaisakhi|Baisakhi|Vesak"
    r"|Raksha[ ]Bandhan|Ganesh[ ]Chaturthi|Janmashtami|Nowruz|Norooz|Songkran|(?:Lunar|Chinese)[ ]New[ ]Year|Mid-?Autumn[ ]Festival|Kwanzaa|Juneteenth"
    r"|(?:Independence|Labou?r|Memorial|Mother'?s'?|Father'?s'?|Veterans'?|MLK|Martin[ ]Luther[ ]King(?:[ ]Jr\.?)?|President'?s'?|Columbus|Indigenous[ ]Peoples?'?"
    r"|Groundhog|April[ ]Fool'?s'?|Earth|Flag|Election|Inauguration|Armistice|Remembrance|Anzac|Australia|Canada|Victoria|Bastille|Patriots?'?|Women'?s)[ ]Day(?:[ ]weekend)?(?![ ]\d)"
    r"|(?:the[ ])?(?:4th|fourth)[ ]of[ ]July|July[ ](?:4th|Fourth)|(?:St\.?|Saint)[ ](?:Patrick|Nicholas|Stephen|George|Andrew|David|John|Lucia?)'?s?[ ](?:Day|Eve)"
    r"|Cinco[ ]de[ ]Mayo|Dia[ ]de[ ]los[ ]Muertos|Day[ ]of[ ]the[ ]Dead|Guy[ ]Fawkes(?:[ ](?:Night|Day))?|Bonfire[ ]Night|Super[ ]Bowl(?:[ ]Sunday)?|Black[ ]Friday"
    r"|Cyber[ ]Monday|(?:(?:early|late|spring|summer|may|august|easter)[ ])?bank[ ]holiday(?:[ ](?:Monday|Friday|weekend))?|Midsummer(?:'?s)?(?:[ ](?:Eve|Day))?"
    r"|(?:summer|winter)[ ]solstice|(?:spring|vernal|autumn(?:al)?)[ ]equinox"
)
# Feasts that are also words or abbreviations: as written only, and some only after a preposition.
_FEASTS_AS_WRITTEN = r"Eid|Holi|Onam|Pongal|Obon|Epiphany|May[ ]Day"
_SEASONS_OF_FEASTS = (
    r"(?i:during|in|for|after|before|since|of)[ ](?P<feast>Lent|Advent|Tet)\b(?![ ]spell)"
)
_OF_YEAR = r"(?:,?[ ](?:of[ ])?(?:(?:19|20)\d{2}|'\d{2}))?"
_WEEKDAY = r"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:s|nesday)?|Thu(?:r?s?(?:day)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
_NTH = r"(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|2[04-9]|30)th|31st)"
_AND_NTH = (
    rf"(?:(?:,|,?[ ](?:and|or|to|through|until|&)|-)[ ]?(?:the[ ])?(?:{_NTH}|{DAY_FROM_FOURTH}))*+"
)
# After a day of the month the clause ends or goes on; after any other ordinal comes its noun.
_NO_NOUN = (
    r"(?=\s{0,2}(?:[.;:)!?]|,(?!\s?\d)|$|\n|of[ ](?:this|last|next|the|each|every)[ ](?:same[ ])?month|(?:of[ ])?(?:this|last|next)[ ]month|inst\b"
    r"|(?:and|but|at|for|with|by|from|to|when|where|after|before|because|as|via|in|she|he|they|we|i|pt|patient|was|were|is|has|had|showed?|revealed|without|due|per)\b))"
)
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_PAIR = rf"{_D}[/-]{_D}"
_PAIRS = (
    rf"{_PAIR}(?:\s?(?:,|,?\s?and|&|-|to|through|thru|until|till)\s?{_PAIR}(?![\d/]|\.\d)){{0,5}}+"
)
_NOT_BEFORE = r"(?<![\w/.-])"
# Beside a full date, which moves: what is left of a range or of a list would say by how much.
_FULL = r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)"
_AND = r"\s?(?:,|,?\s?(?:and|or|&|to|through|thru|until|till)\s|-)\s?"
_FURTHER = rf"(?:{_AND}\d{{1,2}}(?P=sep)\d{{1,2}}(?!\d|(?P=sep)\d)){{0,5}}+"
_BEFORE_FULL = rf"{_NOT_BEFORE}(?P<date>\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}{_FURTHER})(?={_AND}\d{{1,2}}(?P=sep)\d{{1,2}}(?P=sep)(?:\d{{4}}|\d\d)(?!\d))"
_AFTER_FULL = rf"(?<!\d)\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d\d){_AND}(?P<date>\d{{1,2}}(?P=sep)\d{{1,2}}(?!\d|(?P=sep)\d){_FURTHER})"
_AFTER_ISO = r"(?<!\d)\d{4}-\d\d-\d\d(?:/|[ ](?:to|and|through|-)[ ])(?P<date>\d\d-\d\d)(?![\w-])"
_AND_DAY = r"[ ]?(?:-|/|&|\b(?:and|to|or|through)\b)[ ]?"
_DATE_BEGINS = rf"(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)?[ -]?(?:of[ ])?{MONTH}|{MONTH}\.?[ ]?\d)"
_NOT_SCORE = (
    r"(?!\d|\w|[/.-]\d|\s?(?:mg|mcg|ml|tabs?\b|tablets?|pills?|of\b|doses?|cups?|pain|murmur|strength|power|scale|systolic|diastolic|sem\b|reflex|dtrs?|pulses?|motor"
    r"|vision|in[ ](?:severity|intensity)|severity|intensity|hpf|bilateral|throughout|inch|%|\"|positive|criteria|points?|bottles?|mmhg|cmh2o|times))"
)
_STRONG = (
    r"(?:on|since|until|till|til|(?:pod|hd|dol)[ ]?#?[ ]?\d{1,3}|dated?|seen|visit(?:ed)?|admitted|admit|admission|adm|discharged?|discharge|dc'?d|dc|d/c'?d|d/c|appt|appointment|due|scheduled|rescheduled|started|stopped"
    r"|began|begun|beginning|starting|ending|lmp|dos|doa|dod|surgery|collected|drawn|reported|resulted|performed|done|signed|hospitali[sz]ed|transferred|returned|returns?|rtc|readmitted"
    r"|presented|arrived|called|repeated|placed|removed|extubated|intubated|operated|expires?|exp|effective|as[ ]of|week[ ]of|f/u|follow[ -]?up|recheck|due[ ]date|edc|edd|birthday|dob|born"
    r"|last[ ](?:seen|visit|dose|period)|(?:next|last)[ ](?:visit|appointment|appt|dose))"
)
_WEAK = r"(?:from|through|thru|by|last|labs?|ct|mri|cxr|echo|x-?ray|xr|us|biopsy|note|between|before|after|ekg|ecg|cbc|colonoscopy|for|in)"
_SCORED = re.compile(
    r"(?i)\b(?:pain|strength|power|murmur|bp|scored?|scores|apgars?|gcs|vision|acuity|va|pulses?|reflexes|motor|grade[ds]?|rated?|rates|severity|scale|stage|bipap|cpap|ipap"
    r"|intensity|sem|oriented|dtrs?|ratio|peep|iop|phq|gad|moca|mmse|orientation|recall|criteria|extension|flexion|grip|biceps|triceps|deltoids?|quadriceps|kappa|od|os|ou|reflex|weakness|insulin|tablets?)\b[^.;\n]{0,36}$"
)
_REPEATED = re.compile(
    rf"(?i)(?:\b(?:every|each|alternate|other|per)|{_WEEKDAY}\b\.?s?[ ]?(?:[,/-]|and|or|to|through|thru|&)*)[ ,/-]{{0,2}}$"
)
_FURTHER_DAY = re.compile(
    rf"(?i)[ ]?(?:[,/&-]|and\b|or\b|to\b|through\b|thru\b){{1,2}}[ ]?{_WEEKDAY}\b"
)
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 8, 9, 10))


def _no_schedule(text: str, start: int, end: int) -> tuple[int, int] | None:
    """One day, not what happens every such day or on several days of the week."""
    if _REPEATED.search(text[max(0, start - 24) : start]) or _FURTHER_DAY.match(text, end):
        return None
    return start, end


def _day_and_month(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where it can be one: a month and a day, in either order."""
    first, second = _numbers(text, start, end)
    low, high = sorted((first, second))
    return (start, end) if 1 <= low <= 12 and high <= 31 else None


def _no_score(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day and month that is not the score or fraction which its sentence speaks of."""
    first, second = _numbers(text, start, end)
    if (first, second) == (24, 7) or _SCORED.search(text[max(0, start - 60) : start]):
        return None
    return _day_and_month(text, start, end)


def _no_fraction(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day and month that stands without a word for it: only what no one scores out of."""
    first, second = _numbers(text, start, end)
    padded = "0" in (text[start], re.split(r"[/-]", text[start:end])[1][0])
    if not padded and first <= second and second in _DENOMINATORS:
        return None
    return _no_score(text, start, end)


def _numbers(text: str, start: int, end: int) -> tuple[int, int]:
    first, second = re.findall(r"\d+", text[start:end])[:2]
    return int(first), int(second)


def _rule(name: str, pattern: str, group: int | str = 0) -> Rule:
    return Rule(name, "DATE", re.compile(pattern), group)


RULES = (
    _rule("feast", rf"(?i)\b(?:{_FEASTS}){_OF_YEAR}(?![A-Za-z])"),
    _rule("feast_as_written", rf"\b(?:{_FEASTS_AS_WRITTEN})\b{_OF_YEAR}"),
    _rule("feast_season", rf"\b{_SEASONS_OF_FEASTS}", "feast"),
    _rule("iso_week", r"(?<![\w-])(?:19|20)\d{2}[- ]?W(?:[0-4]\d|5[0-3])(?:-?[1-7])?(?![\w-])|(?i:\b(?:week|wk|cw|kw)\.?[ ]?#?\d{1,2}(?:[ ](?:of|in)[ ]|[ ,/-]{1,2})(?:19|20)\d{2}\b)|\bW[0-5]?\d[ /-](?:19|20)\d{2}\b"),
    _rule("day_of_year", r"(?<![\w.-])(?:19|20)\d{2}-(?:[0-2]\d{2}|3[0-5]\d|36[0-6])(?![\w.-])|(?i:\bday[ ]\d{1,3}[ ]of[ ](?:19|20)\d{2}\b(?![-/]))"),
    _rule("day_of_month", rf"(?i)\b(?:on|since|by|until|till|from|before|after|around|for|between|due|dated|through)[ ](?P<date>the[ ](?:{_NTH}|{DAY_FROM_FOURTH})(?![\w-]){_AND_NTH}){_NO_NOUN}", "date"),
    _rule("nth_of_month", rf"(?i)\b(?P<date>(?:the[ ])?(?:{_NTH}|{DAY_FROM_FOURTH}|first|second|third)[ ]of[ ](?:this|last|next|the|each)[ ]month)\b", "date"),
    Rule("weekday_alone", "DATE", re.compile(r"\b(?:(?i:last|next|this(?:[ ]past)?|on)[ ])?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!'?s)"), check=_no_schedule),
    _rule("weekday_before_date", rf"(?i)\b(?P<date>{_WEEKDAY})\b(?=\.?,?[ ]{{0,2}}(?:the[ ])?\(?{_DATE_BEGINS})", "date"),
    _rule("weekday_after_date", rf"{_FULL}[ ,]{{0,2}}\(?(?P<date>{_WEEKDAY})\b", "date"),
    _rule("weekday_nth", rf"(?i)\b{_WEEKDAY}\b\.?,?[ ](?:the[ ])?(?:{_NTH}|{DAY_FROM_FOURTH})(?![\w-])"),
    Rule("weekday_pair", "DATE", re.compile(rf"(?i)\b{_WEEKDAY}\b\.?,?[ ]{{1,2}}\(?(?P<date>{_D}[/.-]{_D})(?!\d|[/.-]\d|\s?(?:mg|tab))"), "date", _day_and_month),
    _rule("weekday_day", rf"\b(?i:on|since|until|by|from|last|next|this|seen|dated|for)[ ](?P<date>{_WEEKDAY}\b\.?,?[ ]{_D})(?![\w/:%-]|\.\d|\s?(?i:am|pm|a\.m|p\.m|mg|mcg|units?|tabs?|ml|hours?|hrs?|x\b|to\b|o'clock|,[ ]{_WEEKDAY}))", "date"),
    Rule("pair_said", "DATE", re.compile(rf"(?i)\b{_STRONG}(?:[ ]?[:=(,])?[ ]{{0,2}}(?<=[ :=(])(?:(?:on|is|was|date|scheduled|for|of|by|at|in|around|about|approx\.?|the|due|again|here)[ ]){{0,3}}(?P<date>{_PAIRS}){_NOT_SCORE}"), "date", _day_and_month),
    Rule("pair_after", "DATE", re.compile(rf"(?i)\b{_WEAK}(?:[ ]?[:=])?[ ]{{1,2}}(?P<date>{_PAIRS}){_NOT_SCORE}"), "date", _no_fraction),
    Rule("pair_point", "DATE", re.compile(rf"(?i)\b{_STRONG}(?:[ ]?:)?[ ](?:on[ ])?(?P<date>(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2]))\b(?!\.?\d|\s?(?:mg|mmol|%|g\b|kg|cm|l\b))"), "date", _no_score),
    Rule("pair_bracketed", "DATE", re.compile(rf"\((?P<date>{_D}/{_D})(?=[),;:])"), "date", _no_fraction),
    Rule("pair_padded", "DATE", re.compile(rf"{_NOT_BEFORE}(?P<date>0[1-9]/(?:[12]\d|3[01]|0[1-9]|[1-9](?!\d))|(?:[12]\d|3[01]|[1-9])/0[1-9]){_NOT_SCORE}"), "date", _no_score),
    Rule("pair_range", "DATE", re.compile(rf"{_NOT_BEFORE}(?P<date>{_D}/{_D}\s?(?:-|to|through|thru|until)\s?{_D}/{_D}){_NOT_SCORE}"), "date", _no_fraction),
    Rule("pair_before_date", "DATE", re.compile(rf"(?i){_BEFORE_FULL}"), "date", _no_score),
    _rule("day_before_date", rf"(?i){_NOT_BEFORE}(?P<date>\d{{1,2}}(?:st|nd|rd|th|\.)?)(?=-{_FULL})", "date"),
    Rule("pair_after_date", "DATE", re.compile(rf"(?i){_AFTER_FULL}{_NOT_SCORE}"), "date", _no_score),
    _rule("pair_after_iso", rf"(?i){_AFTER_ISO}", "date"),
    _rule("nth_after_date", rf"(?i){_FULL}{_AND}(?P<date>(?:the[ ])?{_NTH})(?![\w-])", "date"),
    _rule("day_before_day", rf"(?i){_NOT_BEFORE}(?P<date>{_D}(?:st|nd|rd|th)?)(?={_AND_DAY}{_D}(?:st|nd|rd|th)?[ ](?:of[ ])?{MONTH}\b)", "date"),
    _rule("days_of_month", rf"(?i)\b{MONTH}\.?[ ]{_D}(?:,[ ]{_D}(?!\d)){{0,5}},?[ ](?:and|or|&)[ ]{_D},?[ ](?:19|20)\d{{2}}\b"),
    Rule("pair_opens_line", "DATE", re.compile(rf"(?m)^[ \t*-]{{0,4}}(?P<date>{_D}/{_D})(?=\s?[:\-]\s|\s{{1,2}}[A-Z])"), "date", _no_fraction),
    _rule("month_of", rf"(?i:\b(?:end|beginning|middle|start|month|week|rest|part|half|between|and)[ ](?:of[ ])?)(?=[A-Z])(?P<date>{MONTH})\b(?![ ](?i:be|have|not|need|take|want|require|with|also|consider)\b)", "date"),
    _rule("month_said", r"\b(?:January|February|April|June|July|August|September|October|November|December|JANUARY|FEBRUARY|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)\b"),
)  # fmt: skip
