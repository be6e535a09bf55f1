"""The keys that sign a log: the one it began with, and those that its own entries bound later.

An entry `key.bound` of role ``log`` and the log's name lets one more Ed25519 key sign checkpoints from
there on; a later one of the same key may set or move its `until`, past which it signs no more. Each is
signed by a key of the log that has no end: who may append, and no more, binds no key and ends none,
and neither does a retired one. A key that is bound has signed too that it follows that one. So nobody
puts keys of their own before one that is known: who knows a single key of a chain knows whose chain it
is. A rotation is on the ledger, with as long an overlap as its operator wants. Pure: no IO, no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohortium_ledger.auditing.bodies import signed_bytes
from cohortium_ledger.errors import EntryError, FormatError, SignatureError
from cohortium_ledger.formats.canonical import base64_bytes, base64_text
from cohortium_ledger.formats.entry import Entry, check_time
from cohortium_ledger.formats.keys import ED25519, Verifier
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.signing.signer import Signer

ROLE = "log"
_TYPE = "key.bound"
_ACCEPTED = "key.bound.accepted"
_ENDING = b'"type":"key.bound","v":1}'


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
    def first(self) -> Verifier | None:
        """The key that the log began with, as far as is known."""
        return next(iter(self._keys), None)

    @property
    def verifiers(self) -> frozenset[Verifier]:
        """Every key so far, those whose time is over too."""
        return frozenset(self._keys)

    def take(self, body: Mapping[str, Any]) -> LogKey:
        """The key that the next such body binds. Raises EntryError."""
        until, key = body.get("until"), _verifier(body, "key")
        self.check_signed(_TYPE, body)
        if key not in self._keys:
            _check_accepted(key, body)
        if body["signature"] in self._signatures:
            raise EntryError("binding a key of the log needs a signature of its own")
        try:
            if until is not None:
                check_time(until)
        except FormatError as error:
            raise EntryError(f"this cannot be bound as a key of the log: {error}") from error
        self._signatures.add(body["signature"])
        self._keys[key] = LogKey(key, until)
        return self._keys[key]

    def check_signed(self, entry_type: str, body: Mapping[str, Any]) -> None:
        """Refuse a body that no key of the log signed, or one with an end. Raises EntryError."""
        by, signature = self._in_force(_verifier(body, "by")), body.get("signature")
        if not isinstance(signature, str):
            raise EntryError("what rules the log needs a signature by one of its keys")
        _check_signature(by, signed_bytes(entry_type, body), signature)

    def vouching(self, body: Mapping[str, Any]) -> Verifier:
        """The key of the log that a body names in ``log`` and ``by``, to vouch for others. Raises EntryError."""
        return self._in_force(_verifier({"name": body.get("log"), "by": body.get("by")}, "by"))

    def _in_force(self, by: Verifier) -> Verifier:
        if not self._keys:
            self._keys[by] = LogKey(by)
        if by not in self._keys or self._keys[by].until is not None:
            raise EntryError("what rules the log is signed by one of its keys that has no end")
        return by


def binding(signer: Signer, key: Signer, until: str | None = None) -> dict[str, str]:
    """The body by which `signer`, a key of the log without an end, binds `key`, which accepts that."""
    body = _unsigned(signer, key.verifier, until)
    accepted = base64_text(key.sign(signed_bytes(_ACCEPTED, body)))
    return _signed(signer, {**body, "accepted": accepted})


def ending(signer: Signer, key: Verifier, until: str) -> dict[str, str]:
    """The body by which `signer`, a key of the log without an end, sets the end of `key`, one of its keys."""
    return _signed(signer, _unsigned(signer, key, until))


def binds_log_key(entry_type: str, body: Mapping[str, Any]) -> bool:
    """Whether an entry says something about a key of the log itself."""
    return entry_type == _TYPE and body.get("role") == ROLE


def log_keys(first: Verifier, bound: Iterable[LogKey]) -> tuple[LogKey, ...]:
    """All keys of the log that began with `first` and then had `bound`, in the log's order."""
    keys = {first: LogKey(first)}
    for key in bound:
        keys[key.verifier] = key
    return tuple(keys.values())


def check_policy_age(pinned: Collection[Verifier], note: bytes, entries: Iterable[bytes]) -> None:
    """Tell a policy with the keys `pinned`, none of which signed `note`, from one that is merely old.

    `entries` are those of the log, from the first on; nothing of them is believed but what one of the
    pinned keys, or a key that it bound, has signed. Raises SignatureError when they bind a key that
    signed `note`; else says nothing. An old policy is no proof of anything: a new one must be fetched.
    """
    signed = parse_note(note)
    if signed.verified_by(pinned):
        return
    chains = [KeyChain(key) for key in pinned]
    for n, data in enumerate(entries):
        if not data.endswith(_ENDING):
            continue
        entry = Entry.parse(data)
        if binds_log_key(entry.type, entry.body) and any(
            signed.verified_by([key.verifier]) for key in _taken(chains, entry.body)
        ):
            raise SignatureError(
                f"the pinned policy is older than the log's key rotation at entry {n}:"
                " fetch the policy anew"
            )


def _taken(chains: Iterable[KeyChain], body: Mapping[str, Any]) -> Iterator[LogKey]:
    """The key that a body binds, for each chain that it continues."""
    for chain in chains:
        try:
            yield chain.take(body)
        except EntryError:  # signed by a key that is not in this chain: it says nothing here
            continue


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


def _unsigned(signer: Signer, key: Verifier, until: str | None) -> dict[str, str]:
    return {
        "role": ROLE,
        "name": key.name,
        "key": base64_text(key.public_key),
        "by": base64_text(signer.verifier.public_key),
        **({} if until is None else {"until": until}),
    }


def _signed(signer: Signer, body: dict[str, str]) -> dict[str, str]:
    return {**body, "signature": base64_text(signer.sign(signed_bytes(_TYPE, body)))}


def _check_accepted(key: Verifier, body: Mapping[str, Any]) -> None:
    """Refuse to bind a key of the log that has not signed, too, whom it follows. Raises EntryError."""
    accepted = body.get("accepted")
    if not isinstance(accepted, str):
        raise EntryError("a new key of the log is bound with a signature of its own: accepted")
    told = {name: value for name, value in body.items() if name != "accepted"}
    _check_signature(key, signed_bytes(_ACCEPTED, told), accepted)


def _check_signature(key: Verifier, message: bytes, signature: str) -> None:
    try:
        key.verify(message, base64_bytes(signature))
    except (FormatError, SignatureError) as error:
        raise EntryError(f"no key of the log has signed this: {error}") from error


def _verifier(body: Mapping[str, Any], field: str) -> Verifier:
    name, key = body.get("name"), body.get(field)
    if not isinstance(name, str) or not isinstance(key, str):
        raise EntryError(f"what rules the log names its key: there is none as {field}")
    try:
        return Verifier(name, ED25519, base64_bytes(key))
    except FormatError as error:
        raise EntryError(f"what rules the log names its key: {error}") from error


def _log_of(line: str) -> str | None:
    """The log that a line of a policy names, if it is a log line."""
    fields = line.split()
    return fields[1].partition("+")[0] if fields[:1] == ["log"] and fields[1:] else None
