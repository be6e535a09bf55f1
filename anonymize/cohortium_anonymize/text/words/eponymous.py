"""When a surname stands for the sign, scale, operation or device that is called by it, and for nobody.

What is looked at is around the word: the noun, stage or result after it, the part of the body before it, and the
other eponyms of a list in which it stands ("Bishop, Naegele and Rubin not needed"). What only people do
says that it is a person: "Weber denies pain".
"""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.words import eponyms
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import (
    CLINICAL,
    EPONYMS,
    NAME_WORDS,
    RARE_EPONYMS,
    noun_of_eponyms,
)
from cohortium_anonymize.text.words.verbs import OF_PEOPLE

# No noun of an eponym's stands after these, though one may follow: "Jones denies headache".
_SAID_LISTED = """
denies denied reports reported had has was were is are and or with for of in on at to from by after before presents presented states complains
underwent tolerated developed noted received needs wants requests feels felt will who re about per via
"""
_SAID: Final = frozenset(_SAID_LISTED.split()) | OF_PEOPLE
_NEXT: Final = re.compile(r"(?:'s?)?[\s-]+([A-Za-z\d][\w'-]*)(?:\s+([A-Za-z\d][\w'-]*))?")
_STAGED: Final = re.compile(
    r"(?i)(?:'s)?[ ](?:(?:type|stage|grade|class|level)[ ])?(?:[IVX]{1,4}[abc]?|(?-i:[A-D])|\d{1,2}(?:\.\d)?[a-cA-C]?)(?![\w:/-]|\.\w|,?[ ]?(?:yo?|yrs?|m|f|male|female|years?)\b)"
    r"|[ ](?:hip|knee|shoulder|elbow|wrist|hand|ankle|foot)[ ]\d{1,3}(?![\w:/-]|\.\w)"
    r"|[ ]\d{1,2}(?:st|nd|rd|th)[ ](?:per)?centile|[ ][-+]\d(?!\w)|[ ]?(?:\([+-]\)|[+-]{1,3}(?![\w]))"
)
_CHANGED: Final = re.compile(
    r"[ ](?:at|in)[ ](?:age[ ])?\d{1,2}[ ](?:days?|months?|years?|mos?|yrs?)\b|[ ](?:at[ ]birth|in[ ]infancy)\b|[ ](?:19|20)\d\d\b"
)
_OPERATIONS_LISTED = """
glenn fontan norwood ross rastelli mustard senning jatene konno bentall david whipple nissen toupet dor collis belsey hartmann billroth braun
kasai ladd duhamel soave swenson warden damus mitrofanoff latarjet bankart lewis heller roux miles kraske altemeier burch kelly sistrunk
"""
_OPERATIONS: Final = frozenset(_OPERATIONS_LISTED.split())
# What a sign, test or scale is found to be, and what nobody is said to be.
_RESULTS_LISTED = """
midline bilateral bilaterally equal tight clear equivocal absent present intact patent abnormal symmetric symmetrical asymmetric asymmetrical central
low intermediate moderate high painful painless preserved prolonged upgoing downgoing neg pos nl elicited lateralizes lateralises lateralised
lateralized sways positive negative historical concordant discordant inconclusive nonreactive reactive
"""
_RESULTS: Final = frozenset(_RESULTS_LISTED.split())
# The same where nothing follows: "Patrick left, Gaenslen right", but "Patrick left the clinic".
_CLOSING_LISTED = """
left right up down both full normal considered excluded avoided suspected reduced opened applied added spared performed completed attempted released
repaired placed closed ready steady used off mild severe overnight
"""
_CLOSING: Final = frozenset(_CLOSING_LISTED.split())
_END: Final = re.compile(r"[ ]*(?:[.,;)\n]|$)")
_NOT_DONE: Final = re.compile(
    r"[ ](?:was[ ]|were[ ])?(?:not|never)[ ](?:needed|required|done|performed|applicable|indicated|used|seen|assessed|tested|applied|attempted|elicited|present|repeated)\b"
)
_PART_OF: Final = re.compile(
    r"(?i)\b(?:circle|rings?|triangle|ligaments?|ducts?|ampulla|sphincter|canals?|bundle|foramen|valves?|crypts?|glands?|islets?|loop|tetralogy"
    r"|pentalogy|line|points?|pouch|fascia|nodes?|angle|vein|plexus|ganglion|membrane|space|fossa|recess|cave|law|sinus|fissure|tubercle|spots?"
    r"|disease|syndrome|sign|test|maneuver|manoeuvre|criteria|fracture|contracture|phenomenon|bodies|cells|aqueduct|fold|tunnel)[ ]of[ ](?:(?:von|van|de|du)[ ])?\Z"
)
_WHOLE_LISTED = """
ivor lewis|thurston holland|ramsay hunt|braxton hicks|ann arbor|marcus gunn|argyll robertson|austin flint|graham steell|joseph sister|earle williams|william house|brown adson|john hopkins|charles bonnet|treacher collins|robin sequence|hugh jones
harrington rod|austin moore|le fort|le fort i|le fort ii|le fort iii|max joseph|da costa|de clerambault|cornelia de lange|homer wright|warwick james
rutherford morrison|rutherford morison|smith petersen|harvey bradshaw|kirby bauer|de morgan|campbell de morgan|miller fisher|de lange|van nes|von graefe
von gierke|von kossa|von rosen|jackson rees|von hippel|van herick|de quervain|de musset|de winter|da vinci|den hartog|el ganzouri|st jude
"""
_WHOLE: Final = frozenset(
    name for line in _WHOLE_LISTED.strip().split("\n") for name in line.split("|")
)
# Full names that persons have too: medicine's only before what is called by them.
_BEFORE_NOUN: Final = frozenset(
    ("mary joseph", "sister mary joseph", "dennis browne", "denis browne")
)
_NOUNS_AFTER: Final = frozenset(
    ("bar", "bars", "boots", "shoes", "splint", "node", "nodes", "nodule")
)
# Given names that signs and instruments are called by; names but where what is around them tells otherwise.
_GIVEN_LISTED = """
adam craig graham guy harvey jackson kay kelly lewis lucas marshall murray patrick roger scott stanley stewart thomas
"""
GIVEN_TOO: Final = frozenset(_GIVEN_LISTED.split())
_PAIRS: Final = frozenset(eponyms.PAIRS.split())
SELDOM: Final = frozenset(eponyms.SELDOM.split())
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_MEMBER: Final = r"[A-Z][^\W\d_]+(?:['-][^\W\d_]+)*"
_BETWEEN: Final = r"(?:[,;][ ](?:and[ ]|or[ ]|then[ ]|AND[ ]|OR[ ])?|[ ](?:and|or|&|then|against|versus|vs|AND|OR|VS)[ ]|/)"
_GRADE: Final = r"(?:[ ](?:[IVX]{1,4}|[A-D]|\d{1,2}(?:\.\d)?)[a-c]?)?"  # of a member of the list
_LATER: Final = re.compile(rf"{_GRADE}{_BETWEEN}({_MEMBER})")
_EARLIER: Final = re.compile(rf"(?<![\w'-])({_MEMBER}){_GRADE}{_BETWEEN}\Z")
_TOLD: Final = re.compile(
    r"(?i)\b(?:with|by|to|from|for|seen|per|dr|mr|mrs|ms|drs|called|family)\.?[ ]\Z"
)
_COMPOUND: Final = re.compile(
    r"[A-Z][^\W\d_]+-(?:type|like|style|shaped|positive|negative|based|free|induced|guided|coated|sparing|derived|refractory|naive|resistant|sensitive|dependent|modified|bearing|specific|related|associated|assisted|tipped|lock)"
)
_TWO: Final = 2
_LONGEST: Final = 40  # characters of a member and what joins it
_MOST: Final = 5  # members of a list on either side


