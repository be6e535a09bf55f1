"""Refusals: six codes, one constant message each, and reasons that never echo the question.

A reason depends on the text, the schema and the policy alone, never on data, and may name registered
columns and tables but nothing the asker wrote: the text of a question can itself be a secret, and
refusals are logged, recorded and shown to others than the asker.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NoReturn

from cohortium.errors import Refused

MESSAGES: Final = MappingProxyType(
    {
        "parse": "the question cannot be read as one SQL SELECT",
        "shape": "the question has a form that is not answered here",
        "column": "the question names a table or column that cannot be used so",
        "policy": "the release's policy does not allow this question",
        "budget": "this grant has no questions left for now",
        "failed": "the question could not be answered",
    }
)


def refusal(code: str, reason: str) -> Refused:
    """The error for `code`, with its constant message and one `reason`."""
    return Refused(MESSAGES[code], code=code, reasons=(reason,))


def refuse(code: str, reason: str) -> NoReturn:
    """Raise the refusal `code` for `reason`."""
    raise refusal(code, reason)
