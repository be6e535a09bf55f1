"""Stretches of a text that are written in one style, and what of their words may be a name.

Where words have capitals as usual (``cased``) a name has one, and other words only begin a sentence, a line
or an item with one. In blocks all in ``small`` letters, and in lines all in ``capitals``, case tells nothing, and what
no dictionary has is looked at wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from cohortium_anonymize.text.rules.names.messages import message, relative
from cohortium_anonymize.text.rules.names.people import PARTICLES
from cohortium_anonymize.text.rules.rule import LETTER
from cohortium_anonymize.text.words.dictionary import VOWEL, english, familiar, syllable
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import (
    EPONYMS,
    NAME_WORDS,
    PRODUCTS,
    before_its_noun,
    clinical,
    grammatical,
    used_as_word,
    word_follows,
)
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.verbs import OF_PEOPLE

Style = Literal["cased", "small", "capitals"]
NAMES: Final = GIVEN | NAME_WORDS | SURNAMES
ONLY_GIVEN: Final = GIVEN - NAME_WORDS

_BLOCK: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")  # lines without an empty one between them
_LINE: Final = re.compile(r"[^\n]+")
_TITLED: Final = re.compile(r"(?<![A-Za-z])[A-Z][a-z]")
_SMALL: Final = re.compile(r"[a-z]{3}")
_LONGEST: Final = 20_000  # characters that are read together
_WORD: Final = re.compile(
    rf"(?<![\w@#$&*+^~])[{LETTER}](?:[{LETTER}]|['-](?=[{LETTER}]))*(?![\w@]|[./\\:_](?=\w)|[*+])"
)
_PART: Final = re.compile(rf"[{LETTER}]+")
_CAPITALISED: Final = re.compile(r"[^\W\d_][a-z\u00df-\u00f6\u00f8-\u00ff]+")
_MISPLACED: Final = re.compile(r"[a-z][A-Z][a-z]+")
_JOINED: Final = re.compile(r"[A-Z][a-z]+-[a-z]{2,}")  # "Ye-rin", but "Post-op"
_RUN: Final = re.compile(r"([A-Z][a-z]{2,})[A-Z][a-z]")
_BESIDE: Final = re.compile(r" {1,2}|, ?|-|\. ")
_PARTICLES: Final = frozenset(PARTICLES.split("|")) | {"y"}
_BEGINS: Final = re.compile(r"(?:^|[.!?:;\"\u2022(\n]|[-*>])[ \t]*$")  # a sentence, a line, an item
_BEFORE_HYPHEN_LISTED = (
    "post pre non co re un in ad ex pro mid semi anti de sub self cross half all"
)
_BEFORE_HYPHEN: Final = frozenset(_BEFORE_HYPHEN_LISTED.split())
_TWO: Final = 2
_SYLLABLE: Final = 6  # letters, at most
_SHORT: Final = 4  # letters of a word that is more often somebody than something that owns
_ABBREVIATION: Final = 4  # letters, at most, of what is more likely one than a surname
_NUMBER: Final = re.compile(r"\d\s?\Z")
_SHORTEST: Final = 3  # letters
_SHORTEST_CAPITALS: Final = 4  # among capitals, where fewer are an abbreviation
_DOES: Final = re.compile(rf"\s(?:{'|'.join(sorted(OF_PEOPLE))})\b", re.IGNORECASE)
_OWNS: Final = re.compile(r"'s(?!\w)", re.IGNORECASE)
_TOLD: Final = re.compile(
    r"(?i)\b(?:spoke|talked|speaking|talking|met|discussed|meeting|visit)\s(?:to|with)\s\Z"
)
# Words that begin a sentence before a comma.
_OPENING_LISTED = """
today yesterday tonight overnight however again thanks hi hello dear yes no ok okay also then plan impression assessment note overall instead
afterwards history currently additionally furthermore otherwise therefore thus meanwhile finally initially eventually sincerely regards
"""
OPENING: Final = frozenset(_OPENING_LISTED.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a stretch of `text` in one style; `places` are their code points [start, end)."""

    text: str
    style: Style
    places: list[tuple[int, int]]
    _told: dict[int, bool] = field(default_factory=dict)

    def word(self, at: int) -> str:
        """The word as it is written."""
        start, end = self.places[at]
        return self.text[start:end]

    def plain(self, at: int) -> str:
        """The word in small letters, without the "'s" of possession."""
        return self.word(at).lower().removesuffix("'s")

    def strange(self, at: int) -> bool:
        """Whether the word may be a name by itself: no dictionary has it, or it is said as a name is."""
        if at not in self._told:
            self._told[at] = self._tell(at)
        return self._told[at]

    def _tell(self, at: int) -> bool:
        if self.style == "cased" and self.word(at).islower():
            return False
        word = self.plain(at)
        if self._unit(at) or self._grammatical(at):
            return False
        if word in EPONYMS:
            return not _OWNS.search(self.word(at)) and self._said_of_person(at)
        written = self.word(at)[: len(word)]
        if any(self._strange(part.group()) for part in _PART.finditer(written)):
            return True
        return self._joined(written) or _glued(written) or self._said_of_person(at)

    def _strange(self, part: str) -> bool:
        if self.style == "cased" and _MISPLACED.fullmatch(part):
            return not (familiar(part) or familiar(part[1:]))
        shortest = _SHORTEST_CAPITALS if self.style == "capitals" else _SHORTEST
        if len(part) < shortest or not VOWEL.search(part) or part.lower() in EPONYMS:
            return False
        return self._written(part) and not familiar(part)

    def _written(self, part: str) -> bool:
        if self.style == "cased":
            return bool(_CAPITALISED.fullmatch(part)) and part[0].isupper()
        return part.islower() if self.style == "small" else part.isupper()

    def _joined(self, word: str) -> bool:
        """Whether two syllables with a hyphen are a given name: parts of which no word is made."""
        if self.style == "cased" and not _JOINED.fullmatch(word):
            return False
        parts = word.lower().split("-")
        if len(parts) != _TWO or parts[0] in _BEFORE_HYPHEN:
            return False
        if not all(1 < len(part) <= _SYLLABLE for part in parts):
            return False
        if max(map(len, parts)) <= _SHORT and any(map(syllable, parts)):
            return True
        return not any(map(ordinary, parts))

    def _said_of_person(self, at: int) -> bool:
        """Whether what is said with a word that may also be a name is said of people alone."""
        word, (start, end) = self.plain(at), self.places[at]
        owns = _OWNS.search(self.word(at))
        if not self._may_join(at) or (owns and word in SURNAMES):
            return bool(owns) and self._may_join(at)
        if ordinary(word) and (len(word) <= _ABBREVIATION or english(word) or word in PRODUCTS):
            return False
        if owns:
            return not ordinary(word) and (len(word) <= _SHORT or word in ONLY_GIVEN)
        told = _TOLD.search(self.text[max(0, start - 24) : start])
        if self.style == "cased":
            does = (word in SURNAMES and word not in EPONYMS) or _DOES.match(self.text, end)
            return bool(told) or (bool(does) and not self.begins(at))
        return (self.listed(at) or syllable(word)) and bool(told or _DOES.match(self.text, end))

    def written(self, at: int) -> bool:
        """Whether the word is written as names are in the passage's style, with a slip of the shift key too."""
        word = self.word(at)[: len(self.plain(at))]
        if self.style != "cased":
            return word.islower() == (self.style == "small")
        return bool(_MISPLACED.fullmatch(word)) or (
            word[0].isupper() and not (len(word) > 1 and word.isupper())
        )

    def _unit(self, at: int) -> bool:
        """Whether a short word follows a number: "5 mEq"."""
        start, end = self.places[at]
        return end - start < _SHORTEST_CAPITALS and bool(
            _NUMBER.search(self.text[max(0, start - 2) : start])
        )

    def joins(self, at: int, other: int) -> bool:
        """Whether the word `at` belongs to a name of which its neighbour `other` is a part."""
        gap = self.gap(at, other)
        if "." in gap and not self._initial(at) and not self._initial(other):
            return False
        if len(gap) > 1 and gap.isspace() and self.text.startswith(":", self.places[at][1]):
            return False  # the next field's label
        if not _BESIDE.fullmatch(gap) or self._grammatical(at) or not self._may_join(at):
            return False
        if self.style != "cased" and at < other and relative(self.plain(at), self.plain(other)):
            return False
        if self.strange(at) or (self.listed(at) and not self._as_word(at, other, gap)):
            return True
        if self.style == "capitals" and syllable(self.plain(at)):
            return True
        if clinical(self.word(at)):
            return at > other and gap == " " and self._named_after(at)
        if self.style != "cased" and at > other and self._does_something(at):
            return "," not in gap
        if "," in gap or self.begins(at):
            return "," in gap and at < other and self.begins(at) and self._surname(at)
        return self.style == "cased"

    def _named_after(self, at: int) -> bool:
        """Whether a word of medicine is somebody's name: no word of English, and no noun follows it."""
        word = self.plain(at)
        long = (
            len(word) >= _SHORTEST_CAPITALS if self.style == "capitals" else len(word) >= _SHORTEST
        )
        if not long or not VOWEL.search(word) or english(word):
            return False
        return not before_its_noun(self.text, self.places[at][1])

    def _does_something(self, at: int) -> bool:
        """Whether what people do follows the word, and the word is not such itself."""
        end = self.places[at][1]
        return self.plain(at) not in OF_PEOPLE and bool(_DOES.match(self.text, end))

    def _initial(self, at: int) -> bool:
        start, end = self.places[at]
        return end - start == 1

    def _surname(self, at: int) -> bool:
        """Whether a word before a comma may be a surname though it is a word too."""
        word = self.plain(at)
        return word not in OPENING and not word.endswith("ly")

    def listed(self, at: int) -> bool:
        """Whether the word is a name, at least in other places."""
        return self.plain(at) in NAMES

    def particle(self, at: int) -> bool:
        """Whether the word may stand between the parts of a name."""
        return self.word(at).lower() in _PARTICLES

    def uncommon(self, at: int) -> bool:
        """Whether the word is on no list of the house, and written as the passage's names are."""
        return self._may_join(at) and not ordinary(self.plain(at))

    def begins(self, at: int) -> bool:
        """Whether a sentence, a line or an item of a list begins with the word."""
        start = self.places[at][0]
        return start == 0 or bool(_BEGINS.search(self.text[max(0, start - 4) : start]))

    def gap(self, at: int, other: int) -> str:
        """What stands between two words."""
        first, second = sorted((at, other))
        return self.text[self.places[first][1] : self.places[second][0]]

    def _grammatical(self, at: int) -> bool:
        return grammatical(self.word(at) if self.style == "cased" else self.plain(at))

    def _may_join(self, at: int) -> bool:
        word = self.word(at)
        if self.style == "cased":
            return word[0].isupper() and not (len(word) > 1 and word.isupper())
        return len(word) > 1 and word.islower() == (self.style == "small")

    def _as_word(self, at: int, other: int, gap: str) -> bool:
        """Whether a name that is also a word stands here as the word."""
        start, end = self.places[at]
        if self.style == "cased":
            return used_as_word(self.text, start, end)
        surname = self.plain(at) in (GIVEN if at < other else SURNAMES)
        if clinical(self.word(at)) and not surname:
            return True
        if "," in gap and not self.begins(min(at, other)):
            return True
        return at > other and word_follows(self.text, end)


