"""A witness: cosigns a log's checkpoints as long as each continues the one before (C2SP tlog-witness).

Every rule of cosigning is in this module; it takes the bytes of a request and gives the answer to
send, and does no network. It sees checkpoints and proofs, never an entry: it vouches that a log only
grew, not for what is in it. What it cosigned is on the disk before the answer leaves, and is read back
only under its own cosignature, so that a changed state is noticed.

Two roots of one size are answered with 422, as in the specification's draft; version 1.0.0 has 409.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

from cohortium_ledger.errors import (
    FormatError,
    LedgerCorrupt,
    LedgerError,
    ProofError,
    SignatureError,
)
from cohortium_ledger.formats.checkpoint import MAX_ORIGIN, Checkpoint, parse_checkpoint
from cohortium_ledger.formats.keys import COSIGNATURE, Verifier
from cohortium_ledger.formats.note import Note, NoteSignature, parse_note
from cohortium_ledger.formats.policy import LOG_ALGORITHMS
from cohortium_ledger.formats.submission_request import SIZE_TYPE, AddCheckpoint
from cohortium_ledger.signing.wrapping import Wrapping
from cohortium_ledger.tree.hashing import EMPTY_ROOT, verify_consistency
from cohortium_ledger.witness.witness_folder import WitnessFolder

TEXT_TYPE = "text/plain; charset=utf-8"
NEVER = Checkpoint("", 0, EMPTY_ROOT)  # what a witness knows of a log it has not met
_ALTERED = "what the witness stored of a log is not what it cosigned: make a new witness"

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer over HTTP; `body` is signature lines, a size, or one line that says why not."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The newest note cosigned for a log: its checkpoint, and when."""

    checkpoint: Checkpoint
    timestamp: int
    note: Note = field(repr=False)


