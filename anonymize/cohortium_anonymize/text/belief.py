"""What the language model finds and is believed; and texts in which it could find no such thing.

`believed` takes the words of medicine back from one find. `may_name` looks at a text before the
model does: where it says no, `believed` refuses every stretch of whole words under every label, so
that reading the text would change nothing.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.lexicon import clinical, grammatical, vetoes_model
from cohortium_anonymize.text.moments import MONTH
from cohortium_anonymize.text.rules_people import cut_off, plain, trimmed

_FACILITY_CUE = re.compile(
    r"(?i)\b(?:hospital|clinic|medical|health(?:care)?|cent(?:er|re)|infirmary|hospice|nursing|pharmacy|university"
    r"|college|school|church|institute|manor|memorial|st\.?|saint|mount|general)\b"
)
_PLACE_BEFORE = re.compile(
    r"(?i)\b(?:at|from|near|via|(?:discussed|spoke|spoken|consulted|seen|d/w)\s(?:with|by))\s{1,2}(?:the\s)?$|d/w\s$"
)
_COUNTRY = re.compile(r"(?i)(?:the )?(?:u\.?s\.?a?\.?|united states(?: of america)?|america)")
_DATE_SHAPE = re.compile(rf"{MONTH}\b.*\d|\d.*\b{MONTH}\b|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}")

# For `may_name`. A month need not stand at a word's start: a find may begin anywhere.
_DATE_PARTS = re.compile(rf"{MONTH}(?![A-Za-z])|\d[/-]\d{{1,2}}[/-]\d\d")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")  # single letters are nobody's name
# Words that the tokenizer takes apart ("O'Neil", "Id": "I'd"), and letters that the lexicon has not.
_UNSURE = re.compile(r"['\u2019]|(?<![A-Za-z])[Ii][dm](?![A-Za-z])|[^\W\d_](?<![A-Za-z])")
_LETTERS = re.compile(r"[A-Za-z]+")
_WORDS = re.compile(r"[A-Za-z][A-Za-z-]*")


def believed(text: str, start: int, end: int, label: str) -> tuple[int, int] | None:
    """What of the model's find stands, once the words of medicine are taken back."""
    found = text[start:end]
    if label == "DATE":
        return (start, end) if _DATE_SHAPE.search(found) else None
    if not _written_as_name(found, label):
        return None
    if vetoes_model(text, start, end) or (label == "GPE" and _COUNTRY.fullmatch(found)):
        return None
    if label == "ORG" and not _organization(text, start, end):
        return None
    if label == "PERSON" and (digit := re.search(r"\d", found)):
        end = start + digit.start()
    kept = trimmed(text, start, end)
    return kept if kept and _written_as_name(text[kept[0] : kept[1]], label) else None


def _written_as_name(found: str, label: str) -> bool:
    """With a capital; or, for persons, several words of which none is medicine's."""
    return any(c.isupper() for c in found) or (
        label == "PERSON" and " " in found and not any(clinical(word) for word in found.split())
    )


def _organization(text: str, start: int, end: int) -> bool:
    """Facilities go, and organizations that someone is at; others may stay (HIPAA names none)."""
    found = text[start:end]
    if _FACILITY_CUE.search(found):
        return True
    if not re.search(r"[A-Z][a-z]{2}", found):  # an acronym is a test more often than a place
        return False
    if re.fullmatch(r"[A-Z][a-z'-]+(?:[ ][A-Z][a-z'-]+){1,2}", found) and not any(
        clinical(word) for word in found.split()
    ):
        return True  # two capitalised words not of medicine: as often a person, misread
    return bool(_PLACE_BEFORE.search(text[max(0, start - 24) : start]))


def may_name(text: str) -> bool:
    """Whether the model might find something in `text` that would be believed.

    No when there is no date, and every word is medicine's (vetoed whole), or `trimmed` cuts off all
    words but single letters side by side, or but those of one stretch in lower case without a space:
    what is left is then not written as a name.
    """
    if _DATE_PARTS.search(text) and any(c.isdigit() for c in text):
        return True
    if not _TWO_LETTERS.search(text):
        return False
    if _UNSURE.search(text):
        return True
    if all(clinical(word) or grammatical(word) for word in _LETTERS.findall(text)):
        return False
    words = list(_WORDS.finditer(text))
    left = [at for at, word in enumerate(words) if not _cut_off(text, word)]
    if not left:
        return False
    first, last = left[0], left[-1]
    if all(len(words[at].group()) == 1 for at in left) and last - first == len(left) - 1:
        return False
    rest = text[words[first].start() : words[last].end()]
    return " " in rest or any(c.isupper() for c in rest)


def _cut_off(text: str, word: re.Match[str]) -> bool:
    """Whether `trimmed` cuts the word off, and its parts too: a find may begin at a hyphen."""
    if cut_off(text, word.start(), word.group()):
        return all(plain(part) for part in _LETTERS.findall(word.group())) or len(word.group()) == 1
    return False
