"""The keys that sign a log: the one it began with, and those that its own entries bound later.

An entry `key.bound` of role ``log`` and the log's name lets one more Ed25519 key sign checkpoints from
there on; a later one of the same key may set or move its `until`, past which it signs no more. Each is
signed by a key of the log that has no end: who may append, and no more, binds no key and ends none,
and neither does a retired one. So a rotation is on the ledger, with as long an overlap as its operator
wants. Pure: no IO, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohortium_ledger.auditing.bodies import signed_bytes
from cohortium_ledger.errors import EntryError, FormatError, SignatureError
from cohortium_ledger.formats.canonical import base64_bytes, base64_text
from cohortium_ledger.formats.entry import check_time
from cohortium_ledger.formats.keys import ED25519, Verifier
from cohortium_ledger.signing.signer import Signer

ROLE = "log"
_TYPE = "key.bound"


@dataclass(frozen=True, slots=True)
class LogKey:
    """A key of the log; `until` is the RFC 3339 time past which it may sign no more, if there is one."""

    verifier: Verifier
    until: str | None = None

    def may_sign(self, now: str) -> bool:
        """Whether a checkpoint signed at `now`, in an entry's form of time, may carry its signature."""
        return self.until is None or now < self.until


class KeyChain:
    """The keys of one log after the entries so far: feed it the bodies that bind them, in order.

    Without `first`, the log is taken to have begun with the key that signed the first of them.
    """

    def __init__(self, first: Verifier | None = None) -> None:
        self._keys: dict[Verifier, LogKey] = {} if first is None else {first: LogKey(first)}
        self._signatures: set[str] = set()

    @property
    def verifiers(self) -> frozenset[Verifier]:
        """Every key so far, those whose time is over too."""
        return frozenset(self._keys)

    def take(self, body: Mapping[str, Any]) -> LogKey:
        """The key that the next such body binds. Raises EntryError."""
        until, signature = body.get("until"), body.get("signature")
        key, by = _verifier(body, "key"), _verifier(body, "by")
        if not self._keys:
            self._keys[by] = LogKey(by)
        if by.name != next(iter(self._keys)).name:
            raise EntryError("a key of another log cannot be bound to this one")
        if by not in self._keys or self._keys[by].until is not None:
            raise EntryError("a key of the log is bound by one of its keys that has no end")
        if not isinstance(signature, str) or signature in self._signatures:
            raise EntryError("binding a key of the log needs a signature of its own")
        try:
            if until is not None:
                check_time(until)
            by.verify(signed_bytes(_TYPE, body), base64_bytes(signature))
        except (FormatError, SignatureError) as error:
            raise EntryError(f"this cannot be bound as a key of the log: {error}") from error
        self._signatures.add(signature)
        self._keys[key] = LogKey(key, until)
        return self._keys[key]


def binding(signer: Signer, key: Verifier, until: str | None = None) -> dict[str, str]:
    """The body by which `signer`, a key of the log without an end, binds `key` or sets its end."""
    body = {
        "role": ROLE,
        "name": key.name,
        "key": base64_text(key.public_key),
        "by": base64_text(signer.verifier.public_key),
        **({} if until is None else {"until": until}),
    }
    return {**body, "signature": base64_text(signer.sign(signed_bytes(_TYPE, body)))}


def binds_log_key(entry_type: str, body: Mapping[str, Any]) -> bool:
    """Whether an entry says something about a key of the log itself."""
    return entry_type == _TYPE and body.get("role") == ROLE


def log_keys(first: Verifier, bound: Iterable[LogKey]) -> tuple[LogKey, ...]:
    """All keys of the log that began with `first` and then had `bound`, in the log's order."""
    keys = {first: LogKey(first)}
    for key in bound:
        keys[key.verifier] = key
    return tuple(keys.values())


def policy_text(text: str, verifiers: Sequence[Verifier]) -> str:
    """The tlog-policy `text` with log lines for `verifiers`, in place of those of the same log.

    The URL of the first line that is replaced goes on all of them. Without `text`, nobody cosigns.
    """
    lines = text.removesuffix("\n").split("\n") if text else ["quorum none"]
    names = {verifier.name for verifier in verifiers}
    own = [line for line in lines if _log_of(line) in names]
    url = own[0].split()[2:3] if own else []
    logs = [" ".join(["log", verifier.vkey, *url]) for verifier in verifiers]
    at = lines.index(own[0]) if own else 0
    kept = [line for line in lines[at:] if line not in own]
    return "".join(f"{line}\n" for line in [*lines[:at], *logs, *kept])


def _verifier(body: Mapping[str, Any], field: str) -> Verifier:
    name, key = body.get("name"), body.get(field)
    if not isinstance(name, str) or not isinstance(key, str):
        raise EntryError("binding a key of the log needs the key, and whose key binds it")
    try:
        return Verifier(name, ED25519, base64_bytes(key))
    except FormatError as error:
        raise EntryError(f"this cannot be bound as a key of the log: {error}") from error


def _log_of(line: str) -> str | None:
    """The log that a line of a policy names, if it is a log line."""
    fields = line.split()
    return fields[1].partition("+")[0] if fields[:1] == ["log"] and fields[1:] else None
