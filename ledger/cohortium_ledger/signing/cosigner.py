"""A cosigner's secret key: makes cosignatures over checkpoints (C2SP tlog-cosignature).

Algorithm 04 is Ed25519 cosignature/v1, 06 is ML-DSA-44; both sign from a seed of 32 bytes. The text
form is the convention of a log's key (`signer`): ``PRIVATE+KEY+name+hex(key id)+base64(alg || seed)``.
It signs what it is told to: whether a checkpoint deserves it is for `witness` to decide.
"""

from __future__ import annotations

import os
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.canonical import base64_text
from cohortium_ledger.formats.checkpoint import parse_checkpoint
from cohortium_ledger.formats.cosignature import ed25519_message, mldsa_message
from cohortium_ledger.formats.keys import COSIGNATURE, ML_DSA, Verifier, check_name, split_key
from cohortium_ledger.formats.note import NoteSignature, note_text

MAX_NAME = 255  # bytes; ML-DSA cosignatures carry its length in one
_PREFIX = "PRIVATE+KEY+"
_SEED = 32


class Cosigner:
    """One secret key under one name. Ed25519 cosignatures do not carry the name: a key has one only."""

    def __init__(self, name: str, algorithm: int, seed: bytes) -> None:
        if len(seed) != _SEED:
            raise FormatError(f"a cosigner's seed has {_SEED} bytes, not {len(seed)}")
        check_name(name)
        if len(name.encode()) > MAX_NAME:
            raise FormatError(f"a cosigner's name has at most {MAX_NAME} bytes")
        self._seed = seed
        self._key = _private_key(algorithm, seed)
        self.verifier = Verifier(name, algorithm, self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Cosigner({self.verifier.vkey!r})"

    @classmethod
    def generate(cls, name: str, algorithm: int = COSIGNATURE) -> Cosigner:
        """A new random key called `name`."""
        return cls(name, algorithm, os.urandom(_SEED))

    @classmethod
    def from_skey(cls, text: str) -> Cosigner:
        """Read a cosigner's key; its key id must be that of the public key."""
        if not text.startswith(_PREFIX):
            raise FormatError(f"no cosigner key: it starts with {_PREFIX}")
        name, digits, material = split_key(text.removeprefix(_PREFIX), "cosigner key")
        cosigner = cls(name, material[0], material[1:])
        if cosigner.verifier.key_id.hex() != digits:
            raise FormatError("no cosigner key: its key id is not that of name and key")
        return cosigner

    @property
    def name(self) -> str:
        """The cosigner's name."""
        return self.verifier.name

    @property
    def skey(self) -> str:
        """The secret, as text. Keep it readable by its owner alone."""
        material = bytes([self.verifier.algorithm]) + self._seed
        return f"{_PREFIX}{self.name}+{self.verifier.key_id.hex()}+{base64_text(material)}"

    @property
    def vkey(self) -> str:
        """The verifier key, as text."""
        return self.verifier.vkey

    def cosign(self, text: bytes, timestamp: int) -> NoteSignature:
        """The cosignature of a checkpoint's note `text` at `timestamp`, POSIX seconds, above zero."""
        if not 0 < timestamp < 1 << 63:
            raise FormatError("a cosignature's time lies between 1 and 2^63 - 1")
        parse_checkpoint(note_text(text))
        if self.verifier.algorithm == COSIGNATURE:
            message = ed25519_message(timestamp, text)
        else:
            message = mldsa_message(self.name, timestamp, text)
        payload = struct.pack(">Q", timestamp) + self._key.sign(message)
        return NoteSignature(self.name, self.verifier.key_id, payload)


def _private_key(algorithm: int, seed: bytes) -> Ed25519PrivateKey | MLDSA44PrivateKey:
    if algorithm == COSIGNATURE:
        return Ed25519PrivateKey.from_private_bytes(seed)
    if algorithm == ML_DSA:
        return MLDSA44PrivateKey.from_seed_bytes(seed)
    raise FormatError(f"cannot cosign with algorithm {algorithm:02x}")
