"""Explanations: what the gate makes of a question, without running it.

It depends on the text, the schema and the policy alone, never on data, a budget or who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from cohortium.errors import Refused
from cohortium.gate.limits import MIN_SUBJECTS, ROUND_TO, SIGNIFICANT_DIGITS
from cohortium.gate.nodes import Aggregate, Question
from cohortium.gate.question import parse
from cohortium.gate.registry import Registry

_THRESHOLD: Final = f"groups of fewer than {MIN_SUBJECTS} subjects are left out"
_COUNTS: Final = f"counts are rounded to the nearest {ROUND_TO}"
_MEASURES: Final = (
    f"averages and sums have {SIGNIFICANT_DIGITS} significant digits, "
    f"and are null where fewer than {MIN_SUBJECTS} subjects have a value"
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Allow or refuse, the code of a refusal, reasons, and the canonical text of what is allowed."""

    decision: Literal["allow", "refuse"]
    code: str | None
    reasons: tuple[str, ...]
    canonical: str | None

    def as_json(self) -> dict[str, object]:
        """As the command and the API show it."""
        return {
            "decision": self.decision,
            "code": self.code,
            "reasons": list(self.reasons),
            "canonical": self.canonical,
        }


def explain(sql: str, registry: Registry) -> Explanation:
    """Parse `sql` and say what would be done with it."""
    try:
        question = parse(sql, registry)
    except Refused as error:
        return Explanation("refuse", error.code, error.reasons, None)
    return Explanation("allow", None, _handling(question), question.canonical)


def _handling(question: Question) -> tuple[str, ...]:
    rows = question.table.rows_per_subject
    clamp = f"at most {rows} rows of one subject count in a group" if rows > 1 else ""
    measured = any(isinstance(o.what, Aggregate) and o.what.field for o in question.outputs)
    return tuple(filter(None, (_THRESHOLD, _COUNTS, clamp, _MEASURES if measured else "")))
