"""Words that no list knows in a sentence of signs, drugs and devices: what stands around them says that they are things.

A sentence counts as one of things when several of its words with capitals are surely no persons (drugs, eponyms of
medicine alone, surnames with their noun or grade, brands by their form) and nothing in it is said of people.
"""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.words.devices import MAKERS, branded, called_after
from cohortium_anonymize.text.words.dictionary import english
from cohortium_anonymize.text.words.eponymous import SELDOM, of_a_thing, told_of_person
from cohortium_anonymize.text.words.given_names import CITIES, GIVEN
from cohortium_anonymize.text.words.lexicon import (
    CLINICAL,
    EPONYMS,
    NAME_WORDS,
    PRODUCTS,
    RARE_EPONYMS,
    is_drug,
)
from cohortium_anonymize.text.words.single import alone
from cohortium_anonymize.text.words.surnames import SURNAMES

_CAPITALISED: Final = re.compile(r"(?<![\w'.@-])[A-Z][^\W_]+(?:['-][^\W_]+)*")
_FOUND: Final = re.compile(
    r"[A-Z][^\W_]+(?:-[^\W_]+){0,2}(?:(?P<gap>[,;/]?[ ])[A-Z][^\W_]*(?:-[^\W_]+){0,2}){0,4}"
)
_ENDS: Final = re.compile(r"\n|[.!?](?=\s+[A-Z]|\s*$)")
_FURTHEST: Final = 300  # characters of a sentence on either side
# Said of people or to them, and what people are to each other: where one stands, capitals may be anybody's.
_PERSONS_LISTED = """
he she him his her hers they them mr mrs ms miss mx dr drs prof professor sir dame rev patient patients pt client mother father mum mom dad parents wife
husband spouse partner daughter son sister brother aunt uncle niece nephew cousin family friend neighbour neighbor nurse doctor physician surgeon consultant
registrar resident attending anaesthetist anesthetist anesthesiologist pharmacist physio physiotherapist midwife therapist gp pcp endoscopist radiologist pathologist operator
assistant assisted scrubbed author signed dictated referred referring consent consented ask asked asks tell told bleep bleeped page paged called phoned
spoke spoken discussed dear cc attn letter lives lived aged yo bed bay room mrn dob born boy girl man woman lady gentleman male female named name who
informed denies denied reports reported complains says said states stated agrees agreed wants refuses refused feels attended presents presented
seeing contact present attendees team staff met
travel travels travelled traveled trip flew moved born raised emigrated immigrated resides county town city village street road hospital clinic pharmacy school college works worked employer
"""
_PERSONS: Final = frozenset(_PERSONS_LISTED.split())
_WORD: Final = re.compile(r"[A-Za-z]+")
_WARD: Final = re.compile(r"\bward\b|\bWard[ ](?:\d|[A-Z]\b)")
_MADE_NUMBER: Final = re.compile(
    r"[ ](?:[IVX]{1,4}[abcABC]?|[A-D]\d[a-d]?|\d{1,2}(?:\.\d|[a-c]))(?![\w-])|[ ][-+]?\d(?:\.\d)?(?![\d/:.-]|\w|[ ](?:y|m|f)\b)"
)
_BRANDED: Final = re.compile(
    r"(?!Mac|Fitz|Van|Von|Del|Des|Dos|Den|Der)[A-Z][a-z]{2,}[A-Z]\w*|(?!Mc)[A-Z][a-z][A-Z]{2,}|[A-Z][A-Za-z]{2,}\d{1,4}"
)
_GRADE: Final = re.compile(r"[ ](?:[IVX]{2,4}[abcABC]?|[A-D]\d[a-d]?|\d(?:\.\d|[a-c]))(?![\w-])")
_GRADED: Final = re.compile(rf"{_GRADE.pattern}\Z")
_SMALL_WORDS: Final = re.compile(r"(?:[ ][a-z]{1,20}){1,6}\Z")
_LABELS: Final = re.compile(
    r"[ ]?:(?![ ](?:all[ ])?(?:negative|positive|normal|none|nil|pending|absent|clear|done)\b)|'s?\b|[ ]?\(|\)"
)
_ITEM: Final = re.compile(r"[A-Z][^\W_]*(?:-[^\W_]+){0,2}(?:[ ][A-Z][^\W_]*(?:-[^\W_]+){0,2}){0,2}")
# Between which an item of a list stands, and what else tells that no person follows or has gone before.
_LIST_BEFORE: Final = re.compile(r"(?:[,;/][ ]?|[ ](?:and|or|then|plus|vs\.?|versus)[ ])\Z")
_LIST_AFTER: Final = re.compile(
    r"[ ]?(?:[,;/:]|[.!?]?(?:\s*\Z|\n|[.!?][ ]))|[ ](?:and|or|then|plus|not|via|vs\.?|versus)[ ](?=[A-Z])"
)
_NO_PERSON_BEFORE: Final = re.compile(
    r"(?i)\b(?:no|not|without|via|using|versus|vs|against|than|modified|an?)[ ]\Z"
)
_COUNTED: Final = re.compile(
    r"[ ](?:at[ ])?(?P<number>\d{1,3}(?:[./]\d{1,3})?)[ ]?%?[ ]?(?:[,;.](?!\d)|\Z|\n|[ ](?:and|to|then|via|on|with)[ ])"
)
_AGES: Final = 20  # a number from here on may be somebody's age
_METHOD: Final = re.compile(
    r"[ ](?:methods?|techniques?|approach|scores?|scales?|man(?:o)?euvres?|maneuvers?|protocol|regimen|definition|grading|staging|criteria|classification|rules?|formula)\b"
)
_NO_ADJECTIVE: Final = frozenset(("baby", "infant", "boy", "girl", "little", "old", "young"))
_SINGLE: Final = re.compile(r"[A-Z][^\W\d_]{2,}")
_FIRST_OF_TWO: Final = re.compile(
    r"(?<![\w'-])([A-Z][^\W\d_]{2,})(?:[ ](?:and|or|but[ ]not|not)[ ]|/)\Z"
)
_SECOND_OF_TWO: Final = re.compile(
    r"(?:[ ](?:and|or|but[ ]not|not)[ ]|/)([A-Z][^\W\d_]{2,})(?![\w'])"
)
_TOLD: Final = re.compile(
    r"(?i)\b(?:with|by|dr\.?|mr\.?|mrs\.?|ms\.?|drs\.?|per|seen|from|to)[ ]\Z"
)
_REACH: Final = 32
_LEAST: Final = 2.0  # weight of what is surely a thing in a sentence of things
_LEAST_GIVEN: Final = 3.0  # where a word of the find is a given name, or a sentence begins with it
_SHARE: Final = 0.5  # of the sentence's other words with capitals
_SHARE_LISTED: Final = 0.3  # in a list
_SEPARATED: Final = re.compile(r"[,;/][ ]")
_SHORT: Final = 3  # words of an item
_MANY: Final = 5  # items of a list
_FEW: Final = 3
_NEAR: Final = 5  # words with capitals on either side
_INITIALS: Final = 2  # letters
_POSSIBLE: Final = 0.5  # weight of a surname that is an eponym, and has nothing beside it


