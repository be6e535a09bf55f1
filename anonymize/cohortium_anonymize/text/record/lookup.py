"""What of one patient is to be looked for, entered by first word, and where a text has it.

`Entry` is a sequence of words; a needle is an identifier without its separators, looked for in the
text without separators. Neither knows of people, numbers or places: `persons`, `numbers` and
`places` enter what those are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cohortium_anonymize.text.record.tokens import Token, Tokens
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words import vocabulary
from cohortium_anonymize.text.words.lexicon import before_its_noun, clinical, used_as_word

_BEFORE_PHONE = re.compile(r"(?:\+?\d{1,3}[\s.-]{0,2})?\(?$")
# A point after these ends no sentence: a name follows.
_TITLED = re.compile(rf"(?i)\b(?:{'|'.join(vocabulary.TITLES.split())}|[a-z])\.?[ ]{{0,2}}$")
_POSSESSIVE = re.compile(r"'s\b", re.IGNORECASE)
_ESCAPED_LINE = "nrt"  # "\nora": nora, or a new line and "ora"; "\nsmith": the line, or "nsmith"


@dataclass(frozen=True, slots=True)
class Entry:
    """Words in lower case that stand side by side, whatever separates them."""

    words: tuple[str, ...]
    type: str
    label: str
    careful: bool = False  # a name that is also a word
    capitals: bool = False  # an abbreviation


@dataclass(slots=True)
class Lookup:
    """All that is looked for exactly."""

    entries: dict[str, dict[Entry, None]] = field(default_factory=dict)
    needles: dict[str, tuple[str, str]] = field(default_factory=dict)

    def enter(self, entry: Entry) -> None:
        """Look for the entry's words."""
        if entry.words and entry.words[0]:
            self.entries.setdefault(entry.words[0], {})[entry] = None

    def needle(self, needle: str, kind: str, label: str, *, stronger: bool = True) -> None:
        """Look for `needle`; an earlier one stays where this is not `stronger`."""
        if stronger or needle not in self.needles:
            self.needles[needle] = (kind, label)

    def find(self, tokens: Tokens) -> Iterator[Span]:
        """Every entry and needle; they may overlap."""
        for index, token in enumerate(tokens.all):
            found = self.entries.get(token.lower) or self._without(tokens.text, token)
            for entry in found:
                if span := _stands(tokens, index, entry):
                    yield span
        for needle, (kind, label) in self.needles.items():
            for start, end in tokens.occurrences(needle):
                if kind == "PHONE":
                    lead = _BEFORE_PHONE.search(tokens.text[max(0, start - 8) : start])
                    start -= len(lead.group()) if lead else 0
                yield Span(start, end, kind, "known", label)

    def _without(self, text: str, token: Token) -> Iterable[Entry]:
        """The entries of a word without digits at its end, or the letter of an escape before it."""
        word = token.lower
        if word[-1].isdigit() and len(bare := word.rstrip("0123456789")) > 3:
            return self.entries.get(bare, ())
        if text[token.start - 1 : token.start] == "\\" and word[0] in _ESCAPED_LINE:
            return self.entries.get(word[1:], ())
        return ()


def _stands(tokens: Tokens, index: int, entry: Entry) -> Span | None:
    last = index + len(entry.words) - 1
    if last >= len(tokens.all):
        return None
    if any(tokens.all[index + i].lower != entry.words[i] for i in range(1, len(entry.words))):
        return None
    if last > index and not tokens.joined(index, last):
        return None
    start, end = tokens.all[index].start, tokens.all[last].end
    if entry.capitals and not tokens.text[start:end].isupper():
        return None
    if entry.careful and as_word(tokens.text, start, end):
        return None
    return Span(start, end, entry.type, "known", entry.label)


def as_word(text: str, start: int, end: int) -> bool:
    """Whether a name that is also a word is only the word at [start, end)."""
    found = text[start:end]
    first = max(0, start - 80)
    whose = _POSSESSIVE.match(text, end) and not before_its_noun(text, end)
    if found[:1].isupper() and (whose or _titled(text[first:start])):
        return False
    if clinical(found):  # a heading or the first word of a sentence
        before = text[first:start].rstrip(" \t")
        if found.isupper() or not before or before[-1] in "\n.:*-":
            return True
    return used_as_word(text[first : end + 40], start - first, end - first)


def _titled(before: str) -> bool:
    """Whether what stands before a name is a title, or an initial with its point."""
    match = _TITLED.search(before)
    return bool(match and (match.group().rstrip().endswith(".") or len(match.group().strip()) > 1))
