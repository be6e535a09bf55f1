"""The form of each type's body: which fields it must have, which it may have, and what they are.

The same table as docs/formats/entries.md, for the audit. A field that is not described is allowed
and means nothing here; a described one has its form wherever it stands. What bodies say to each
other is `rules`' and `conduct`'s.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cohortium_ledger.errors import AuditError, FormatError
from cohortium_ledger.formats.canonical import base64_bytes, canonical_json
from cohortium_ledger.formats.entry import Entry
from cohortium_ledger.formats.policy import parse_policy

KEY_SIZES = {"hospital": {32}, "log": {32}, "receipt": {32}, "witness": {32, 1312}}
DECISIONS = frozenset({"release", "reject"})  # on a quarantined text
REFUSALS = frozenset({"parse", "shape", "column", "policy", "budget", "failed"})
SIGNATURE_SIZE = 64
# The public time of a patient's choice is the day alone: its moment is in the committed content.
DAY_TYPES = frozenset(
    {"consent.granted", "consent.withdrawn", "erasure.done", "quarantine.reviewed"}
)
MIDNIGHT = "T00:00:00.000Z"

Form = tuple[str, Callable[[Any], bool]]  # what a message calls it, and whether a value is one
Fields = Mapping[str, Form]
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_BATCH = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def check_body(entry: Entry) -> None:
    """Check the form of `entry`'s body. Raises AuditError, which names entry and field."""
    required, optional = fields_of(entry.type)
    for name, (what, holds) in required.items():
        if name not in entry.body or not holds(entry.body[name]):
            raise wrong(entry, f"has no {what} as {name}")
    for name, (what, holds) in optional.items():
        if name in entry.body and not holds(entry.body[name]):
            raise wrong(entry, f"has no {what} as {name}")
    if entry.type in DAY_TYPES and not entry.time.endswith(MIDNIGHT):
        raise wrong(entry, "tells more of its time than the day")
    if entry.type == "key.bound":
        _check_key(entry)
    if entry.type == "policy.changed":
        _check_policy(entry)


def fields_of(entry_type: str) -> tuple[Fields, Fields]:
    """The fields that a type's body must have, and those it may have; none for a reserved type."""
    return _BODIES.get(entry_type, _RESERVED)


def signed_bytes(entry_type: str, body: Mapping[str, Any]) -> bytes:
    """What is signed: ``cohortium/<type>/v1``, a zero byte, and the body without its signature."""
    unsigned = {name: value for name, value in body.items() if name != "signature"}
    return b"cohortium/" + entry_type.encode() + b"/v1\0" + canonical_json(unsigned)


def wrong(entry: Entry, what: str) -> AuditError:
    """The error that `entry` is wrong in `what`."""
    return AuditError(f"entry {entry.n} ({entry.type}) {what}", entry.n)


def is_whole(value: Any) -> bool:
    """Whether `value` is a whole number of 0 or more; true and false are none."""
    return type(value) is int and value >= 0


def _check_key(entry: Entry) -> None:
    sizes = KEY_SIZES.get(entry.body["role"])
    if sizes is None:
        raise wrong(entry, "binds a key for no known role")
    if len(base64_bytes(entry.body["key"])) not in sizes:
        raise wrong(entry, "binds a key of another length than its role's")


def _check_policy(entry: Entry) -> None:
    text = entry.body["text"].encode()
    if hashlib.sha256(text).hexdigest() != entry.body["policy"]:
        raise wrong(entry, "has a policy that is not the hash of its text")
    try:
        parse_policy(text)
    except FormatError as error:
        raise wrong(entry, "has a text that is no policy") from error


def _is_base64(value: Any, size: int | None = None) -> bool:
    try:
        data = base64_bytes(value) if isinstance(value, str) else b""
    except FormatError:
        return False
    return len(data) == size if size is not None else bool(data)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _is_budget(value: Any) -> bool:
    return isinstance(value, dict) and is_whole(value.get("epsilon_micro"))