def among_things(text: str, start: int, end: int) -> bool:
    """Whether words at text[start:end], told by no list, are things by the sentence in which they stand."""
    end = start + len(_SMALL_WORDS.sub("", text[start:end]))
    if alone(text, start, end) or _paired(text, start, end):
        return True
    if not _FOUND.fullmatch(text, start, end) or _LABELS.match(text, end):
        return False
    if told_of_person(text, start, end) and not _with_noun(text, start, end):
        return False
    first, last = _sentence(text, start, end)
    if _of_persons(text, first, last):
        return False
    others = _dense(text, start, end, first, last)
    items = list(_ITEM.finditer(text, start, end))
    if not others or (not text[first:start].strip() and not _may_begin(text, items, first, last)):
        return False
    return all(_thing(text, *item.span(), (start, end), others) for item in items)


def _with_noun(text: str, start: int, end: int) -> bool:
    """Whether what is said as of a person is said of what is called by the words: "with Endurant limb"."""
    return bool(_METHOD.match(text, end)) or (
        called_after(text, end) and not _named(text, start, end)
    )


def _named(text: str, start: int, end: int) -> bool:
    words = [word.lower() for word in _WORD.findall(text, start, end)]
    return any(word in SURNAMES or word in GIVEN for word in words)


def _of_persons(text: str, first: int, last: int) -> bool:
    """Whether the sentence says something of people, or of where they are."""
    words = (word.lower() for word in _WORD.findall(text, first, last))
    return not _PERSONS.isdisjoint(words) or bool(_WARD.search(text, first, last))


def _paired(text: str, start: int, end: int) -> bool:
    """Whether a single word and a known eponym before or after it have one noun: "the Tegner and Kujala systems"."""
    earlier = _FIRST_OF_TWO.search(text[max(0, start - _REACH) : start])
    if earlier and _SINGLE.fullmatch(text, start, end) and called_after(text, end):
        first = max(0, start - _REACH) + earlier.start(1)
        return _eponym(earlier[1]) and not _TOLD.search(text[max(0, first - 12) : first])
    later = _SECOND_OF_TWO.match(text, end)
    if later is None or not _SINGLE.fullmatch(text, start, end):
        return False
    told = _TOLD.search(text[max(0, start - 12) : start])
    return _eponym(later[1]) and called_after(text, later.end()) and not told


def _eponym(word: str) -> bool:
    low = word.lower()
    return low in EPONYMS or low in SELDOM or low in RARE_EPONYMS


