"""Single words that are no person or place by what stands right beside them: a sign, a dose, other drugs.

Of words that no list of names has. What the noun is called by is not looked up: nobody's surname stands before
"criteria" or "classification" without a word between.
"""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.words.devices import MAKERS
from cohortium_anonymize.text.words.eponymous import SELDOM, told_of_person
from cohortium_anonymize.text.words.given_names import CITIES, GIVEN
from cohortium_anonymize.text.words.lexicon import (
    EPONYMS,
    NAME_WORDS,
    PRODUCTS,
    RARE_EPONYMS,
    clinical,
    is_drug,
    noun_of_eponyms,
)
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.verbs import AFTER_NAMES

_NAMES: Final = GIVEN | CITIES | SURNAMES
_ONE: Final = re.compile(r"[A-Z][^\W\d_]+(?:-[A-Z]?[^\W\d_]+){0,2}")
# Before these nobody is named.
_NOUN: Final = re.compile(
    r"[ ](?:[a-z]{3,14}[ ])?(?:signs?(?![ ](?:the|a|his|her|here|form|consent|up|out|in|off)\b)|criteria|classification|syndromes?|disease(?![ ](?:course|status|history))|reflex(?:es)?"
    r"|phenomen(?:on|a)|man(?:o)?euvers?|manoeuvres?|staging|grading|agar|staining|osteotom(?:y|ies)|arthroplasty|arthrodesis|anomaly|deformity|dystrophy|malformation|tumou?rs?|cysts?|striae"
    r"|spots|nodules|rosettes|variant|phenotype|pupil|formula|equation|nomogram|questionnaire|retractors?|forceps|clamps?|laryngoscope|stitch|bands|lenses|ligament|fascia|fracture"
    r"|duct|granules|corpuscles|triad|tetrad|pentad|haemostats?|hemostats?|n(?:a)?evus|n(?:a)?evi|angle|fistula|flap|hernia|incision|approach|pull-through|fundoplication|stoma|valve|shunt|stem"
    r"|law|theory|murmurs?|bruit|beats|tracts?|column|waves?|pins|elevator|regimen|test(?![ ](?:result|strip|order|was|is|pending|done|today))|screen|chart|glasses|index|bottles)\b"
)
_DOSE: Final = re.compile(
    r"(?i)[ ]\d+(?:[.,/]\d+){0,2}[ ]?(?:mg|mcg|g|ml|units?|iu|meq|mmol|puffs?|tabs?|caps?|%)(?![a-z])"
    r"|[ ](?:tab(?:let)?s?|caps?|cream|ointment|gel|lotion|patch|inhaler|nebs?|spray|syrup|suspension|infusion|inj|prn|bid|tds|tid|qid|nocte|mane|bd)\b"
)
_AFTER: Final = re.compile(
    r"(?:[ ]\d[\w./%]{0,8})?(?:[,;/][ ]?|[ ](?:and|or|to|vs)[ ])([A-Za-z][\w-]{2,24})"
)
_BEFORE: Final = re.compile(
    r"(?<![\w-])([A-Za-z][\w-]{2,24})(?:[ ]\d[\w./%]{0,8})?(?:[,;/][ ]?|[ ](?:and|or|to|vs)[ ])\Z"
)
_MADE: Final = re.compile(r"[ -]([A-Za-z][\w-]*)")
_MODEL: Final = re.compile(r"[A-Za-z]*\d[\w-]*|[A-Za-z]+[a-z][A-Z]\w*|[A-Z]{3,5}")
# After a surname these are its own, also where "with" or "by" stands before it.
_RULED: Final = re.compile(
    r"[ ](?:criteria|classification|syndromes?|phenomenon|formula|equation|nomogram|questionnaire|index|agar)\b"
)
_TITLED: Final = re.compile(r"(?i)\b(?:dr|mr|mrs|ms|drs|prof)\.?[ ]\Z")
_HYPHENED: Final = re.compile(r"[A-Za-z]{2,20}(?:-[A-Za-z]{1,20}){1,2}")
_WITH_GRADE: Final = re.compile(
    r"(?P<name>[A-Z][a-z]{2,20})[ ](?P<more>[IVX]{1,3}|[A-D]|[A-Z]{4,6})(?:[ ](?:[IVX]{1,3}|[A-D]))?"
)
_CREDENTIALS_LISTED = "LCSW LMSW APRN ARNP CRNA ACNP FACP FACS FRCP MBBS LICSW DNAP"
_CREDENTIALS: Final = frozenset(_CREDENTIALS_LISTED.split())
_SMALL: Final = re.compile(r"[ ]([a-z]{4,20})(?![\w'])")
_EMPLOYS: Final = re.compile(
    r"(?i)\b(?:at|for|of|in|to|from|with|by|via|the|near|works?|worked|employ\w*|attends?)[ ]\Z"
)
_REACH: Final = 40


