"""Proofs that travel: an index, its inclusion proof and the checkpoint it leads to (C2SP tlog-proof)::

    c2sp.org/tlog-proof@v1
    extra cmV2aWV3ZWQ=
    index 73894
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=

    example.com/log
    ...

`extra` is optional and vouched for by nobody. The checkpoint is kept as bytes: who may sign it is
for `policy` to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.canonical import (
    base64_bytes,
    base64_text,
    decimal,
    hash_from_base64,
    utf8,
)
from cohortium_ledger.formats.checkpoint import Checkpoint
from cohortium_ledger.tree.hashing import leaf_hash, verify_inclusion

MAX_PROOF = 2_000_000
MAX_HASHES = 63  # as many as a tree below 2^63 leaves can need
_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Proof:
    """That the entry at `index` stands under `checkpoint`, a signed note; nothing checked yet."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def __bytes__(self) -> bytes:
        extra = [] if self.extra is None else [f"extra {base64_text(self.extra)}"]
        lines = [_HEADER, *extra, f"index {self.index}", *map(base64_text, self.hashes), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint

    def verify(self, entry: bytes, checkpoint: Checkpoint) -> None:
        """Check that `entry` stands at `index` under `checkpoint`, which a policy has verified."""
        verify_inclusion(
            self.index, checkpoint.size, leaf_hash(entry), self.hashes, checkpoint.root
        )


def parse_proof(data: bytes | str) -> Proof:
    """Read a tlog-proof; refuses what would not print back equal. Checks no hash, no signature."""
    raw = utf8(data, "no tlog-proof").encode() if isinstance(data, str) else data
    if len(raw) > MAX_PROOF:
        raise FormatError("no tlog-proof: too long")
    head, blank, checkpoint = raw.partition(b"\n\n")
    if not blank or not checkpoint:
        raise FormatError("no tlog-proof: no checkpoint after the first empty line")
    lines = utf8(head, "no tlog-proof").split("\n")
    if lines.pop(0) != _HEADER:
        raise FormatError(f"no tlog-proof: it must start with {_HEADER}")
    try:
        extra = _parse_extra(lines)
        index = _parse_index(lines)
        hashes = tuple(hash_from_base64(line) for line in lines)
    except FormatError as error:
        raise FormatError(f"no tlog-proof: {error}") from error
    if len(hashes) > MAX_HASHES:
        raise FormatError(f"no tlog-proof: more than {MAX_HASHES} hashes")
    return Proof(index, hashes, checkpoint, extra)


def _parse_extra(lines: list[str]) -> bytes | None:
    if not lines or not lines[0].startswith("extra "):
        return None
    return base64_bytes(lines.pop(0).removeprefix("extra "))


def _parse_index(lines: list[str]) -> int:
    if not lines or not lines[0].startswith("index "):
        raise FormatError("no index line")
    return decimal(lines.pop(0).removeprefix("index "))
