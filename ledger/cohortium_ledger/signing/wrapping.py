"""Wrapping keys: what encrypts other keys at rest. From a passphrase (scrypt, RFC 7914) or from 32 bytes.

The way a wrapping key is made is a line of text that stands in the clear beside what it encrypts::

    scrypt 131072 8 1 <16 bytes of salt, base64>
    hkdf-sha256 <16 bytes of salt, base64>

What was derived once is kept in memory, and new files share a salt, so that a process that reads the
many keys of one place pays for scrypt once. The secret itself is asked for when first needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cohortium_ledger.errors import FormatError, KeyUnavailable
from cohortium_ledger.formats.canonical import base64_bytes, base64_text, decimal

COST = 2**17  # of scrypt: 128 MiB and about half a second on a slow core, once for each process
_BLOCK, _PARALLEL = 8, 1
_MOST = (2**20, 16, 16)  # of a file's own parameters: 2 GiB, so that no file can take the memory
_SALT = 16
_INFO = b"cohortium/key-file/v1"


class Wrapping:
    """A wrapping key in waiting. `secret` gives the passphrase, or 32 bytes when `random`."""

    def __init__(self, secret: Callable[[], tuple[bytes, bool]], *, cost: int = COST) -> None:
        self._source = secret
        self._cost = cost
        self._lock = Lock()
        self._secret: tuple[bytes, bool] | None = None
        self._derived: dict[str, bytes] = {}
        self._newest: str | None = None

    def __repr__(self) -> str:
        return "Wrapping(...)"

    @classmethod
    def of_passphrase(cls, text: str, *, cost: int = COST) -> Wrapping:
        """From words that a person chose."""
        return cls(lambda: (text.encode(), False), cost=cost)

    @classmethod
    def of_key(cls, key: bytes) -> Wrapping:
        """From 32 random bytes."""
        if len(key) != 32:
            raise FormatError(f"a wrapping key has 32 bytes, not {len(key)}")
        return cls(lambda: (key, True))

    def fresh(self) -> tuple[str, bytes]:
        """How to make the key for a new file, as a line, and the key itself (32 bytes)."""
        with self._lock:
            if self._newest is None:
                salt = base64_text(os.urandom(_SALT))
                _, random = self._known()
                parameters = f"{self._cost} {_BLOCK} {_PARALLEL}"
                self._newest = f"hkdf-sha256 {salt}" if random else f"scrypt {parameters} {salt}"
            line = self._newest
        return line, self.key(line)

    def key(self, line: str) -> bytes:
        """The key (32 bytes) that `line` says how to make. Raises FormatError, KeyUnavailable."""
        with self._lock:
            if line not in self._derived:
                secret, random = self._known()
                self._derived[line] = _derive(line, secret, random)
                self._newest = self._newest or line
            return self._derived[line]

    def _known(self) -> tuple[bytes, bool]:
        if self._secret is None:
            self._secret = self._source()
        return self._secret


def _derive(line: str, secret: bytes, random: bool) -> bytes:
    match line.split(" "):
        case ["scrypt", *numbers, salt] if len(numbers) == len(_MOST):
            if random:
                raise KeyUnavailable("it is encrypted under a passphrase, and 32 bytes are given")
            n, r, p = (decimal(number) for number in numbers)
            if any(not 1 <= value <= most for value, most in zip((n, r, p), _MOST, strict=True)):
                raise FormatError("its scrypt parameters are out of bounds")
            try:
                return Scrypt(base64_bytes(salt), 32, n, r, p).derive(secret)
            except ValueError as error:
                raise FormatError("its scrypt parameters are none") from error
        case ["hkdf-sha256", salt]:
            if not random:
                raise KeyUnavailable("it is encrypted under 32 bytes, and a passphrase is given")
            return HKDF(SHA256(), 32, base64_bytes(salt), _INFO).derive(secret)
    raise FormatError("its wrapping key is made in a way that is not known here")