def _glued(word: str) -> bool:
    """Whether a given name is run into another word: "JenniferMcAllister"."""
    first = _RUN.match(word)
    return first is not None and first[1].lower() in ONLY_GIVEN


def passages(text: str) -> Iterator[Passage]:
    """The stretches of `text`, in order."""
    for block in _BLOCK.finditer(text):
        for start, end in _slices(text, *block.span()):
            if not _TITLED.search(text, start, end) and _SMALL.search(text, start, end):
                yield _passage(text, "small", start, end)
                continue
            for line in _LINE.finditer(text, start, end):
                if (said := message(text, *line.span())) is not None:
                    yield _passage(text, "small", said, line.end())
                    if text[said : line.end()].islower():
                        continue
                small = _SMALL.search(line.group())
                yield _passage(text, "cased" if small else "capitals", *line.span())


def _slices(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A block in parts that are not too long, cut where lines or words end."""
    while end - start > _LONGEST:
        last = start + _LONGEST
        cut = max(text.rfind("\n", start, last), text.rfind(" ", last - _LONGEST // 10, last))
        cut = cut if cut > start else last
        yield start, cut
        start = cut
    yield start, end


def _passage(text: str, style: Style, start: int, end: int) -> Passage:
    return Passage(text, style, [match.span() for match in _WORD.finditer(text, start, end)])