def eponymous(text: str, start: int, end: int) -> bool:
    """Whether a surname at text[start:end] is a sign's, scale's or operation's."""
    words = [match.group().lower() for match in _WORD.finditer(text, start, end)]
    if not words:
        return False
    if _COMPOUND.fullmatch(text, start, end):
        return True
    if eponymous_whole(text, start, end) or _joined(text, start, end, words):
        return True
    if of_a_thing(text, start, end, words[-1].removesuffix("'s")):
        return True
    return len(words) == 1 and _listed(text, start, end)


def eponymous_whole(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a full name that operations and signs are called by: "Ivor Lewis"."""
    whole = " ".join(text[start:end].lower().split())
    if whole in _BEFORE_NOUN:
        found = _NEXT.match(text, end)
        return bool(found and (noun_of_eponyms(found[1]) or found[1] in _NOUNS_AFTER))
    return whole in _WHOLE and not _of_people(text, end)


def eponymous_given(text: str, start: int, end: int) -> bool:
    """Whether a given name at text[start:end] that is an eponym has its noun right after it: "Ahmed valve"."""
    found = _NEXT.match(text, end)
    if found is None or not noun_of_eponyms(found[1]) or not _known(text[start:end]):
        return False
    return not told_of_person(text, start, end)


def eponymous_list(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] has eponyms alone, of a list; of two, a given name makes them somebody's."""
    words = list(_WORD.finditer(text, start, end))
    if len(words) < _TWO or not all(_known(word.group()) for word in words):
        return False
    if not any(mark in text[start:end] for mark in ",;/&"):
        return False
    if len(words) == _TWO and any(word.group().lower() in GIVEN for word in words):
        ends = _LATER.match(text, end), _EARLIER.search(text[max(0, start - _LONGEST) : start])
        if not any(one and _known(one[1]) for one in ends):
            return False
    return any(_listed(text, *word.span()) for word in words)


def _joined(text: str, start: int, end: int, words: list[str]) -> bool:
    """Whether a hyphen joins surnames of which one is no person's: "Hepp-Couinaud"."""
    parts = words[0].removesuffix("'s").split("-")
    if len(words) > 1 or len(parts) == 1:
        return False
    sure = words[0] in _PAIRS or any(part in RARE_EPONYMS for part in parts)
    if not sure and not (all(map(_known, parts)) and _followed(text, end)):
        return False
    return not told_of_person(text, start, end)


def _followed(text: str, end: int) -> bool:
    """Whether a stage, or a word of medicine in small letters, stands after what ends here."""
    found = _NEXT.match(text, end)
    clinical = found is not None and found[1].islower() and found[1] in CLINICAL
    return bool(_STAGED.match(text, end)) or clinical


def of_a_thing(text: str, start: int, end: int, word: str) -> bool:
    """Whether a noun, a stage or a result beside `word`, text[start:end] in small letters, makes it a thing's name."""
    if _PART_OF.search(text[max(0, start - 32) : start]) or _STAGED.match(text, end):
        return True
    if _NOT_DONE.match(text, end) or (word in _OPERATIONS and _CHANGED.match(text, end)):
        return True
    found = _NEXT.match(text, end)
    if found is None:
        return False
    first, second = found[1].lower(), (found[2] or "").lower()
    if noun_of_eponyms(first) or first in _RESULTS:
        return True
    if first in _CLOSING and _END.match(text, found.end(1)):
        return True
    return first not in _SAID and first.isalpha() and noun_of_eponyms(second)


def _listed(text: str, start: int, end: int) -> bool:
    """Whether the word is one of a list of eponyms, one of which at least is surely no person."""
    later, earlier = _run(text, end, _LATER), _before(text, start)
    if not (later or earlier):
        return False
    first = min([start, *(place[0] for place in earlier)])
    last = max([end, *(place[1] for place in later)])
    if _of_people(text, last) or _TOLD.search(text[max(0, first - 10) : first]):
        return False
    return any(
        _rare(low) or (low in CLINICAL and low not in NAME_WORDS) or of_a_thing(text, *place, low)
        for place in (*later, *earlier)
        for low in (text[place[0] : place[1]].lower().removesuffix("'s"),)
    )


def _run(text: str, end: int, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    members: list[tuple[int, int]] = []
    while len(members) < _MOST and (found := pattern.match(text, end)) and _known(found[1]):
        members.append(found.span(1))
        end = found.end(1)
    return members


def _before(text: str, start: int) -> list[tuple[int, int]]:
    members: list[tuple[int, int]] = []
    while len(members) < _MOST:
        left = max(0, start - _LONGEST)
        found = _EARLIER.search(text[left:start])
        if found is None or not _known(found[1]):
            break
        members.append((left + found.start(1), left + found.end(1)))
        start = members[-1][0]
    return members


def _known(word: str) -> bool:
    low = word.lower().removesuffix("'s")
    return any(
        low in names for names in (EPONYMS, RARE_EPONYMS, GIVEN_TOO, SELDOM, CLINICAL, _PAIRS)
    )


def _rare(low: str) -> bool:
    return low in RARE_EPONYMS or low in _PAIRS


def told_of_person(text: str, start: int, end: int) -> bool:
    """Whether what stands before or after text[start:end] is said of persons: "Dr.", "seen by", "denies"."""
    return _of_people(text, end) or bool(_TOLD.search(text[max(0, start - 10) : start]))


def _of_people(text: str, end: int) -> bool:
    found = _NEXT.match(text, end)
    return bool(found and found[1].lower() in OF_PEOPLE)
