"""Single words that are no person's name, listed or not, by what stands right beside them: an article, an operation.

Hardly anybody is named after "a", "modified" or "implanted"; towns and people from them are: "a Denver clinic".
"""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.words.devices import branded, called_after
from cohortium_anonymize.text.words.eponymous import told_of_person
from cohortium_anonymize.text.words.given_names import CITIES, GIVEN

_ONE: Final = re.compile(r"[A-Z][a-z\u00df-\u00f6\u00f8-\u00ff]{2,}(?:-[A-Z]?[a-z]+)?")
_ARTICLE: Final = re.compile(r"(?<![\w.])(?:[Aa]n?|[Aa]nother)[ ]\Z")
_DEFINITE: Final = re.compile(r"(?:^|\W|\w[ ])[Tt]he[ ]\Z")
# "the Brompton" is where somebody went: after "the", what is done with a thing must stand beside it.
_HANDLED: Final = re.compile(
    r"(?i)\b(?:flushed|removed|inserted|placed|exchanged|changed|replaced|deployed|inflated|deflated|clamped|applied|implanted|primed|swapped)[ ]the[ ]\Z"
)
_HANDLING: Final = re.compile(
    r"[ ](?:was|were|is)[ ](?:flushed|removed|inserted|placed|exchanged|changed|replaced|deployed|inflated|deflated|clamped|applied|implanted|primed|swapped|positive|negative)\b"
)
_QUALIFIED: Final = re.compile(
    r"(?i)(?<![\w-])(?:no|modified|reversed?|failed|bilateral|atypical|incomplete|laparoscopic|percutaneous|arthroscopic|endoscopic|cementless|cemented|uncemented|implanted|inserted"
    r"|deployed|flushed|(?:dressed|reduced|grafted|stained|thickened|fitted|closed|packed|covered|loaded|bridged|measured|irrigated|fixed|plated|cemented)[ ]with|measured[ ]for|ventilated[ ]on"
    r"|(?:treated|classified|scored|graded|staged|coded|managed)[ ]as)[ ]\Z"
)
_SPOKEN: Final = re.compile(
    r"(?i)\b(?:spoke|spoken|speaking|talk\w{0,3}|call\w{0,3}|named?|met|meet\w{0,3}|saw|see\w{0,2}|by|letter|message|visit\w{0,3})[ ](?:to[ ]|with[ ]|from[ ]|by[ ])?an?[ ]\Z"
)
# What follows a town's, a nation's or a family's name after an article; and what somebody does.
_OTHERS_LISTED = """
resident native hospital clinic facility practice shelter nursing care home homes school church prison jail hotel farm street road address number phone area man woman boy girl lady
gentleman family families couple based police firm company employer factory restaurant store shop office pharmacy ward unit team accent speaker marathon trip flight suburb who from called
household baby babies twins twin brothers sisters patient child children kids lives living born descent origin background heritage citizen national immigrant refugee
accepted advised rang phoned sent confirmed suggested offered will doctors consultants staff bed beds transfer
"""
_OTHERS: Final = frozenset(_OTHERS_LISTED.split())
_NEXT: Final = re.compile(r"(?P<mark>'s|[ ]?[(:]|[ -][A-Z])|[ -](?P<word>[a-z]+)")
_REACH: Final = 32


def alone(text: str, start: int, end: int) -> bool:
    """Whether the single word at text[start:end] is a thing's: of a brand's form, or after an article or an operation."""
    if not _ONE.fullmatch(text, start, end):
        return False
    low, before = text[start:end].lower(), text[max(0, start - _REACH) : start]
    after = _NEXT.match(text, end)
    if after and (after["mark"] or after["word"] in _OTHERS):
        return False
    if branded(low) and (_QUALIFIED.search(before) or not told_of_person(text, start, end)):
        return True
    noun = called_after(text, end)
    if (low in GIVEN or low in CITIES) and not noun:
        return False
    if _QUALIFIED.search(before):
        return True
    if _ARTICLE.search(before):
        return noun or not _SPOKEN.search(before)
    if not _DEFINITE.search(before) or told_of_person(text, start, end):
        return False
    return noun or bool(_HANDLED.search(before) or _HANDLING.match(text, end))
