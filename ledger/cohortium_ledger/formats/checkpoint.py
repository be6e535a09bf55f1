"""Checkpoints: what a log signs about its tree (C2SP tlog-checkpoint)::

    example.com/log
    923748
    nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=

Origin, size, root; then extension lines, which we keep but never write. Signatures are `note`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.canonical import base64_text, decimal, hash_from_base64, utf8

MAX_ORIGIN = 255  # bytes; ML-DSA cosignatures carry its length in one
MAX_CHECKPOINT = 1_000_000


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: `size` leaves under `root` in the log called `origin`."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __bytes__(self) -> bytes:
        """The note text that is signed."""
        lines = (self.origin, str(self.size), base64_text(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()


def parse_checkpoint(body: bytes | str) -> Checkpoint:
    """Read the text of a checkpoint note (no signatures); refuses what would not print back equal."""
    if len(body) > MAX_CHECKPOINT:
        raise FormatError("no checkpoint: too long")
    lines = utf8(body, "no checkpoint").split("\n")
    if len(lines) < 4 or lines.pop() != "":
        raise FormatError("no checkpoint: needs origin, size and root, each ending its line")
    if "" in lines:
        raise FormatError("no checkpoint: an empty line")
    origin, size, root, *extensions = lines
    if len(origin.encode()) > MAX_ORIGIN:
        raise FormatError(f"no checkpoint: the origin is longer than {MAX_ORIGIN} bytes")
    try:
        return Checkpoint(origin, decimal(size), hash_from_base64(root), tuple(extensions))
    except FormatError as error:
        raise FormatError(f"no checkpoint: {error}") from error
