"""The keys that sign a log: the one it began with, and those that its own entries bound later.

An entry `key.bound` of role ``log`` and the log's name lets one more Ed25519 key sign checkpoints from
there on; a later one of the same key may set or move its `until`, past which it signs no more. So a
rotation is on the ledger, with as long an overlap as its operator wants. Pure: no IO, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohortium_ledger.canonical import base64_bytes
from cohortium_ledger.entry import check_time
from cohortium_ledger.errors import EntryError, FormatError
from cohortium_ledger.keys import ED25519, Verifier

ROLE = "log"


@dataclass(frozen=True, slots=True)
class LogKey:
    """A key of the log; `until` is the RFC 3339 time past which it may sign no more, if there is one."""

    verifier: Verifier
    until: str | None = None

    def may_sign(self, now: str) -> bool:
        """Whether a checkpoint signed at `now`, in an entry's form of time, may carry its signature."""
        return self.until is None or now < self.until


def binds_log_key(entry_type: str, body: Mapping[str, Any]) -> bool:
    """Whether an entry says something about a key of the log itself."""
    return entry_type == "key.bound" and body.get("role") == ROLE


def log_keys(first: Verifier, bound: Iterable[LogKey]) -> tuple[LogKey, ...]:
    """All keys of the log that began with `first` and then had `bound`, in the log's order."""
    keys = {first: LogKey(first)}
    for key in bound:
        keys[key.verifier] = key
    return tuple(keys.values())


def bound_key(origin: str, body: Mapping[str, Any]) -> LogKey:
    """The key that such an entry's body binds to the log `origin`. Raises EntryError."""
    key, until = body.get("key"), body.get("until")
    if body.get("name") != origin:
        raise EntryError("a key of another log cannot be bound to this one")
    if not isinstance(key, str):
        raise EntryError("binding a key of the log needs the key")
    try:
        verifier = Verifier(origin, ED25519, base64_bytes(key))
        if until is not None:
            check_time(until)
    except FormatError as error:
        raise EntryError(f"this cannot be bound as a key of the log: {error}") from error
    return LogKey(verifier, until)


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


def _log_of(line: str) -> str | None:
    """The log that a line of a policy names, if it is a log line."""
    fields = line.split()
    return fields[1].partition("+")[0] if fields[:1] == ["log"] and fields[1:] else None
