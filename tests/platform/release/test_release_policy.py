"""Release policies: defaults, what a file may change, and which key is blamed."""

from __future__ import annotations

import pytest

from cohortium.errors import BadInput, Refused
from cohortium.release.attack_policy import check_columns
from cohortium.release.policy import Policy, read_policy
from cohortium.release.quasi import QUASI
from cohortium.release.text_policy import TextTerms, check_quarantined
from cohortium.release.withdrawal import Withdrawal

K = b'[[privacy]]\nmodel = "k-anonymity"\n'


def test_an_empty_file_is_the_default() -> None:
    assert read_policy(b"") == Policy()
    described = Policy().describe()
    assert described["privacy"] == [{"model": "k-anonymity", "k": 5}]
    assert (described["suppression"], described["age_top"], described["zip_digits"]) == (
        0.05,
        90,
        3,
    )


def test_what_a_file_changes() -> None:
    policy = read_policy(
        K + b'k = 11\n[[privacy]]\nmodel = "distinct-l-diversity"\nl = 2\ncolumn = "race"\n'
        b"[suppression]\nlimit = 0.01\n[release]\nnotes = false\ndownload = false\nvalue_digits = 3\n"
        b"zip_digits = 0\n[withdrawal]\nmax_delay_days = 0\ncompanions = 1\n"
    )
    assert [model["model"] for model in policy.privacy] == ["k-anonymity", "distinct-l-diversity"]
    assert (policy.suppression, policy.notes, policy.download) == (0.01, False, False)
    assert (policy.value_digits, policy.zip_digits) == (3, 0)
    assert policy.withdrawal == Withdrawal(max_delay_days=0, companions=1.0)


@pytest.mark.parametrize(
    ("data", "blamed"),
    [
        (b"[privacy", "TOML"), (b"\xff", "TOML"),
        (b"[privacy]\nk = 5\n", "privacy"), (b"privacy = []\n", "k-anonymity"),
        (b"privacy = 5\n", "privacy"), (b"suppression = 5\n", "suppression"),
        (K, "k"), (K + b"k = 0\n", "k"), (K + b"k = -5\n", "k"), (K + b"k = 2.5\n", "k"),
        (K + b'k = "5"\n', "k"), (K + b"k = true\n", "k"), (K + b"k = 5\ncolour = 1\n", "colour"),
        (b'[[privacy]]\nmodel = "hope"\n', "k-anonymity"),
        (K + b'k = 5\n[[privacy]]\nmodel = "hope"\n', "hope|model"),
        (b'[[privacy]]\nmodel = "distinct-l-diversity"\nl = 2\ncolumn = "race"\n', "k-anonymity"),
        (K + b'k = 5\n[[privacy]]\nmodel = "distinct-l-diversity"\nl = 2\ncolumn = "zip"\n', "zip"),
        (K + b"k = 5\n[suppression]\nlimit = -0.1\n", "limit"),
        (K + b"k = 5\n[suppression]\nlimit = 1.1\n", "limit"),
        (K + b"k = 5\n[suppression]\nlimit = nan\n", "limit"),
        (K + b"k = 5\n[suppression]\nmost = 1\n", "most"),
        (b"[release]\nnotes = 1\n", "notes"), (b"[release]\nvalue_digits = 0\n", "value_digits"),
        (b"[release]\nvalue_digits = true\n", "value_digits"),
        (b"[release]\nzip_digits = 5\n", "zip_digits"), (b"[release]\nraw = true\n", "raw"),
        (b'[text]\nprofile = "slow"\n', "strict"), (b"[text]\nsurrogates = 1\n", "plausible"),
        (b"[text]\nwords = 1\n", "words"), (b"[text]\nquarantined = 2\n", "quarantined is a number"),
        (b"[text]\nthreshold = 0\n", "above 0"), (b'[report]\ntarget = "zip"\n', "deceased"),
        (b"[report]\ntarget = [1]\n", "deceased"),
        (b"[text]\nprofile = []\n", "strict"), (b"[other]\n", "other"), (b"withdrawal = 3\n", "withdrawal"),
        (b"[withdrawal]\nbatch = 5\n", "batch"),
        (b"[withdrawal]\nmax_delay_days = -1\n", "max_delay_days"),
        (b"[withdrawal]\nmax_delay_days = 366\n", "max_delay_days"),
        (b"[withdrawal]\nmax_delay_days = 2.5\n", "max_delay_days"),
        (b"[withdrawal]\nmax_delay_days = true\n", "max_delay_days"),
        (b"[withdrawal]\ncompanions = 1.1\n", "companions"),
        (b"[withdrawal]\ncompanions = nan\n", "companions"),
        (b"[withdrawal]\ncompanions = true\n", "companions"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(data: bytes, blamed: str) -> None:
    with pytest.raises(BadInput, match=blamed) as refused:
        read_policy(data)
    assert "\n" not in str(refused.value)


def test_too_many_quarantined_texts_stop_a_release() -> None:
    check_quarantined(TextTerms(), 12, {"failed": 10})
    check_quarantined(TextTerms(quarantined=0.5), 40, {"failed": 19, "language": 1})
    with pytest.raises(Refused, match=r"20 of 40 texts .*19 failed, 1 language"):
        check_quarantined(TextTerms(), 40, {"failed": 19, "language": 1})


@pytest.mark.parametrize("name", ["value_digits", "zip_digits"])
def test_digits_are_whole(name: str) -> None:
    with pytest.raises(BadInput, match=name):
        read_policy(f"[release]\n{name} = 1.5\n".encode())


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("sex", True), ("span", True), ("span of conditions", True),
        ("observations.value of 8867-4", True), ("hair", False), ("spanner", False),
        ("span of hair", False), ("span of subjects", False), ("conditions", False),
        ("observations.display of 8867-4", False), ("observations.value", False), ("", False),
    ],
)  # fmt: skip
def test_columns_that_no_release_has_are_not_attacked(name: str, there: bool) -> None:
    for key in ("known", "secret"):
        terms = read_policy(f'[attack]\n{key} = ["{name}"]\n'.encode()).attack
        if there:
            check_columns(terms, QUASI)
            continue
        with pytest.raises(BadInput, match=r"\[attack\] names .* it may name sex, birth_year"):
            check_columns(terms, QUASI)
