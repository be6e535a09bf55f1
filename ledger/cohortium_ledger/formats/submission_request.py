"""What a log sends to a witness and gets back: the bodies of add-checkpoint (C2SP tlog-witness)::

    old 20852014
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
    jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

    example.com/behind-the-sofa
    20852163
    ...

The size that the witness cosigned last, a consistency proof from there, an empty line, and the new
checkpoint as signed. The answer is signature lines, or the size that the witness does know. Only the
forms are here: `witness` has the rules. Nothing is sent from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.canonical import base64_text, decimal, hash_from_base64, utf8
from cohortium_ledger.formats.note import NoteSignature, parse_note
from cohortium_ledger.formats.proof import MAX_HASHES
from cohortium_ledger.tree.hashing import HASH_SIZE

MAX_REQUEST = 64 * 1024  # bytes: 63 hashes are 2,835, an ML-DSA-44 signature line 3,300
SIZE_TYPE = "text/x.tlog.size"  # the media type of the answer that tells a size
_WHAT = "no add-checkpoint request"


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint for a witness that cosigned size `old` last; nothing in it is verified yet."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.old < 1 << 63:
            raise FormatError(f"{_WHAT}: the old size is not below 2^63")
        if len(self.proof) > MAX_HASHES:
            raise FormatError(f"{_WHAT}: more than {MAX_HASHES} hashes")
        if any(len(value) != HASH_SIZE for value in self.proof):
            raise FormatError(f"{_WHAT}: a hash has {HASH_SIZE} bytes")
        if not self.checkpoint:
            raise FormatError(f"{_WHAT}: no checkpoint after the empty line")

    def __bytes__(self) -> bytes:
        lines = (f"old {self.old}", *map(base64_text, self.proof), "")
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> AddCheckpoint:
        """Read a request; refuses what would not print back equal. Checks no hash, no signature."""
        if len(data) > MAX_REQUEST:
            raise FormatError(f"{_WHAT}: more than {MAX_REQUEST} bytes")
        head, blank, checkpoint = data.partition(b"\n\n")
        if not blank:
            raise FormatError(f"{_WHAT}: no empty line before the checkpoint")
        first, *hashes = utf8(head, _WHAT).split("\n")
        if not first.startswith("old "):
            raise FormatError(f"{_WHAT}: it must start with old and a size")
        try:
            old = decimal(first.removeprefix("old "))
            proof = tuple(hash_from_base64(line) for line in hashes)
        except FormatError as error:
            raise FormatError(f"{_WHAT}: {error}") from error
        return cls(old, proof, checkpoint)


def parse_cosignatures(body: bytes) -> tuple[NoteSignature, ...]:
    """The signature lines of a witness's 200; none of them checked yet. Nothing stands before them."""
    what = "a witness's answer is not made of signature lines"
    try:
        answer = parse_note(b"answer\n\n" + body)
    except FormatError as error:
        raise FormatError(what) from error
    if answer.text != b"answer\n":
        raise FormatError(what)
    return answer.signatures


def parse_size(body: bytes) -> int:
    """The size that a witness's 409 tells, of type `SIZE_TYPE`."""
    text = utf8(body, "a witness's size")
    if not text.endswith("\n"):
        raise FormatError("a witness's size ends with a newline")
    return decimal(text.removesuffix("\n"))
