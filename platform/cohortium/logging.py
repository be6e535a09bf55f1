"""Logs: JSON lines on stderr that carry ids and numbers, nothing else.

One processor holds it: `only_ids` drops every key that is not on the list, and every value that is
not a number or one short word. Tokens, questions, query strings and exception messages have no key
here, so they cannot be logged by accident. What other libraries log is reduced to its source and
the kind of exception.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "method", "route", "status", "ms", "grant", "request",
        "error", "entry", "release", "size", "source",
    }
)  # fmt: skip
WORD = re.compile(r"[A-Za-z0-9_.:/{}+-]{1,80}")
LIBRARIES = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "asyncio", "fastapi")


def only_ids(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep the listed keys whose values are numbers or one short word."""
    return {name: value for name, value in event.items() if name in ALLOWED and _harmless(value)}


def configure(stream: TextIO | None = None) -> None:
    """Send all logs of this process to `stream` (stderr), through `only_ids`."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_ids,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.root.handlers[:] = [_Reduced(logging.WARNING)]
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True


def logger() -> Any:
    """The logger of this process."""
    return structlog.get_logger()


def _harmless(value: Any) -> bool:
    if isinstance(value, str):
        return WORD.fullmatch(value) is not None
    return isinstance(value, int | float)


class _Reduced(logging.Handler):
    """What libraries log, without its text: where it came from and what kind of error it was."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log = logger()
        tell = log.error if record.levelno >= logging.ERROR else log.warning
        tell("library", source=record.name, error=kind)
