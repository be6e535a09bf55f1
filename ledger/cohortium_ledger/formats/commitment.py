"""Commitments: what private content leaves on the ledger.

``HMAC-SHA256(key, JCS(content))`` under a random 256-bit key of its own for every event. Whoever
holds key and content can open it; once the key is destroyed the hex says nothing, not even about
content that has only a handful of possible values. This module neither keeps nor erases keys.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.canonical import canonical_json

KEY_SIZE = 32


def new_key() -> bytes:
    """A fresh random key for one commitment (32 bytes). Never use one twice."""
    return secrets.token_bytes(KEY_SIZE)


def commit(key: bytes, content: Any) -> str:
    """The commitment (64 hex digits) to `content`, any JSON value, under a key of 32 bytes."""
    if len(key) != KEY_SIZE:
        raise FormatError(f"a commitment key has {KEY_SIZE} bytes, not {len(key)}")
    return hmac.new(key, canonical_json(content), hashlib.sha256).hexdigest()


def open_commitment(commitment: str, key: bytes, content: Any) -> bool:
    """Whether `commitment` is that of `content` under `key`."""
    return hmac.compare_digest(
        commitment.encode(errors="surrogatepass"), commit(key, content).encode()
    )
