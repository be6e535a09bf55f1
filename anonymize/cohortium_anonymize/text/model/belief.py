"""What the language model finds and is believed; and texts in which it could find no such thing.

`believed` takes the words of medicine back from one find. `may_name` looks at a text before the
model does: where it says no, `believed` refuses every stretch of whole words under every label, so
that reading the text would change nothing.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.model import belief_spanish
from cohortium_anonymize.text.model.belief_called import called, graded, owned
from cohortium_anonymize.text.model.belief_words import dictionary_word, word_of_english
from cohortium_anonymize.text.rules.names.people import cut_off, plain, trimmed
from cohortium_anonymize.text.rules.rule import WORD
from cohortium_anonymize.text.words import vocabulary
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.eponymous import GIVEN_TOO, SELDOM, eponymous
from cohortium_anonymize.text.words.given_names import CITIES, GIVEN
from cohortium_anonymize.text.words.lexicon import (
    EPONYMS,
    NAME_WORDS,
    RARE_EPONYMS,
    bare,
    clinical,
    grammatical,
    noun_of_eponyms,
    of_a_study,
)
from cohortium_anonymize.text.words.moments import MONTH
from cohortium_anonymize.text.words.things import among_things

_FACILITY_CUE = re.compile(
    r"(?i)\b(?:hospital|clinic|medical|health(?:care)?|cent(?:er|re)|infirmary|hospice|nursing|pharmacy|university"
    r"|college|school|church|institute|manor|memorial|st\.?|saint|mount|general)\b"
)
_PLACE_BEFORE = re.compile(
    r"(?i)\b(?:at|in|to|from|near|via|city|town|village|(?:discussed|spoke|spoken|consulted|seen|d/w)\s(?:with|by))\s{1,2}(?:the\s)?$|d/w\s$"
)
_COUNTRY = re.compile(r"(?i)(?:the )?(?:u\.?s\.?a?\.?|united states(?: of america)?|america)")
_DATE_SHAPE = re.compile(rf"{MONTH}\b.*\d|\d.*\b{MONTH}\b|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}")

# For `may_name`. A month need not stand at a word's start: a find may begin anywhere.
_DATE_PARTS = re.compile(rf"{MONTH}(?![A-Za-z])|\d[/-]\d{{1,2}}[/-]\d\d")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")  # single letters are nobody's name
# Words that the tokenizer takes apart ("O'Neil", "Id": "I'd"), and letters that the lexicon has not.
_UNSURE = re.compile(r"['\u2019]|(?<![A-Za-z])[Ii][dm](?![A-Za-z])|[^\W\d_](?<![A-Za-z])")
_LETTERS = re.compile(r"[A-Za-z]+")
_SPELLED = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WORDS = re.compile(r"[A-Za-z][A-Za-z-]*")
_EPONYMS = EPONYMS | SELDOM | GIVEN_TOO
_KINDS = frozenset(vocabulary.ORGANIZATION_KINDS.split())
_LEAST_CAPITALS = 5  # letters of a place in capitals; fewer are an abbreviation


def believed(text: str, start: int, end: int, label: str) -> tuple[int, int] | None:
    """What of the model's find stands, once the words of medicine are taken back."""
    found = text[start:end]
    if label == "DATE":
        return (start, end) if _DATE_SHAPE.search(found) else None
    if not _written_as_name(found, label) or _abbreviation(text, start, found):
        return None
    if _of_medicine(text, start, end) or (label == "GPE" and _COUNTRY.fullmatch(found)):
        return None
    if _word(text, start, end, label):
        return None
    if label == "ORG" and not _organization(text, start, end):
        return None
    if label == "PERSON" and (digit := re.search(r"\d", found)):
        end = start + digit.start()
    kept = trimmed(text, start, end)
    if not kept or not _written_as_name(text[kept[0] : kept[1]], label):
        return None
    if kept != (start, end) and not _still(text, *kept, label):
        return None
    if all(len(word) == 1 or clinical(word) for word in WORD.findall(text, *kept)):
        return None
    return belief_spanish.stands(text, *kept) if belief_spanish.spanish(text, *kept) else kept


def _still(text: str, start: int, end: int, label: str) -> bool:
    """Whether what `trimmed` left of a find is believed too."""
    if _of_medicine(text, start, end) or _word(text, start, end, label):
        return False
    return not _abbreviation(text, start, text[start:end])


