"""Rules for days that are named rather than written out: feasts, weeks, days of the week, ordinals.

A date without its year cannot be moved with the patient's other dates, and left standing beside
moved ones it would give their offset away; so it goes.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.dates.pairs import DAY, FULL, NOT_BEFORE, NTH, day_and_month
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.moments import MONTH, parse
from cohortium_anonymize.text.words.numerals import DAY_FROM_FOURTH
from cohortium_anonymize.text.words.usage import DAY_FIRST

_FEASTS = (
    r"Christmas(?:[ -]?(?:Eve|Day|time))?|X-?mas(?:[ ](?:Eve|Day))?|Boxing[ ]Day|Thanksgiving(?:[ ](?:Day|Eve))?|Halloween"
    r"|(?:St\.?[ ]|Saint[ ])?Valentine'?s?(?:'s)?(?:[ ]Day)?|New[ ]Year'?s?(?:[ ](?:Eve|Day))?|Hogmanay|Twelfth[ ]Night|Three[ ]Kings(?:[ ]Day)?"
    r"|Easter(?:[ ](?:Sunday|Monday|Eve|week(?:end)?))?|Good[ ]Friday|Holy[ ](?:Thursday|Saturday|Week)|Maundy[ ]Thursday|Palm[ ]Sunday"
    r"|Ash[ ]Wed(?:nesday)?\b|Shrove[ ]Tuesday|Pancake[ ]Day|Fat[ ]Tuesday|Mardi[ ]Gras|Whit(?:[ ](?:Sunday|Monday|week(?:end)?)|sun(?:day|tide)?)\b|Pentecost|Ascension[ ]Day"
    r"|Corpus[ ]Christi|Trinity[ ]Sunday|Assumption[ ]Day|Candlemas|Michaelmas|Martinmas|Mothering[ ]Sunday|All[ ](?:Saints|Souls|Hallows)'?(?:[ ](?:Day|Eve))?"
    r"|Passover|Pesach|Rosh[ ]Hashan?ah?|Yom[ ](?:Kippur|HaShoah)|Sukkot|Purim|Shavuot|Simchat[ ]Torah|(?:C?H)anuk+ah?|Tisha[ ]B'?Av"
    r"|Ramadan|Eid[ -](?:al|ul)[ -](?:Fitr|Adha)|Laylat[ ]al[ -]Qadr|Ashura|Mawlid|Diwali|Deepavali|Navratri|Dussehra|Vaisakhi|Baisakhi|Vesak"
    r"|Raksha[ ]Bandhan|Ganesh[ ]Chaturthi|Janmashtami|Nowruz|Norooz|Songkran|(?:Lunar|Chinese)[ ]New[ ]Year|Mid-?Autumn[ ]Festival|Kwanzaa|Juneteenth"
    r"|(?:Independence|Labou?r|Memorial|Mother'?s'?|Father'?s'?|Veteran'?s'?|MLK|Martin[ ]Luther[ ]King(?:,?[ ]Jr\.?)?|President'?s'?|Columbus|Indigenous[ ]Peoples?'?"
    r"|Groundhog|April[ ]Fool'?s'?|Earth|Flag|Election|Inauguration|Armistice|Remembrance|Anzac|Australia|Canada|Victoria|Bastille|Patriots?'?|Women'?s|Dominion|Empire|Pioneer|Cesar[ ]Chavez|Emancipation|Kamehameha|Louis[ ]Riel|Truth[ ]and[ ]Reconciliation|Waitangi|V-?E|V-?J|Turkey)[ ]Day(?:[ ]weekend)?(?![ ]\d(?!\d{3}\b))"
    r"|(?:Family|Heritage|Discovery|Islander|Flag|Constitution|Republic|Nurses'?|Pi|Leap|Tax|Groundhog)[ ]Day(?=,?[ ](?:of[ ])?(?:19|20)\d{2}\b)|(?:NYE|NYD|CNY|Spring[ ]Break)(?=,?[ ](?:of[ ])?(?:(?:19|20)\d{2}\b|'\d{2}\b))|Civic[ ]Holiday|Burns[ ](?:Night|Supper)|(?:Washington|Lincoln)'s[ ]Birthday|St\.?[ ]Jean[ -]Baptiste(?:[ ]Day)?"
    r"|(?:MLK|Labou?r|Memorial|Presidents?'?)[ ]weekend|(?:the[ ])?(?:4th|fourth)[ ]of[ ]July|July[ ](?:4th|Fourth)|(?:St\.?|Saint)[ ](?:Patrick|Paddy|Joseph|Nicholas|Stephen|George|Andrew|David|John|Lucia?)'?s?[ ](?:Day|Eve)"
    r"|Cinco[ ]de[ ]Mayo|Dia[ ]de[ ]los[ ]Muertos|Day[ ]of[ ]the[ ]Dead|Guy[ ]Fawkes(?:[ ](?:Night|Day))?|Bonfire[ ]Night|Super[ ]?Bowl(?:[ ]Sunday)?|Black[ ]Friday"
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
_AND_NTH = (
    rf"(?:(?:,|,?[ ](?:and|or|to|through|until|&)|-)[ ]?(?:the[ ])?(?:{NTH}|{DAY_FROM_FOURTH}))*+"
)
# After a day of the month the clause ends or goes on; after any other ordinal comes its noun.
_NO_NOUN = (
    r"(?=\s{0,2}(?:[.;:)!?]|,(?!\s?\d)|$|\n|of[ ](?:this|last|next|the|each|every)[ ](?:same[ ])?month|(?:of[ ])?(?:this|last|next)[ ]month|inst\b"
    r"|(?:and|but|at|for|with|by|from|to|when|where|after|before|because|as|via|in|she|he|they|we|i|pt|patient|was|were|is|has|had|showed?|revealed|without|due|per)\b))"
)
# What says that a date follows.
DATED = r"\b(?:d\.?o\.?[abds]\b\.?|(?:birth|admission|adm|admit|discharge|visit|service|report|exam|study|collection)[ ]?date|date(?:[ ]of[ ](?:birth|service|admission|discharge|visit|surgery|exam|study))?|born|birthday|seen|dated)"
_AND_DAY = r"[ ]?(?:-|/|&|\b(?:and|to|or|through)\b)[ ]?"
_DATE_BEGINS = rf"(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)?[ -]?(?:of[ ])?{MONTH}|{MONTH}\.?[ ]?\d)"
_REPEATED = re.compile(
    rf"(?i)(?:\b(?:every|each|alternate|other|per)|{_WEEKDAY}\b\.?s?[ ]?(?:[,/-]|and|or|to|through|thru|&)*)[ ,/-]{{0,2}}$"
)
_FURTHER_DAY = re.compile(
    rf"(?i)[ ]?(?:[,/&-]|and\b|or\b|to\b|through\b|thru\b){{1,2}}[ ]?{_WEEKDAY}\b"
)
_NUMBERED = re.compile(
    r"(?i)(?:\b(?:mrn|nhc|record|chart|acc(?:oun)?t|id|no|number|num|phone|tel|fax|cell|pager|ext|ssn|case|policy|plan|member|accession|serial))\b[ .:#=]{0,4}$|#$"
)


def _unnumbered(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day of the calendar that is not said to be a number of something."""
    said = _NUMBERED.search(text[max(0, start - 24) : start])
    found = text[start:end]
    return (start, end) if not said and (parse(found) or parse(found, DAY_FIRST)) else None


