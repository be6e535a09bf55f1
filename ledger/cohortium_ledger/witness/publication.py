"""Publishing a log's checkpoints: signed here, cosigned by the witnesses that its policy names.

All are asked at once, and waited for a little past the quorum. A checkpoint is published when the
policy accepts it, and never because witnesses cannot be reached. Before the first signature of a
process a quorum must have told what it saw last: a log that was restored from an old copy, or has
another history than a witness saw, signs nothing more (`sightings`). Nothing that a witness says
is believed without a signature.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from cohortium_ledger.errors import (
    HistoryForked,
    HistoryRolledBack,
    LedgerError,
    SignatureError,
)
from cohortium_ledger.formats.checkpoint import parse_checkpoint
from cohortium_ledger.formats.note import Note, NoteSignature, parse_note
from cohortium_ledger.formats.policy import NO_QUORUM, Policy
from cohortium_ledger.log.heads import State
from cohortium_ledger.log.log import Log
from cohortium_ledger.witness.cosigning import Cosigning, addressed
from cohortium_ledger.witness.sightings import Sightings
from cohortium_ledger.witness.witness_client import WitnessClient
from cohortium_ledger.witness.witness_panel import GRACE, TIMEOUT, Panel, Word

ROUNDS = 3  # for checkpoints that other processes of the log overtake
NO_ANSWER = "no answer"

# The client of a witness, by its name in the policy and its address there (None: it has none).
Clients = Callable[[str, str | None], WitnessClient]


@dataclass(frozen=True, slots=True)
class Publication:
    """How far a log has come: entries sequenced, signed, published; and the state that all have.

    `missing` has the witnesses that did not cosign when they were asked just now, and why.
    """

    size: int
    signed: int
    published: int
    state: State
    quorum: bool = False
    witnesses: int = 0
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def warning(self) -> str | None:
        """One line, when there are entries that are not published yet."""
        if self.state == ("cosigned" if self.quorum else "integrated"):
            return None
        signed = "recorded" if self.state == "sequenced" else "recorded and signed"
        lacking = "signed" if self.state == "sequenced" else "cosigned"
        if not self.quorum:
            return f"{signed}; not {lacking} yet"
        answered = f"{self.witnesses - len(self.missing)} of {self.witnesses} witnesses answered"
        why = "; ".join(f"{name}: {reason}" for name, reason in self.missing)
        return f"{signed}; not {lacking} yet: {answered}{f' ({why})' if why else ''}"


class Publisher:
    """Signs and publishes one open log. Threads may share it. Close it before the log."""

    def __init__(
        self, log: Log, clients: Clients, *, timeout: float = TIMEOUT, grace: float = GRACE
    ) -> None:
        self._log = log
        self._clients = clients
        self._timeout = timeout
        self._grace = grace
        self._lock = threading.Lock()
        self._policy = b""  # for which the rest stands
        self._panel: Panel | None = None
        self._sightings = Sightings(log)
        self._met = False  # a quorum has told what it saw
        self._lines: tuple[bytes, dict[str, NoteSignature]] = (b"", {})  # under the newest text
        self._refusal: LedgerError | None = None

    def publish(self) -> Publication:
        """Sign what there is, have it cosigned, publish it; or as much of this as can be had now.

        Raises HistoryRolledBack, HistoryForked when a witness has seen what this log does not have,
        from then on always; and as `Log.integrate` does.
        """
        with self._lock:
            missing: dict[str, str] = {}
            for _ in range(ROUNDS):
                policy = self._log.policy
                if policy.quorum == NO_QUORUM:
                    self._log.integrate()
                    break
                if self._published(policy):
                    break
                missing = self._advance(policy)
                if not self._met or not self._overtaken(policy):
                    break
            return standing(self._log, missing)

    def hear(self) -> None:
        """Ask the witnesses of the policy in force what they saw, where a quorum has not told yet; sign nothing.

        Raises HistoryRolledBack, HistoryForked as `publish` does. Who cannot be reached is left out.
        """
        with self._lock:
            policy = self._log.policy
            panel = self._asked(policy)
            if not self._met:
                self._refusing(lambda: self._meet(policy, panel))

    def close(self) -> None:
        """Let go of the witnesses."""
        with self._lock:
            self._release()

    def _published(self, policy: Policy) -> bool:
        """Whether the newest published checkpoint has all entries and the quorum in force."""
        try:
            return policy.verify_checkpoint(self._log.checkpoint()).size == self._log.size
        except SignatureError:
            return False

    def _overtaken(self, policy: Policy) -> bool:
        """Whether another process signed a newer checkpoint, or set another policy, meanwhile."""
        newest = parse_note(self._log.signed()).text
        return self._lines[0] != newest or bytes(self._log.policy) != bytes(policy)

    def _advance(self, policy: Policy) -> dict[str, str]:
        """Ask the witnesses; those that did not cosign, and why."""
        panel = self._asked(policy)
        missing = {} if self._met else self._refusing(lambda: self._meet(policy, panel))
        return self._refusing(lambda: self._cosign(policy, panel)) if self._met else missing

    def _asked(self, policy: Policy) -> Panel:
        """The witnesses of the policy in force, unless one of them has told that nothing may be signed."""
        if self._refusal is not None:
            raise self._refusal
        return self._assembled(policy)

    def _refusing(self, ask: Callable[[], dict[str, str]]) -> dict[str, str]:
        """What `ask` gives; an old copy or another history that it finds is refused from then on."""
        try:
            return ask()
        except (HistoryForked, HistoryRolledBack) as error:
            self._refusal = error
            raise

    def _assembled(self, policy: Policy) -> Panel:
        """The witnesses of the policy in force."""
        if self._panel is None or self._policy != bytes(policy):
            self._release()
            self._policy, self._met, self._lines = bytes(policy), False, (b"", {})
            self._sightings = Sightings(self._log)
            clients = {
                name: self._clients(name, policy.urls.get(name)) for name in policy.witnesses
            }
            self._panel = Panel(clients, timeout=self._timeout, grace=self._grace)
        return self._panel

    def _release(self) -> None:
        if self._panel is not None:
            self._panel.close()
            self._panel = None

    def _meet(self, policy: Policy, panel: Panel) -> dict[str, str]:
        """Hear what the witnesses saw last. Whoever knows of no checkpoint has told that, too."""
        origin = self._log.origin
        missing = {name: addressed(policy, name, NO_ANSWER) for name in policy.witnesses}
        heard: set[str] = set()

        def take(name: str, word: Word) -> None:
            try:
                self._sightings.take(name, policy.witnesses[name], word)
            except (HistoryForked, HistoryRolledBack):
                raise
            except LedgerError as error:
                missing[name] = addressed(policy, name, str(error))
            else:
                heard.add(name)
                del missing[name]

        questions = dict.fromkeys(policy.witnesses, lambda client: client.checkpoint(origin))
        panel.ask(questions, take, lambda: policy.is_met(heard))
        self._met = policy.is_met(heard)
        return missing

    def _cosign(self, policy: Policy, panel: Panel) -> dict[str, str]:
        """Sign what there is, and publish it if the quorum cosigns it."""
        signed = self._log.integrate()
        note = parse_note(signed)
        if self._lines[0] != note.text:
            self._lines = note.text, {}
        lines = self._lines[1]
        course = Cosigning(self._log, policy, signed, lines, self._sightings)
        panel.ask(course.questions(), course.take, lambda: policy.is_met(lines))
        if policy.is_met(lines):
            self._publish(policy, Note(note.text, (*note.signatures, *lines.values())))
        return {
            name: course.reasons.get(name, addressed(policy, name, NO_ANSWER))
            for name in policy.witnesses
            if name not in lines
        }

    def _publish(self, policy: Policy, note: Note) -> None:
        """Show `note` to readers, unless another policy than the one it meets has come into force."""
        try:
            self._log.publish(bytes(note))
        except SignatureError:
            if bytes(self._log.policy) == bytes(policy):
                raise


def standing(log: Log, missing: dict[str, str] | None = None) -> Publication:
    """How far `log` has come."""
    size = log.size
    policy = log.policy
    return Publication(
        size,
        parse_checkpoint(parse_note(log.signed()).text).size,
        parse_checkpoint(parse_note(log.checkpoint()).text).size,
        log.state(size - 1) if size else "integrated",
        policy.quorum != NO_QUORUM,
        len(policy.witnesses),
        tuple((missing or {}).items()),
    )
