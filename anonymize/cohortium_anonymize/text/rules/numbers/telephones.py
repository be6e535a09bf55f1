"""Rules for telephones, faxes and pagers: by form, by a word beside the digits, and in words.

Forms are North American, international and those with a leading zero; what is too short for a form
needs a word such as "pager" or "call him on". Spoken digits count from seven on, fewer after such a word.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cohortium_anonymize.text.rules.numbers.identifiers import bare_number, enough
from cohortium_anonymize.text.rules.rule import Check, Rule
from cohortium_anonymize.text.words.numerals import DIGITS, FROM_TEN

_PHONE = (
    r"(?:(?<!\d)\+?1[\s.-]{0,2})?(?<![\d/-])\(?[2-9]\d{2}\)?[\s./*_~-]{0,3}\d{3}[\s./*_~-]{1,3}\d{4}(?!\d)"
    r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?"
)
_LABEL = (
    r"(?:tel|telephone|tlf|fon|handy|telefono|ph|phone|cell|mobile|mob|landline|fax|pager|pgr|bpr|bleep|page|beeper|call|contact|text|vm|voice[ ]?mail(?:[ ]?box)?|mailbox|home|work"
    r"|vocera|spectralink|dect|ascom|callback|hotline|whatsapp|viber|extn)"
)
_CALLED = (
    r"\b(?:call|ring|dial|phone|text|reach|contact|sms|whatsapp|messag|answer|reply|voicemail)(?:e?s|ed|ing)?"
    r"(?:[ ](?:me|us|him|her|them|back|office|home|at|on|to|via|the|a|number|no|mobile|cell|daughter|son|wife|husband|mother|father|patient|family)){1,6}"
)
_SPOKEN = rf"(?:{'|'.join(DIGITS)}|oh|o|double|triple|hundred)"
_IN_TENS = rf"(?:{FROM_TEN}|{_SPOKEN})"
_BETWEEN = r"[ ,.-]{1,3}"
_NO_MEASURE = r"(?![\w%]|[ ]?(?:degrees?|deg|percent|times|repetitions|reps|seconds|minutes))"
_EMERGENCY = r"(?:911|988|999|112|000|211|311|811)(?![\d.-]|[ ]\d)"
_LEAST_AFTER_ANY = 4  # digits
_OTHER_USES = re.compile(r"(?i)\b(?:cell|home|work|text|call|contact|page|mobile|ph)[^a-z\d]{0,4}$")
_LEAST_SPOKEN = 4  # words after a word for a telephone
_LEAST_VANITY = 9  # letters and digits
_PUBLIC = re.compile(r"(?i)quit-?now|273-?talk|662-?help|232-?4636")
_FREE = r"8(?:00|22|33|44|55|66|77|88)"
# Digits of which a scanner read some as letters.
_READ = r"[\dOoIlSBZ]"


def _misread(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A number's form with letters among the digits, where most are digits all the same."""
    found = text[start:end]
    letters = sum(character.isalpha() for character in found)
    digits = sum(character.isdigit() for character in found)
    return (start, end) if letters and digits >= 2 * letters else None


