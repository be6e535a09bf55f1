"""A log's secret key: makes signed notes (C2SP signed-note, algorithm 01).

Its text form is a convention of Go's x/mod: ``PRIVATE+KEY+name+hex(key id)+base64(01 || seed)``.
Where the key is kept is its owner's business, and never in the log's directory.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.canonical import base64_text
from cohortium_ledger.formats.keys import ED25519, Verifier, check_name, split_key
from cohortium_ledger.formats.note import Note, NoteSignature, note_text

_PREFIX = "PRIVATE+KEY+"


class Signer:
    """An Ed25519 key and its name, which is the origin of the log it signs."""

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != 32:
            raise FormatError(f"an Ed25519 seed has 32 bytes, not {len(seed)}")
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, ED25519, self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Signer({self.verifier.vkey!r})"

    @classmethod
    def generate(cls, name: str) -> Signer:
        """A new random key called `name`."""
        check_name(name)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_skey(cls, text: str) -> Signer:
        """Read a signer key; its key id must be that of the public key."""
        if not text.startswith(_PREFIX):
            raise FormatError(f"no signer key: it starts with {_PREFIX}")
        name, digits, material = split_key(text.removeprefix(_PREFIX), "signer key")
        if material[0] != ED25519:
            raise FormatError(f"cannot sign with algorithm {material[0]:02x}")
        signer = cls(name, material[1:])
        if signer.verifier.key_id.hex() != digits:
            raise FormatError("no signer key: its key id is not that of name and key")
        return signer

    @property
    def name(self) -> str:
        """The key's name, and the origin of the log it signs."""
        return self.verifier.name

    @property
    def skey(self) -> str:
        """The secret, as text. Keep it outside the log's directory, readable by its owner alone."""
        material = bytes([ED25519]) + self._seed
        return f"{_PREFIX}{self.name}+{self.verifier.key_id.hex()}+{base64_text(material)}"

    @property
    def vkey(self) -> str:
        """The verifier key, as text."""
        return self.verifier.vkey

    def sign(self, data: bytes) -> bytes:
        """The signature of `data`, which no reader could take for a note: that is the caller's to see to."""
        return self._key.sign(data)

    def sign_note(self, text: bytes | str) -> bytes:
        """`text`, which ends in a newline, as a signed note."""
        data = note_text(text)
        line = NoteSignature(self.name, self.verifier.key_id, self._key.sign(data))
        return bytes(Note(data, (line,)))
