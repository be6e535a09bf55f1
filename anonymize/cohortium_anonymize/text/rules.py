"""The clinical rule bank: what clinical writing itself marks as identifying.

One presidio recognizer over a table of rules. A rule is a regular expression with bounded
repeats (so that time stays linear in the text), the group that identifies, and a test of what
was found. It knows nothing of the patient (`known`) and nothing of a language model (`names`).
"""

from __future__ import annotations

from typing import Any

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

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

SCORE = 0.95  # above every predefined recognizer: a rule carries its clinical context with it


def bank() -> tuple[Rule, ...]:
    """Every rule, in no particular order."""
    return (
        *rules_ages.RULES,
        *rules_calendar.RULES,
        *rules_identifiers.RULES,
        *rules_kin.RULES,
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
