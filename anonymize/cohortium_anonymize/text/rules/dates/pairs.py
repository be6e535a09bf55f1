"""Rules for days and months in digits without their year, alone, in lists and beside full dates.

Scores and fractions share their form ("5/5 strength", "20/20", "1/2 tablet"): these stay unless the
words beside them or the numbers themselves ("26/05", "3/14") can only be a day's. "2/2" before a word is
"secondary to".
"""

from __future__ import annotations

import re
from itertools import pairwise

from cohortium_anonymize.text.rules.rule import Check, Rule, compiled

DAY = r"(?:0?[1-9]|[12]\d|3[01])"
NTH = r"(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|2[04-9]|30)th|31st)"
_PAIR = rf"{DAY}[/-]{DAY}"
_NO_SCORE_THEN = r"(?![\d/]|\.\d|[ ]on[ ]\d)"  # "9/2, 12/27 on 10/7": a score and its day
_PAIRS = rf"{_PAIR}(?:\s?(?:,|,?\s?and|&|-|to|through|thru|until|till)\s?{_PAIR}{_NO_SCORE_THEN}){{0,5}}+"
NOT_BEFORE = r"(?<![\w/.-])"
# Beside a full date, which moves: what is left of a range or of a list would say by how much.
FULL = r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)"
_AND = r"\s?(?:,|,?\s?(?:and|or|&|to|through|thru|until|till)\s|-)\s?"
_FURTHER = rf"(?:{_AND}\d{{1,2}}(?P=sep)\d{{1,2}}(?!\d|(?P=sep)\d)){{0,5}}+"
_BEFORE_FULL = rf"{NOT_BEFORE}(?P<date>\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}{_FURTHER})(?={_AND}\d{{1,2}}(?P=sep)\d{{1,2}}(?P=sep)(?:\d{{4}}|\d\d)(?!\d))"
_AFTER_FULL = rf"(?<!\d)\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d\d){_AND}(?P<date>\d{{1,2}}(?P=sep)\d{{1,2}}(?!\d|(?P=sep)\d){_FURTHER})"
_AFTER_ISO = r"(?<!\d)\d{4}-\d\d-\d\d(?:/|[ ](?:to|and|through|-)[ ])(?P<date>\d\d-\d\d)(?![\w-])"
NOT_SCORE = (
    r"(?![/.-]\d|\s?(?:mg|mcg|ml|tabs?\b|tablets?|pills?|of\b|doses?|cups?|pain|murmur|strength|power|scale|systolic|diastolic|sem\b|reflex|dtrs?|pulses?|motor"
    r"|vision|in[ ](?:severity|intensity)|severity|intensity|hpf|bilateral|throughout|inch|%|\"|positive|criteria|points?|bottles?|mmhg|cmh2o|times))(?=\W|$)"
)
_POINTED = r"(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])"
_STRONG = (
    r"(?:on|since|until|till|til|today|tonight|tomorrow|tmrw|yesterday|(?:pod|hd|dol)[ ]?#?[ ]?\d{1,3}|dated?|seen|visit(?:s|ed)?|admitted|admit|admission|adm|discharged?|discharge|dc'?d|dc|d/c'?d|d/c|appts?|appointments?|due|scheduled|rescheduled|started|stop(?:ped)?|ended|completed"
    r"|began|begun|beginning|starting|ending|lmp|dos|doa|dod|surgery|collected|drawn|reported|resulted|performed|done|signed|hospitali[sz]ed|transferred|returned|returns?|rtc|readmitted"
    r"|presented|arrived|called|repeated|placed|removed|extubated|intubated|operated|expires?|exp|effective|as[ ]of|w(?:ee)?k[ ]of|w/c|w/e|f/u|follow[ -]?up|recheck|due[ ]date|edc|edd|birthday|dob|born"
    r"|onset|diagnosed|dx(?:'?d)?|rx'?d|refilled|filled|transfused|vaccinated|immuni[sz]ed|tdap|mmr|ppd|gtt|exposed|fell|falls?|died|biopsied|cosigned|dictated|transcribed|faxed|e-?mail(?:ed)?|messaged?|called"
    r"|encounter|(?:letter|note|report|result)s?[ ]of|(?:discharged?|dc'?d|d/c'?d|went|sent)[ ]home|(?:re)?scheduled[ ](?:to|for)|moved[ ](?:to|up[ ]to)|start|end|stay|cabg|pci|procedure|delivery|c-?section"
    r"|last[ ](?:seen|visit|dose|period|filled)|(?:next|last)[ ](?:visit|appointment|appt|dose))"
)
_WEAK = r"(?:from|through|thru|by|last|labs?|ct|mri|cxr|echo|x-?ray|xr|us|cta|tte|tee|cath|egd|pfts?|[bu]?cx|cultures?|biopsy|note|path|foley|picc|trach|line|icu|floor|or|shot|booster|vaccine|covid|flu|exposure|call|fall|ret|back|next|prior|repeat|inr|a1c|home|snf|to|between|before|after|ekg|ecg|cbc|colonoscopy|for|in)"
_SCORED = re.compile(
    r"(?i)\b(?:pain|strength|power|murmur|bp|scored?|scores|apgars?|gcs|vision|acuity|va|pulses?|reflexes|motor|grade[ds]?|rated?|rates|severity|scale|stage|bipap|cpap|ipap"
    r"|intensity|sem|oriented|dtrs?|ratio|peep|iop|phq|gad|moca|mmse|orientation|recall|criteria|extension|flexion|grip|biceps|triceps|deltoids?|quadriceps|kappa|od|os|ou|reflex|weakness|insulin|tablets?)\b[^.;\n]{0,36}$"
)
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 8, 9, 10))
_FARTHEST = 100  # characters that the words before a day take
_COUNTED = re.compile(
    r"(?i)\s?(?:-|(?:[a-z-]{3,14}[ ]){0,2}(?:nodes?|lns?|lymph|cores?|levels?|segments?|slides?|samples?|items?|blocks?|cases|sessions|episodes|beats|patients|pts|eyes|teeth|fields|swabs|bottles|questions|criteria|vessels|doses|days|weeks|months)\b)"
)
_CAUSE = re.compile(
    r"[ ](?!(?:by|at|for|and|in|with|pt|patient|she|he|they|when|via|per)\b)[A-Za-z]{2}"
)
_ON = re.compile(r"(?i)\b(?:on|since|until|till|by|dated?|of)[ :]{1,2}$")
# The day before in the same account ("admitted 2/11, extubated ..."), and what is told of a day by itself.
_EARLIER = re.compile(
    rf"(?i)(?<![\w/.-])(?P<pair>{DAY}/{DAY})(?:[ ]?[,;:.)-]|[ ]?->)?[ ]{{1,2}}(?:[a-z][a-z'/&-]{{0,20}}[ ]{{1,2}}){{1,4}}$"
)
_EVENT = re.compile(
    rf"(?i)(?:\b(?:[a-z]{{2,14}}ed|{_STRONG}|out|off|in|read|held|grew|sent|given|began|went|left|back|home|neg(?:ative)?|clear|stable|again|then|now|and|to|cut|put|taken|built|quit)|'d)[ ]{{1,2}}(?:(?:on|in|by)[ ])?$"
)
_LATER = re.compile(
    rf"(?i)[ ]?[,;][ ]{{1,2}}(?:and[ ]|then[ ])?{_STRONG}[ ]{{1,2}}(?:on[ ])?{DAY}/{DAY}{NOT_SCORE}"
)
_DONE = re.compile(
    r"(?i)\b(?:[a-z]{2,14}ed|sent|taken|put|cut|drawn|done|seen|begun|out|in)[ ]{1,2}(?:on[ ])?$"
)
_NEXT = re.compile(
    rf"(?i)(?:[ ]?[,;]|[ ]and|[ ]then)[ ](?:and[ ]|then[ ])?(?:[a-z]{{2,14}}ed|read|out|off|sent|held)[ ](?:on[ ])?(?P<pair>{DAY}/{DAY}){NOT_SCORE}"
)
_GRADED_AT = re.compile(r"(?i)\bat[ ]{1,2}$")
_PARTS = frozenset(("1/2", "1/3", "1/4", "2/3", "3/4"))
_DOSED = re.compile(
    r"(?i)(?:\d/\d[ ]?(?:of[ ]an?[ ])?|\b\d{1,2}[ ]?)(?:tab(?:let)?s?|pills?|doses?|cups?|caps?(?:ules?)?|strips?|amps?|patch(?:es)?|bottles?)\b[^.\n]{0,40}$"
)
_ACCOUNT = 5  # days of one account that are followed back
_SAID = rf"{_STRONG}(?:[ ]?[:=(,])?[ ]{{0,2}}(?<=[ :=(])(?:(?:on|is|was|date|scheduled|for|of|by|at|in|around|about|approx\.?|the|due|again|here)[ ]){{0,3}}"
_MENTIONED = rf"{_WEAK}(?:[ ]?[:=])?[ ]{{1,2}}"
_SIZED = re.compile(
    r"(?i)(?:#|\b(?:titers?|dilutions?|bishop|cycle|fr|french|gauge|screws?|sizes?|ribs?|teeth|tooth|lead|wire|needle|sutures?|ratio|rpr|vdrl|ana|days?|d|weeks?|wk|part|page|pg|p\.|item|question|room|rm|bed|unit|apt|lns?|nodes?|mets|metastases|lesions?|stairs|steps?|risk|score|scale|drill|bit|session|slide|module)[ :#]{0,2})$"
)


