"""The clinical rule bank: what clinical writing itself marks as identifying.

One presidio recognizer over a table of rules. A rule is a regular expression with bounded
repeats (so that time stays linear in the text), the group that identifies, and a test of what
was found. It knows nothing of the patient (`known`) and nothing of a language model (`names`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

SCORE = 0.95  # above every predefined recognizer: a rule carries its clinical context with it

# (text, start, end) of the group -> the stretch that identifies, or None
Check = Callable[[str, int, int], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which clinical writing shows an identifier; `type` as in `span`."""

    name: str
    type: str
    pattern: re.Pattern[str]
    group: int | str = 0
    check: Check | None = None

    def finds(self, text: str) -> Iterator[tuple[int, int]]:
        """Every stretch of `text` that the rule takes."""
        for match in self.pattern.finditer(text):
            start, end = match.span(self.group)
            if start < 0:
                continue
            found = (start, end) if self.check is None else self.check(text, start, end)
            if found and found[0] < found[1]:
                yield found


def bank() -> tuple[Rule, ...]:
    """Every rule, in no particular order."""
    from cohortium_anonymize.text import (  # here, since the tables import Rule
        rules_identifiers,
        rules_people,
        rules_places,
        rules_times,
    )

    return (
        *rules_identifiers.RULES,
        *rules_people.RULES,
        *rules_places.RULES,
        *rules_times.RULES,
    )


class ClinicalRules(EntityRecognizer):
    """The rule bank as one recognizer of presidio's."""

    def __init__(self) -> None:
        self._rules = bank()
        self.name: str = "ClinicalRules"
        super().__init__(
            supported_entities=sorted({rule.type for rule in self._rules}),
            supported_language="en",
            name=self.name,
        )

    def load(self) -> None:
        """Nothing to load: the rules are compiled with their module."""

    def analyze(self, text: str, entities: Any, nlp_artifacts: Any = None) -> list[Any]:  # noqa: ARG002 - presidio's signature
        """Every rule's finds in `text`."""
        return [
            self._result(rule, start, end)
            for rule in self._rules
            for start, end in rule.finds(text)
        ]

    def _result(self, rule: Rule, start: int, end: int) -> Any:
        return RecognizerResult(
            entity_type=rule.type,
            start=start,
            end=end,
            score=SCORE,
            analysis_explanation=AnalysisExplanation(
                recognizer=self.name, original_score=SCORE, pattern_name=rule.name
            ),
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            },
        )
