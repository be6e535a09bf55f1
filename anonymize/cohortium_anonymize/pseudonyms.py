"""Keys and pseudonyms of one release: HKDF-SHA256 (RFC 5869) and HMAC-SHA256 (RFC 2104).

A pseudonym is a function of a secret key and a subject, never of the subject alone: without the key
nobody can go from a guessed identifier to its pseudonym. Two releases have two keys, so the same
subject has unrelated pseudonyms in them. This module keeps no key and makes none.
"""

from __future__ import annotations

import base64
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MINIMUM_KEY = 16  # bytes; a shorter key can be searched for
PSEUDONYM_CHARACTERS = 26  # of base32: 130 bits, so two subjects never meet by chance


def derive(key: bytes, label: str, length: int = 32) -> bytes:
    """`length` bytes derived from `key` for the use that `label` names."""
    return HKDF(SHA256(), length, salt=None, info=label.encode()).derive(_checked(key))


def pseudonym(key: bytes, subject: str) -> str:
    """The name `subject` goes by under `key`: 26 characters of a-z and 2-7."""
    digest = keyed_digest(key, b"pseudonym", subject)
    return base64.b32encode(digest[:20]).decode("ascii")[:PSEUDONYM_CHARACTERS].lower()


def keyed_digest(key: bytes, use: bytes, subject: str, turn: int = 0) -> bytes:
    """HMAC-SHA256 of `subject`, apart for every `use` and every `turn`."""
    message = use + b"\0" + turn.to_bytes(4, "big") + subject.encode()
    return hmac.digest(_checked(key), message, "sha256")


def _checked(key: bytes) -> bytes:
    if len(key) < MINIMUM_KEY:
        raise ValueError(f"a key has at least {MINIMUM_KEY} bytes")
    return key
