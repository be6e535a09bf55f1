"""Verifier keys of signed notes, and what each algorithm signs (C2SP signed-note).

A verifier key is ``name+hex(key id)+base64(algorithm || public key)``. The key id is the first four
bytes of ``SHA256(name || "\\n" || algorithm || public key)``. Logs sign with algorithm 01, witnesses with 04
or 06; other algorithms are refused, since nothing here could check them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from cohortium_ledger.errors import FormatError, SignatureError
from cohortium_ledger.formats.canonical import base64_bytes, base64_text
from cohortium_ledger.formats.cosignature import ed25519_message, mldsa_message, split_timestamp

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
ML_DSA: Final = 0x06
_KEY_SIZES = {ED25519: 32, COSIGNATURE: 32, ML_DSA: 1312}


@dataclass(frozen=True, slots=True)
class Verifier:
    """One public key that may sign notes, under one name."""

    name: str
    algorithm: int
    public_key: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.algorithm not in _KEY_SIZES:
            raise FormatError(f"cannot check signatures of algorithm {self.algorithm:02x}")
        if len(self.public_key) != _KEY_SIZES[self.algorithm]:
            raise FormatError(f"a key of algorithm {self.algorithm:02x} has another length")
        object.__setattr__(self, "key_id", key_id(self.name, self.algorithm, self.public_key))

    @classmethod
    def from_vkey(cls, text: str) -> Verifier:
        """Read a verifier key; its key id must be the one its parts give."""
        name, digits, material = split_key(text, "verifier key")
        verifier = cls(name, material[0], material[1:])
        if verifier.key_id.hex() != digits:
            raise FormatError("no verifier key: its key id is not that of name and key")
        return verifier

    @property
    def vkey(self) -> str:
        """The verifier key as text."""
        material = bytes([self.algorithm]) + self.public_key
        return f"{self.name}+{self.key_id.hex()}+{base64_text(material)}"

    def verify(self, text: bytes, payload: bytes) -> int | None:
        """Check a signature over a note's `text`; the time it states, None if it states none.

        Raises SignatureError.
        """
        try:
            return self._verify(text, payload)
        except (InvalidSignature, FormatError, ValueError) as error:
            raise SignatureError(f"the signature of {self.name} is wrong") from error

    def _verify(self, text: bytes, payload: bytes) -> int | None:
        if self.algorithm == ED25519:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(payload, text)
            return None
        timestamp, signature = split_timestamp(payload)
        if self.algorithm == COSIGNATURE:
            message = ed25519_message(timestamp, text)
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        else:
            message = mldsa_message(self.name, timestamp, text)
            MLDSA44PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        return timestamp


def key_id(name: str, algorithm: int, public_key: bytes) -> bytes:
    """The four bytes that go with a name to tell keys apart."""
    material = name.encode() + b"\n" + bytes([algorithm]) + public_key
    return hashlib.sha256(material).digest()[:4]


def check_name(name: str) -> None:
    """Refuse a key name that is empty or has white space, a plus sign or control bytes in it."""
    if not name or any(c.isspace() or c == "+" or c < " " for c in name):
        raise FormatError("a key name is not empty and has no white space and no plus sign")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise FormatError("a key name is UTF-8") from error


def split_key(text: str, what: str) -> tuple[str, str, bytes]:
    """Name, key id in hex, and algorithm byte with key, from either kind of key."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise FormatError(f"no {what}: needs name, key id and key with plus signs between")
    name, digits, encoded = parts
    if len(digits) != 8 or digits.strip("0123456789abcdef"):
        raise FormatError(f"no {what}: a key id is 8 hex digits")
    material = base64_bytes(encoded)
    if not material:
        raise FormatError(f"no {what}: it is empty")
    return name, digits, material
