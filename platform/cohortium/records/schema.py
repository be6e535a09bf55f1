"""The FHIR R4B schema, as a second opinion: what departs from it comes in with a warning.

Checked with fhir.resources on a sample (the first of each type and every hundredth after it) or on
all; full validation costs some thirty times the parsing. Warnings name fields and rules, not values.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Literal

from cohortium.records.record import Record, Warned

Validate = Literal["sample", "full", "none"]
Departures = Callable[[str, bytes], str | None]
SAMPLE_EVERY = 100
PENDING_AT_MOST = 256  # records that wait for their check elsewhere: bounds memory
NAMED_AT_MOST = 5  # fields named in one warning
_NAME = re.compile(r"[A-Za-z_]{1,48}")


class SchemaCheck:
    """Which resources to check, and what it finds: here, or in a thread that `elsewhere` occupies.

    `elsewhere` answers as `departures` does, from another process; warnings then come later, but
    always in the same order.
    """

    def __init__(self, validate: Validate, elsewhere: Departures | None = None) -> None:
        self._every = {"sample": SAMPLE_EVERY, "full": 1, "none": 0}[validate]
        self._seen: Counter[str] = Counter()
        self._elsewhere = elsewhere
        self._pool = None if elsewhere is None else ThreadPoolExecutor(1)
        self._pending: deque[tuple[Record, Future[str | None]]] = deque()

    def due(self, kind: str) -> bool:
        """Whether the next record of `kind` is one to look at. Ask once a record."""
        if not self._every:
            return False
        self._seen[kind] += 1
        return not (self._seen[kind] - 1) % self._every

    def look(self, record: Record) -> Iterator[Warned]:
        """Where `record` departs from the schema, or where one looked at before does."""
        if self._pool is None or self._elsewhere is None:
            yield from _warning(record, departures(record.kind, record.content))
            return
        found = self._pool.submit(self._elsewhere, record.kind, record.content)
        self._pending.append((record, found))
        if len(self._pending) > PENDING_AT_MOST:
            yield from self._oldest()

    def rest(self) -> Iterator[Warned]:
        """What is still to be told."""
        while self._pending:
            yield from self._oldest()

    def close(self) -> None:
        """Wait for nothing more."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _oldest(self) -> Iterator[Warned]:
        record, found = self._pending.popleft()
        yield from _warning(record, found.result())


def _warning(record: Record, reason: str | None) -> Iterator[Warned]:
    if reason is not None:
        yield Warned(record.file, record.line, reason)


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
