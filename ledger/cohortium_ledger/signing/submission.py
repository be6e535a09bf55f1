"""Submission receipts: a log's signed promise that an entry will be seen where it says, in time.

A signed note (C2SP signed-note) whose text is::

    cohortium/submission/v1
    example.org/log
    73894
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
    1767225600
    86400

Origin, index, leaf hash, when the entry was sequenced (Unix seconds), and within how many seconds a
published checkpoint holds it: the maximum merge delay of RFC 6962, section 3. Its key is not the log's;
`key.bound` names it on the ledger (role ``receipt``). Receipt and checkpoint together prove a broken promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cohortium_ledger.errors import FormatError, SignatureError
from cohortium_ledger.formats.canonical import base64_text, decimal, hash_from_base64, utf8
from cohortium_ledger.formats.checkpoint import MAX_ORIGIN, Checkpoint
from cohortium_ledger.formats.keys import Verifier, check_name
from cohortium_ledger.formats.note import Note, parse_note
from cohortium_ledger.signing.signer import Signer

MAX_SUBMISSION = 4096  # bytes; a receipt with one signature has about 300
MAX_SECONDS = 1 << 53  # what JSON's numbers hold exactly
_HEADER = "cohortium/submission/v1"
_SUFFIX = "/receipts"


@dataclass(frozen=True, slots=True)
class Submission:
    """That the entry with `leaf_hash` stands at `index`, and by when a checkpoint shows it."""

    origin: str
    index: int
    leaf_hash: bytes
    time: int
    max_merge_delay: int

    def __post_init__(self) -> None:
        check_name(self.origin)
        if len(self.origin.encode()) > MAX_ORIGIN:
            raise FormatError(f"a submission's origin is longer than {MAX_ORIGIN} bytes")
        if len(self.leaf_hash) != 32:
            raise FormatError(f"a leaf hash has 32 bytes, not {len(self.leaf_hash)}")
        if min(self.index, self.time, self.max_merge_delay) < 0:
            raise FormatError("a submission has no number below 0")
        if max(self.index, self.deadline) >= MAX_SECONDS:
            raise FormatError("a submission's numbers are below 2^53")

    def __bytes__(self) -> bytes:
        """The note text that is signed."""
        lines = (
            _HEADER, self.origin, self.index, base64_text(self.leaf_hash), self.time,
            self.max_merge_delay,
        )  # fmt: skip
        return "".join(f"{line}\n" for line in lines).encode()

    @property
    def deadline(self) -> int:
        """Every checkpoint published after this moment (Unix seconds) holds the entry."""
        return self.time + self.max_merge_delay

    def overdue(
        self, now: int, checkpoint: Checkpoint, leaf_at: Callable[[int], bytes]
    ) -> str | None:
        """How `checkpoint` breaks the promise, None if it does not.

        `now` is when it was published: the time of a cosignature on it, or when it was fetched. It is
        verified before, as is what `leaf_at` gives: the leaf hash at an index under it. An entry that
        stands at the index in another's place is told whatever the time: an index is given once.

        :raises SignatureError: the checkpoint is another log's
        """
        if checkpoint.origin != self.origin:
            raise SignatureError("the checkpoint is of another log than the submission receipt")
        if checkpoint.size > self.index:
            if leaf_at(self.index) != self.leaf_hash:
                return f"entry {self.index} is not the one that was acknowledged there"
            return None
        if now > self.deadline:
            return (
                f"entry {self.index} was due {now - self.deadline} seconds before a checkpoint of"
                f" {checkpoint.size} entries"
            )
        return None


def receipt_name(origin: str) -> str:
    """The name of the key that signs the submission receipts of the log `origin`."""
    return f"{origin}{_SUFFIX}"


def issue_submission(
    signer: Signer, origin: str, index: int, leaf_hash: bytes, time: int, delay: int
) -> bytes:
    """A signed receipt: at `time` the entry was sequenced, `delay` seconds later it is published."""
    return signer.sign_note(bytes(Submission(origin, index, leaf_hash, time, delay)))


def parse_submission(data: bytes | str) -> Submission:
    """Read a signed receipt; refuses what would not print back equal. Checks no signature."""
    return _submission(_note(data))


def open_submission(data: bytes | str, verifiers: Iterable[Verifier]) -> Submission:
    """Read a receipt that one of `verifiers` signed. Raises SignatureError when none did."""
    note = _note(data)
    submission = _submission(note)
    note.open([key for key in verifiers if key.name == receipt_name(submission.origin)])
    return submission


def _note(data: bytes | str) -> Note:
    if len(data) > MAX_SUBMISSION:
        raise FormatError("no submission receipt: too long")
    return parse_note(data)


def _submission(note: Note) -> Submission:
    lines = utf8(note.text, "no submission receipt").split("\n")
    if len(lines) != 7 or lines.pop() != "" or lines[0] != _HEADER:
        raise FormatError(f"no submission receipt: six lines, of which the first is {_HEADER}")
    _, origin, index, leaf, time, delay = lines
    try:
        return Submission(
            origin, decimal(index), hash_from_base64(leaf), decimal(time), decimal(delay)
        )
    except FormatError as error:
        raise FormatError(f"no submission receipt: {error}") from error