def day_and_month(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where it can be one: a month and a day, in either order."""
    first, second = _numbers(text, start, end)
    if text[start:end] == "2/2" and _CAUSE.match(text, end) and not _ON.search(text[:start][-9:]):
        return None
    low, high = sorted((first, second))
    return (start, end) if 1 <= low <= 12 and high <= 31 else None


def _no_score(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day and month that is not the score or fraction which its sentence speaks of."""
    first, second = _numbers(text, start, end)
    if (first, second) == (24, 7) or _SCORED.search(text[max(0, start - 60) : start]):
        return None
    return day_and_month(text, start, end)


def no_fraction(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day and month that stands without a word for it: only what no one scores out of."""
    first, second = _numbers(text, start, end)
    padded = "0" in (text[start], re.split(r"[/-]", text[start:end])[1][0])
    if not padded and first <= second and second in _DENOMINATORS:
        return None
    return _no_score(text, start, end)


def _no_fractions(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Several days and months, of which at least one is no score and all could be days."""
    if _SIZED.search(text[max(0, start - 16) : start]):
        return None
    pairs = [match.span() for match in re.finditer(_PAIR, text[start:end])]
    at = [(start + first, start + last) for first, last in pairs]
    if all(day_and_month(text, *pair) for pair in at) and any(
        no_fraction(text, *pair) for pair in at
    ):
        return start, end
    return (start, end) if _in_one_month(text, at) else None


def _in_one_month(text: str, pairs: list[tuple[int, int]]) -> bool:
    """Whether two that follow each other are days of a month in order ("1/5-1/8"); scores have one denominator."""
    numbers = [_numbers(text, *pair) for pair in pairs if day_and_month(text, *pair)]
    if len(numbers) < len(pairs) or _SCORED.search(text[: pairs[0][0]][-60:]):
        return False
    return any(a == c and b < d for (a, b), (c, d) in pairwise(numbers))


def _no_count(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Not so many of so many ("3/14 nodes positive"), and no size ("Fr 12/14")."""
    if _COUNTED.match(text, end) or _SIZED.search(text[max(0, start - 16) : start]):
        return None
    return _no_score(text, start, end)


def _said(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day and month after a word for a date; no grade at which something is put, and no fraction of a dose."""
    before = text[max(0, start - 60) : start]
    if _GRADED_AT.search(before) and no_fraction(text, start, end) is None:
        return None
    dosed = text[start:end] in _PARTS and _DOSED.search(before)
    return None if dosed else day_and_month(text, start, end)


def _after(words: str, then: Check) -> Check:
    """What `then` takes, right after `words`: to look back from the numbers is quicker than to look for words."""
    before = rf"(?i)\b{words}$"

    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        said = compiled(before).search(text[max(0, start - _FARTHEST) : start])
        return then(text, start, end) if said else None

    return check


def _dated(text: str, start: int, end: int, left: int = _ACCOUNT) -> bool:
    """Whether the pair is a day by a word before it, or follows such a day in the same account."""
    if _no_score(text, start, end) is None:
        return False
    before = text[max(0, start - _FARTHEST) : start]
    if compiled(rf"(?i)\b{_SAID}$").search(before):
        return True
    if compiled(rf"(?i)\b{_MENTIONED}$").search(before) and no_fraction(text, start, end):
        return True
    return left > 0 and _follows(text, start, end, left)


def _follows(text: str, start: int, end: int, left: int = _ACCOUNT) -> bool:
    """Whether a day stands shortly before, and something that happened between the two."""
    begin = max(0, start - _FARTHEST)
    earlier = _EARLIER.search(text, begin, start)
    if earlier is None:
        return False
    if no_fraction(text, start, end) is None and not _EVENT.search(text, begin, start):
        return False
    pair = earlier.span("pair")
    return _done_in_order(text, pair, (start, end)) or _dated(text, *pair, left - 1)


def _done_in_order(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two things were done on two days of a month, in order ("planted 3/7, read 3/9")."""
    done = _DONE.search(text, max(0, first[0] - 24), first[0])
    return bool(done) and _in_one_month(text, [first, second])


def _in_account(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A day among others of one account: after one, or before one that a word says is a day."""
    found = _no_score(text, start, end)
    if found is None or _COUNTED.match(text, end) or _SIZED.search(text, max(0, start - 16), start):
        return None
    leads = _LATER.match(text, end) and _DONE.search(text, max(0, start - 24), start)
    if (after := _NEXT.match(text, end)) and _done_in_order(text, (start, end), after.span("pair")):
        return found
    return found if leads or _follows(text, start, end) else None


def _numbers(text: str, start: int, end: int) -> tuple[int, int]:
    first, second = re.findall(r"\d+", text[start:end])[:2]
    return int(first), int(second)


RULES = (
    Rule("pair_said", "DATE", rf"(?i)[ :=(](?=(?P<date>{_PAIRS}){NOT_SCORE})", "date", _after(_SAID, _said)),
    Rule("pair_after", "DATE", rf"(?i)[ ](?=(?P<date>{_PAIRS}){NOT_SCORE})", "date", _after(_MENTIONED, no_fraction)),
    Rule("pair_account", "DATE", rf"(?i)[ ](?=(?P<date>{DAY}/{DAY}){NOT_SCORE})", "date", _in_account),
    Rule("pair_point", "DATE", rf"(?i)(?<=[ ])(?P<date>{_POINTED})\b(?!\.?\d|\s?(?:mg|mmol|%|g\b|kg|cm|l\b))", "date", _after(rf"{_STRONG}(?:[ ]?:)?[ ](?:on[ ])?", _no_score)),
    Rule("pair_bracketed", "DATE", rf"[(\[](?P<date>{DAY}/{DAY})(?=[)\],;:])", "date", no_fraction),
    Rule("pair_clock", "DATE", rf"(?i){NOT_BEFORE}(?P<date>{DAY}[/-]{DAY})(?:,?[ ]{{1,2}}(?:at[ ]|@[ ]?)?|@)(?:(?:[01]\d|2[0-3])[0-5]\d(?![\d/]|[.,-]\d|\s?(?:m?c?g|ml|cc|units?|kcal|cal|mm|m?eq|iu|x\d)\b)|(?:[01]?\d|2[0-3]):[0-5]\d)", "date", _no_score),
    Rule("pair_with", "DATE", rf"(?i){NOT_BEFORE}(?P<date>{DAY}/{DAY})(?=[ ]?[:-]?[ ](?:wnl|nl|ngtd|unremarkable|unchanged|showed|shows|visit|appt|note|labs?|admission|discharge|surgery|echo|tte|cxr|mri|ekg|ecg|biopsy|culture|cx|a\.?m\b|p\.?m\b)\b)", "date", no_fraction),
    Rule("pair_late", "DATE", rf"{NOT_BEFORE}(?P<date>(?:0?[1-9]|1[0-2])/(?:1[346-9]|2[1-35-9]|31)){NOT_SCORE}", "date", _no_count),
    Rule("pair_list", "DATE", rf"{NOT_BEFORE}(?P<date>{_PAIR}(?:\s?(?:,|,?\s?and|&|->?|to|through|thru|until|till)\s?{_PAIR}{_NO_SCORE_THEN}){{1,5}}+){NOT_SCORE}", "date", _no_fractions),
    Rule("pair_to_day", "DATE", rf"{NOT_BEFORE}(?P<date>(?:0?[1-9]|1[0-2])/{DAY}-(?:1[3-9]|2\d|3[01])(?:/(?:(?:19|20)\d{{2}}|\d{{2}}))?){NOT_SCORE}", "date", _no_score),
    Rule("pair_padded", "DATE", rf"{NOT_BEFORE}(?P<date>0[1-9]/(?:[12]\d|3[01]|0[1-9]|[1-9](?!\d))|(?:[12]\d|3[01]|[1-9])/0[1-9]){NOT_SCORE}", "date", _no_score),
    Rule("pair_before_date", "DATE", rf"(?i){_BEFORE_FULL}", "date", _no_score),
    Rule("day_before_date", "DATE", rf"(?i){NOT_BEFORE}(?P<date>\d{{1,2}}(?:st|nd|rd|th|\.)?)(?=-{FULL})", "date"),
    Rule("pair_after_date", "DATE", rf"(?i){_AFTER_FULL}{NOT_SCORE}", "date", _no_score),
    Rule("pair_after_iso", "DATE", rf"(?i){_AFTER_ISO}", "date"),
    Rule("nth_after_date", "DATE", rf"(?i){FULL}{_AND}(?P<date>(?:the[ ])?{NTH})(?![\w-])", "date"),
    Rule("day_after_date", "DATE", rf"(?<!\d)(?:{FULL}|(?:19|20)\d{{2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)\d{{1,2}}(?!\d))[ ]?-[ ]?(?P<date>\d{{1,2}})(?![\w/:%.-]|[ ]?(?:mg|ml|%))", "date"),
    Rule("pair_opens_line", "DATE", rf"(?m)^[ \t*-]{{0,4}}(?P<date>{DAY}/{DAY})(?=\s?[:\-]\s|\s{{1,2}}[A-Z])", "date", no_fraction),
)  # fmt: skip
