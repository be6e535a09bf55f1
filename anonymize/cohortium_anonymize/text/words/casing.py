"""A text written in one case throughout, put in the case it would have had: names with a capital.

Length and offsets stay. In lines all in capitals, unknown words become names and the words of
English lower case; in lines all in lower case only known given names and cities, what follows a title,
what stands beside either, and what precedes a facility's kind get a capital.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from cohortium_anonymize.text.words.english import everyday, ordinary
from cohortium_anonymize.text.words.given_names import CITIES, GIVEN
from cohortium_anonymize.text.words.lexicon import EPONYMS, NAME_WORDS, clinical, grammatical
from cohortium_anonymize.text.words.verbs import AFTER_NAMES
from cohortium_anonymize.text.words.vocabulary_spanish import SMALL as SPANISH_SMALL

_LINE = re.compile(r"[^\n]+")
_UPPER = re.compile(r"[A-Z]")
_LOWER = re.compile(r"[a-z]")
_CAPITALISED = re.compile(r"[A-Z](?<![A-Za-z].)[a-z]")
_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|'(?!s\b|S\b)(?=[A-Za-z])|-(?=[A-Za-z]))*")
_CAPITALS = re.compile(r"(?<![A-Za-z'-])[A-Z]{4,20}(?![A-Za-z])")
_LEAST_WORDS = 3  # in lower case; fewer are a coded value
_LONGEST_LINE = 20_000
_KEPT = 10_000  # words of which it is remembered how they are read
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "nurse"))
_CUES_LISTED = """
patient pt named called daughter son wife husband spouse partner mother father sister brother aunt uncle niece
nephew cousin friend neighbor attending surgeon resident physician provider
"""
_CUES = _TITLES | frozenset(_CUES_LISTED.split())
_FACILITY = frozenset(("hospital", "clinic", "infirmary", "hospice", "memorial", "regional"))
_ANY_CUE = _CUES | _FACILITY | {"name"}
# A short word in capitals right beside a name: "Truong, LAM", "Ngo Thi".
_SHORT_BESIDE = re.compile(
    r"(?<=[a-z] )[A-Z]{2,3}(?![A-Za-z'])|(?<=[a-z], )[A-Z]{2,3}(?![A-Za-z'])|(?<![A-Za-z'])[A-Z]{2,3}(?=,? [A-Z][a-z])"
)
_NEAR = re.compile(r"[ .,'-]{1,2}")


def caseless(text: str) -> Iterator[tuple[int, str]]:
    """Runs of lines without case in which something is a name: where each starts, and how it reads."""
    return _runs(text, _cased)


def uncased(text: str) -> Iterator[tuple[int, str]]:
    """Runs of lines without a capitalised word, abbreviations or not: where each starts, and as it stands."""
    return _runs(text, _uncased)


def _runs(text: str, read: Callable[[str], str | None]) -> Iterator[tuple[int, str]]:
    start, run = 0, ""
    for match in _LINE.finditer(text):
        at, line = match.start(), read(match.group())
        if line is None:
            if run:
                yield start, run
            run = ""
            continue
        if not run:
            start = at
        run += "\n" * (at - start - len(run)) + line if run else line
    if run:
        yield start, run


def _uncased(line: str) -> str | None:
    """The line where no word has a capital and small letters; None where one has."""
    return None if len(line) > _LONGEST_LINE or _CAPITALISED.search(line) else line


def _cased(line: str) -> str | None:
    """The line with its names in capitals; None where it has case, or no name."""
    if len(line) > _LONGEST_LINE:
        return None
    if not _LOWER.search(line):
        read = _from_capitals(line) if _UPPER.search(line) else line
    elif not _UPPER.search(line):
        read = _from_lower(line)
    else:
        return None
    return read if read != line and re.search(r"[A-Z][a-z]", read) else None


def for_model(text: str) -> str:
    """The text as the language model should read it: capitals that are no abbreviation as names."""
    pieces: list[str] = []
    at = 0
    for match in _LINE.finditer(text):
        line = match.group()
        read = _cased(line)
        if read is None:
            read = _CAPITALS.sub(_named, line) if _LOWER.search(line) else line
        if read != line:
            pieces += [text[at : match.start()], read]
            at = match.end()
    return "".join(pieces) + text[at:] if pieces else text


def _named(match: re.Match[str]) -> str:
    word = match.group()
    return word if clinical(word) or everyday(word) else word.capitalize()


def _from_capitals(line: str) -> str:
    read = _WORD.sub(_lowered, line)
    return _SHORT_BESIDE.sub(
        lambda m: m.group().capitalize() if _unknown(m.group().lower()) else m.group(), read
    )


def _lowered(match: re.Match[str]) -> str:
    return _from_capital(match.group())


@lru_cache(_KEPT)
def _from_capital(word: str) -> str:
    low = word.lower()
    if grammatical(low) or everyday(low) or low in SPANISH_SMALL or low in AFTER_NAMES:
        return low
    if low in GIVEN or (low in NAME_WORDS and not clinical(low)) or low in _TITLES:
        return word.capitalize() if len(word) > 2 or low in _TITLES else word
    if clinical(low):
        return low if len(low) > 5 else word
    return word.capitalize() if len(word) > 3 else word


def _from_lower(line: str) -> str:
    words = list(_WORD.finditer(line))
    if len(words) < _LEAST_WORDS:
        return line
    named = [_given(word.group()) for word in words]
    _mark_pairs(line, words, named)
    if not any(named) and not any(w.group() in _ANY_CUE for w in words):
        return line
    for at, word in enumerate(words):
        if word.group() in _FACILITY:
            _mark_before(words, named, at)
        elif at and (named[at - 1] or words[at - 1].group() in _CUES or _called(words, at)):
            gap = line[words[at - 1].end() : word.start()]
            named[at] = named[at] or (bool(_NEAR.fullmatch(gap)) and _unknown(word.group()))
    for at in range(len(words) - 1):
        gap = line[words[at].end() : words[at + 1].start()]
        if named[at + 1] and gap in (", ", ","):
            named[at] = named[at] or _unknown(words[at].group())
    for at in range(len(words) - 1):
        named[at] = named[at] or (named[at + 1] and words[at].group() in _TITLES)
    letters = list(line)
    for word, name in zip(words, named, strict=True):
        if name:
            letters[word.start()] = line[word.start()].upper()
    return "".join(letters)


def _mark_pairs(line: str, words: list[re.Match[str]], named: list[bool]) -> None:
    """Two words side by side that no list has, or with a comma at the beginning, are a name."""
    for at in range(len(words) - 1):
        gap = line[words[at].end() : words[at + 1].start()]
        if gap not in (" ", "-") and not (at == 0 and gap == ", "):
            continue
        pair = words[at].group(), words[at + 1].group()
        if any(map(_strange, pair)) and all(_strange(w) or w in EPONYMS for w in pair):
            named[at] = named[at + 1] = True


def _strange(word: str) -> bool:
    return _unknown(word) and word not in NAME_WORDS and word not in EPONYMS


def _called(words: list[re.Match[str]], at: int) -> bool:
    """Whether "name is" stands before the word."""
    return at > 1 and words[at - 1].group() == "is" and words[at - 2].group() == "name"


def _mark_before(words: list[re.Match[str]], named: list[bool], at: int) -> None:
    for before in range(at - 1, max(-1, at - 3), -1):
        if not _unknown(words[before].group()):
            return
        named[before] = True


def _given(word: str) -> bool:
    return (word in GIVEN or word in CITIES) and word not in NAME_WORDS and not clinical(word)


def _unknown(word: str) -> bool:
    """Whether a word is on no list; of one with a hyphen, a part."""
    if "-" in word:
        return not clinical(word) and any(_unknown(part) for part in word.split("-"))
    return len(word) > 1 and word not in AFTER_NAMES and not ordinary(word)
