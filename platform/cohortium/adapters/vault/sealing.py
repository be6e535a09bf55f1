"""AES-256-GCM as the vault uses it, and the two keys every owner of content has.

A sealed value is a random 12-byte nonce, the ciphertext and its 16-byte tag. The context (AAD) binds
it to its place: a value moved to another row does not open. NIST SP 800-38D.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cohortium.adapters.keys import derive

NONCE = 12
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
_BLOCK = 64  # bytes that SHA-256 takes at a time
_REST = bytes(_BLOCK - 32)  # what pads a key of 32 bytes to that
_INNER_REST, _OUTER_REST = _REST.translate(_INNER), _REST.translate(_OUTER)


class Mac:
    """HMAC-SHA256 (RFC 2104) under one key, with the key's half of the work done once."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = sha256(padded.translate(_INNER))
        self._outer = sha256(padded.translate(_OUTER))

    def digest(self, message: bytes) -> bytes:
        """The 32 bytes that authenticate `message`."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()


@dataclass(frozen=True, slots=True)
class OwnerKey:
    """One data key at work: `cipher` seals content, `commitment` keys fingerprints of records."""

    cipher: AESGCM = field(repr=False)
    commitment: Mac = field(repr=False)

    @classmethod
    def of(cls, data_key: bytes) -> OwnerKey:
        """From a data key of 32 bytes."""
        return cls(AESGCM(data_key), Mac(derive(data_key, "cohortium/vault/commitment/v1")))


def context(use: str, *parts: object) -> bytes:
    """The AAD that binds a sealed value to its use and place; no part holds a NUL."""
    return "\0".join((f"cohortium/vault/{use}/v1", *map(str, parts))).encode()


def seal(cipher: AESGCM, plain: bytes, aad: bytes) -> bytes:
    """Encrypt `plain` under a fresh random nonce."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, aad)


def unseal(cipher: AESGCM, sealed: bytes, aad: bytes) -> bytes:
    """Decrypt what `seal` made.

    :raises cryptography.exceptions.InvalidTag: altered, moved, or sealed under another key
    """
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], aad)


def fingerprint(key: Mac, kind: str, record: str, version: int, content: bytes) -> bytes:
    """The commitment of one version of a record: HMAC-SHA256 under a key of its own.

    That key is HMAC-SHA256(owner's commitment key, kind NUL id NUL version). 32 bytes.
    """
    own = key.digest(f"{kind}\0{record}\0{version}".encode())
    inner = sha256(own.translate(_INNER) + _INNER_REST + content).digest()
    return sha256(own.translate(_OUTER) + _OUTER_REST + inner).digest()


def lookup(key: Mac, *parts: str) -> bytes:
    """What stands in an index in place of an identifier: HMAC-SHA256, cut to 16 bytes."""
    return key.digest("\0".join(parts).encode())[:16]
