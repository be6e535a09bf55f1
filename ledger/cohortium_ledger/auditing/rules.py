"""What the entries of one log must say to each other, whatever their hashes.

A withdrawal names a consent of the same study and hospital that is in force; an answer or an abort
follows its intent, once; consents, withdrawals, erasures, intakes and reviews of quarantined texts
are signed by a key bound to their hospital before them that has not ended, and stand once; keys of hospitals and receipts are
vouched for (`role_keys`); keys of the log and its policy are signed by a key of the log
(`charter`); an erasure names entries before it, no consent in force; an entry looks back at consents,
never ahead. One class, fed in order; no IO. Memory: some hundred bytes a consent, a bit an entry.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from cohortium_ledger.auditing.bodies import KEY_SIZES, is_whole, signed_bytes, wrong
from cohortium_ledger.auditing.charter import Charter, rules_log
from cohortium_ledger.auditing.role_keys import VOUCHED_ROLES, RoleKeys
from cohortium_ledger.errors import EntryError
from cohortium_ledger.formats.entry import Entry
from cohortium_ledger.formats.keys import Verifier

# Entries that a hospital vouches for: without its signature the operator could make them up.
SIGNED_TYPES = frozenset(
    {
        "consent.granted", "consent.withdrawn", "erasure.done", "intake.received",
        "quarantine.reviewed",
    }
)  # fmt: skip


class Rules:
    """The state that the rules need, after the entries so far."""

    def __init__(self, first: Verifier | None = None) -> None:
        self._keys = RoleKeys()
        self.charter = Charter(first)  # `first`: the key that the log began with, where it is known
        self._consents: dict[int, tuple[str, str]] = {}  # those in force
        self._withdrawn = _Marks()
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}  # one object for each
        self._once: set[str] = set()  # what a hospital signed once and nobody may tell again
        self._open_intents: set[int] = set()
        self._closed_intents = _Marks()
        self._rules: dict[str, Callable[[Entry], None]] = {
            "key.bound": self._bound,
            "consent.granted": self._granted,
            "consent.withdrawn": self._withdrew,
            "intake.received": self._received,
            "erasure.done": self._erased,
            "quarantine.reviewed": self._reviewed,
            "query.intent": self._intended,
            "query.answered": self._closed,
            "query.aborted": self._closed,
            "policy.changed": self._chartered,
        }

    def take(self, entry: Entry) -> None:
        """Check the next entry. Raises AuditError, which names it."""
        self._keys.advance(entry.time)
        if entry.type in SIGNED_TYPES:
            self._check_signature(entry)
        if "consent_size" in entry.body and not 0 <= _whole(entry, "consent_size") <= entry.n:
            raise wrong(entry, "looks at consents that did not exist yet")
        rule = self._rules.get(entry.type)
        if rule is not None:
            rule(entry)

    def _chartered(self, entry: Entry) -> None:
        try:
            self.charter.take(entry.n, entry.type, entry.body)
        except EntryError as error:
            raise wrong(entry, f"is not backed by the log's keys: {error}") from error

    def _bound(self, entry: Entry) -> None:
        key, role = _decoded(entry, "key"), _text(entry, "role")
        if len(key) not in KEY_SIZES.get(role, {32}):
            raise wrong(entry, "binds what is no Ed25519 key")
        if role in VOUCHED_ROLES:
            self._vouched(entry)
        if rules_log(entry.type, entry.body):
            self._chartered(entry)

    def _vouched(self, entry: Entry) -> None:
        try:
            by_log = self.charter.vouching(entry.n, entry.body) if "log" in entry.body else None
            self._keys.take(entry.body, by_log)
        except EntryError as error:
            raise wrong(entry, f"is a key that nobody vouches for: {error}") from error

    def _granted(self, entry: Entry) -> None:
        self._stands_once(entry, "commitment")
        pair = (_text(entry, "study"), _text(entry, "hospital"))
        self._consents[entry.n] = self._pairs.setdefault(pair, pair)

    def _withdrew(self, entry: Entry) -> None:
        consent = _whole(entry, "consent")
        if consent in self._withdrawn:
            raise wrong(entry, "withdraws a consent that is not in force any more")
        if consent not in self._consents:
            raise wrong(entry, "withdraws what is no consent before it")
        if self._consents[consent] != (_text(entry, "study"), _text(entry, "hospital")):
            raise wrong(entry, "withdraws a consent of another study or hospital")
        del self._consents[consent]
        self._withdrawn.add(consent)

    def _received(self, entry: Entry) -> None:
        self._stands_once(entry, "batch")

    def _reviewed(self, entry: Entry) -> None:
        self._stands_once(entry, "commitment")  # an old release must not undo a later rejection

    def _stands_once(self, entry: Entry, name: str) -> None:
        """Refuse what was told before: a signature is good for one entry."""
        told = _text(entry, name)
        if told in self._once:
            raise wrong(entry, f"repeats the {name} of an earlier entry")
        self._once.add(told)

    def _erased(self, entry: Entry) -> None:
        named = entry.body.get("entries")
        if not isinstance(named, list) or not all(is_whole(n) and n < entry.n for n in named):
            raise wrong(entry, "erases what is no entry before it")
        if any(n in self._consents for n in named):
            raise wrong(entry, "erases a consent that is in force")
        self._stands_once(entry, "erasure")

    def _intended(self, entry: Entry) -> None:
        self._open_intents.add(entry.n)

    def _closed(self, entry: Entry) -> None:
        intent = _whole(entry, "intent")
        if intent in self._closed_intents:
            raise wrong(entry, "answers or aborts an intent for the second time")
        if intent not in self._open_intents:
            raise wrong(entry, "answers or aborts what is no intent before it")
        self._open_intents.remove(intent)
        self._closed_intents.add(intent)

    def _check_signature(self, entry: Entry) -> None:
        hospital = _text(entry, "hospital")
        if not self._keys.knows("hospital", hospital):
            raise wrong(entry, "is of a hospital that has no key bound yet")
        signature, text = _decoded(entry, "signature"), signed_bytes(entry.type, dict(entry.body))
        if not self._keys.signed("hospital", hospital, text, signature):
            raise wrong(entry, "is not signed by its hospital's key")


class _Marks:
    """A set of indices of entries, a bit each."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, n: int) -> None:
        missing = (n >> 3) + 1 - len(self._bits)
        if missing > 0:
            self._bits.extend(bytes(missing))
        self._bits[n >> 3] |= 1 << (n & 7)

    def __contains__(self, n: int) -> bool:
        return 0 <= n >> 3 < len(self._bits) and bool(self._bits[n >> 3] >> (n & 7) & 1)


def _text(entry: Entry, name: str) -> str:
    value = entry.body.get(name)
    if not isinstance(value, str):
        raise wrong(entry, f"has no text as {name}")
    return value


def _whole(entry: Entry, name: str) -> int:
    value = entry.body.get(name)
    if type(value) is not int:
        raise wrong(entry, f"has no whole number as {name}")
    return value


def _decoded(entry: Entry, name: str) -> bytes:
    try:
        return base64.b64decode(_text(entry, name), validate=True)
    except (binascii.Error, ValueError) as error:
        raise wrong(entry, f"has no base64 as {name}") from error
