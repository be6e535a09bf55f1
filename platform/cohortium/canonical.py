"""Canonical JSON (RFC 8785), read strictly: bytes that would not print back equal are refused.

Duplicate keys, other number forms, white space, NaN and integers beyond 2^53 all fail that one test.
"""

from __future__ import annotations

import json
from typing import Any

import rfc8785

from cohortium.errors import Refused


def canonical_bytes(value: Any) -> bytes:
    """`value` as RFC 8785 bytes. Raises ValueError for what JSON cannot carry exactly."""
    return rfc8785.dumps(value)


def parse_canonical(data: bytes, what: str) -> dict[str, Any]:
    """The JSON object in `data`; `what` names it in the Refused raised for anything else."""
    try:
        value = json.loads(data.decode("utf-8"))
        again = canonical_bytes(value)
    except (ValueError, RecursionError, OverflowError) as error:
        raise Refused(f"{what} is not canonical JSON (RFC 8785)", code="form") from error
    if again != data:
        raise Refused(f"{what} is not canonical JSON (RFC 8785)", code="form")
    if not isinstance(value, dict):
        raise Refused(f"{what} is not a JSON object", code="form")
    return value
