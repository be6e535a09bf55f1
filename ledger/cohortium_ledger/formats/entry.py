"""Entries: what the log is made of, and the hash chain through them.

An entry is the RFC 8785 bytes, at most 65,535 of them, of::

    {"body":{...},"n":7,"prev":"<hex leaf hash of entry 6>","time":"2026-01-31T09:30:00.000Z",
     "type":"study.registered","v":1}

`prev` is 64 zeros in entry 0. Bodies are described in docs/formats/entries.md; here they are any
JSON object. Parsing refuses what would not print back equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cohortium_ledger.errors import EntryError, FormatError
from cohortium_ledger.formats.canonical import parse_canonical, readable_json

MAX_ENTRY = 65_535  # an entry bundle carries the length in two bytes (C2SP tlog-tiles)
NO_PREV = "0" * 64
FIELDS = frozenset({"v", "n", "prev", "time", "type", "body"})
# Never reused, never redefined: a new kind of event is a new type with a section in the docs.
ENTRY_TYPES = frozenset(
    {
        "consent.granted", "consent.withdrawn", "emergency.closed", "emergency.opened",
        "erasure.done", "grant.ended", "grant.issued", "intake.received", "key.bound",
        "model.trained", "policy.changed", "quarantine.reviewed", "query.aborted", "query.answered",
        "query.intent", "query.refused", "release.downloaded", "release.published",
        "release.retired", "study.registered",
    }
)  # fmt: skip

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", re.ASCII)
_HEX_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that has no place in the log yet. `time` is RFC 3339, UTC, with milliseconds."""

    type: str
    body: Mapping[str, Any]
    time: str

    def __post_init__(self) -> None:
        check_type(self.type)
        check_time(self.time)

    def canonical_body(self) -> bytes:
        """The RFC 8785 bytes of the body, which a reader must be able to take back."""
        try:
            data = readable_json({"body": dict(self.body)})  # as deep as in the entry
        except FormatError as error:
            raise EntryError(f"the body of a {self.type} draft has no canonical JSON") from error
        return data[len(b'{"body":') : -1]


@dataclass(frozen=True, slots=True)
class Entry:
    """Entry `n` of a log. `data` is what is stored, hashed and proven; the rest is read from it."""

    n: int
    prev: str
    time: str
    type: str
    body: Mapping[str, Any]
    data: bytes = field(repr=False)

    @classmethod
    def parse(cls, data: bytes) -> Entry:
        """Read an entry strictly: canonical bytes, within the size, known fields and types only."""
        if len(data) > MAX_ENTRY:
            raise EntryError(f"an entry has at most {MAX_ENTRY} bytes, not {len(data)}")
        try:
            value = parse_canonical(data)
        except FormatError as error:
            raise EntryError(f"no entry: {error}") from error
        if not isinstance(value, dict) or value.keys() != FIELDS:
            raise EntryError("no entry: it must have exactly v, n, prev, time, type and body")
        _check_fields(value)
        return cls(value["n"], value["prev"], value["time"], value["type"], value["body"], data)


def entry_bytes(n: int, prev: bytes | None, draft: Draft, body: bytes) -> bytes:
    """The bytes of `draft` as entry `n` after the one whose leaf hash is `prev` (None for n = 0).

    `body` is ``draft.canonical_body()``, made beforehand so that the log is held for a short time.
    """
    chain = NO_PREV if prev is None else prev.hex()
    # The other five fields sort after "body" and need no escaping: type and time were checked.
    tail = f',"n":{n},"prev":"{chain}","time":"{draft.time}","type":"{draft.type}","v":1}}'
    data = b'{"body":' + body + tail.encode()
    if len(data) > MAX_ENTRY:
        raise EntryError(
            f"a {draft.type} entry would have {len(data)} bytes; at most {MAX_ENTRY} fit"
        )
    return data


def check_type(value: object) -> None:
    """Refuse a type that the ledger does not know."""
    if not isinstance(value, str) or value not in ENTRY_TYPES:
        raise EntryError("unknown entry type")


def check_time(value: object) -> None:
    """Refuse a time that is not RFC 3339 in UTC with exactly three decimals."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise EntryError("an entry's time is RFC 3339, UTC, with milliseconds and a Z")
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise EntryError("an entry's time is no date of the calendar") from error


def _check_fields(value: Mapping[str, Any]) -> None:
    n, prev = value["n"], value["prev"]
    if value["v"] != 1 or type(value["v"]) is not int:
        raise EntryError("unknown version of entry")
    if type(n) is not int or n < 0:
        raise EntryError("an entry's n is a whole number")
    if not isinstance(prev, str) or not _HEX_HASH.fullmatch(prev):
        raise EntryError("an entry's prev is 64 hex digits")
    if (n == 0) != (prev == NO_PREV):
        raise EntryError("an entry's prev is 64 zeros in entry 0 and only there")
    check_time(value["time"])
    check_type(value["type"])
    if not isinstance(value["body"], dict):
        raise EntryError("an entry's body is an object")
