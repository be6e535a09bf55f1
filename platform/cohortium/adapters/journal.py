"""The journal: an event and its ledger entry are one step, also when the power fails between them.

Recording is: sign and commit, seal the event in the vault (durable), append to the ledger (durable),
remember the entry. The seal is written inside the ledger's own write transaction, so whoever holds
that transaction knows that no living process stands between seal and append: what is sealed, not
settled and not on the ledger then was left by a process that died, and `recover` appends it, or drops
it where the event says so. An intake seals before (its transaction is long) and looks for its own
body on the ledger inside the append. Nothing is ever appended twice, nothing acknowledged is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from cohortium.adapters.vault.batches import EVENT
from cohortium.adapters.vault.openings import Open, Sealed
from cohortium.adapters.vault.standing import body_of
from cohortium.adapters.vault.vault import Vault
from cohortium.adapters.vault.writer import BatchWriter, message
from cohortium.errors import Conflict, Unavailable
from cohortium.events import Event, Recorded
from cohortium_ledger import Draft, Entry, Log, commit, new_key
from cohortium_ledger.errors import LedgerUncertain

Guard = Callable[[int], None]


class _CalledOff(Exception):
    """What was about to be appended stands there already, or was dropped."""


class Journal:
    """Brings events to the ledger and keeps what they hide.

    `hear` is asked before anything is recorded, and raises where the ledger is known to be an old copy
    or another history than its witnesses saw: then nothing is. `recorded` is the newest entry that
    this object brought there, if any.
    """

    def __init__(self, vault: Vault, log: Log, hear: Callable[[], None] | None = None) -> None:
        self._vault = vault
        self._log = log
        self._hear = hear
        self.recorded: int | None = None

    def record(self, events: Sequence[Event], *, guard: Guard | None = None) -> list[Recorded]:
        """Record `events` in one step, all or none; returns once they are durable.

        `guard(size)` runs inside the ledger's write transaction and may raise to call it off; then
        nothing is kept. A replay after a crash does not ask it again: an event that must not stand
        unless its guard agreed at that moment says ``replay=False``.
        """
        if not events:
            return []
        if self._hear is not None:
            self._hear()
        prepared = [self._prepare(event) for event in events]
        rows: list[int] = []

        def seal(size: int) -> None:
            if guard is not None:
                guard(size)
            rows.extend(self._vault.events.store([sealed for sealed, _, _ in prepared], size))

        try:
            indices = self._log.append(
                [_draft(sealed, body) for sealed, body, _ in prepared], guard=seal
            )
        except LedgerUncertain:
            raise  # sealed as it is: `recover` sees whether it stands when the home is next opened
        except BaseException:
            if rows:
                self._withdraw(rows)
            raise
        self.recorded = indices[-1]
        self._vault.events.settle(dict(zip(rows, indices, strict=True)))
        return [
            Recorded(index, body, key)
            for index, (_, body, key) in zip(indices, prepared, strict=True)
        ]

    def vouched(self, role: str, name: str, key: str, *, lost: bool = False) -> dict[str, Any]:
        """The body that binds `key` (raw, base64) for `name`, as `Log.vouched`."""
        return self._log.vouched(role, name, key, lost=lost)

    def record_batch(self, writer: BatchWriter, time: str) -> int | None:
        """Commit an intake and record `intake.received`; its entry, or None when nothing new came.

        When it raises and the writer is `committed`, the intake stands, and `recover` brings its entry.
        """
        if self._hear is not None:
            self._hear()
        event = writer.commit(time=time, floor=self._log.size)
        if event is None:
            return None
        self._append_missing([event], event.floor)
        found = {batch.batch: batch.index for batch in self._vault.batches()}
        self.recorded = found[writer.batch]
        return self.recorded

    def recover(self) -> None:
        """Bring to the ledger, or drop, what a process that died had sealed. Call at every opening.

        The whole ledger is looked through: where to begin stands in clear in the vault, and an old
        event told again would be a forged one.

        :raises Unavailable: the ledger lacks an entry that the vault has seen on it
        """
        self._check_whole()
        pending = self._pending()
        if pending:
            self._append_missing(pending, 0)

    def _check_whole(self) -> None:
        newest = self._vault.events.newest()  # before the size: others may append in between
        size = self._log.size
        if newest >= size:
            raise Unavailable(
                f"the ledger is an old copy: the vault has seen its entry {newest}, and it has"
                f" {size} entries: restore a newer one",
                code="ledger",
            )

    def _append_missing(self, pending: list[Open], floor: int) -> None:
        """Settle `pending`: on the ledger from `floor` on, else appended, else (no replay) dropped."""
        while pending and (missing := self._settle_standing(pending, floor)):
            due = [event for event in missing if event.replay]
            drafts = [_draft(event) for event in due or missing]
            try:
                indices = self._log.append(drafts, guard=partial(self._hold, missing, floor))
            except _CalledOff:
                pending = self._still_open(missing)
                continue
            self._settle(zip(due, indices, strict=True))
            return

    def _hold(self, missing: list[Open], floor: int, _size: int) -> None:
        """Inside the ledger's transaction: look again, drop what is not to be replayed."""
        if self._standing(missing, floor):
            raise _CalledOff
        dropped = [event.id for event in missing if not event.replay and event.id is not None]
        if dropped:
            self._vault.events.drop(dropped)
        if len(dropped) == len(missing):
            raise _CalledOff

    def _pending(self) -> list[Open]:
        return self._vault.events.open() + self._vault.open_batches()

    def _still_open(self, events: list[Open]) -> list[Open]:
        """Those of `events` that nobody settled or dropped since."""
        now = {(event.id, event.body) for event in self._pending()}
        return [event for event in events if (event.id, event.body) in now]

    def _settle_standing(self, pending: list[Open], floor: int) -> list[Open]:
        """Settle what stands on the ledger; return what does not."""
        standing = self._standing(pending, floor)
        self._settle((pending[at], index) for at, index in standing.items())
        return [event for at, event in enumerate(pending) if at not in standing]

    def _standing(self, pending: Sequence[Open], floor: int) -> dict[int, int]:
        """Position in `pending` -> entry, for the events whose very body the ledger has."""
        wanted: dict[tuple[str, str], list[int]] = {}
        for at, event in enumerate(pending):
            wanted.setdefault((event.type, event.body), []).append(at)
        bodies = {body for _, body in wanted}
        found: dict[int, int] = {}
        for index, data in enumerate(self._log.entries(floor), start=floor):
            body = body_of(data)
            places = wanted.get((Entry.parse(data).type, body)) if body in bodies else None
            if places:
                found[places.pop(0)] = index
        return found

    def _settle(self, settled: Iterable[tuple[Open, int]]) -> None:
        rows: dict[int, int] = {}
        for event, index in settled:
            if event.id is None:
                self._vault.events.settle_batch(event, index)
            else:
                rows[event.id] = index
        if rows:
            self._vault.events.settle(rows)

    def _withdraw(self, rows: list[int]) -> None:
        """The append failed: nothing of it may come back later, unless it did reach the ledger."""
        mine = [event for event in self._vault.events.open() if event.id in rows]
        floor = min((event.floor for event in mine), default=0)
        missing = self._settle_standing(mine, floor) if mine else []
        self._vault.events.drop([event.id for event in missing if event.id is not None])

    def _prepare(self, event: Event) -> tuple[Sealed, Mapping[str, object], bytes | None]:
        body = dict(event.body)
        key = None
        if event.private is not None:
            key = new_key()
            body["commitment"] = commit(key, dict(event.private))
        if event.signer is not None:
            body["signature"] = self._vault.sign(event.signer, message(event.type, body))
        if event.type == EVENT:
            raise Conflict("an intake is recorded with its batch")
        sealed = self._vault.events.sealed(
            event.type,
            body,
            event.time,
            replay=event.replay,
            key=key,
            private=event.private,
            owner=event.owner,
        )
        return sealed, body, key


def _draft(event: Sealed | Open, body: Mapping[str, object] | None = None) -> Draft:
    return Draft(event.type, json.loads(event.body) if body is None else body, event.time)
