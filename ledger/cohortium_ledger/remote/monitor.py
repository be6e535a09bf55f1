"""A monitor: looks at another's log again and again, and says when it is not what it was.

It keeps the newest checkpoint it has verified, on disk, and reads every entry, not only roots: all
at its first look and every so many looks, the new ones in between. What it finds are alarms, values
with a kind; the reading goes on. A contradicting checkpoint is signed evidence: it is put beside the
state. Time comes in as an argument.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cohortium_ledger.auditing.audit import Auditor
from cohortium_ledger.auditing.succession import check_continuation, check_order
from cohortium_ledger.errors import (
    FormatError,
    HistoryForked,
    HistoryRolledBack,
    LedgerError,
    LedgerUnavailable,
    ProofError,
    SignatureError,
    TreeUnavailable,
)
from cohortium_ledger.files import put_file, sync_path
from cohortium_ledger.formats.canonical import canonical_json
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.policy import Policy
from cohortium_ledger.formats.tiles import WIDTH
from cohortium_ledger.remote.promises import broken_promises
from cohortium_ledger.remote.reader import SignedTree, TreeReader

STALE_AFTER = 86_400  # seconds: a log in use has an entry a day
READ_ALL_EVERY = 100  # looks
Progress = Callable[[int, int], None]  # entries checked so far, entries in all
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong. `kind` is fork, rollback, unsigned, broken, stale, overdue or unreadable."""

    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


@dataclass(frozen=True, slots=True)
class Sight:
    """One look: the newest checkpoint known, how many entries were read, and what is wrong."""

    time: int
    checkpoint: Checkpoint | None
    entries: int
    receipts: int
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is remembered: a verified note, and since when the log has shown nothing newer."""

    note: bytes
    since: int
    cosigned: int | None

    @property
    def checkpoint(self) -> Checkpoint:
        return parse_checkpoint(parse_note(self.note).text)

    @property
    def age_from(self) -> int:
        """When it was fresh: a quorum's word, but never later than we saw it first."""
        return self.since if self.cosigned is None else min(self.since, self.cosigned)


