"""The budget: how many questions a grant may still ask. A decision, with its reason.

Every question that reaches the data is charged, answered or not, since a refusal or a timeout tells
something too. A budget of privacy loss would be another decision of the same form. Pure: what was
spent comes in as a number, and the caller writes the charge down before the question runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.gate.limits import QUESTIONS_PER_DAY


@dataclass(frozen=True, slots=True)
class Allow:
    """The question may be asked; `remaining` more may, today, after it."""

    remaining: int


@dataclass(frozen=True, slots=True)
class Refuse:
    """The question may not be asked: by which `rule`, and why, in words for the asker."""

    rule: str
    why: str


def decide(asked_today: int, *, cap: int = QUESTIONS_PER_DAY) -> Allow | Refuse:
    """Whether a grant that has asked `asked_today` questions since midnight UTC may ask another."""
    if asked_today < 0 or cap < 0:
        raise ValueError("questions cannot be fewer than none")
    if asked_today >= cap:
        return Refuse(
            "questions-per-day", f"a grant may ask {cap} questions a day: ask again tomorrow"
        )
    return Allow(cap - asked_today - 1)
