"""What the entries of one log must say to each other, whatever their hashes.

A withdrawal names a consent of the same study and hospital that is in force; an answer or an abort
follows its intent, once; consents, withdrawals and intakes are signed by a key bound to their
hospital before them; an entry looks back at consents, never ahead. One class, fed in order; no IO.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cohortium_ledger.canonical import canonical_json
from cohortium_ledger.entry import Entry
from cohortium_ledger.errors import AuditError

# Entries that a hospital vouches for: without its signature the operator could make them up.
SIGNED_TYPES = frozenset({"consent.granted", "consent.withdrawn", "intake.received"})


def signed_bytes(entry_type: str, body: dict[str, Any]) -> bytes:
    """What a hospital signs: ``cohortium/<type>/v1``, a zero byte, and the body without signature."""
    unsigned = {name: value for name, value in body.items() if name != "signature"}
    return b"cohortium/" + entry_type.encode() + b"/v1\0" + canonical_json(unsigned)


class Rules:
    """The state that the rules need, after the entries so far."""

    def __init__(self) -> None:
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._consents: dict[int, tuple[str, str]] = {}
        self._withdrawn: set[int] = set()
        self._open_intents: set[int] = set()
        self._closed_intents: set[int] = set()
        self._rules: dict[str, Callable[[Entry], None]] = {
            "key.bound": self._bound,
            "consent.granted": self._granted,
            "consent.withdrawn": self._withdrew,
            "query.intent": self._intended,
            "query.answered": self._closed,
            "query.aborted": self._closed,
        }

    def take(self, entry: Entry) -> None:
        """Check the next entry. Raises AuditError, which names it."""
        if entry.type in SIGNED_TYPES:
            self._check_signature(entry)
        if "consent_size" in entry.body and not 0 <= _whole(entry, "consent_size") <= entry.n:
            raise _wrong(entry, "looks at consents that did not exist yet")
        rule = self._rules.get(entry.type)
        if rule is not None:
            rule(entry)

    def _bound(self, entry: Entry) -> None:
        key = _decoded(entry, "key")
        if len(key) != 32:
            raise _wrong(entry, "binds what is no Ed25519 key")
        if entry.body.get("role") == "hospital":
            self._keys[_text(entry, "name")] = Ed25519PublicKey.from_public_bytes(key)

    def _granted(self, entry: Entry) -> None:
        self._consents[entry.n] = (_text(entry, "study"), _text(entry, "hospital"))

    def _withdrew(self, entry: Entry) -> None:
        consent = _whole(entry, "consent")
        if consent not in self._consents:
            raise _wrong(entry, "withdraws what is no consent before it")
        if self._consents[consent] != (_text(entry, "study"), _text(entry, "hospital")):
            raise _wrong(entry, "withdraws a consent of another study or hospital")
        if consent in self._withdrawn:
            raise _wrong(entry, "withdraws a consent that is not in force any more")
        self._withdrawn.add(consent)

    def _intended(self, entry: Entry) -> None:
        self._open_intents.add(entry.n)

    def _closed(self, entry: Entry) -> None:
        intent = _whole(entry, "intent")
        if intent in self._closed_intents:
            raise _wrong(entry, "answers or aborts an intent for the second time")
        if intent not in self._open_intents:
            raise _wrong(entry, "answers or aborts what is no intent before it")
        self._open_intents.remove(intent)
        self._closed_intents.add(intent)

    def _check_signature(self, entry: Entry) -> None:
        key = self._keys.get(_text(entry, "hospital"))
        if key is None:
            raise _wrong(entry, "is of a hospital that has no key bound yet")
        try:
            key.verify(_decoded(entry, "signature"), signed_bytes(entry.type, dict(entry.body)))
        except InvalidSignature as error:
            raise _wrong(entry, "is not signed by its hospital's key") from error


def _wrong(entry: Entry, what: str) -> AuditError:
    return AuditError(f"entry {entry.n} ({entry.type}) {what}", entry.n)


def _text(entry: Entry, name: str) -> str:
    value = entry.body.get(name)
    if not isinstance(value, str):
        raise _wrong(entry, f"has no text as {name}")
    return value


def _whole(entry: Entry, name: str) -> int:
    value = entry.body.get(name)
    if type(value) is not int:
        raise _wrong(entry, f"has no whole number as {name}")
    return value


def _decoded(entry: Entry, name: str) -> bytes:
    try:
        return base64.b64decode(_text(entry, name), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong(entry, f"has no base64 as {name}") from error
