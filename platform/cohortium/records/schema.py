"""The FHIR R4B schema, as a second opinion: what departs from it comes in with a warning.

Checked with fhir.resources on a sample (the first of each type and every hundredth after it) or on
all; full validation costs some thirty times the parsing. Warnings name fields and rules, not values.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any, Literal

Validate = Literal["sample", "full", "none"]
SAMPLE_EVERY = 100
NAMED_AT_MOST = 5  # fields named in one warning
_NAME = re.compile(r"[A-Za-z_]{1,48}")


class SchemaCheck:
    """Which resources to check, and what it finds."""

    def __init__(self, validate: Validate) -> None:
        self._every = {"sample": SAMPLE_EVERY, "full": 1, "none": 0}[validate]
        self._seen: Counter[str] = Counter()

    def departures(self, kind: str, content: bytes) -> str | None:
        """Where `content` departs from the schema; None when it does not or is not looked at."""
        if not self._every:
            return None
        self._seen[kind] += 1
        if (self._seen[kind] - 1) % self._every:
            return None
        return departures(kind, content)


def departures(kind: str, content: bytes) -> str | None:
    """Where a resource departs from the R4B schema, as one line; None when it does not."""
    model = _model(kind)
    if model is None:
        return None
    try:
        model.model_validate_json(content)
    except ValueError as error:
        return f"{kind} departs from the FHIR schema: {_fields(error)}"
    return None


def _fields(error: Any) -> str:
    if not hasattr(error, "errors"):
        return "it cannot be read as this type"
    found = error.errors(include_url=False, include_context=False, include_input=False)
    named = dict.fromkeys(f"{_path(item['loc'])} ({item['type']})" for item in found)
    more = f" and {len(named) - NAMED_AT_MOST} more" if len(named) > NAMED_AT_MOST else ""
    return ", ".join(list(named)[:NAMED_AT_MOST]) + more


def _path(location: tuple[str | int, ...]) -> str:
    """Names alone: a key that is none of FHIR's may be anything, so only a plausible one is said."""
    names = (part for part in location if isinstance(part, str))
    return ".".join(name if _NAME.fullmatch(name) else "?" for name in names) or "the whole"


@lru_cache(maxsize=256)
def _model(kind: str) -> Any:
    from fhir.resources.R4B import get_fhir_model_class  # heavy: only where something is checked

    try:
        return get_fhir_model_class(kind)
    except (KeyError, LookupError, ImportError):  # of R4, not of R4B
        return None