def _spoken(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Digits in words, unless somebody counts."""
    words = re.findall(r"[a-z]+", text[start:end].lower())
    values = [DIGITS.index(word) if word in DIGITS else -1 for word in words]
    steps = {later - earlier for earlier, later in pairwise(values)}
    return None if steps in ({1}, {-1}) else (start, end)


def _enough_spoken(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = re.findall(r"[A-Za-z]+|\d+", text[start:end])
    return _spoken(text, start, end) if len(words) >= _LEAST_SPOKEN else None


def _not_short(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Digits after a word for a telephone; three only after one that means nothing else ("cell 200")."""
    short = sum(character.isdigit() for character in text[start:end]) < _LEAST_AFTER_ANY
    return None if short and _OTHER_USES.search(text, max(0, start - 20), start) else (start, end)


def _vanity(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A number with words for digits, as long as a telephone's, of no public line for help."""
    found = text[start:end]
    told = sum(character.isalnum() for character in found)
    return None if told < _LEAST_VANITY or _PUBLIC.search(found) else (start, end)


def _rule(name: str, pattern: str, group: int | str = 0, check: Check | None = None) -> Rule:
    return Rule(name, "PHONE", pattern, group, check)


RULES = (
    Rule("phone", "PHONE", _PHONE, check=bare_number),
    _rule("phone_foreign", r"(?<![\d+])\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d{1,4}(?:[\s.-]?\d{2,4}){2,5}(?!\d)"),
    # pH 7.34 is no telephone
    _rule("phone_labelled", rf"(?i)(?<![a-z]){_LABEL}(?![a-z])(?:\s{{0,2}}(?:number|no|at|is|[:#.])){{0,4}}\s{{0,2}}(?!\d{{1,3}}\.\d{{1,2}}(?!\d))(?!{_EMERGENCY})(?P<value>\+?\(?\d{{1,4}}\)?(?:[\s./-]{{0,2}}\d{{2,5}}){{1,4}}|[px]?\d{{4,12}})(?!\d)", "value", _not_short),
    _rule("phone_number", r"(?i)\bnumbers?(?:[ ](?:is|was|at|for[ ](?:him|her|them)))?[: ]{1,2}(?P<value>[2-9]\d{2}[ .-]?\d{4})(?![\w%]|[.,/-]\d)", "value"),
    _rule("extension", r"(?i)\b(?:ext\.?|extension|x)\s?#?:?\s?(?P<value>(?:\d{1,2}-)?\d{3,6})\b(?!\s?(?:mg|ml|mm|/|m?cg|units?\b|iu\b|cells|copies|f(?:ee)?t\b|foot\b|m\b|met(?:er|re)s?\b|yards?\b|yds?\b|steps?\b|reps?\b|min(?:ute)?s?\b|sec(?:ond)?s?\b|h(?:ou)?rs?\b|days?\b))", "value"),
    Rule("phone_local", "PHONE", r"(?<![\d./-])[2-9]\d{2}[-.]\d{4}(?![\d./-])", check=bare_number),
    Rule("phone_trunk", "PHONE", r"(?<![\w.+/-])(?<!\d[ ])\(?0\d{1,4}\)?[ -]\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\w%]|[./-]\d)", check=enough(8)),
    Rule("phone_area", "PHONE", r"(?<!\w)\(\d{1,4}\)[ -]?\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\w%]|[./-]\d)", check=enough(7)),
    Rule("phone_plus", "PHONE", r"(?<![\w+])(?:\+|00)\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,5}){1,5}(?![\w%]|[./-]\d)", check=enough(7)),
    Rule("phone_called", "PHONE", rf"(?i){_CALLED}[: ]{{1,2}}(?P<value>\+?\(?\d{{1,4}}\)?(?:[ .-]?\d{{2,5}}){{1,4}})(?![\w%]|[./-]\d)", "value", enough(5)),
    Rule("phone_said_after", "PHONE", r"(?i)(?<![\w+(])(?P<value>\+?\(?\d[\d() .-]{5,18}\d)[ ]{0,2}[-(]?[ ]?(?:office|fax|home|mobile|cell|work|tel|phone|pager|h\)|w\)|c\)|m\))(?![a-z])", "value", enough(6)),
    _rule("phone_inside", r"(?i)\b(?:at|call|dial|on|@)[ ](?P<value>\d-\d{4})(?![\w%]|[.,/-]\d)", "value"),
    Rule("phone_vanity", "PHONE", rf"(?<![\w-])(?:(?:\+?1[ .-]?)?\(?{_FREE}\)?[ .-](?!(?:MC?G|ML|CC|IU|UNITS?|G|MEQ)\b)(?=[A-Z0-9-]{{0,8}}[A-Z]{{2}})[A-Z0-9]{{1,9}}(?:-[A-Z0-9]{{1,7}}){{0,3}}|1[ .-]{_FREE}[ .-](?=[A-Za-z0-9-]{{0,8}}[A-Za-z]{{2}})[A-Za-z0-9]{{1,9}}(?:-[A-Za-z0-9]{{1,7}}){{0,3}}|(?:\+?1[ .-])?(?:\([2-9]\d\d\)[ ]?|[2-9]\d\d[.-])[2-9]\d\d[ .-](?=[A-Z0-9]{{0,2}}[A-Z]{{2}})[A-Z0-9]{{4}})(?![\w-])", check=_vanity),
    Rule("phone_misread", "PHONE", rf"(?<![\w-])(?:\(?{_READ}{{3}}\)?[ .-]{{1,2}})?{_READ}{{3}}[.-]{_READ}{{4}}(?![\w-])", check=_misread),
    Rule("pager_letter", "PHONE", r"(?<![\w.-])[pP](?!\d{2}00\b)\d{4,5}(?![\w%]|[.,/-]\d)", check=bare_number),
    Rule("phone_spoken", "PHONE", rf"(?i)\b{_SPOKEN}(?:{_BETWEEN}{_SPOKEN}){{6,14}}\b", check=_spoken),
    Rule("phone_spoken_labelled", "PHONE", rf"(?i)(?:(?<![a-z]){_LABEL}|{_CALLED})(?![a-z])(?:\s{{0,2}}(?:number|no|at|is|[:#.])){{0,4}}\s{{1,2}}(?P<value>{_IN_TENS}(?:{_BETWEEN}{_IN_TENS}){{1,14}}(?:{_BETWEEN}\d{{2,4}})?){_NO_MEASURE}", "value", _enough_spoken),
    _rule("extension_spoken", rf"(?i)(?:\d{{4}}[ ,]{{1,3}}(?:ext\.?|extension)|\b(?:at|dial|desk|office|ward)[ ](?:ext\.?|extension))[ ](?P<value>{_IN_TENS}(?:{_BETWEEN}{_IN_TENS}){{0,5}}){_NO_MEASURE}", "value"),
)  # fmt: skip