def _dense(text: str, start: int, end: int, first: int, last: int) -> list[tuple[int, int, float]]:
    """The other words with capitals of the sentence text[first:last], if enough of them are things: places, weights."""
    places = [match.span() for match in _CAPITALISED.finditer(text, first, last)]
    weighed = [(*place, _weight(text, *place)) for place in places]
    others = [one for one in weighed if one[1] <= start or one[0] >= end]
    total = sum(one[2] for one in weighed if one[2] == 1 or one in others)
    words = [word.lower() for word in _WORD.findall(text, start, end)]
    listed = _is_list(text, first, last)
    begins = not text[first:start].strip()
    given = not GIVEN.isdisjoint(words) and not called_after(text, end)
    least = _LEAST_GIVEN if begins or given else _LEAST
    against = sum(_against(text, *one) for one in others)
    enough = total >= least - listed and total >= (_SHARE_LISTED if listed else _SHARE) * against
    return others if enough else []


def _against(text: str, start: int, end: int, weight: float) -> float:
    """What the word counts against the sentence's being one of things: less where nobody is known to be called so."""
    low = text[start:end].lower()
    return 1 if weight or low in SURNAMES or low in GIVEN or low in CITIES else _POSSIBLE


def _is_list(text: str, first: int, last: int) -> bool:
    """Whether the sentence is a list of many short items that begin with capitals."""
    items = [item.strip() for item in _SEPARATED.split(text[first:last])]
    short: int = sum(item[:1].isupper() and len(item.split()) <= _SHORT for item in items)
    return short >= _MANY and short >= len(items) - 1


def _may_begin(text: str, items: list[re.Match[str]], first: int, last: int) -> bool:
    """Whether the sentence may begin with the items, and not with whose things follow."""
    one, (start, end) = items[0], items[0].span()
    if _known(one.group().split(" ")[0]) or (len(items) >= _FEW and _is_list(text, first, last)):
        return True
    if _GRADED.search(text, start, end) or _GRADE.match(text, end):
        return True
    return called_after(text, end) and not _named(text, start, end)


def _known(word: str) -> bool:
    """Whether a word is an eponym, a product, or one of English that nobody is called."""
    low = word.lower()
    if low in EPONYMS or low in SELDOM or low in RARE_EPONYMS or low in PRODUCTS or low in MAKERS:
        return True
    return english(word) and low not in SURNAMES and low not in GIVEN and low not in _NO_ADJECTIVE


def _thing(
    text: str, start: int, end: int, find: tuple[int, int], others: list[tuple[int, int, float]]
) -> bool:
    """Whether what stands right beside an item of the find lets it be a thing."""
    words = text[start:end].split()
    if len(words) > 1 and not _of_a_maker(words):
        return False
    if called_after(text, end) or _MADE_NUMBER.match(text, end) or _counted(text, end, others):
        return True
    if end == find[1] and not _LIST_AFTER.match(text, end):
        return False
    before = text[max(0, start - 12) : start]
    if _NO_PERSON_BEFORE.search(before):
        return True
    if start == find[0] and text[:start].strip() and not _LIST_BEFORE.search(before):
        return False
    beside = [weight for _, last, weight in others if last <= find[0]][-_NEAR:]
    beside += [weight for first, _, weight in others if first >= find[1]][:_NEAR]
    return max(beside, default=0) > 0


def _counted(text: str, end: int, others: list[tuple[int, int, float]]) -> bool:
    """Whether a score or setting stands right after; one that may be an age only among many things."""
    found = _COUNTED.match(text, end)
    if found is None:
        return False
    young = found["number"].isdigit() and int(found["number"]) < _AGES
    return young or sum(one[2] for one in others) >= _LEAST_GIVEN


def _of_a_maker(words: list[str]) -> bool:
    """Whether the first word, or every word, is no person's: "Medtronic Solera"."""
    first = words[0]
    if (
        first.lower() in PRODUCTS
        or first.lower() in MAKERS
        or (first.isupper() and len(first) > _INITIALS)
    ):
        return True
    last = words[-1].lower()
    if last in SURNAMES or last in GIVEN:
        return False
    return (
        _known(first)
        or any(map(_BRANDED.fullmatch, words))
        or (english(last) and first.lower() not in GIVEN)
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    left = max(0, start - _FURTHEST)
    first = max((match.end() for match in _ENDS.finditer(text, left, start)), default=left)
    after = _ENDS.search(text, end, end + _FURTHEST)
    return first, after.start() if after else min(len(text), end + _FURTHEST)


def _weight(text: str, start: int, end: int) -> float:
    """How surely the word at text[start:end] is a thing's name: 0 to 1."""
    word = text[start:end]
    low = word.lower().removesuffix("'s")
    if (
        branded(low)
        or low in PRODUCTS
        or low in MAKERS
        or low in RARE_EPONYMS
        or is_drug(word)
        or _BRANDED.fullmatch(word)
    ):
        return 1
    if low in CLINICAL and low not in NAME_WORDS:
        return 1
    if low in EPONYMS or low in SELDOM:
        return 1 if of_a_thing(text, start, end, low) else _POSSIBLE
    if _MADE_NUMBER.match(text, end):
        return 1
    return _POSSIBLE if called_after(text, end) and low not in GIVEN else 0
