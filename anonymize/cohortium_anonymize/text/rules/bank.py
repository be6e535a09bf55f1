"""The clinical rule bank: what clinical writing itself marks as identifying.

A table of rules. A rule is a regular expression with bounded repeats (so that time stays linear in
the text), the group that identifies, and a test of what was found. It knows nothing of the patient (`record`) and nothing of a language model (`model`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cohortium_anonymize.text.rules.dates import (
    ages,
    calendar,
    pairs,
    spaced,
    spanish_dates,
    times,
    written_dates,
)
from cohortium_anonymize.text.rules.names import (
    alone,
    fields,
    kin,
    named,
    people,
    spanish_people,
)
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
from cohortium_anonymize.text.words.casing import caseless, uncased
from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical


def bank() -> tuple[Rule, ...]:
    """Every rule. Of two that find the same stretch, the earlier says its type."""
    return (*_ANY, *_UNCASED)


def near(rule: Rule) -> str:
    """A pattern that matches in every text in which the rule finds something."""
    return rule.near or rule.pattern


def _asked(table: Sequence[Rule]) -> Prefilter | None:
    """What tells which rules of a table could find something, where it is installed."""
    return Prefilter([near(rule) for rule in table], kept=True) if installed() else None


def finds(texts: Sequence[str]) -> list[list[Span]]:
    """Every rule's finds in each text, lines without case read as cased too; they may overlap."""
    found = _read(texts, _ANY, _ASKED)
    lines = [(place, at, line) for place, text in enumerate(texts) for at, line in caseless(text)]
    read = _read([line for _, _, line in lines], _ANY, _ASKED)
    for (place, at, line), spans in zip(lines, read, strict=True):
        found[place] += _moved([*spans, *_again(line, spans)], at)
    return found


def finds_uncased(texts: Sequence[str]) -> list[list[Span]]:
    """What more is found in lines without case, where a name is told by its place alone."""
    found: list[list[Span]] = [[] for _ in texts]
    lines = [(place, at, line) for place, text in enumerate(texts) for at, line in uncased(text)]
    read = _read([line for _, _, line in lines], _UNCASED, _ASKED_UNCASED)
    for (place, at, _), spans in zip(lines, read, strict=True):
        found[place] += _moved(spans, at)
    return found


def _moved(spans: Iterable[Span], by: int) -> Iterator[Span]:
    return (span.bounded(by + span.start, by + span.end) for span in spans)


def _read(
    texts: Sequence[str], table: Sequence[Rule], prefilter: Prefilter | None
) -> list[list[Span]]:
    """One rule reads all texts before the next does, as its pattern then stays at hand."""
    found: list[list[Span]] = [[] for _ in texts]
    wanted = prefilter.wanted(texts) if prefilter else [range(len(texts))] * len(table)
    for rule, theirs in zip(table, wanted, strict=True):
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
_ANY = tuple(rule for table in _TABLES for rule in table.RULES)
_UNCASED = alone.RULES
_ASKED = _asked(_ANY)
_ASKED_UNCASED = _asked(_UNCASED)
