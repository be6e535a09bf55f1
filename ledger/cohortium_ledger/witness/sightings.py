"""What witnesses saw of a log, told to the log itself before it signs: its memory outside its own disk.

A log cannot tell from its own files that they are an old copy. Its witnesses can: each keeps the last
checkpoint it cosigned. A sighting counts when the witness and the log have both signed it, so that
nobody can stop a log with an invented one.
"""

from __future__ import annotations

from cohortium_ledger.errors import (
    FormatError,
    HistoryForked,
    HistoryRolledBack,
    LedgerError,
    SignatureError,
)
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.log.log import Log
from cohortium_ledger.witness.witness_client import Reply
from cohortium_ledger.witness.witness_panel import Word


class Sightings:
    """The size that each witness, by name, saw last; as far as one process knows."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._sizes: dict[str, int] = {}

    def size(self, name: str) -> int:
        """What the witness saw last; 0 when that is not known."""
        return self._sizes.get(name, 0)

    def learn(self, name: str, size: int) -> None:
        """The witness says that it saw `size`, or has just cosigned it."""
        self._sizes[name] = size

    def take(self, name: str, witness: Verifier, word: Word) -> Checkpoint | None:
        """The checkpoint in what a witness said; None when it knows of none.

        Raises HistoryRolledBack, HistoryForked when this log does not have what it saw, and other
        LedgerErrors when it said nothing that counts.
        """
        checkpoint = self._read(witness, word)
        if checkpoint is not None:
            self._compare(name, checkpoint)
        self.learn(name, 0 if checkpoint is None else checkpoint.size)
        return checkpoint

    def _read(self, witness: Verifier, word: Word) -> Checkpoint | None:
        if isinstance(word, LedgerError):
            raise word
        if isinstance(word, Reply):
            raise FormatError("it answered another question")
        if word is None:
            return None
        note = parse_note(word)
        note.open([witness])
        checkpoint = parse_checkpoint(note.open(key.verifier for key in self._log.keys))
        if checkpoint.origin != self._log.origin:
            raise SignatureError("it told of another log")
        return checkpoint

    def _compare(self, name: str, seen: Checkpoint) -> None:
        # read now: another process may have gone on since the witness answered
        size = self._log.size
        if seen.size > size:
            raise HistoryRolledBack(
                f"this log was restored from an old backup: witness {name} has seen {seen.size}"
                f" entries, here are {size}; nothing more is signed: restore a newer one"
            )
        if self._log.root(seen.size) != seen.root:
            raise HistoryForked(
                "this log has another history than before, as one that was restored from an old"
                f" backup and written to: witness {name} has seen {seen.size}"
                f" entries, and they are not the first {seen.size} here; nothing more is signed"
            )
