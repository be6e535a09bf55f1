"""What witnesses are asked and what they give out, for their tests."""

from __future__ import annotations

import base64
import hashlib

from cohortium_ledger import (
    AddCheckpoint,
    Checkpoint,
    Note,
    Signer,
    Verifier,
    Witness,
    parse_checkpoint,
    parse_note,
)


class Clock:
    """A clock that shows what it is told."""

    def __init__(self, now: float = 1_800_000_000.7) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def hash_of(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()


def cosigned(witness: Witness, origin: str = "example.org/log") -> tuple[Checkpoint, int]:
    """The checkpoint that the witness gives out, under its own signature, and the time it states."""
    note = parse_note(witness.checkpoint(hash_of(origin)) or b"")
    verifiers = [Verifier.from_vkey(vkey) for vkey in witness.vkeys]
    [time] = set(note.verified_by(verifiers).values())
    assert time is not None
    return parse_checkpoint(note.text), time


def signed(text: bytes, *signers: Signer, old: int = 5, proof: tuple[bytes, ...] = ()) -> bytes:
    """A request for `text`, signed by all `signers`."""
    lines = [line for signer in signers for line in parse_note(signer.sign_note(text)).signatures]
    return bytes(AddCheckpoint(old, proof, bytes(Note(text, tuple(lines)))))


def spoilt(data: bytes, name: str = "example.org/log") -> bytes:
    """`data` with the last signature of `name` changed by a bit."""
    head, mark, rest = data.rpartition(f"\u2014 {name} ".encode())
    line, _, tail = rest.partition(b"\n")
    raw = bytearray(base64.b64decode(line))
    raw[20] ^= 1
    return head + mark + base64.b64encode(raw) + b"\n" + tail


def empty(root: bytes) -> bytes:
    return bytes(Checkpoint("example.org/log", 0, root))
