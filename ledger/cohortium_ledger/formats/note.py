"""Signed notes: a text and lines that sign it (C2SP signed-note)::

    The text, one or more lines, blank ones allowed.

    — example.com/key dGhlIGtleSBpZCBhbmQgdGhlIHNpZ25hdHVyZQ==

The last blank line ends the text. A line of a key we do not know says nothing; a wrong line of a
key we know spoils the note. What the text means is for others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cohortium_ledger.errors import FormatError, SignatureError
from cohortium_ledger.formats.canonical import base64_bytes, base64_text, utf8
from cohortium_ledger.formats.keys import Verifier, check_name

MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100  # as many as Go's x/mod accepts; the specification asks for 16 at least
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note: whose key, and the signature bytes after the key id."""

    name: str
    key_id: bytes
    payload: bytes = field(repr=False)

    def __bytes__(self) -> bytes:
        return f"{_DASH}{self.name} {base64_text(self.key_id + self.payload)}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, and its signatures, none of them checked yet."""

    text: bytes
    signatures: tuple[NoteSignature, ...]

    def __bytes__(self) -> bytes:
        return self.text + b"\n" + b"".join(bytes(line) for line in self.signatures)

    def verified_by(self, verifiers: Iterable[Verifier]) -> dict[Verifier, int | None]:
        """Those of `verifiers` who signed, each with the time stated (None: an ordinary signature).

        Raises SignatureError when a line of a known key is wrong, or a name and key id stand for
        two of `verifiers`. An empty answer is the caller's to judge.
        """
        known: dict[tuple[str, bytes], list[Verifier]] = {}
        for verifier in verifiers:
            known.setdefault((verifier.name, verifier.key_id), []).append(verifier)
        signed: dict[Verifier, int | None] = {}
        for line in self.signatures:
            candidates = known.get((line.name, line.key_id), [])
            if len(candidates) > 1:
                raise SignatureError(f"two keys are known as {line.name} with the same key id")
            for verifier in candidates:
                signed[verifier] = verifier.verify(self.text, line.payload)
        return signed

    def open(self, verifiers: Iterable[Verifier]) -> bytes:
        """The text, once at least one of `verifiers` is found to have signed it."""
        if not self.verified_by(verifiers):
            raise SignatureError("no known key has signed this note")
        return self.text


def parse_note(data: bytes | str) -> Note:
    """Read a signed note; refuses what would not print back equal. Checks no signature."""
    if len(data) > MAX_NOTE:
        raise FormatError("no signed note: too long")
    content = utf8(data, "no signed note")
    _check_controls(content)
    text, blank, lines = content.rpartition("\n\n")
    if not blank:
        raise FormatError("no signed note: no blank line before the signatures")
    if not lines.endswith("\n"):
        raise FormatError("no signed note: it must end with a signature and a newline")
    rows = lines.removesuffix("\n").split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise FormatError(f"no signed note: more than {MAX_SIGNATURES} signatures")
    return Note(f"{text}\n".encode(), tuple(_parse_line(row) for row in rows))


def note_text(text: bytes | str) -> bytes:
    """`text` as it may stand in a note: UTF-8 without control characters, ending in a newline."""
    content = utf8(text, "no note text")
    if not content.endswith("\n"):
        raise FormatError("the text of a note ends with a newline")
    _check_controls(content)
    return content.encode()


def _parse_line(row: str) -> NoteSignature:
    name, space, encoded = row.removeprefix(_DASH).partition(" ")
    if not row.startswith(_DASH) or not space:
        raise FormatError("no signed note: a signature line has dash, name and base64")
    check_name(name)
    payload = base64_bytes(encoded)
    if len(payload) < 5:
        raise FormatError("no signed note: a signature is too short")
    return NoteSignature(name, payload[:4], payload[4:])


def _check_controls(content: str) -> None:
    if any(c < " " and c != "\n" for c in content):
        raise FormatError("no signed note: control characters")