class Witness:
    """An open witness. Threads may share one; processes open their own. Use as a context manager."""

    def __init__(self, folder: WitnessFolder, logs: Sequence[str], clock: Clock) -> None:
        self._logs = _trusted(logs)
        self._origins = {hashlib.sha256(o.encode()).hexdigest(): o for o in self._logs}
        self._clock = clock
        self._cosigners = folder.cosigners
        self._own = [cosigner.verifier for cosigner in folder.cosigners]
        self._store = folder.open_state()

    @classmethod
    def create(
        cls,
        directory: Path,
        name: str,
        *,
        algorithms: Sequence[int] = (COSIGNATURE,),
        wrapping: Wrapping | None = None,
    ) -> Witness:
        """A new witness called `name` in `directory`, whole or not at all; it knows no log yet.

        Raises LedgerExists when anything is there. `wrapping` encrypts its keys.
        """
        folder = WitnessFolder.create(directory, name, algorithms, wrapping)
        return cls(folder, (), time.time)

    @classmethod
    def open(
        cls,
        directory: Path,
        logs: Sequence[str],
        *,
        wrapping: Wrapping | None = None,
        clock: Clock = time.time,
    ) -> Witness:
        """The witness in `directory`, for logs with these verifier keys; an origin may have several.

        Raises LedgerMissing, KeyUnavailable, FormatError (a wrong verifier key), LedgerCorrupt.
        """
        return cls(WitnessFolder.open(directory, wrapping), logs, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the state; the witness is of no use afterwards."""
        self._store.close()

    @property
    def vkey(self) -> str:
        """The first of its verifier keys."""
        return self._cosigners[0].vkey

    @property
    def vkeys(self) -> tuple[str, ...]:
        """All its verifier keys, one for each algorithm."""
        return tuple(cosigner.vkey for cosigner in self._cosigners)

    def add_checkpoint(self, request: bytes) -> Answer:
        """Answer the body of an add-checkpoint request, in the specification's order of checks."""
        try:
            asked = AddCheckpoint.parse(request)
            note = parse_note(asked.checkpoint)
            checkpoint = parse_checkpoint(note.text)
        except FormatError as error:
            return _refusal(HTTPStatus.BAD_REQUEST, str(error))
        trusted = self._logs.get(checkpoint.origin)
        if trusted is None:
            return _refusal(HTTPStatus.NOT_FOUND, "the log of this checkpoint is not known here")
        try:
            signed = note.verified_by(trusted)
        except SignatureError as error:
            return _refusal(HTTPStatus.FORBIDDEN, str(error))
        if not signed:
            return _refusal(HTTPStatus.FORBIDDEN, "no trusted key of the log has signed this")
        if asked.old > checkpoint.size:
            return _refusal(HTTPStatus.BAD_REQUEST, "the old size is above the checkpoint's")
        try:
            with self._store.writing():
                return self._decide(asked, checkpoint, Note(note.text, _lines_of(note, signed)))
        except LedgerError:
            return _refusal(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "the witness cannot rely on its state now: nothing was cosigned",
            )

    def checkpoint(self, origin_hash: str) -> bytes | None:
        """The newest note cosigned for a log, by the SHA-256 of its origin in hex; None if none."""
        origin = self._origins.get(origin_hash)
        last = None if origin is None else self._last(origin)
        return None if last is None else bytes(last.note)

    def check(self) -> None:
        """Raise LedgerError unless the state can be read and taken for writing."""
        with self._store.writing():
            for origin in self._logs:
                self._last(origin)

    def _decide(self, asked: AddCheckpoint, checkpoint: Checkpoint, note: Note) -> Answer:
        """The rest of the checks, and the state that follows; what is stored cannot change meanwhile."""
        last = self._last(checkpoint.origin)
        known = NEVER if last is None else last.checkpoint
        if asked.old != known.size:
            return Answer(HTTPStatus.CONFLICT, SIZE_TYPE, b"%d\n" % known.size)
        try:
            _check_continues(known, checkpoint, asked.proof)
        except ProofError as error:
            return _refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        timestamp = max(int(self._clock()), 1, 0 if last is None else last.timestamp)
        lines = tuple(cosigner.cosign(note.text, timestamp) for cosigner in self._cosigners)
        cosigned = Note(note.text, note.signatures + lines)
        if last is None or bytes(last.note) != bytes(cosigned):  # else it is on the disk already
            self._store.put_note(checkpoint.origin, bytes(cosigned))
        return Answer(HTTPStatus.OK, TEXT_TYPE, b"".join(bytes(line) for line in lines))

    def _last(self, origin: str) -> Cosigned | None:
        """What was cosigned last for `origin`, once our own key is found to have signed it."""
        data = self._store.note(origin)
        if data is None:
            return None
        try:
            note = parse_note(data)
            checkpoint = parse_checkpoint(note.text)
            times = [stated or 0 for stated in note.verified_by(self._own).values()]
        except (FormatError, SignatureError) as error:
            raise LedgerCorrupt(_ALTERED) from error
        if not times or checkpoint.origin != origin:
            raise LedgerCorrupt(_ALTERED)
        return Cosigned(checkpoint, max(times), note)


def _check_continues(known: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raise ProofError unless `new` begins with the tree of `known`, and `proof` shows it."""
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise ProofError("the root of size 0 is not that of an empty tree")
    if known.size > 0:
        verify_consistency(known.size, new.size, known.root, new.root, proof)
    elif proof:
        raise ProofError("a tree of size 0 begins every other: there is nothing to prove")


def _trusted(vkeys: Iterable[str]) -> dict[str, tuple[Verifier, ...]]:
    """The verifier keys of logs, by origin; the same key twice counts once."""
    trusted: dict[str, tuple[Verifier, ...]] = {}
    for number, vkey in enumerate(vkeys, start=1):
        try:
            verifier = _log_key(vkey)
        except FormatError as error:
            raise FormatError(f"the verifier key of log {number}: {error}") from error
        others = trusted.get(verifier.name, ())
        if verifier not in others:
            trusted[verifier.name] = (*others, verifier)
    return trusted


def _log_key(vkey: str) -> Verifier:
    verifier = Verifier.from_vkey(vkey)
    if verifier.algorithm not in LOG_ALGORITHMS:
        raise FormatError(f"a key of algorithm {verifier.algorithm:02x} is no log's")
    if len(verifier.name.encode()) > MAX_ORIGIN:
        raise FormatError(f"an origin has at most {MAX_ORIGIN} bytes")
    return verifier


def _lines_of(note: Note, signed: Iterable[Verifier]) -> tuple[NoteSignature, ...]:
    """Those lines of `note` that were verified, once each; what strangers added is left out."""
    known = {(verifier.name, verifier.key_id) for verifier in signed}
    lines = dict.fromkeys(note.signatures)
    return tuple(line for line in lines if (line.name, line.key_id) in known)


def _refusal(status: HTTPStatus, reason: str) -> Answer:
    return Answer(status, TEXT_TYPE, f"{reason}\n".encode())
