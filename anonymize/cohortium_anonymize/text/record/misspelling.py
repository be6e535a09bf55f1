"""Known words with letters wrong: within one edit from five letters on, within two from eight.

Edits are those of optimal string alignment: a letter changed, added, left out, or two neighbours
swapped. A word that is one edit away is often another word, so it must be written as a name, with
the same first letter unless that was dropped, doubled or swapped; or stand beside another part of
the same name, whatever its case. Words of medicine are never names written wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from cohortium_anonymize.text.record.tokens import Token, Tokens
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical, grammatical

LEAST = 5  # shorter names have too many neighbours that are words
_LONG = 8  # from here two edits are allowed
_BESIDE = 4  # beside another part of the name, from here on
_NUMBER = 7  # letters and digits of a number; shorter ones are others' as often


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name (lower case): its type, whose it is, and whether it must stand beside another part."""

    type: str
    label: str
    beside: bool = False


@dataclass(slots=True)
class Misspelling:
    """The words of one patient that are looked for within an edit distance."""

    names: dict[str, Candidate] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)  # names, and whose they are
    numbers: dict[str, str] = field(default_factory=dict)

    def name(self, word: str, candidate: Candidate) -> None:
        """Look for words like `word`; an earlier meaning of the same word stays."""
        self.parts.setdefault(word, set()).add(candidate.label)
        if word.isalpha() and len(word) >= _BESIDE:
            self.names.setdefault(word, candidate)

    def number(self, number: str, label: str) -> None:
        """Look for numbers like `number`."""
        if len(number) >= _NUMBER:
            self.numbers.setdefault(number, label)

    def find(self, tokens: Tokens, spans: list[Span]) -> Iterator[Span]:
        """What stands in the text within the distance, and not among `spans` already."""
        taken = {span.start: span.label for span in spans}
        if self.names:
            yield from self._names(tokens, taken)
        if self.numbers:
            yield from self._numbers(tokens, taken)

    def _names(self, tokens: Tokens, taken: dict[int, str]) -> Iterator[Span]:
        words = {t.lower for t in tokens.all if len(t.lower) >= _BESIDE - 1 and t.lower.isalpha()}
        near = {
            word: found
            for word, found in _near(words - self.names.keys(), self.names, _allowed)
            if not clinical(word) and not grammatical(word)
        }
        if not near:
            return
        lowered = {t.lower for t in tokens.all if tokens.text[t.start].islower()}
        for index, token in enumerate(tokens.all):
            if token.start in taken or (found := near.get(token.lower)) is None:
                continue
            candidate = self.names[found]
            written = tokens.text[token.start].isupper() and token.lower not in lowered
            alone = written and len(found) >= LEAST and not candidate.beside
            if (alone and _begins_alike(found, token.lower)) or self._beside(
                tokens, index, candidate.label, near, taken
            ):
                yield Span(token.start, token.end, candidate.type, "known", candidate.label)

    def _beside(
        self, tokens: Tokens, index: int, label: str, near: Mapping[str, str], taken: dict[int, str]
    ) -> bool:
        """Whether another part of the same name stands next to the word at `index`."""
        for first, last in ((index - 1, index), (index, index + 1)):
            if first < 0 or last >= len(tokens.all) or not tokens.joined(first, last):
                continue
            other = tokens.all[first if last == index else last]
            if taken.get(other.start) == label or label in self._named(other.lower):
                return True
            name = near.get(other.lower)
            mine = near[tokens.all[index].lower]
            if (
                name not in (None, mine)
                and self.names[name].label == label
                and len(name + mine) > 8
            ):
                return True
        return False

    def _named(self, word: str) -> Iterable[str]:
        """Whose part of a name `word` is, in lower case too, where it is no other word."""
        if word in NAME_WORDS or clinical(word) or grammatical(word):
            return ()
        return self.parts.get(word, ())

    def _numbers(self, tokens: Tokens, taken: dict[int, str]) -> Iterator[Span]:
        wanted = {t.lower for t in tokens.all if _numeric(t) and t.start not in taken}
        near = dict(_near(wanted, self.numbers, lambda _: 1))
        for token in tokens.all:
            if token.lower in near and token.start not in taken:
                yield Span(token.start, token.end, "ID", "known", self.numbers[near[token.lower]])


def _near(
    words: set[str], names: Mapping[str, object], allowed: Callable[[str], int]
) -> Iterator[tuple[str, str]]:
    """(word, name) for each word within the distance that the name allows; the nearest name."""
    ordered, known = sorted(words), list(names)
    if not ordered or not known:
        return
    limits = np.array([allowed(name) for name in known], dtype=np.uint8)
    distances = cdist(ordered, known, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    for at in np.flatnonzero((distances <= limits).any(axis=1)):
        row = np.where(distances[at] <= limits, distances[at], 9)
        yield ordered[at], known[int(row.argmin())]


def _allowed(name: str) -> int:
    return 2 if len(name) >= _LONG else 1


def _numeric(token: Token) -> bool:
    word = token.lower
    if len(word) < _NUMBER - 1 or word.isalpha():
        return False
    return sum(map(str.isdigit, word)) >= 5


def _begins_alike(name: str, word: str) -> bool:
    """The same first letter, or one that was dropped, put before, or swapped with the next."""
    swapped = name[1] + name[0]
    return (
        name[0] == word[0]
        or len(name) >= _LONG
        or word[:2] == swapped
        or name in word
        or word in name
    )