def _of_medicine(text: str, start: int, end: int) -> bool:
    """Whether the words of text[start:end] are medicine's."""
    words = [match.group() for match in _SPELLED.finditer(text, start, end)]
    if (
        not words
        or of_a_study(text, start, end)
        or called(text, start, end)
        or graded(text, start, end)
        or among_things(text, start, end)
    ):
        return True
    lows = [word.lower().removesuffix("'s") for word in words]
    if eponymous(text, start, end) and (len(words) > 1 or lows[0] in _EPONYMS):
        return True
    if words[0].lower() in RARE_EPONYMS and all(map(noun_of_eponyms, words[1:])):
        return True
    plain = [
        low
        for word, low in zip(words, lows, strict=True)
        if not (clinical(word) or grammatical(word))
    ]
    return not plain or (len(plain) < len(words) and all(low in EPONYMS for low in plain))


def _word(text: str, start: int, end: int, label: str) -> bool:
    """Whether the find is a word of English, with nothing beside it that tells a place."""
    if label == "PERSON":
        return word_of_english(text, start, end, person=True)
    if _PLACE_BEFORE.search(text[max(0, start - 24) : start]) or _FACILITY_CUE.match(text, end + 1):
        return False
    return word_of_english(text, start, end, person=False)


def _written_as_name(found: str, label: str) -> bool:
    """With a capital; or, for persons and places, known names or words of which none is medicine's."""
    if any(c.isupper() for c in found):
        return True
    if label not in ("PERSON", "GPE"):
        return False
    words = found.split()
    if any(word in GIVEN or word in CITIES for word in words):
        return True
    return label == "PERSON" and " " in found and not any(clinical(word) for word in words)


def _abbreviation(text: str, start: int, found: str) -> bool:
    """A few capitals among small letters: a test, a valve, a grade, unless someone is in it."""
    if not re.fullmatch(
        r"[A-Z][A-Z-]{0,3}|[IVX]{1,4}(?:-[IVX]{1,4}|[A-C])?|[A-Z][a-z]|[A-Z]{2,6}\d{1,2}|[A-Z]{2,4}s",
        found,
    ):
        return False
    line = text[max(0, start - 80) : start].rpartition("\n")[2] + text[start : start + 80]
    line = line.partition("\n")[0]
    return line != line.upper() and not _PLACE_BEFORE.search(text[max(0, start - 24) : start])


def _organization(text: str, start: int, end: int) -> bool:
    """Facilities go, and what may as well be a person or a town, misread; abbreviations stay."""
    found = text[start:end]
    if _FACILITY_CUE.search(found):
        return True
    if not _FACILITY_CUE.match(text, end + 1) and owned(text, start, end):
        return False
    said = bool(_PLACE_BEFORE.search(text[max(0, start - 24) : start]))
    words = [bare(match.group()) for match in WORD.finditer(found)]
    if not re.search(r"[A-Z][a-z]{2}|[^\x00-\x7f]", found):  # a test more often than a place
        return said and any(len(word) >= _LEAST_CAPITALS and not _listed(word) for word in words)
    if said:
        return True
    if any(clinical(word) and word.lower() not in NAME_WORDS for word in words):
        return False
    if "," in found or re.search(r"\d", found):
        return False
    if any(map(_kind, words)) or all(word.istitle() for word in words):
        return any(word[:1].isupper() and len(word) > 2 and not _listed(word) for word in words)
    return any(word[:1].isupper() and len(word) > 2 and not _known(word) for word in words)


def _kind(word: str) -> bool:
    return word.lower().rstrip(".") in _KINDS


def _known(word: str) -> bool:
    """Whether a word of an organization's name is on a list, in the dictionary or an abbreviation."""
    if word.isupper() and len(word) < _LEAST_CAPITALS:
        return True
    return _listed(word) or dictionary_word(word)


def _listed(word: str) -> bool:
    return ordinary(word) or word.lower() in EPONYMS


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
    if " " in rest or any(c.isupper() for c in rest):
        return True
    return any(word in GIVEN or word in CITIES for word in _LETTERS.findall(rest))


def _cut_off(text: str, word: re.Match[str]) -> bool:
    """Whether `trimmed` cuts the word off, and its parts too: a find may begin at a hyphen."""
    if cut_off(text, word.start(), word.group()):
        return all(plain(part) for part in _LETTERS.findall(word.group())) or len(word.group()) == 1
    return False
