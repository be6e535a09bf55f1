"""Secret keys at rest: a file each, for its owner alone (0600), in clear or encrypted.

    cohortium encrypted key v1
    purpose log
    public example.org/log+9e1ccb7b+AS3...
    scrypt 131072 8 1 3vTq7pAdU2y1o3vlDgvYcg==
    aes-256-gcm dGhpcyBpcyAxMg==

    <ciphertext and tag, base64>

AES-256-GCM (NIST SP 800-38D) under a random nonce; the header, up to the empty line, is the associated
data, so what a key is for and whose it is cannot be exchanged. A key in clear is kept as its owner
writes it (a log's: `signer`). Files appear and are replaced whole; what stands beside them for a moment
is what they will hold, so an encrypted key is never on the disk in clear.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cohortium_ledger.errors import FormatError, KeyUnavailable
from cohortium_ledger.files import drafted, make_folder, sync_path
from cohortium_ledger.formats.canonical import base64_bytes, base64_text
from cohortium_ledger.signing.wrapping import Wrapping

OTHERS = 0o077  # permission bits nobody but a key file's owner may have
LARGEST = 16_384  # bytes; an ML-DSA seed, its public key and the header are well below
_TITLE = "cohortium encrypted key v1"
_WORD = re.compile(r"[a-z]{1,20}")
_NONCE = 12


@dataclass(frozen=True, slots=True)
class KeyHeader:
    """What an encrypted key says of itself: the words of its clear lines."""

    purpose: str
    public: str
    made: str
    nonce: bytes

    def __bytes__(self) -> bytes:
        lines = (
            _TITLE, f"purpose {self.purpose}", f"public {self.public}", self.made,
            f"aes-256-gcm {base64_text(self.nonce)}",
        )  # fmt: skip
        return "".join(f"{line}\n" for line in lines).encode()


def seal_key(secret: bytes, purpose: str, public: str, wrapping: Wrapping) -> bytes:
    """`secret` encrypted, as its file holds it; `public` is its public part, one line."""
    if not _WORD.fullmatch(purpose) or "\n" in public:
        raise FormatError("a key's purpose is a word, and its public part one line")
    made, key = wrapping.fresh()
    header = KeyHeader(purpose, public, made, os.urandom(_NONCE))
    sealed = AESGCM(key).encrypt(header.nonce, secret, bytes(header))
    return bytes(header) + f"\n{base64_text(sealed)}\n".encode()


def key_header(data: bytes) -> KeyHeader | None:
    """The header of an encrypted key; None when `data` is a key in clear."""
    return _split(data)[0] if data.startswith(_TITLE.encode()) else None


def is_encrypted(path: Path) -> bool:
    """Whether the file at `path` begins as an encrypted key; others may read it. False: nobody can tell."""
    try:
        with path.open("rb") as file:
            return file.read(len(_TITLE)) == _TITLE.encode()
    except OSError:
        return False


def open_key(data: bytes, purpose: str, wrapping: Wrapping | None) -> bytes:
    """The secret in `data`, which may be in clear. Raises KeyUnavailable, which does not name the file."""
    if key_header(data) is None:
        return data
    header, sealed = _split(data)
    if header.purpose != purpose:
        raise KeyUnavailable(f"it is a {header.purpose} key, and a {purpose} key is wanted")
    if wrapping is None:
        raise KeyUnavailable("it is encrypted, and no passphrase is given", "key-locked")
    try:
        return AESGCM(wrapping.key(header.made)).decrypt(header.nonce, sealed, bytes(header))
    except InvalidTag:
        raise KeyUnavailable(
            "the passphrase is wrong, or the file was altered", "key-locked"
        ) from None
    except FormatError as error:
        raise KeyUnavailable(str(error)) from error


def read_key_file(path: Path) -> bytes:
    """What the file at `path` holds. Raises KeyUnavailable: missing, or others may read it."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & OTHERS:
                raise KeyUnavailable(
                    f"key {path} can be read by others: chmod 600 it", "key-permissions"
                )
            return file.read(LARGEST)
    except FileNotFoundError:
        raise KeyUnavailable(f"no key at {path}: put it back there", "key-missing") from None
    except OSError as error:
        raise KeyUnavailable(f"key {path} cannot be read: {error.strerror}") from None


def read_secret(path: Path, purpose: str, wrapping: Wrapping | None = None) -> bytes:
    """The secret in the file at `path`, decrypted when it is encrypted. Raises KeyUnavailable."""
    data = read_key_file(path)
    try:
        return open_key(data, purpose, wrapping)
    except KeyUnavailable as error:
        raise KeyUnavailable(f"key {path} does not open: {error}", error.code) from error


def write_key_file(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write `data` to `path` (0600), durable and whole or not at all.

    Raises FileExistsError when something stands there, unless it is to be replaced.
    """
    make_folder(path.parent, 0o700)
    with drafted(path, data, 0o600) as draft:
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)  # unlike a rename, never replaces a key
    sync_path(path.parent)


def write_secret(
    path: Path,
    secret: bytes,
    purpose: str,
    public: str,
    wrapping: Wrapping | None = None,
    *,
    replace: bool = False,
) -> None:
    """Write `secret` to `path`, encrypted when there is a `wrapping`; as `write_key_file`."""
    data = secret if wrapping is None else seal_key(secret, purpose, public, wrapping)
    write_key_file(path, data, replace=replace)


def _split(data: bytes) -> tuple[KeyHeader, bytes]:
    """Header and ciphertext of an encrypted key, which must print back equal."""
    try:
        title, purpose, public, made, cipher, blank, sealed, end = data.decode().split("\n")
        header = KeyHeader(
            purpose.removeprefix("purpose "),
            public.removeprefix("public "),
            made,
            base64_bytes(cipher.removeprefix("aes-256-gcm ")),
        )
        content = base64_bytes(sealed)
    except (ValueError, FormatError) as error:
        raise KeyUnavailable("it is no encrypted key of version 1: restore it") from error
    if bytes(header) + f"\n{sealed}\n".encode() != data or len(header.nonce) != _NONCE:
        raise KeyUnavailable("it is no encrypted key of version 1: restore it")
    if title != _TITLE or blank or end:
        raise KeyUnavailable("it is no encrypted key of version 1: restore it")
    return header, content
