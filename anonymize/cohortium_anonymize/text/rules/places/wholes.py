"""Rules for facilities whose kind or article stands beside their name, and for towns and work in the small letters of a chat.

"The Willows at Copper Creek", "Nether Wallop surgery", "Silver Birch Orthodontics", "lamoille family medicine".
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.names.people import plain
from cohortium_anonymize.text.rules.places.homes import NAMED
from cohortium_anonymize.text.rules.places.sites import LAND, words_of
from cohortium_anonymize.text.rules.places.towns import CAPS
from cohortium_anonymize.text.rules.rule import Check, Rule
from cohortium_anonymize.text.words.dictionary import familiar
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import CITIES
from cohortium_anonymize.text.words.lexicon import clinical, grammatical

_OF = r"(?:[ ](?:Group|Associates|Partners|Specialists|Services|Cent(?:er|re)|Clinic|Consultants|Practice|Care|Lab(?:oratory)?|Institute))"
_SPECIALTY = (
    r"(?:Orthodontics|Endodontics|Periodontics|Prosthodontics|Dental|Dentistry|Pathology|Radiology|Imaging|Anesthesia|Anaesthesia|Physiotherapy|Physio|Optometry|Opticians|Podiatry|Chiropractic|Audiology|Orthopa?edics|Dermatology|Cardiology"
    r"|Oncology|Urology|Neurology|Nephrology|Gastroenterology|Ophthalmology|Psychiatry|Pediatrics|Paediatrics|Eye|Family[ ](?:Medicine|Practice|Dentistry|Health)|Internal[ ]Medicine|Veterinary|Counselling|Counseling)"
)
_SURGERY = r"(?:[Ss]urgery|[Pp]ractice|[Mm]edical[ ][Pp]ractice|[Hh]ealth[ ][Cc]entre)"
_LOWER_KIND = (
    r"(?:(?:eye|dental|heart|kidney|medical|pediatric|womens|women's|surgical|urology|cardiology|dermatology|orthopedic|radiology|neurology|oncology|psychiatric|family)[ ](?:associates|group|partners|specialists|physicians|center|care)"
    r"|(?:family|internal)[ ](?:medicine|practice|dentistry)|primary[ ]care|pediatrics|dermatology|cardiology|orthopedics|orthodontics|ophthalmology|dental|physical[ ]therapy)"
)
# What no name of a facility or place of work is made of besides the words of medicine.
_GENERAL_LISTED = """
general main day same unit department dept outpatient inpatient emergency ambulatory elective minor major plastic oral local regional private public community
interventional diagnostic pediatric adult the our her his their my your new old this that another other any same routine
"""
_GENERAL = frozenset(_GENERAL_LISTED.split())
_OF_VILLAGES = frozenset(
    ("upper", "lower", "nether", "great", "little", "long", "old", "new", "high")
)
_WORKED_LISTED = """
city county state home school family company himself herself themselves living hours years months weeks days money free pay now
government hospital clinic office bank store agency district university college church construction delivery
"""
_WORKED = frozenset(_WORKED_LISTED.split())
_ENDS_LISTED = """
terraces foods farms logistics transport trucking industries motors builders landscaping roofing plumbing electric stores market markets resort resorts lodge inn hotel media systems solutions
services partners freight steel mills timber lumber energy airlines couriers courier nursery nurseries vineyards winery brewing bakery cafe realty properties homes apartments condos construction
"""
_ENDS = frozenset(_ENDS_LISTED.split())
_WORDS = re.compile(r"[a-z][a-z'-]*")


def _practice(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name before its kind, of which no word is one of departments, medicine or grammar."""
    before = text[start:end].split()[:-1]
    names = [word for word in before if word.lower() not in ("the", "&")]
    while names and re.fullmatch(_SPECIALTY + "|Family|Internal|Medical|Health", names[-1]):
        names.pop()
    low = [word.lower() for word in names]
    if not names or any(w in _GENERAL or grammatical(w) for w in low):
        return None
    return (
        None
        if any(plain(w) and w.lower() not in LAND | _OF_VILLAGES for w in names)
        else (start, end)
    )


