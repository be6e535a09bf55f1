"""Submission receipts: strict text, signed, and proof of a broken promise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_ledger import (
    Checkpoint,
    FormatError,
    LedgerError,
    SignatureError,
    Signer,
    Submission,
    Verifier,
    issue_submission,
    open_submission,
    parse_submission,
)
from cohortium_ledger.signing.submission import receipt_name

ORIGIN = "example.org/log"
SIGNER = Signer(receipt_name(ORIGIN), b"r" * 32)
LEAF = bytes(range(32))
DATA = issue_submission(SIGNER, ORIGIN, 7, LEAF, 1000, 60)
NUMBER = st.integers(0, (1 << 52) - 1)


def head(size: int, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, b"\0" * 32)


def test_the_text_is_as_the_docs_say() -> None:
    text, _, signatures = DATA.decode().partition("\n\n")
    leaf = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert text == f"cohortium/submission/v1\n{ORIGIN}\n7\n{leaf}\n1000\n60"
    assert signatures.startswith(f"\u2014 {ORIGIN}/receipts ")
    found = parse_submission(DATA)
    assert found == open_submission(DATA, [SIGNER.verifier])
    assert found == Submission(ORIGIN, 7, LEAF, 1000, 60)
    assert found.deadline == 1060


@given(NUMBER, st.binary(min_size=32, max_size=32), NUMBER, NUMBER)
def test_what_is_read_prints_back_equal(index: int, leaf: bytes, time: int, delay: int) -> None:
    data = issue_submission(SIGNER, ORIGIN, index, leaf, time, delay)
    found = open_submission(data, [SIGNER.verifier])
    assert found == Submission(ORIGIN, index, leaf, time, delay)
    assert issue_submission(SIGNER, ORIGIN, index, leaf, time, delay) == data


def test_every_changed_bit_is_refused() -> None:
    for at in range(len(DATA) * 8):
        changed = bytearray(DATA)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(LedgerError):
            open_submission(bytes(changed), [SIGNER.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "cohortium/submission/v2\nexample.org/log\n7\n{leaf}\n1\n2\n",
        "cohortium/submission/v1\nexample.org/log\n07\n{leaf}\n1\n2\n",
        "cohortium/submission/v1\nexample.org/log\n-7\n{leaf}\n1\n2\n",
        "cohortium/submission/v1\nexample.org/log\n7\nAAAA\n1\n2\n",
        "cohortium/submission/v1\nexample.org/log\n7\n{leaf}\n1\n",
        "cohortium/submission/v1\nexample.org/log\n7\n{leaf}\n1\n2\n3\n",
        "cohortium/submission/v1\nexample org\n7\n{leaf}\n1\n2\n",
        "cohortium/submission/v1\nexample.org/log\n7\n{leaf}\n9007199254740991\n1\n",
        "cohortium/submission/v1\n" + "x" * 256 + "\n7\n{leaf}\n1\n2\n",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    leaf = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    data = SIGNER.sign_note(text.format(leaf=leaf))
    with pytest.raises(FormatError, match="no submission receipt"):
        parse_submission(data)


def test_too_long_and_unsigned_are_refused() -> None:
    with pytest.raises(FormatError, match="too long"):
        parse_submission(DATA + b"x" * 5000)
    with pytest.raises(FormatError):
        parse_submission(DATA.partition(b"\n\n")[0])


def test_only_its_own_key_counts() -> None:
    other = Signer(receipt_name(ORIGIN), b"o" * 32)
    log = Signer(ORIGIN, b"r" * 32)
    for keys in ([other.verifier], [log.verifier], []):
        with pytest.raises(SignatureError):
            open_submission(DATA, keys)
    by_the_log = issue_submission(log, ORIGIN, 7, LEAF, 1000, 60)
    with pytest.raises(SignatureError):
        open_submission(by_the_log, [log.verifier, SIGNER.verifier])
    assert isinstance(SIGNER.verifier, Verifier)


def test_a_kept_promise_is_none_to_complain_of() -> None:
    submission = parse_submission(DATA)
    assert submission.overdue(5000, head(8), lambda n: LEAF) is None
    assert submission.overdue(1060, head(7), lambda n: LEAF) is None


def test_a_broken_promise_is_told() -> None:
    submission = parse_submission(DATA)
    late = submission.overdue(1061, head(7), lambda n: LEAF)
    assert late == "entry 7 was due 1 seconds before a checkpoint of 7 entries"
    other = submission.overdue(0, head(8), lambda n: bytes(32))
    assert other == "entry 7 is not the one that was acknowledged there"


def test_another_log_s_checkpoint_says_nothing() -> None:
    with pytest.raises(SignatureError, match="another log"):
        parse_submission(DATA).overdue(9999, head(0, "example.org/other"), lambda n: LEAF)
