"""Key files, readable by their owner alone (0600): hospitals' keys and the home's own secrets.

A hospital's is Ed25519 in PKCS8 PEM. One file is everything a hospital holds: its seed signs, and by HKDF-SHA256 (RFC 5869) gives the key
that wraps its patients' data keys and the key of its lookups. It may stand outside the home. This
module reads and makes such files; it does not know what they protect.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

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

from cohortium.errors import BadInput

OTHERS = 0o077  # permission bits nobody but the owner of a key file may have
LARGEST = 4096  # bytes; a PKCS8 PEM of Ed25519 has about 120


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


def write_key(path: Path, key: HospitalKey) -> None:
    """Write `key` to `path` (0600), durable and whole or not at all.

    :raises FileExistsError: something stands there already
    """
    pem = key.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_secret(path, pem)


def load_key(path: Path) -> HospitalKey:
    """Read the key at `path`.

    :raises BadInput: it is missing, others may read it, or it is no Ed25519 key in PKCS8 PEM
    """
    try:
        signing = load_pem_private_key(read_secret(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        signing = None
    if not isinstance(signing, Ed25519PrivateKey):
        raise BadInput(f"key {path} is no unencrypted Ed25519 key in PKCS8 PEM", code="key")
    return _derived(signing)


def write_secret(path: Path, secret: bytes) -> None:
    """Write a secret file (0600), durable and whole or not at all; one that exists is never replaced.

    :raises FileExistsError: something stands there already
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)  # unlike a rename, never replaces a key
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def read_secret(path: Path) -> bytes:
    """Read a secret file.

    :raises BadInput: it is missing, or others may read it
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & OTHERS:
                raise BadInput(
                    f"key {path} can be read by others: chmod 600 it", code="key-permissions"
                )
            return file.read(LARGEST)
    except FileNotFoundError:
        raise BadInput(f"no key at {path}: put it back there", code="key-missing") from None
    except OSError as error:
        raise BadInput(f"key {path} cannot be read: {error.strerror}", code="key") from None


def _derived(signing: Ed25519PrivateKey) -> HospitalKey:
    seed = signing.private_bytes_raw()
    return HospitalKey(
        signing=signing,
        wrapping=derive(seed, "cohortium/vault/wrap/v1"),
        index=derive(seed, "cohortium/vault/index/v1"),
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
