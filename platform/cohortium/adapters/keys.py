"""Key files, readable by their owner alone (0600): hospitals' keys and the home's own secrets.

A hospital's is Ed25519 in PKCS8 PEM. One file is everything a hospital holds: its seed signs, and by
HKDF-SHA256 (RFC 5869) gives the key that wraps its patients' data keys and the key of its lookups; one
that took another's place carries the first one's lookup key on, in a PEM block of its own. It may stand
outside the home. This module reads and makes such files, encrypted when a passphrase is given
(`passphrase`); it does not know what they protect. How an encrypted one looks:
`cohortium_ledger.signing.key_file`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from cohortium.adapters.passphrase import wrapping_from
from cohortium.errors import BadInput
from cohortium_ledger.errors import KeyUnavailable
from cohortium_ledger.signing import key_file

INDEX_BEGIN = b"-----BEGIN COHORTIUM INDEX KEY-----\n"
INDEX_END = b"-----END COHORTIUM INDEX KEY-----\n"
Purpose = Literal["log", "operator", "hospital", "receipt", "witness"]


@dataclass(frozen=True, slots=True)
class HospitalKey:
    """What one key file gives: a signing key, a wrapping key and a lookup key (32 bytes each)."""

    signing: Ed25519PrivateKey = field(repr=False)
    wrapping: bytes = field(repr=False)
    index: bytes = field(repr=False)

    @property
    def public(self) -> str:
        """The raw Ed25519 public key, base64."""
        return base64.b64encode(self.signing.public_key().public_bytes_raw()).decode()

    def sign(self, message: bytes) -> str:
        """The Ed25519 signature over `message`, base64."""
        return base64.b64encode(self.signing.sign(message)).decode()


def derive(secret: bytes, info: str) -> bytes:
    """32 bytes by HKDF-SHA256 from `secret`, without salt, for the use that `info` names."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info.encode()).derive(secret)


def create_key(path: Path) -> HospitalKey:
    """Make a new key at `path` (0600), durable and whole or not at all.

    :raises FileExistsError: something stands there already
    """
    key = generate_key()
    write_key(path, key)
    return key


def generate_key() -> HospitalKey:
    """A new key, in memory alone."""
    return _derived(Ed25519PrivateKey.generate())


def generate_successor(key: HospitalKey) -> HospitalKey:
    """A new key that finds what `key` put into the vault, in memory alone."""
    return replace(generate_key(), index=key.index)


def write_key(path: Path, key: HospitalKey) -> None:
    """Write `key` to `path` (0600), durable and whole or not at all.

    :raises FileExistsError: something stands there already
    """
    write_secret(path, pem(key), "hospital", key.public)


def pem(key: HospitalKey) -> bytes:
    """The key as text, in clear."""
    secret = key.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if key.index == _derived(key.signing).index:
        return secret
    return secret + INDEX_BEGIN + base64.b64encode(key.index) + b"\n" + INDEX_END


def load_key(path: Path) -> HospitalKey:
    """Read the key at `path`.

    :raises BadInput: it is missing, others may read it, it does not open, or it is no Ed25519 key in
        PKCS8 PEM
    """
    return parse_key(read_secret(path, "hospital"), path)


def parse_key(secret: bytes, path: Path) -> HospitalKey:
    """The key in the text of the file at `path`."""
    text, carried, index = secret.partition(INDEX_BEGIN)
    try:
        signing = load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        signing = None
    if not isinstance(signing, Ed25519PrivateKey):
        raise BadInput(f"key {path} is no unencrypted Ed25519 key in PKCS8 PEM", code="key")
    key = _derived(signing)
    return replace(key, index=_carried(index, path)) if carried else key


def _carried(block: bytes, path: Path) -> bytes:
    """The index key in what follows `INDEX_BEGIN`."""
    try:
        index = base64.b64decode(block.removesuffix(INDEX_END).removesuffix(b"\n"), validate=True)
    except ValueError:
        index = b""
    if len(index) != 32 or block != base64.b64encode(index) + b"\n" + INDEX_END:
        raise BadInput(
            f"key {path} carries no index key where it begins one: put it back", code="key"
        )
    return index


def operator_id(key: bytes) -> str:
    """What tells operator keys apart and gives nothing of them away: 16 hex digits."""
    return derive(key, "cohortium/operator/id/v1")[:8].hex()


def write_secret(
    path: Path, secret: bytes, purpose: Purpose, public: str, *, replace: bool = False
) -> None:
    """Write a secret file (0600), durable and whole or not at all; encrypted under the passphrase, if any.

    :raises FileExistsError: something stands there already, and it is not to be replaced
    """
    with _told():
        key_file.write_secret(path, secret, purpose, public, wrapping_from(), replace=replace)


def read_secret(path: Path, purpose: Purpose) -> bytes:
    """Read a secret file.

    :raises BadInput: it is missing, others may read it, or it does not open
    """
    with _told():
        return key_file.read_secret(path, purpose, wrapping_from())


@contextmanager
def _told() -> Iterator[None]:
    """The ledger's word on key files, as a wrong use of this installation."""
    try:
        yield
    except KeyUnavailable as error:
        hint = "; set COHORTIUM_KEY_PASSPHRASE or COHORTIUM_KEY_COMMAND"
        line = f"{error}{hint if 'no passphrase' in str(error) else ''}"
        raise BadInput(line, code=error.code) from None


def _derived(signing: Ed25519PrivateKey) -> HospitalKey:
    seed = signing.private_bytes_raw()
    return HospitalKey(
        signing=signing,
        wrapping=derive(seed, "cohortium/vault/wrap/v1"),
        index=derive(seed, "cohortium/vault/index/v1"),
    )