def _the(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A house by its article and name, of which a word is neither medicine's nor a department's."""
    words = [w for w in words_of(text, start, end) if w not in ("the", "at", "on", "of")]
    return (
        None
        if any(w in _GENERAL or (clinical(w) and w not in LAND) for w in words)
        else (start, end)
    )


def _lower(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A practice in small letters by a word that facilities are named by or one in no dictionary."""
    kind = re.search(rf"{_LOWER_KIND}$", text[start:end])
    words = list(_WORDS.finditer(text, start, start + kind.start() if kind else end))
    while words and (grammatical(words[0].group()) or words[0].group() in _GENERAL):
        words.pop(0)
    names = [match.group().removesuffix("'s") for match in words]
    if not names or any(grammatical(w) or (clinical(w) and w not in NAMED) for w in names):
        return None
    told = any(w in CITIES or not (familiar(w) or ordinary(w)) for w in names) or (
        len(names) > 1 and any(w in NAMED for w in names)
    )
    return (words[0].start(), end) if told else None


def _worked(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Two or three words in small letters as companies have: of the land or no dictionary's, or their last a kind."""
    words = list(_WORDS.finditer(text, start, end))
    for at, match in enumerate(words):
        if grammatical(match.group()) or match.group() in ("period", "comma", "and"):
            words = words[:at]
            break
    names = [match.group() for match in words]
    if not names or names[0] in _WORKED or all(map(clinical, names)):
        return None
    ends = [at for at, name in enumerate(names) if name in _ENDS and at]
    if ends:
        return start, words[ends[-1]].end()
    if any(map(clinical, names)):
        return None
    strange = [at for at, name in enumerate(names) if not (familiar(name) or ordinary(name))]
    return (start, words[strange[-1]].end()) if strange else None


def _usual(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A town after words for where one mostly is: after an article of towns, or in no dictionary."""
    words = words_of(text, start, end)
    if any(clinical(w) or grammatical(w) for w in words[-1:]):
        return None
    return (start, end) if len(words) > 1 or words[0] in CITIES or not familiar(words[0]) else None


def _rule(name: str, kind: str, pattern: str, check: Check, near: str | None = None) -> Rule:
    return Rule(name, kind, pattern, "place", check, near)


RULES = (
    _rule("practice_at", "FACILITY", rf"(?i:\b(?:at|from|with|by|to|via))[ ](?P<place>(?:[Tt]he[ ])?{CAPS}{{1,4}}{_SPECIALTY}{_OF}?)(?![\w'/-])", _practice, rf"{CAPS}{_SPECIALTY}"),
    _rule("surgery_at", "FACILITY", rf"(?i:\b(?:seen|registered|reviewed|bloods|visit|appointment|patient|booked|attended|gp)(?:[ ][a-z]{{1,10}}){{0,2}}[ ](?:in|at|from|with|of))[ ](?P<place>(?:[Tt]he[ ])?{CAPS}{{1,3}}{_SURGERY})(?![\w'/-])", _practice),
    _rule("house_the", "FACILITY", rf"\b(?:at|from|to|in|of|by)[ ](?P<place>The[ ]{CAPS}{{1,3}}(?:at|on|of)[ ]{CAPS}{{0,2}}[A-Z][A-Za-z'-]{{1,20}})(?![\w'/-])", _the),
    _rule("practice_lower", "FACILITY", rf"\b(?:at|from|to|with|by|via)[ ](?P<place>(?:the[ ])?(?:[a-z][a-z'-]{{1,16}}[ ]){{1,3}}?{_LOWER_KIND})(?![\w'/-])", _lower),
    _rule("works_for_lower", "ORGANIZATION", r"\b(?i:works?|worked|working|employed|job)[ ](?:for|with|at|by)[ ](?:the[ ]|a[ ])?(?P<place>[a-z][a-z'-]{2,16}(?:[ ][a-z][a-z'-]{2,16}){1,3})(?![\w'-])", _worked),
    _rule("town_usual", "LOCATION", r"(?i:\b(?:normally|usually|(?:i|we|she|he|they)[ ](?:live|lives|stay|stays)|live|lives|living|back[ ]home|home[ ]is|i'?m[ ](?:back|based|living|staying)))[ ](?:(?i:over|up|down|out|back)[ ])?(?:in|near)[ ](?P<place>(?:la|el|las|los|san|santa)[ ][a-z][a-z'-]{2,24}|(?-i:[a-z][a-z'-]{3,24}))(?![\w'-])", _usual),
)  # fmt: skip