def called(text: str, start: int, end: int) -> bool:
    """Whether a word at text[start:end] that no list of names has is a thing's name."""
    found = text[start:end]
    low = found.lower()
    if not _ONE.fullmatch(found):
        return False
    if (
        low not in GIVEN
        and _RULED.match(text, end)
        and not _TITLED.search(text[max(0, start - 8) : start])
    ):
        return True
    if told_of_person(text, start, end):
        return False
    if low not in GIVEN and _NOUN.match(text, end):
        return True
    if (low in MAKERS and _made(text, end)) or _part_of_product(text, start, end):
        return True
    if low not in SELDOM and any(part in _NAMES for part in (low, *low.split("-"))):
        return False
    if low in GIVEN:
        return False
    return bool(_DOSE.match(text, end)) or _among_drugs(text, start, end)


def _among_drugs(text: str, start: int, end: int) -> bool:
    """Whether the one before it or after it in a list is a drug, a device or an eponym of medicine alone."""
    beside = (_AFTER.match(text, end), _BEFORE.search(text[max(0, start - _REACH) : start]))
    words = [one[1] for one in beside if one]
    return any(w.lower() in PRODUCTS or w.lower() in RARE_EPONYMS or is_drug(w) for w in words)


def _made(text: str, end: int) -> bool:
    """Whether a product, or the number of a model, stands after what ends here."""
    made = _MADE.match(text, end)
    return bool(
        made
        and (made[1].lower() in PRODUCTS or _MODEL.fullmatch(made[1]) or noun_of_eponyms(made[1]))
    )


def owned(text: str, start: int, end: int) -> bool:
    """Whether a single word taken for an organization has a finding, a device or a disease after it: "Knowles pins"."""
    following = _SMALL.match(text, end)
    if (
        following is None
        or not _ONE.fullmatch(text[start:end])
        or _EMPLOYS.search(text[max(0, start - _REACH) : start])
    ):
        return False
    word = following[1]
    return (
        clinical(word)
        and word not in AFTER_NAMES
        and word not in NAME_WORDS
        and not told_of_person(text, start, end)
    )


def _part_of_product(text: str, start: int, end: int) -> bool:
    """Whether a hyphen joins text[start:end] to the rest of a product's or eponym's name: "Gore-Tex"."""
    whole = _HYPHENED.search(text, max(0, start - _REACH), end + _REACH)
    while whole and whole.end() <= start:
        whole = _HYPHENED.search(text, whole.end(), end + _REACH)
    return bool(whole and whole.start() <= start and end <= whole.end() and clinical(whole.group()))


def graded(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is an eponym with its grade or an abbreviation: "Quintero III", "Mulligan SNAG"."""
    found = _WITH_GRADE.fullmatch(text, start, end)
    if found is None or found["more"] in _CREDENTIALS or told_of_person(text, start, end):
        return False
    low = found["name"].lower()
    return low in EPONYMS or low in SELDOM or low in RARE_EPONYMS
