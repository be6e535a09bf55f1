"""The charter of a log: the entries that say who signs it, and under which policy it is published.

They are `key.bound` of role ``log`` (`log_keys`) and `policy.changed`. Each is signed by a key of the
log that has no end, so that who may append, and no more, changes neither. A change of the policy also
names the one that it replaces: an older one cannot be told again. A checkpoint is published under the
policy that its own entries leave in force, which everybody can look up who has them. Pure: no IO.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from cohortium_ledger.auditing.bodies import signed_bytes
from cohortium_ledger.auditing.log_keys import KeyChain, LogKey, binds_log_key, log_keys
from cohortium_ledger.errors import EntryError, FormatError, SignatureError
from cohortium_ledger.formats.canonical import base64_text
from cohortium_ledger.formats.entry import Entry
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.policy import NO_QUORUM, Policy, parse_policy
from cohortium_ledger.signing.signer import Signer

_POLICY = "policy.changed"
_ENDINGS = (b'"type":"key.bound","v":1}', b'"type":"policy.changed","v":1}')


class Charter:
    """The charter after the entries so far: feed it those that belong to it, in order.

    Without `first`, the log is taken to have begun with the key that signed the first of them.
    """

    def __init__(self, first: Verifier | None = None) -> None:
        self._chain = KeyChain(first)
        self._keys: list[tuple[int, LogKey]] = []  # with the entries that say so
        self._policies: list[tuple[int, Policy]] = []
        self.begun: int | None = None  # the entry that first named a key of the log

    @property
    def indices(self) -> tuple[int, ...]:
        """Where the entries stand that were taken."""
        return tuple(sorted(n for said in (self._keys, self._policies) for n, _ in said))

    @property
    def verifiers(self) -> frozenset[Verifier]:
        """Every key of the log so far, those whose time is over too."""
        return self._chain.verifiers

    @property
    def replaces(self) -> int | None:
        """The entry of the policy in force, which the next one replaces; None while none was set."""
        return self._policies[-1][0] if self._policies else None

    def take(self, index: int, entry_type: str, body: Mapping[str, Any]) -> None:
        """The next such entry, which has `index`. Raises EntryError if no key of the log is behind it."""
        if entry_type == _POLICY:
            self._policies.append((index, self._changed(body)))
        else:
            self._keys.append((index, self._chain.take(body)))
        self._note(index)

    def vouching(self, index: int, body: Mapping[str, Any]) -> Verifier:
        """The key of the log by which entry `index` vouches for another's key. Raises EntryError."""
        found = self._chain.vouching(body)
        self._note(index)
        return found

    def keys(self, size: int | None = None) -> tuple[LogKey, ...]:
        """The keys of the log after `size` entries (None: all so far)."""
        first = self._chain.first
        bound = [key for n, key in self._keys if size is None or n < size]
        return () if first is None else log_keys(first, bound)

    def policy(self, size: int | None = None) -> Policy | None:
        """The policy in force after `size` entries (None: all so far); None while none was set."""
        found = self._in_force(size)
        return None if found is None else found[1]

    def check_quorum(self, note: bytes, size: int) -> None:
        """Refuse a published checkpoint of `size` without the quorum that its entries ask for.

        Raises SignatureError, which names the entry. Who signed for the log is not looked at.
        """
        found = self._in_force(size)
        if found is None or found[1].quorum == NO_QUORUM:
            return
        index, policy = found
        signed = parse_note(note).verified_by(policy.witnesses.values())
        if not policy.is_met({name for name, key in policy.witnesses.items() if key in signed}):
            raise SignatureError(
                f"the published checkpoint of size {size} lacks the quorum that entry {index}"
                " (policy.changed) asks for"
            )

    def _note(self, index: int) -> None:
        self.begun = index if self.begun is None else self.begun

    def _in_force(self, size: int | None) -> tuple[int, Policy] | None:
        told = (found for found in reversed(self._policies) if size is None or found[0] < size)
        return next(told, None)

    def _changed(self, body: Mapping[str, Any]) -> Policy:
        try:
            policy = parse_policy(body.get("text", ""))
        except (FormatError, TypeError) as error:
            raise EntryError(f"this policy cannot be in force: {error}") from error
        if body.get("replaces") != self.replaces:
            raise EntryError("a change of the policy names the entry of the one that it replaces")
        self._chain.check_signed(_POLICY, body)
        if not self._chain.verifiers & set(policy.logs):
            raise EntryError("the policy has no log line with a key of this log")
        return policy


def policy_change(signer: Signer, text: str, replaces: int | None) -> dict[str, Any]:
    """The body by which `signer`, a key of the log without an end, puts the tlog-policy `text` in force.

    `replaces` is the entry of the policy that is in force until then, None when none was set.
    """
    body = {
        "name": signer.name,
        "by": base64_text(signer.verifier.public_key),
        "policy": hashlib.sha256(text.encode()).hexdigest(),
        "text": text,
        **({} if replaces is None else {"replaces": replaces}),
    }
    return {**body, "signature": base64_text(signer.sign(signed_bytes(_POLICY, body)))}


def rules_log(entry_type: str, body: Mapping[str, Any]) -> bool:
    """Whether an entry belongs to the charter."""
    return entry_type == _POLICY or binds_log_key(entry_type, body)


def stands_in_charter(data: bytes) -> bool:
    """Whether these bytes of an entry belong to the charter: quickly, since nearly none does."""
    if not data.endswith(_ENDINGS):
        return False
    entry = Entry.parse(data)
    return rules_log(entry.type, entry.body)
