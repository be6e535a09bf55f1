"""The clinical rule bank: what clinical writing itself marks as identifying.

A table of rules. A rule is a regular expression with bounded repeats (so that time stays linear in
the text), the group that identifies, and a test of what was found. It knows nothing of the patient (`record`) and nothing of a language model (`model`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cohortium_anonymize.text.rules.dates import (
    ages,
    calendar,
    pairs,
    spaced,
    spanish_dates,
    times,
    written_dates,
)
from cohortium_anonymize.text.rules.names import fields, kin, named, people, spanish_people
from cohortium_anonymize.text.rules.numbers import (
    codes,
    identifiers,
    marked,
    numbers,
    online,
    spanish_numbers,
    telephones,
)
from cohortium_anonymize.text.rules.places import (
    addresses,
    homes,
    places,
    postcodes,
    practices,
    sites,
    spanish_places,
    streets,
    towns,
    wholes,
)
from cohortium_anonymize.text.rules.prefilter import Prefilter, installed
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words.casing import caseless
from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical


def bank() -> tuple[Rule, ...]:
    """Every rule. Of two that find the same stretch, the earlier says its type."""
    return tuple(rule for table in _TABLES for rule in table.RULES)


def near(rule: Rule) -> str:
    """A pattern that matches in every text in which the rule finds something."""
    return rule.near or rule.pattern


def finds(texts: Sequence[str]) -> list[list[Span]]:
    """Every rule's finds in each text, lines without case read as cased too; they may overlap."""
    found = _read(texts)
    lines = [(place, at, line) for place, text in enumerate(texts) for at, line in caseless(text)]
    for (place, at, line), spans in zip(lines, _read([line for _, _, line in lines]), strict=True):
        said = [*spans, *_again(line, spans)]
        found[place] += [span.bounded(at + span.start, at + span.end) for span in said]
    return found


def _read(texts: Sequence[str]) -> list[list[Span]]:
    """One rule reads all texts before the next does, as its pattern then stays at hand."""
    found: list[list[Span]] = [[] for _ in texts]
    wanted = _PREFILTER.wanted(texts) if _PREFILTER else [range(len(texts))] * len(_BANK)
    for rule, theirs in zip(_BANK, wanted, strict=True):
        for place in theirs:
            for start, end in rule.finds(texts[place]):
                found[place].append(Span(start, end, rule.type, "rules", rule=rule.name))
    return found


def _again(text: str, found: list[Span]) -> Iterator[Span]:
    """The words of names found in a text without case, wherever else they stand in it."""
    words = {
        word.lower()
        for span in found
        if span.type == "NAME"
        for word in _WORD.findall(text, span.start, span.end)
        if not (clinical(word) or everyday(word) or word.lower() in NAME_WORDS)
    }
    for match in _WORD.finditer(text) if words else ():
        if match.group().lower() in words:
            yield Span(match.start(), match.end(), "NAME", "rules", rule="said_again")


_WORD = re.compile(r"[A-Za-z]{3,30}")
_TABLES = (
    spanish_dates, ages, calendar, written_dates, pairs, spaced, codes, identifiers, marked, telephones, online, numbers, kin, addresses, streets,
    postcodes, towns, sites, practices, homes, wholes, places, people, named, fields, times,
    spanish_numbers, spanish_places, spanish_people,
)  # fmt: skip
_BANK = bank()
_PREFILTER = Prefilter([near(rule) for rule in _BANK], kept=True) if installed() else None
