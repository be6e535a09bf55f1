"""Cosigning keys: both algorithms sign what verifiers check, and their text form is strict."""

from __future__ import annotations

import pytest

from cohortium_ledger import FormatError, Note, SignatureError, Verifier
from cohortium_ledger.formats.keys import COSIGNATURE, ED25519, ML_DSA
from cohortium_ledger.signing.cosigner import Cosigner

NAME = "witness.example/w1"
TEXT = b"example.org/log\n7\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
SIZES = {COSIGNATURE: 64, ML_DSA: 2420}
both = pytest.mark.parametrize("algorithm", [COSIGNATURE, ML_DSA])


@both
def test_a_cosignature_verifies_and_states_its_time(algorithm: int) -> None:
    cosigner = Cosigner.generate(NAME, algorithm)
    line = cosigner.cosign(TEXT, 1679315147)
    assert len(line.payload) == 8 + SIZES[algorithm]
    verifier = Verifier.from_vkey(cosigner.vkey)
    assert Note(TEXT, (line,)).verified_by([verifier]) == {verifier: 1679315147}
    for other in (TEXT.replace(b"7", b"8"), TEXT.replace(b"org", b"com")):
        with pytest.raises(SignatureError):
            Note(other, (line,)).verified_by([verifier])
    moved = line.payload[:7] + bytes([line.payload[7] ^ 1]) + line.payload[8:]
    with pytest.raises(SignatureError):
        verifier.verify(TEXT, moved)


def test_extension_lines_are_covered_by_ed25519_alone() -> None:
    for algorithm, covered in ((COSIGNATURE, True), (ML_DSA, False)):
        cosigner = Cosigner.generate(NAME, algorithm)
        line = cosigner.cosign(TEXT + b"extension\n", 1)
        if covered:
            with pytest.raises(SignatureError):
                cosigner.verifier.verify(TEXT, line.payload)
        else:
            assert cosigner.verifier.verify(TEXT, line.payload) == 1


@both
def test_the_text_form_reads_back(algorithm: int) -> None:
    cosigner = Cosigner(NAME, algorithm, bytes(range(32)))
    again = Cosigner.from_skey(cosigner.skey)
    assert (again.vkey, again.skey) == (cosigner.vkey, cosigner.skey)
    assert cosigner.skey.split("+")[4] not in repr(cosigner)


@both
@pytest.mark.parametrize("timestamp", [0, -1, 1 << 63])
def test_no_time_that_is_none(algorithm: int, timestamp: int) -> None:
    with pytest.raises(FormatError):
        Cosigner.generate(NAME, algorithm).cosign(TEXT, timestamp)


@pytest.mark.parametrize(
    "text", [b"", b"hello\n", b"a\nb\nc\n", TEXT[:-1], TEXT + b"\n", b"\x00" + TEXT]
)
def test_only_checkpoints_are_cosigned(text: bytes) -> None:
    for algorithm in SIZES:
        with pytest.raises(FormatError):
            Cosigner.generate(NAME, algorithm).cosign(text, 1)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b", "w" * 256])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(FormatError):
        Cosigner.generate(name)


def test_keys_that_are_none() -> None:
    skey = Cosigner.generate(NAME).skey
    wrong = (skey.removeprefix("PRIVATE"), skey[:-4], skey.replace("w1", "w2"), "", skey + "\n")
    for text in wrong:
        with pytest.raises(FormatError):
            Cosigner.from_skey(text)
    for algorithm, seed in ((ED25519, b"s" * 32), (COSIGNATURE, b"s" * 31), (0xFF, b"s" * 32)):
        with pytest.raises(FormatError):
            Cosigner(NAME, algorithm, seed)
