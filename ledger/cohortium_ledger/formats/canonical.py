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

MAX_DEPTH = 64  # of arrays and objects in each other: how deep a reader's stack is must not matter
_INTEGER_MAX = 2**53 - 1  # beyond it a double loses integers, and RFC 8785 refuses them
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    check_circular=False,  # what is circular is too deep, which is said as well
)  # fmt: skip
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def canonical_json(value: Any) -> bytes:
    """The RFC 8785 bytes of `value`; refuses NaN, lone surrogates and integers beyond 2**53 - 1."""
    return _canonical(value)[0]


def readable_json(value: Any) -> bytes:
    """The RFC 8785 bytes of `value`, if they read back: `parse_canonical` takes them.

    It does not take a float beyond 2**53, which is printed as an integer that no reader may trust.
    """
    data, read_back = _canonical(value)
    if read_back:
        _check_depth(data, value)
    else:
        parse_canonical(data)
    return data


def parse_canonical(data: bytes) -> Any:
    """The value of `data`, which must be its RFC 8785 bytes exactly, at most `MAX_DEPTH` deep."""
    try:
        text = data.decode("utf-8")
        value, plain = _read(text)
    except (ValueError, RecursionError) as error:
        raise FormatError("no JSON in UTF-8") from error
    _check_depth(data, value)
    if not (plain and _sorted_json(value) == text):
        _check_printed(value, data)
    return value


def _canonical(value: Any) -> tuple[bytes, bool]:
    """The canonical bytes, and whether they were read back already."""
    try:
        plain = _plain_json(value)
        return (rfc8785.dumps(value), False) if plain is None else (plain, True)
    except (ValueError, RecursionError) as error:  # rfc8785 cannot even word some of its own
        raise FormatError("no canonical JSON: a value has no RFC 8785 form") from error


def _plain_json(value: Any) -> bytes | None:
    """The canonical bytes of `value`, when what the standard library prints is plain and reads back."""
    try:
        text = _ENCODER.encode(value)
        reads_back = text.isascii() and _PLAIN.raw_decode(text)[0] == value
    except (TypeError, ValueError, _NotPlainError):
        return None
    return text.encode("ascii") if reads_back else None


def _read(text: str) -> tuple[Any, bool]:
    """The value of JSON, and whether it is plain: in ASCII alone, with none but small integers.

    Such a value has the same bytes under RFC 8785 as from the standard library with sorted keys,
    several times faster; anything else goes the long way.
    """
    if text.isascii():
        try:
            return _PLAIN.decode(text), True
        except _NotPlainError:
            pass
    return json.loads(text), False


class _NotPlainError(Exception):
    """A number that RFC 8785 might not print as Python does."""


def _small_integer(text: str) -> int:
    value = int(text)
    if abs(value) > _INTEGER_MAX:
        raise _NotPlainError
    return value


def _no_number(_: str) -> Any:
    raise _NotPlainError


_PLAIN = json.JSONDecoder(
    parse_int=_small_integer, parse_float=_no_number, parse_constant=_no_number
)


def _sorted_json(value: Any) -> str:
    try:
        return _ENCODER.encode(value)
    except RecursionError as error:
        raise FormatError("no canonical JSON: too deep") from error


def _check_printed(value: Any, data: bytes) -> None:
    if canonical_json(value) != data:
        raise FormatError("not canonical JSON (RFC 8785)")


def _check_depth(data: bytes, value: Any) -> None:
    if data.count(b"{") + data.count(b"[") <= MAX_DEPTH:  # as nearly always
        return
    level = [value]
    for _ in range(MAX_DEPTH):
        children = (v.values() if isinstance(v, dict) else v for v in level)
        level = [v for inner in children for v in inner if isinstance(v, dict | list)]
        if not level:
            return
    raise FormatError(f"no canonical JSON: more than {MAX_DEPTH} arrays and objects in each other")


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