_TEXT: Form = ("text", lambda value: isinstance(value, str) and value != "")
_WHOLE: Form = ("whole number", is_whole)
_COUNT: Form = ("count", lambda value: is_whole(value) and value > 0)
_FLAG: Form = ("true or false", lambda value: isinstance(value, bool))
_DATE: Form = ("day", _is_day)
_DIGEST: Form = ("hash", lambda value: isinstance(value, str) and bool(_HASH.fullmatch(value)))
_NUMBER: Form = ("batch", lambda value: isinstance(value, str) and bool(_BATCH.fullmatch(value)))
_ERASURE: Form = ("erasure", _NUMBER[1])  # random too: it tells erasures apart, and nothing else
_BASE64: Form = ("base64", _is_base64)
_SIGNED: Form = ("base64 of a signature", lambda value: _is_base64(value, SIGNATURE_SIZE))
_CODE: Form = ("known code", lambda value: isinstance(value, str) and value in REFUSALS)
_DECISION: Form = ("decision", lambda value: isinstance(value, str) and value in DECISIONS)
_INDICES: Form = (
    "list of entries",
    lambda value: isinstance(value, list) and all(map(is_whole, value)),
)
_BUDGET: Form = ("budget", _is_budget)

_CHOICE: Fields = {
    "study": _TEXT, "hospital": _TEXT, "method": _TEXT, "commitment": _DIGEST,
    "signature": _SIGNED,
}  # fmt: skip
_RESERVED: tuple[Fields, Fields] = ({}, {})
# type -> fields it must have, fields it may have
_BODIES: Mapping[str, tuple[Fields, Fields]] = {
    "key.bound": (
        {"role": _TEXT, "name": _TEXT, "key": _BASE64},
        {"until": _TEXT, "by": _BASE64, "log": _TEXT, "lost": _FLAG, "accepted": _SIGNED,
         "signature": _SIGNED},
    ),
    "study.registered": (
        {"study": _TEXT, "title": _TEXT, "digest": _DIGEST, "until": _DATE, "commitment": _DIGEST},
        {},
    ),
    "consent.granted": (_CHOICE, {}),
    "consent.withdrawn": ({**_CHOICE, "consent": _WHOLE}, {}),
    "intake.received": (
        {"hospital": _TEXT, "batch": _NUMBER, "root": _DIGEST, "records": _COUNT,
         "signature": _SIGNED},
        {},
    ),
    "release.published": (
        {"study": _TEXT, "dataset": _TEXT, "release": _TEXT, "manifest": _DIGEST,
         "consent_size": _WHOLE, "commitment": _DIGEST},
        {"succeeds": _TEXT, "max_delay_days": _WHOLE},
    ),
    "grant.issued": (
        {"grant": _TEXT, "dataset": _TEXT, "until": _DATE, "download": _FLAG,
         "commitment": _DIGEST},
        {"budget": _BUDGET},
    ),
    "grant.ended": ({"grant": _TEXT}, {"commitment": _DIGEST}),
    "query.intent": (
        {"grant": _TEXT, "dataset": _TEXT, "release": _TEXT, "consent_size": _WHOLE,
         "commitment": _DIGEST},
        {},
    ),
    "query.answered": (
        {"intent": _WHOLE, "consent_size": _WHOLE, "commitment": _DIGEST},
        {"spent_micro": _WHOLE},
    ),
    "query.refused": (
        {"grant": _TEXT, "dataset": _TEXT, "code": _CODE, "commitment": _DIGEST}, {},
    ),
    "query.aborted": ({"intent": _WHOLE, "code": _TEXT}, {"spent_micro": _WHOLE}),
    "release.downloaded": ({"grant": _TEXT, "release": _TEXT, "commitment": _DIGEST}, {}),
    "erasure.done": (
        {"entries": _INDICES, "hospital": _TEXT, "erasure": _ERASURE, "commitment": _DIGEST,
         "signature": _SIGNED},
        {},
    ),
    "quarantine.reviewed": (
        {"study": _TEXT, "hospital": _TEXT, "decision": _DECISION, "commitment": _DIGEST,
         "signature": _SIGNED},
        {},
    ),
    "policy.changed": (
        {"name": _TEXT, "by": _BASE64, "policy": _DIGEST, "text": _TEXT, "signature": _SIGNED},
        {"replaces": _WHOLE},
    ),
}  # fmt: skip