def _no_schedule(text: str, start: int, end: int) -> tuple[int, int] | None:
    """One day, not what happens every such day or on several days of the week."""
    if _REPEATED.search(text[max(0, start - 24) : start]) or _FURTHER_DAY.match(text, end):
        return None
    return start, end


def _rule(name: str, pattern: str, group: int | str = 0, near: str | None = None) -> Rule:
    return Rule(name, "DATE", pattern, group, near=near)


RULES = (
    # Before the telephone numbers of the same form, of which these take what is a day.
    Rule("date_hyphened", "DATE", r"(?<![\w/.-])[0-3]\d-[0-3]\d-(?:19|20)\d{2}(?![\w/-])", check=_unnumbered),
    Rule("date_spaced", "DATE", rf"(?i){DATED}[\"' :=(#]{{1,4}}(?P<date>(?:[0-3]?\d[ ][0-3]?\d[ ]|[0-3]\d[0-3]\d)(?:(?:19|20)\d{{2}}|\d{{2}}))(?![\w/:%-]|\.\d|[ ]?(?:mg|ml|units))", "date"),
    _rule("feast", rf"(?i)\b(?:{_FEASTS}){_OF_YEAR}(?![A-Za-z])", near=rf"(?i)(?:{_FEASTS})"),
    _rule("feast_as_written", rf"\b(?:{_FEASTS_AS_WRITTEN})\b{_OF_YEAR}"),
    _rule("feast_season", rf"\b{_SEASONS_OF_FEASTS}", "feast"),
    _rule("iso_week", r"(?<![\w-])(?:19|20)\d{2}[- ]?W(?:[0-4]\d|5[0-3])(?:-?[1-7])?(?![\w-])|(?i:\b(?:week|wk|cw|kw)\.?[ ]?#?\d{1,2}(?:[ ](?:of|in)[ ]|[ ,/-]{1,2})(?:19|20)\d{2}\b)|\bW[0-5]?\d[ /-](?:19|20)\d{2}\b"),
    _rule("day_numbered", r"(?i)\bday[ ]\d{1,3}[ ]of[ ](?:19|20)\d{2}\b(?![-/])|\b(?:julian|ordinal)(?:[ ](?:date|day))?[ :=#]{1,3}(?:(?:19|20)?\d{2}[-/. ]?)?[0-3]\d{2}(?![\w-])"),
    _rule("day_of_month", rf"(?i)\b(?:on|since|by|until|till|from|before|after|around|for|between|due|dated|through)[ ](?P<date>the[ ](?:{NTH}|{DAY_FROM_FOURTH})(?![\w-]){_AND_NTH}){_NO_NOUN}", "date"),
    _rule("nth_of_month", rf"(?i)\b(?P<date>(?:the[ ])?(?:{NTH}|{DAY_FROM_FOURTH}|first|second|third)[ ]of[ ](?:this|last|next|the|each)[ ](?:month|{MONTH})|{NTH}[ ](?:inst|ult|prox)\b\.?)", "date"),
    Rule("weekday_alone", "DATE", r"\b(?:(?i:last|next|this(?:[ ]past)?|on)[ ])?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!'?s)", check=_no_schedule),
    Rule("weekday_short", "DATE", r"\b(?i:last|next|this(?:[ ]past)?|on|since|until|till|by|from|due|for)[ ](?P<date>(?:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat(?![ ]?(?:\d|of\b|%|was|is|at[ ]\d))|Sun))\b(?![/-])(?!'?s\b)", "date", _no_schedule),
    _rule("weekday_before_date", rf"(?i)\b(?P<date>{_WEEKDAY})\b(?=\.?,?[ ]{{0,2}}(?:the[ ])?\(?{_DATE_BEGINS})", "date"),
    _rule("weekday_after_date", rf"{FULL}[ ,]{{0,2}}\(?(?P<date>{_WEEKDAY})\b", "date"),
    _rule("weekday_nth", rf"(?i)\b{_WEEKDAY}\b\.?,?[ ](?:the[ ])?(?:{NTH}|{DAY_FROM_FOURTH})(?![\w-])"),
    Rule("weekday_pair", "DATE", rf"(?i)\b(?P<date>{_WEEKDAY}\b\.?,?[ ]{{1,2}}\(?{DAY}[/.-]{DAY})(?!\d|[/.-]\d|\s?(?:mg|tab))", "date", day_and_month),
    _rule("weekday_day", rf"\b(?i:on|since|until|by|from|last|next|this|seen|dated|for)[ ](?P<date>{_WEEKDAY}\b\.?,?[ ]{DAY})(?![\w/:%-]|\.\d|\s?(?i:am|pm|a\.m|p\.m|mg|mcg|units?|tabs?|ml|hours?|hrs?|x\b|to\b|o'clock|,[ ]{_WEEKDAY}))", "date"),
    _rule("day_before_day", rf"(?i){NOT_BEFORE}(?P<date>(?:{DAY}(?:st|nd|rd|th)?,[ ]){{0,4}}{DAY}(?:st|nd|rd|th)?)(?={_AND_DAY}{DAY}(?:st|nd|rd|th)?[ ](?:of[ ])?{MONTH}\b)", "date"),
    _rule("days_of_month", rf"\b(?=[A-Z]|(?i:jan|feb|apr|jun|jul|aug|sep|oct|nov|dec)){MONTH}\.?[ ](?i:{DAY}(?:st|nd|rd|th)?(?:,[ ]{DAY}(?:st|nd|rd|th)?(?![\d%])){{0,5}},?[ ](?:and|or|&)[ ]{DAY}(?:st|nd|rd|th)?(?:,?[ ](?:19|20)\d{{2}}\b|(?![\w/:%.]*\d|[ ]?(?:mg|ml|mcg|units|tabs?|hours|days|weeks|months|years|other)\b)))"),
    _rule("month_of", rf"(?i:\b(?:end|beginning|middle|start|month|week|rest|part|half|between|and)[ ](?:of[ ])?)(?=[A-Z])(?P<date>{MONTH})\b(?![ ](?i:be|have|not|need|take|want|require|with|also|consider)\b)", "date"),
    _rule("month_visit", rf"(?<![\w.])(?P<date>(?=[A-Z]){MONTH})\b\.?[ ](?i:(?:clinic|office|ed|er|follow-?up|f/u|hospital|surveillance|routine|screening)[ ])?(?i:visits?|admission|labs?|appts?|appointments?|scans?|mri|ct|pet|echo|cxr|ekg|surgery|procedure|biopsy|imaging|results?|hospitali[sz]ation|encounter|colonoscopy|mammogram|infusion|refill)\b", "date"),
    _rule("month_said", r"\b(?:January|February|April|June|July|August|September|October|November|December|JANUARY|FEBRUARY|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)\b"),
)  # fmt: skip