class Monitor:
    """Follows one log. Keep one object for many looks: it remembers what it has read."""

    def __init__(
        self,
        state_file: Path,
        policy: Policy,
        *,
        stale_after: int | None = STALE_AFTER,
        read_all_every: int = READ_ALL_EVERY,
        receipts: Path | None = None,
    ) -> None:
        self._state = state_file
        self._policy = policy
        self._stale_after = stale_after
        self._read_all_every = read_all_every
        self._receipts = receipts
        self._auditor = Auditor()
        self._looks = 0

    def look(self, reader: TreeReader, now: int, progress: Progress | None = None) -> Sight:
        """Look once, at POSIX time `now`. Raises LedgerUnavailable if the state cannot be kept."""
        alarms: list[Alarm] = []
        kept, entries, receipts = self._kept(), 0, 0
        try:
            note = reader.checkpoint()
            kept, tree = self._look_at_head(reader, note, kept, now)
            entries = self._read(tree, kept.checkpoint, progress or (lambda _done, _all: None))
            self._auditor.check_published(note, self._policy.logs)
            if self._receipts is not None:
                receipts, broken = broken_promises(
                    self._receipts, kept.checkpoint, tree, self._auditor.receipt_keys, now
                )
                alarms += [Alarm("overdue", message) for message in broken]
        except LedgerUnavailable:
            raise
        except LedgerError as error:
            alarms.append(_alarm(error))
        if kept is not None and self._stale_after is not None:
            alarms += _staleness(kept, now, self._stale_after)
        return Sight(now, kept.checkpoint if kept else None, entries, receipts, tuple(alarms))

    def _look_at_head(
        self, reader: TreeReader, note: bytes, kept: _Kept | None, now: int
    ) -> tuple[_Kept, SignedTree]:
        """Verify the newest checkpoint, compare it with the one kept, and keep it."""
        new = _verified(self._policy, note)
        try:
            if kept is not None:
                check_order(kept.checkpoint, new)
            tree = SignedTree(reader, new)
            if kept is not None:
                check_continuation(kept.checkpoint, new, tree.root)
        except (HistoryForked, HistoryRolledBack) as error:
            raise type(error)(
                f"{error}; what it showed is in {self._keep_evidence(note)}"
            ) from error
        cosigned = self._policy.cosigned_at(note)
        if (
            kept is None
            or kept.checkpoint.size < new.size
            or (kept.cosigned or 0) < (cosigned or 0)
        ):
            kept = _Kept(note, now, cosigned)
            self._put(self._state, _state(kept))
        return kept, tree

    def _read(self, tree: SignedTree, head: Checkpoint, progress: Progress) -> int:
        """Audit the entries that were not read yet, or all when that is due; how many."""
        if self._looks % self._read_all_every == 0:
            self._auditor = Auditor()
        start = self._auditor.tree.size
        try:
            for data in tree.entries(start, head.size):
                self._auditor.take(data)
                if self._auditor.tree.size % WIDTH == 0:
                    progress(self._auditor.tree.size, head.size)
            if self._auditor.tree.root() != head.root:
                raise ProofError(f"the entries do not lead to the root of size {head.size}")
        except TreeUnavailable:
            self._looks = max(self._looks, 1)  # what was read is still good: go on from there
            raise
        except LedgerError:
            self._looks = 0
            raise
        self._looks += 1
        return head.size - start

    def _kept(self) -> _Kept | None:
        """What the state file says, None when there is none yet."""
        try:
            value = json.loads(self._state.read_bytes())
            if value["v"] != _VERSION:
                raise LedgerUnavailable(
                    f"the monitor's state in {self._state} is of a version not known here"
                )
            return _Kept(value["checkpoint"].encode(), value["since"], value["cosigned"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise LedgerUnavailable(
                f"the monitor's state in {self._state} cannot be read: look at the file, it is the"
                " memory of the log"
            ) from error

    def _keep_evidence(self, note: bytes) -> str:
        seen = parse_checkpoint(parse_note(note).text)
        path = self._state.with_name(f"{self._state.name}.{seen.size}-{seen.root.hex()[:16]}")
        self._put(path, note)
        return path.name

    def _put(self, path: Path, data: bytes) -> None:
        try:
            put_file(path, data)
            sync_path(path.parent)
        except OSError as error:
            reason = error.strerror or "the disk says no"
            raise LedgerUnavailable(
                f"the monitor's state cannot be kept in {path}: {reason}"
            ) from error


class _Unsigned(LedgerError):
    """What is shown as a checkpoint is none, or is not signed by those who must."""


def _verified(policy: Policy, note: bytes) -> Checkpoint:
    try:
        return policy.verify_checkpoint(note)
    except (SignatureError, FormatError) as error:
        raise _Unsigned(f"the checkpoint cannot be believed: {error}") from error


def _alarm(error: LedgerError) -> Alarm:
    kinds: dict[type[LedgerError], str] = {
        HistoryForked: "fork",
        HistoryRolledBack: "rollback",
        TreeUnavailable: "unreadable",
        SignatureError: "unsigned",
        _Unsigned: "unsigned",
    }
    return Alarm(kinds.get(type(error), "broken"), str(error))


def _staleness(kept: _Kept, now: int, stale_after: int) -> list[Alarm]:
    age = now - kept.age_from
    if age <= stale_after:
        return []
    size = kept.checkpoint.size
    return [Alarm("stale", f"nothing newer than the checkpoint of size {size} for {age} seconds")]


def _state(kept: _Kept) -> bytes:
    value = {"v": _VERSION, "checkpoint": kept.note.decode(), "since": kept.since}
    return canonical_json({**value, "cosigned": kept.cosigned}) + b"\n"
