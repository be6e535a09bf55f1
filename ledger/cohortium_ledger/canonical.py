"""Canonical JSON (RFC 8785, JCS) and the strict reading of small pieces of text.

The canonical form is the `rfc8785` package's; this module turns its errors, and JSON's, into ours.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

import rfc8785

from cohortium_ledger.errors import FormatError

_INTEGER_MAX = 2**53 - 1  # beyond it a double loses integers, and RFC 8785 refuses them
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def canonical_json(value: Any) -> bytes:
    """The RFC 8785 bytes of `value`; refuses NaN, lone surrogates and integers beyond 2**53 - 1."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise FormatError("no canonical JSON: a value has no RFC 8785 form") from error


def parse_canonical(data: bytes) -> Any:
    """The value of `data`, which must be its RFC 8785 bytes exactly."""
    plain = _Plain()
    try:
        value = json.loads(
            data.decode("utf-8"),
            parse_int=plain.integer,
            parse_float=plain.number,
            parse_constant=plain.number,
        )
    except (ValueError, RecursionError) as error:
        raise FormatError("no JSON in UTF-8") from error
    if not (plain and data.isascii() and _sorted_json(value) == data.decode("ascii")):
        _check_printed(value, data)
    return value


class _Plain:
    """Notes, while JSON is read, whether RFC 8785 prints all its numbers as Python does.

    Such a value, in ASCII alone, has the same bytes under RFC 8785 as from the standard library with
    sorted keys, several times faster; anything else goes the long way.
    """

    def __init__(self) -> None:
        self._plain = True

    def __bool__(self) -> bool:
        return self._plain

    def integer(self, text: str) -> int:
        value = int(text)
        self._plain = self._plain and abs(value) <= _INTEGER_MAX
        return value

    def number(self, text: str) -> float:
        self._plain = False
        return float(text)


def _sorted_json(value: Any) -> str:
    try:
        return _ENCODER.encode(value)
    except RecursionError as error:
        raise FormatError("no canonical JSON: too deep") from error


def _check_printed(value: Any, data: bytes) -> None:
    if canonical_json(value) != data:
        raise FormatError("not canonical JSON (RFC 8785)")


def decimal(text: str) -> int:
    """A decimal without sign or leading zeros, below 2**63."""
    value = int(text) if _DECIMAL.fullmatch(text) else -1
    if not 0 <= value < 1 << 63:
        raise FormatError("not a plain decimal number below 2^63")
    return value


def base64_bytes(text: str) -> bytes:
    """Standard base64 with padding, refused unless it prints back equal."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError("not base64") from error
    if base64_text(value) != text:
        raise FormatError("not base64 in its canonical form")
    return value


def base64_text(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def hash_from_base64(text: str) -> bytes:
    """One SHA-256 hash in base64."""
    value = base64_bytes(text)
    if len(value) != 32:
        raise FormatError(f"a hash has 32 bytes, not {len(value)}")
    return value


def utf8(data: bytes | str, what: str) -> str:
    """`data` as text that has a form in UTF-8; refuses the rest, lone surrogates included."""
    try:
        return (data.encode() if isinstance(data, str) else data).decode()
    except UnicodeError as error:
        raise FormatError(f"{what}: not UTF-8") from error
