"""The clinical rule bank: what clinical writing itself marks as identifying.

A table of rules. A rule is a regular expression with bounded repeats (so that time stays linear in
the text), the group that identifies, and a test of what was found. It knows nothing of the patient (`known`) and nothing of a language model (`names`).
"""

from __future__ import annotations

from collections.abc import Iterator

from cohortium_anonymize.text import (
    rules_ages,
    rules_calendar,
    rules_identifiers,
    rules_kin,
    rules_people,
    rules_places,
    rules_times,
)
from cohortium_anonymize.text.rule import Rule
from cohortium_anonymize.text.span import Span


def bank() -> tuple[Rule, ...]:
    """Every rule. Of two that find the same stretch, the earlier says its type."""
    return (
        *rules_ages.RULES,
        *rules_calendar.RULES,
        *rules_identifiers.RULES,
        *rules_kin.RULES,
        *rules_places.RULES,
        *rules_people.RULES,
        *rules_times.RULES,
    )


def finds(text: str) -> Iterator[Span]:
    """Every rule's finds in `text`; they may overlap."""
    for rule in _BANK:
        for start, end in rule.finds(text):
            yield Span(start, end, rule.type, "rules")


_BANK = bank()
