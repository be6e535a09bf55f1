"""What a person may be called: everything that `lookup` is to look for of one name.

All orders, initials with the family name, short forms of given names, spellings without accents'
letters and without a generator's digits; the name run together, as in a login. And what only a text
tells: the other name that follows "nee" or "formerly", and the patient's initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cohortium_anonymize.text.record import renderings
from cohortium_anonymize.text.record.lookup import Entry, Lookup
from cohortium_anonymize.text.record.nicknames import called
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words.lexicon import clinical, grammatical
from cohortium_anonymize.text.words.moments import MONTHS

_NEEDLE_LEAST = 6  # a shorter name run together stands in other words' letters by chance
_DOTTED = re.compile(r"(?<![A-Za-z.])(?:[A-Z]\.[ ]?){1,4}[A-Z](?:\.|(?![A-Za-z.]))")
_CAPITALS = re.compile(r"(?<![\w.'/-])[A-Z]{2,4}(?![\w/-])")
_BEFORE_INITIALS = re.compile(
    r"(?i)(?:\b(?:patient|pt|initials|subject|mr|mrs|ms|miss|name|client)[.:,(]?|\bre:)\s{1,2}\(?$"
)
_AFTER_INITIALS = re.compile(
    r"(?: (?:was|has|had|presents?|presented|reports|reported|states|stated|denies|denied|seen|came|arrived|called|returns|returned"
    r"|complains|underwent|tolerated|is an?|says|said|feels|lives)\b|,? (?:an? )?\d{1,3}[ -]?(?:y|F\b|M\b)|'s (?:mother|father|wife|husband|son|daughter)\b)"
)
_ALSO_CALLED = re.compile(
    r"(?i)[,\s]{0,2}[(\[]?\s?(?:nee|born|formerly(?: known as)?|previously|f\.?/?k\.?/?a\.?|a\.?/?k\.?/?a\.?"
    r"|also known as|geb\.?|maiden name:?)\s{1,2}(?-i:(?P<name>[A-Z][A-Za-z'-]{1,30}(?: [A-Z][A-Za-z'-]{1,30})?))"
)


def enter_person(lookup: Lookup, name: str, label: str, *, alone: bool) -> None:
    """Enter a name in every rendering; `alone`: each of its parts too, not the family name only."""
    for spelling in renderings.spellings(name):
        parts = renderings.name_parts(spelling)
        for words in renderings.full_names(spelling):
            if len(words) > 1 or len(parts) > 1:
                lookup.enter(Entry(words, "NAME", label, len(words) == 2 and _a_word(words)))
        for word in _single(spelling, parts, alone):
            lookup.enter(Entry((word,), "NAME", label, renderings.is_word(word)))
        for part in parts:
            if len(part) > 1:
                lookup.enter(Entry(part, "NAME", label))
        if len(parts) > 1:
            _enter_nicknames(lookup, parts, label, alone=alone)
            if alone:
                _enter_needles(lookup, parts, label)


def _single(spelling: str, parts: tuple[tuple[str, ...], ...], alone: bool) -> Iterator[str]:
    family = "".join(parts[-1]) if parts else ""
    for word in renderings.single_names(spelling):
        if alone or word == family or word in parts[-1]:
            yield word


def _a_word(words: tuple[str, ...]) -> bool:
    """Whether a given name with a single letter ("Will S.") may be a word and a unit."""
    short = min(words, key=len)
    return len(short) == 1 and renderings.is_word(max(words, key=len))


def _enter_nicknames(
    lookup: Lookup, parts: tuple[tuple[str, ...], ...], label: str, *, alone: bool
) -> None:
    last = parts[-1]
    for given in {"".join(part) for part in parts[:-1]}:
        for nickname in called(given):
            careful = renderings.is_word(nickname) and renderings.is_word("".join(last))
            for words in ((nickname, *last), (*last, nickname), (nickname, last[0][0])):
                lookup.enter(Entry(words, "NAME", label, careful or len(words[-1]) == 1))
            if alone:
                lookup.enter(Entry((nickname,), "NAME", label, renderings.is_word(nickname)))


def _enter_needles(lookup: Lookup, parts: tuple[tuple[str, ...], ...], label: str) -> None:
    """The name run together, for letters that stand apart or tags within it."""
    first, last = "".join(parts[0]), "".join(parts[-1])
    whole = "".join("".join(part) for part in parts)
    for needle in {whole, first + last, last + first}:
        if len(needle) >= _NEEDLE_LEAST:
            lookup.needle(needle, "NAME", label, stronger=False)


def also_called(text: str, spans: list[Span]) -> Iterator[Span]:
    """Names that the text itself gives a known person besides: "Ann Lee, nee Park"."""
    for span in spans:
        match = _ALSO_CALLED.match(text, span.end) if span.type == "NAME" else None
        if match and not any(_no_name(word) for word in match["name"].split()):
            yield Span(*match.span("name"), "NAME", "known", span.label)


def _no_name(word: str) -> bool:
    return clinical(word) or grammatical(word) or word.lower() in MONTHS or len(word) < 3


def initials_in(text: str, initials: set[str]) -> Iterator[Span]:
    """The patient's initials: with points anywhere, in bare capitals where someone is meant."""
    if not initials:
        return
    for match in _DOTTED.finditer(text):
        if re.sub(r"[^A-Z]", "", match.group()) in initials:
            yield Span(match.start(), match.end(), "NAME", "known", "patient")
    for match in _CAPITALS.finditer(text):
        if match.group() not in initials:
            continue
        named = _BEFORE_INITIALS.search(text[max(0, match.start() - 24) : match.start()])
        if named or (not clinical(match.group()) and _AFTER_INITIALS.match(text, match.end())):
            yield Span(match.start(), match.end(), "NAME", "known", "patient")
