"""Whom to believe about a log: its keys, its witnesses and the quorum they must make (C2SP tlog-policy).

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <member>...
    quorum <name>|none

Every rule of trust in a checkpoint is in this module; it takes bytes and does no IO. Names are
octets to compare, never text to fold. Names are defined before use, so groups cannot form a cycle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from cohortium_ledger.errors import FormatError, SignatureError
from cohortium_ledger.formats.canonical import decimal
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.keys import COSIGNATURE, ED25519, ML_DSA, Verifier
from cohortium_ledger.formats.note import parse_note

MAX_POLICY = 1_000_000
NO_QUORUM = "none"
LOG_ALGORITHMS = frozenset({ED25519, ML_DSA})
WITNESS_ALGORITHMS = frozenset({COSIGNATURE, ML_DSA})
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Group:
    """`threshold` of `members`, each a witness or a group defined earlier."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as read; `bytes(policy)` is the file it was read from, comments and all."""

    logs: tuple[Verifier, ...]
    witnesses: dict[str, Verifier]
    groups: dict[str, Group]
    quorum: str
    source: bytes = field(repr=False)
    urls: dict[str, str] = field(default_factory=dict)  # where a witness takes submissions, if told

    def __bytes__(self) -> bytes:
        return self.source

    def verify_checkpoint(self, note: bytes, *, log: Verifier | None = None) -> Checkpoint:
        """The checkpoint in `note`, once a log of this policy and its quorum have signed it.

        `log` is for a policy without log lines, when the log is known otherwise. The origin must be
        the signing key's name. Raises SignatureError, or FormatError for what is no checkpoint.
        """
        signed = parse_note(note)
        checkpoint = parse_checkpoint(signed.text)
        logs = (*self.logs, *([log] if log else []))
        if not logs:
            raise SignatureError("the policy names no log whose checkpoint it would accept")
        verified = signed.verified_by({*logs, *self.witnesses.values()})
        if not any(v in verified and v.name == checkpoint.origin for v in logs):
            raise SignatureError("no log of the policy has signed this checkpoint")
        self._check_quorum({n for n, v in self.witnesses.items() if v in verified})
        return checkpoint

    def cosigned_at(self, note: bytes) -> int | None:
        """The POSIX time that a whole quorum has told of or later in `note`; None without a quorum.

        Witnesses outside a quorum cannot make a checkpoint look younger. None also when it is not met.
        """
        if self.quorum == NO_QUORUM:
            return None
        signed = parse_note(note).verified_by(self.witnesses.values())
        times = {n: signed[v] or 0 for n, v in self.witnesses.items() if v in signed}
        for time in sorted(set(times.values()), reverse=True):
            if self.is_met({name for name, told in times.items() if told >= time}):
                return time
        return None

    def _check_quorum(self, cosigned: Collection[str]) -> None:
        if not self.is_met(cosigned):
            raise SignatureError(f"the quorum is not met: {len(cosigned)} known witnesses cosigned")

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Whether the witnesses named in `cosigned` make the quorum."""
        met = set(cosigned)
        for name, group in self.groups.items():  # in order of definition: members come first
            if sum(member in met for member in group.members) >= group.threshold:
                met.add(name)
        return self.quorum == NO_QUORUM or self.quorum in met


def parse_policy(text: bytes | str) -> Policy:
    """Read a policy; refuses unknown lines, names used before their definition, duplicates."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_POLICY or _FORBIDDEN.search(data):
        raise FormatError("no policy: too long, or control characters other than tab and newline")
    reader = _Reader()
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), start=1):
        fields = _BLANKS.split(line.strip(" \t"))
        if fields == [""] or fields[0].startswith("#"):
            continue
        try:
            reader.take(fields)
        except FormatError as error:
            raise FormatError(f"no policy: line {number}: {error}") from error
    if reader.quorum is None:
        raise FormatError("no policy: exactly one quorum line is needed")
    return Policy(
        tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum, data, reader.urls
    )


class _Reader:
    """What the lines so far have defined."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Verifier] = {}
        self.urls: dict[str, str] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._public_keys: set[bytes] = set()
        self._members: set[str] = set()

    def take(self, fields: list[str]) -> None:
        """One line, split at its blanks."""
        rules: dict[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        keyword, *rest = fields
        if keyword not in rules:
            raise FormatError("it must start with log, witness, group, quorum or #")
        rules[keyword](rest)

    def _log(self, fields: list[str]) -> None:
        if len(fields) not in (1, 2):
            raise FormatError("a log has a verifier key and perhaps a URL")
        self.logs.append(self._key(fields[0], LOG_ALGORITHMS))

    def _witness(self, fields: list[str]) -> None:
        if len(fields) not in (2, 3):
            raise FormatError("a witness has a name, a verifier key and perhaps a URL")
        self._define(fields[0])
        self.witnesses[fields[0]] = self._key(fields[1], WITNESS_ALGORITHMS)
        if len(fields) == 3:
            self.urls[fields[0]] = fields[2]

    def _group(self, fields: list[str]) -> None:
        if len(fields) < 3:
            raise FormatError("a group has a name, all, any or a number, and members")
        name, rule, *members = fields
        self._define(name)
        for member in members:
            self._join(member)
        threshold = {"any": 1, "all": len(members)}.get(rule)
        threshold = decimal(rule) if threshold is None else threshold
        if not 1 <= threshold <= len(members):
            raise FormatError(f"a group of {len(members)} cannot need {threshold}")
        self.groups[name] = Group(threshold, tuple(members))

    def _quorum(self, fields: list[str]) -> None:
        if self.quorum is not None:
            raise FormatError("a second quorum line")
        if len(fields) != 1:
            raise FormatError("a quorum is one name, or none")
        if fields[0] != NO_QUORUM and not self._defined(fields[0]):
            raise FormatError("the quorum is not defined on a line before")
        self.quorum = fields[0]

    def _key(self, vkey: str, algorithms: Collection[int]) -> Verifier:
        verifier = Verifier.from_vkey(vkey)
        if verifier.algorithm not in algorithms:
            raise FormatError(f"a key of algorithm {verifier.algorithm:02x} cannot do this")
        if verifier.public_key in self._public_keys:
            raise FormatError("the same public key a second time")
        self._public_keys.add(verifier.public_key)
        return verifier

    def _define(self, name: str) -> None:
        if name == NO_QUORUM or self._defined(name):
            raise FormatError("its name is taken")

    def _join(self, member: str) -> None:
        if not self._defined(member):
            raise FormatError("a member is not defined on a line before")
        if member in self._members:
            raise FormatError("a member belongs to a group already")
        self._members.add(member)

    def _defined(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups
