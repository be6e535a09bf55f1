"""Single words of English that the language model takes for somebody or some place.

A word that the dictionary has is hardly ever a place or an organization unless a word for one stands beside it; and
a person not where a sentence, a line or an item begins with it, or a product is called by it ("Mepilex
Border"), and nothing is said that only people do. Words that are names too are left to the model.
"""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.words.dictionary import english
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import CITIES, GIVEN
from cohortium_anonymize.text.words.lexicon import EPONYMS, NAME_WORDS, PRODUCTS, clinical
from cohortium_anonymize.text.words.surnames import BORNE, SURNAMES
from cohortium_anonymize.text.words.verbs import AFTER_NAMES

_CAPITALISED: Final = re.compile(r"[A-Z][a-z]{2,}")
_PRODUCT: Final = re.compile(r"(?<![\w-])([A-Z][\w-]{1,24})[ ]\Z")
_ITEM: Final = re.compile(r"([A-Za-z-]{2,24}),[ ]\Z")  # of a list, which goes on
_NEXT: Final = re.compile(r"[ ]([A-Za-z]+)")
_BEGINS: Final = frozenset(".!?:;\n*-|/(>\u2022\u2013\u2014")
_LEAST_WORD: Final = 6  # letters
_REACH: Final = 26  # characters of a product's name
# Words of `NAME_WORDS` that are hardly anybody's name.
_HARDLY_LISTED = """
case cases mass oral bowel brain block shock test pain best early dry heat hot large single open whole low major minor general good cold high labor labour
person story chance reason power cough head foot hand shoulder chest tongue lung bone chin back sides marrow colon milk egg wheat water fish rush large
cast cord pack pen reader driver nut
"""
_HARDLY: Final = frozenset(_HARDLY_LISTED.split())
_NAMES: Final = (GIVEN | CITIES | SURNAMES | EPONYMS | (NAME_WORDS - _HARDLY)) | BORNE


def word_of_english(text: str, start: int, end: int, *, person: bool) -> bool:
    """Whether text[start:end], taken for a person or for a place or organization, is only a word.

    Words in front of which a place is told ("in", "near") are the caller's to keep.
    """
    found = text[start:end]
    if not _CAPITALISED.fullmatch(found) or found.lower() in _NAMES:
        return False
    if after_product(text, start):
        return True
    if not english(found) or _of_people(text, end):
        return False
    return not person or (_begins(text, start) and _surely(found))


def dictionary_word(word: str) -> bool:
    """Whether the dictionary has a word, and no list of names or places has it."""
    return word.lower() not in _NAMES and english(word)


def after_product(text: str, start: int) -> bool:
    """Whether the name of a drug or device stands right before: "Mepilex Border"."""
    before = _PRODUCT.search(text[max(0, start - _REACH) : start])
    return bool(before and before[1].lower() in PRODUCTS)


def _surely(word: str) -> bool:
    """Whether a word of the dictionary, which has short given names too, is not one of those."""
    return len(word) >= _LEAST_WORD or ordinary(word) or word.lower() in _HARDLY


def _begins(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \t")
    if before.endswith(","):
        word = _ITEM.search(text[max(0, start - _REACH) : start])
        return bool(word and clinical(word[1]))
    return (not before and start <= 4) or before[-1:] in _BEGINS


def _of_people(text: str, end: int) -> bool:
    """Whether what stands after a word is said of people, or is theirs."""
    following = _NEXT.match(text, end)
    return text.startswith("'s", end) or bool(following and following[1].lower() in AFTER_NAMES)
