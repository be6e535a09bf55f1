"""JSON documents that people write by hand, read strictly: one object, UTF-8, no key twice."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import date
from typing import Any

import rfc8785

from cohortium.errors import BadInput

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_object(data: bytes, what: str) -> dict[str, Any]:
    """The object in `data`; BadInput when it is none, or cannot be written canonically."""
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_distinct)
        rfc8785.dumps(value)
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise BadInput(
            f"{what} is one JSON object in UTF-8, no key twice: this file is not"
        ) from error
    if not isinstance(value, dict):
        raise BadInput(f"{what} is one JSON object: this file holds something else")
    return value


def read_day(text: str, what: str) -> date:
    """A day written YYYY-MM-DD."""
    if isinstance(text, str) and DAY.fullmatch(text):
        with contextlib.suppress(ValueError):  # such as February 30th: refused below
            return date.fromisoformat(text)
    raise BadInput(f"{what} is a day written YYYY-MM-DD")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
