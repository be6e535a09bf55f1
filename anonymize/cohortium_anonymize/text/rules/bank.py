"""The clinical rule bank: what clinical writing itself marks as identifying.

A table of rules. A rule is a regular expression with bounded repeats (so that time stays linear in
the text), the group that identifies, and a test of what was found. It knows nothing of the patient (`record`) and nothing of a language model (`model`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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


def finds(text: str) -> Iterator[Span]:
    """Every rule's finds in `text`, lines without case read as cased too; they may overlap."""
    yield from _read(text, 0)
    for at, read in caseless(text):
        found = list(_read(read, at))
        yield from found
        yield from _again(read, at, found)


def _read(text: str, at: int) -> Iterator[Span]:
    for place in _PREFILTER.wanted(text) if _PREFILTER else range(len(_BANK)):
        rule = _BANK[place]
        for start, end in rule.finds(text):
            yield Span(at + start, at + end, rule.type, "rules", rule=rule.name)


def _again(text: str, at: int, found: list[Span]) -> Iterator[Span]:
    """The words of names found in a text without case, wherever else they stand in it."""
    words = {
        word.lower()
        for span in found
        if span.type == "NAME"
        for word in _WORD.findall(text, span.start - at, span.end - at)
        if not (clinical(word) or everyday(word) or word.lower() in NAME_WORDS)
    }
    for match in _WORD.finditer(text) if words else ():
        if match.group().lower() in words:
            yield Span(at + match.start(), at + match.end(), "NAME", "rules", rule="said_again")


_WORD = re.compile(r"[A-Za-z]{3,30}")
_TABLES = (
    spanish_dates, ages, calendar, written_dates, pairs, spaced, codes, identifiers, marked, telephones, online, numbers, kin, addresses, streets,
    postcodes, towns, sites, practices, homes, wholes, places, people, named, fields, times,
    spanish_numbers, spanish_places, spanish_people,
)  # fmt: skip
_BANK = bank()
_PREFILTER = Prefilter([near(rule) for rule in _BANK], kept=True) if installed() else None
