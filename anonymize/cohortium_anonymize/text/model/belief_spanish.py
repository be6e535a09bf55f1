"""What the English language model finds on a Spanish line: believed only where it is written as a name.

The model takes sentences' first words, verbs and common nouns of Spanish for persons. Of its finds there
stand capitalised words that are no eponym, and that do not only begin a sentence; the words in small
letters at their ends do not.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import WORD
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import EPONYMS, clinical, grammatical
from cohortium_anonymize.text.words.vocabulary_spanish import SMALL

_SPANISH_LISTED = """
un una se su sus al sin no es fue ha lo le como muy desde hace tras cada entre sobre durante este esta pero mas si ya
paciente dolor refiere niega presenta acude anos dias horas
"""
_ENGLISH_LISTED = """
the of and to with was is for on are has had at by from this that as he she his her they patient pain denies reports
"""
_SPANISH = SMALL | frozenset(_SPANISH_LISTED.split())
_ENGLISH = frozenset(_ENGLISH_LISTED.split())
_LEAST = 2  # Spanish words that make a line Spanish
_SHORTEST = 3  # letters of a name
_ABBREVIATION = 5  # letters in capitals
_AROUND = 200  # characters that are read of a line on either side
_BEGINS = re.compile(r"(?:^|[.:;!?\n*-])\s*[\"'(]?$")


def spanish(text: str, start: int, end: int) -> bool:
    """Whether the line around text[start:end] is in Spanish: its words of grammar are, mostly."""
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    last = text.find("\n", end)
    line = text[first : min(len(text) if last < 0 else last, end + _AROUND)].lower()
    words = WORD.findall(line)
    ours = sum(word in _SPANISH for word in words)
    return ours >= _LEAST and ours > sum(word in _ENGLISH for word in words)


def stands(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What of a find on a Spanish line is written as a name."""
    words = list(WORD.finditer(text, start, end))
    while words and _small(words[-1].group()):
        words.pop()
    while words and _small(words[0].group()):
        words.pop(0)
    names = [match.group() for match in words if not _said(match.group())]
    if not names or all(name.lower() in EPONYMS for name in names):
        return None
    if len(names) == 1 and names[0].lower() not in GIVEN:
        at = next(match.start() for match in words if match.group() == names[0])
        if len(names[0]) < _SHORTEST or _BEGINS.search(text[max(0, at - 8) : at]):
            return None
    return words[0].start(), words[-1].end()


def _small(word: str) -> bool:
    return not word[0].isupper() or word.lower() in SMALL


def _said(word: str) -> bool:
    """Whether a word is medicine's or grammar's, in small letters, or an abbreviation."""
    abbreviated = word.isupper() and len(word) <= _ABBREVIATION
    return abbreviated or _small(word) or clinical(word) or grammatical(word)
