"""One text of a stream with its id and what is known of its patient; from a JSON line or a table's row.

Errors name the line or row, never what stands in it. Bytes that are no UTF-8 become lone surrogates:
their text is quarantined, the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text.record.known import Known

FIELDS = frozenset({"id", "text", "known"})
Gold = tuple[tuple[int, int, str], ...]  # code points [start, end), type


@dataclass(frozen=True, slots=True)
class Record:
    """A text; `known` as docs/formats/deidentify.md has it, `gold` what annotators marked."""

    id: str | int
    text: str
    known: Mapping[str, Any] | None = None
    gold: Gold = ()


def of_line(line: bytes, number: int, *, gold: bool = False) -> Record:
    """The record of JSON line `number`, counted from 1. InputError when it is none."""
    try:
        value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        raise InputError(f"line {number}: not JSON") from None
    place = f"line {number}"
    if gold:
        return _annotated(value, place)
    if not isinstance(value, dict) or not {"id", "text"} <= set(value) <= FIELDS:
        raise InputError(f"{place}: needs an object with id, text and, where any, known")
    return of_values(value["id"], value["text"], value.get("known"), place)


def of_row(row: Mapping[str, Any], number: int) -> Record:
    """The record of a table's row `number`, counted from 0. InputError when it is none.

    `known` is a struct, or JSON; fields of a struct that are null are absent.
    """
    place = f"row {number}"
    known = row.get("known")
    if isinstance(known, bytes):
        try:
            known = json.loads(known) if known.strip() else None
        except (ValueError, RecursionError):
            raise InputError(f"{place}: known is not JSON") from None
    elif isinstance(known, dict):
        known = {name: value for name, value in known.items() if value is not None}
    return of_values(_decoded(row["id"]), _decoded(row["text"]), known, place)


def of_values(identifier: Any, text: Any, known: Any, place: str) -> Record:
    """A record of its parts, checked."""
    if not isinstance(text, str) or not _is_id(identifier):
        raise InputError(f"{place}: text must be a text, id a text or a number")
    try:
        Known.check(known)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None
    return Record(identifier, text, known)


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _annotated(value: Any, place: str) -> Record:
    """A gold record: other fields than ours are the annotators' own, and stay unread."""
    if not isinstance(value, dict) or not {"id", "text", "spans"} <= set(value):
        raise InputError(f"{place}: needs an object with id, text and spans")
    record = of_values(value["id"], value["text"], value.get("known"), place)
    spans = value["spans"]
    if not isinstance(spans, list) or not all(_is_span(s, len(record.text)) for s in spans):
        raise InputError(
            f"{place}: spans must be a list of [start, end, TYPE], in code points of the text"
        )
    gold = tuple((int(start), int(end), str(kind)) for start, end, kind in spans)
    return Record(record.id, record.text, record.known, gold)


def _is_span(value: Any, length: int) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    start, end, kind = value
    whole = all(isinstance(at, int) and not isinstance(at, bool) for at in (start, end))
    return whole and isinstance(kind, str) and bool(kind) and 0 <= start < end <= length
