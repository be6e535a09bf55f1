"""The messages that cosigners sign over a checkpoint (C2SP tlog-cosignature).

A cosignature's bytes are a big-endian 64-bit POSIX timestamp followed by the signature proper.
Ed25519 covers the whole note text; ML-DSA-44 covers origin, size and root, and no extension line.
Only verification is here; hospitals' witnesses sign.
"""

from __future__ import annotations

import struct

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.checkpoint import parse_checkpoint

_SUBTREE_LABEL = b"subtree/v1\n\x00"


def split_timestamp(payload: bytes) -> tuple[int, bytes]:
    """Timestamp and signature of a cosignature; the timestamp stays below 2^63."""
    if len(payload) < 8:
        raise FormatError("a cosignature is too short to hold its time")
    (timestamp,) = struct.unpack(">Q", payload[:8])
    if timestamp >= 1 << 63:
        raise FormatError("a cosignature's time is beyond 2^63")
    return timestamp, payload[8:]


def ed25519_message(timestamp: int, text: bytes) -> bytes:
    """What a cosignature/v1 (algorithm 04) signs."""
    return b"cosignature/v1\ntime %d\n" % timestamp + text


def mldsa_message(cosigner: str, timestamp: int, text: bytes) -> bytes:
    """What an ML-DSA-44 cosignature (algorithm 06) of a whole tree signs."""
    checkpoint = parse_checkpoint(text)
    return b"".join(
        (
            _SUBTREE_LABEL,
            _short(cosigner),
            struct.pack(">Q", timestamp),
            _short(checkpoint.origin),
            struct.pack(">QQ", 0, checkpoint.size),
            checkpoint.root,
        )
    )


def _short(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise FormatError("a cosigner's or log's name has 1 to 255 bytes")
    return bytes([len(data)]) + data
