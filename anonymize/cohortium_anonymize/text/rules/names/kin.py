"""Rules for the names of relatives and contacts, given as a list or a label, and for initials.

Family histories have the same form as lists of relatives ("Mother: breast cancer"): a stretch
counts only as far as its words are not medicine's and say nothing of how the relative is.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words import vocabulary
from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.eponymous import eponymous_whole
from cohortium_anonymize.text.words.lexicon import FUNCTION_WORDS, NAME_WORDS, clinical

_CAP = r"[A-Z][A-Za-z'-]{1,30}"
_INITIAL = r"[A-Z](?:\.|\b)(?![A-Za-z'])"
_NAME = rf"{_CAP}(?:[ ](?:{_CAP}|{_INITIAL})){{0,3}}"
_ONE = (
    rf"(?:{_CAP}(?:[ -]{_CAP})?,[ ]{_CAP}(?:[ ]{_INITIAL})?|{_NAME}|(?:{_INITIAL}[ ]){{1,2}}{_CAP})"
)
_LIST = rf"{_ONE}(?:(?:,[ ]|,?[ ](?:and|&)[ ]|[ ]?/[ ]?){_NAME}){{0,6}}"
_KIN = (
    r"(?:(?:grand|step|great-?grand|half-?)?(?:daughter|son|mother|father|mom|mum|dad|sister|brother|child)|wife|husband|spouse|partner"
    r"|aunt|uncle|niece|nephew|cousin|fiance{1,2}|grand(?:ma|pa)|girlfriend|boyfriend|neighbou?r|friend|roommate|carer|caregiver|guardian"
    r"|twin|sibling|parent|kid|widow|widower)(?:-in-law)?s?|children|wives"
)
_CONTACT = (
    r"(?:next[ -]of[ -]kin|n\.?o\.?k\b\.?|emergency[ ]contact|ice[ ]contact|health[ ]?care[ ](?:proxy|agent|surrogate)|hcp(?:oa)?|(?:medical[ ])?power[ ]of[ ]attorney"
    r"|m?poa|surrogate|proxy|decision[ -]maker|contact[ ]person|accompanied[ ]by|lives[ ]with)"
)
_BETWEEN = r"(?:\s?[:=]\s{0,3}|\s{1,2}-{1,2}\s{1,2}|,?[ ]?\([ ]?|,[ ]|[ ](?:is[ ]|are[ ]|named[ ]|called[ ]|name[ ]is[ ])?)"
_WHOSE = rf"(?:(?:his|her|their|the|patient's|pt's)[ ](?:{_KIN})[ ]?[,:(]?[ ]?)?"
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
# How a relative is, rather than who.
_STATE = frozenset(vocabulary.STATES.split())
_SAID = (
    r"(?:is|was|has|had|presents?|presented|presenting|reports?|reported|states?|stated|denies|denied|seen|came|comes|arrived|called|returns?|returned"
    r"|complains?|underwent|tolerated|will|continues|feels|felt|says|said|admits|agrees|lives)"
)
# Dotted abbreviations that are no one's initials.
_ABBREVIATIONS = frozenset(vocabulary.DOTTED.split())


def _plain(word: str) -> bool:
    low = word.lower()
    if word.isupper() and len(word) > 1 and everyday(word):
        return True
    return low in FUNCTION_WORDS or low in _STATE or (clinical(word) and low not in NAME_WORDS)


def _relatives(text: str, start: int, end: int) -> tuple[int, int] | None:
    """From the first word as far as the words are names; None when the first is none."""
    last = None
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        if word == "and" or (len(word) == 1 and word.isupper()):
            continue
        if _plain(word):
            break
        last = match
    if last is None or eponymous_whole(text, start, last.end()):
        return None
    if _abbreviation(text[start : last.end()]):
        return None
    return start, last.end()


def _abbreviation(found: str) -> bool:
    return found.isalpha() and found.isupper() and len(found) <= 5


def _contact(text: str, start: int, end: int) -> tuple[int, int] | None:
    return None if text[start:end].lower() in _STATE else _relatives(text, start, end)


def _initials(text: str, start: int, end: int) -> tuple[int, int] | None:
    letters = "".join(c for c in text[start:end] if c.isalpha())
    return None if letters.lower() in _ABBREVIATIONS or clinical(letters) else (start, end)


RULES = (
    Rule("kin_list", "NAME", rf"(?i:\b(?:{_KIN})){_BETWEEN}(?P<name>{_LIST})", "name", _relatives),
    Rule("contact", "NAME", rf"(?i:\b{_CONTACT}){_BETWEEN}(?i:{_WHOSE})(?P<name>{_LIST})", "name", _contact),
    Rule("name_of_kin", "NAME", rf"(?P<name>{_ONE})[ ]?\((?i:(?:{_KIN}|{_CONTACT}))[),;]", "name", _relatives),
    Rule("initials_said", "NAME", rf"(?<![\w.])(?P<name>[A-Z]\.(?:[ ]?[A-Z]\.){{1,2}})(?=[ ]{_SAID}\b|,?[ ]?(?:an?[ ])?\d{{1,3}}[ -]?(?:y|F\b|M\b))", "name", _initials),
)  # fmt: skip
